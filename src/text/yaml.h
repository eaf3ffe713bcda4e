/* yaml.h - layer 1: reading YAML that people write by hand, strictly. Includes base only.
 *
 * Flow:  yaml_doc_read (bytes to a tree of nodes) -> yaml_bind (the tree into a struct, by a schema) -> yaml_doc_free
 * Every complaint names file, line and column (in characters, from 1) and shows the text:
 *     rules.yaml:7:12: expected a number, found '1,5': write 1.5
 *
 * Strict. What YAML guesses is not guessed here: a scalar is a text until the schema says what it is, so NO is Norway and
 * 010 is no eight. Refused are keys that are not known or stand twice, anchors, aliases, tags, second documents, control
 * characters, broken UTF-8, more than YAML_DEPTH_MAX levels and more than YAML_BYTES_MAX bytes.
 * Errors are GAD_E_FORMAT, but for GAD_E_IO (the file) and GAD_E_NOMEM. libyaml takes its own memory from malloc, within
 * a call only; all that stays is from the context. */
#ifndef GAD_YAML_H
#define GAD_YAML_H

#include "base/base.h"

enum { YAML_BYTES_MAX = 1 << 22, YAML_DEPTH_MAX = 16 };

typedef enum yaml_kind { YAML_IS_TEXT, YAML_IS_LIST, YAML_IS_MAP } yaml_kind;

typedef struct yaml_node {
    yaml_kind kind;
    const char *key;      /* of a member of a map, else NULL */
    const char *text;     /* of YAML_IS_TEXT, else "" */
    bool plain;           /* the text stands without quotes */
    bool as_written;      /* byte k of the text stands k characters behind line:column */
    int32_t line, column; /* where the value starts; of a quoted text its first character */
    int32_t key_line, key_column;
    int32_t n;               /* members or elements */
    struct yaml_node *first; /* of them, in the order of the file */
    struct yaml_node *next;
} yaml_node;

typedef struct yaml_doc yaml_doc;

/* Read a file ("-": standard input), or bytes that messages call `name`. The document is the caller's to free, before
 * its context; nodes and texts live as long. */
MUST_CHECK gad_status yaml_doc_read(gad_ctx *cx, const char *path, yaml_doc **out);
MUST_CHECK gad_status yaml_doc_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n,
                                     yaml_doc **out);
void yaml_doc_free(yaml_doc *doc); /* takes NULL */
const char *yaml_doc_name(const yaml_doc *doc);
const yaml_node *yaml_doc_top(const yaml_doc *doc);
const yaml_node *yaml_find(const yaml_node *map, const char *key); /* NULL: no such member */

/* Bytes of a text that a message shows, "%.*s": up to 60, whole characters. */
int yaml_shown(const char *text);
/* Complaints about a node, about its key, and about byte `at` of its text. They return GAD_E_FORMAT. */
gad_status yaml_fail(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, const char *fmt, ...)
    GAD_PRINTF(4, 5);
gad_status yaml_fail_key(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, const char *fmt,
                         ...) GAD_PRINTF(4, 5);
gad_status yaml_fail_inside(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, size_t at,
                            const char *fmt, ...) GAD_PRINTF(5, 6);

/* ---- schemas: what a map may hold, as a table ---------------------------------------------------- */

typedef struct yaml_schema yaml_schema;
/* For what no type fits: read `node` into `field`. */
typedef gad_status yaml_visit(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                              void *field);

typedef enum yaml_type {              /* the field it is read into */
                         YAML_TEXT,   /* const char *, never empty */
                         YAML_NUMBER, /* double; finite, a point, no separators, no leading zeros */
                         YAML_INTEGER, /* int32_t */
                         YAML_MONTH,   /* int32_t, "2025-06" */
                         YAML_DAY,     /* int32_t, "2025-06-30" */
                         YAML_BOOL,    /* bool, true or false */
                         YAML_CHOICE,  /* const char *, one of `choices`; case does not matter */
                         YAML_MAP,     /* the struct of `of` */
                         YAML_LIST, /* pointer to the first of them; int32_t at `count` says how many, one at least */
                         YAML_VISIT /* anything */
} yaml_type;

typedef struct yaml_field {
    const char *key;
    yaml_type type;
    size_t offset; /* in the struct of the schema */
    bool required;
    double lo, hi;              /* NUMBER, INTEGER: both allowed; 0, 0: any */
    const char *unit;           /* NUMBER: may stand behind it, "30 %"; NULL: none may */
    const char *const *choices; /* CHOICE: NULL ends */
    const yaml_schema *of;      /* MAP, LIST of maps */
    size_t count;               /* LIST */
    yaml_visit *visit;          /* VISIT */
} yaml_field;

struct yaml_schema {
    const char *what; /* "a rule", for messages */
    const yaml_field *field;
    int32_t n;
    size_t size;          /* of the struct */
    const void *defaults; /* of `size` bytes, what an element of a list starts as; NULL: zeroes */
    size_t
        place; /* offset of a `const yaml_node *` that gets the map; 0: none (put it elsewhere than first) */
};

/* Fill `out`, which holds the defaults, from a map. Texts are copied into mem; the nodes of `place` are the document's.
 */
MUST_CHECK gad_status yaml_bind(gad_ctx *cx, const yaml_doc *doc, const yaml_node *map,
                                const yaml_schema *schema, arena *mem, void *out);

#endif
