/* write.h - layer 4: the last step of every answer. Includes anything below. */
#ifndef GAD_WRITE_H
#define GAD_WRITE_H

#include "base/base.h"
#include "text/json.h"

/* Hand finished text to the caller's writer. GAD_E_NOMEM when the buf failed, GAD_E_IO when the
 * writer did. */
MUST_CHECK gad_status write_buf(gad_ctx *cx, const buf *b, const gad_output *out);
/* The table as text, aligned for a terminal (GAD_AS_TABLE) or Markdown (GAD_AS_MD), into b. */
void write_table_text(buf *b, const gad_table *t, const gad_output *out);
/* The rows of a table as a JSON array of objects under `key`. */
void write_table_json(json *j, const char *key, const gad_table *t);
/* Columns that `text` takes on a terminal (wide CJK characters count 2, combining ones 0). */
int32_t write_text_width(const char *text);

#endif
