/* container.h - layer 1: the bytes of a file, or of the members of an archive, one after another.
 * Only here: archive.h and zlib.h. */
#ifndef GAD_CONTAINER_H
#define GAD_CONTAINER_H

#include "base/base.h"

typedef struct container container;

/* Open a regular file and find out what it is: plain, gzip, zip or 7z. An office document (a zip
 * file inside) counts as plain. Errors: GAD_E_IO; GAD_E_FORMAT an archive that cannot be read. */
MUST_CHECK gad_status container_open(gad_ctx *cx, const char *path, container **out);
void container_close(container *c); /* takes NULL */

/* Go to the next member; *name is NULL when there is none left, "" for a plain or gzip file (which
 * has one member), else the member's name made valid UTF-8, borrowed until the next call. */
MUST_CHECK gad_status container_next(gad_ctx *cx, container *c, const char **name);
/* Read at most n bytes of the member; *got is 0 at its end only. */
MUST_CHECK gad_status container_read(gad_ctx *cx, container *c, void *to, size_t n, size_t *got);
/* Whether the bytes are those of the file, so that DuckDB can read it where it lies. */
bool container_plain(const container *c);
/* Start the member again; plain files only. */
MUST_CHECK gad_status container_rewind(gad_ctx *cx, container *c);
/* Bytes of the file read so far, and its size. */
void container_progress(const container *c, double *done, double *total);

#endif
