/* json_read.h - layer 1: reading JSON (RFC 8259) that people write by hand. Includes base only.
 *
 * Flow:  json_doc_read -> json_doc_top -> json_at_find, json_at_item, json_at_next ... -> json_doc_free
 * A place (json_at) knows the way back to the top, so every complaint names file and JSON path:
 *     market.json: $.activities[3].curve.q: expected a number, found "abc"
 * and text that is no JSON is named by line and column:
 *     market.json:12:9: ':' expected near '3'
 *
 * Strict: keys are unique, numbers finite, texts without NUL; files have at most JSON_READ_BYTES bytes and
 * JSON_READ_DEPTH levels. A byte order mark is skipped. All errors are GAD_E_FORMAT, but for GAD_E_IO (the file),
 * GAD_E_NOMEM and GAD_E_CANCEL. */
#ifndef GAD_JSON_READ_H
#define GAD_JSON_READ_H

#include "base/base.h"

enum { JSON_READ_BYTES = 1 << 28, JSON_READ_DEPTH = 64 };

typedef struct json_doc json_doc;

/* A place in a document. `up` points to the place it was reached from, which must live as long. */
typedef struct json_at {
    const json_doc *doc;
    const void *value;
    const struct json_at *up; /* NULL: the top */
    const char *key;          /* NULL: an element of an array */
    int32_t index;
} json_at;

/* Read a file ("-": standard input), or bytes that messages call `name`. The document is the caller's to free,
 * before its context. */
MUST_CHECK gad_status json_doc_read(gad_ctx *cx, const char *path, json_doc **out);
MUST_CHECK gad_status json_doc_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n,
                                     json_doc **out);
void json_doc_free(json_doc *doc);              /* takes NULL */
const char *json_doc_name(const json_doc *doc); /* the file, for messages */
json_at json_doc_top(const json_doc *doc);

/* Texts borrow from the document. */
MUST_CHECK gad_status json_at_f64(gad_ctx *cx, const json_at *at, double *x);
MUST_CHECK gad_status json_at_text(gad_ctx *cx, const json_at *at, const char **text);
MUST_CHECK gad_status json_at_array(gad_ctx *cx, const json_at *at, int32_t *n);
MUST_CHECK gad_status json_at_object(gad_ctx *cx, const json_at *at,
                                     int32_t *n); /* n may be NULL */
bool json_at_is_null(const json_at *at);
bool json_at_is_text(const json_at *at);
bool json_at_is_object(const json_at *at);
bool json_at_is_array(const json_at *at);

/* An array's element; `i` is in range. */
json_at json_at_item(const json_at *array, int32_t i);
/* The member of an object; false when there is none. */
bool json_at_find(const json_at *object, const char *key, json_at *child);
/* The same, an error when there is none. */
MUST_CHECK gad_status json_at_need(gad_ctx *cx, const json_at *object, const char *key,
                                   json_at *child);
/* The members in the order of the file: json_at_first, then json_at_next from the one before; false at the end. */
bool json_at_first(const json_at *object, json_at *child);
bool json_at_next(json_at *child);

/* An object whose keys are all among `known` (NULL ends) or among the remarks that any object may have ("name",
 * "note", "unit", "comment", "$schema": texts, not used). Names the nearest known key otherwise. */
MUST_CHECK gad_status json_at_keys(gad_ctx *cx, const json_at *object, const char *const *known);

/* Complaints: "FILE: PATH: ..." and "FILE: PATH: expected WHAT, found ...". They return GAD_E_FORMAT. */
gad_status json_at_fail(gad_ctx *cx, const json_at *at, const char *fmt, ...) GAD_PRINTF(3, 4);
gad_status json_at_expected(gad_ctx *cx, const json_at *at, const char *what);

#endif
