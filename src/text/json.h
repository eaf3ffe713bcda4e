/* json.h - layer 1: writing JSON (RFC 8259) into a buf. Includes base only.
 *
 * `key` is NULL inside arrays and at the top. Numbers are written so that they read back as the same
 * double; NaN and infinities become null. Texts are UTF-8; broken bytes are written as U+FFFD. The
 * document is indented by two spaces, arrays of scalars on one line. */
#ifndef GAD_JSON_H
#define GAD_JSON_H

#include "base/base.h"

enum { JSON_DEPTH_MAX = 32 };

typedef struct json {
    buf *out;
    int32_t depth;
    int32_t count[JSON_DEPTH_MAX]; /* members written at each depth */
    char kind[JSON_DEPTH_MAX];     /* '{' or '[' */
} json;

void json_start(json *j, buf *out);
void json_object(json *j, const char *key);                  /* opens */
void json_array(json *j, const char *key);                   /* opens */
void json_close(json *j);                                    /* closes the innermost */
void json_text(json *j, const char *key, const char *value); /* NULL: null */
void json_f64(json *j, const char *key, double x);
void json_i64(json *j, const char *key, int64_t x);
void json_bool(json *j, const char *key, bool x);
void json_null(json *j, const char *key);

#endif
