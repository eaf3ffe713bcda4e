set(SOURCES json.c json_read.c yaml.c yaml_schema.c)
