SELECT id, key, name, kind, preference, coalesce(url, '') AS url FROM source ORDER BY id;
