/* yaml_schema.c - layer 1: a tree of YAML nodes into a struct, by a table of its keys.
 *
 * Flow: yaml_bind: every member finds its field (or its key is refused) -> the reader of the field's type -> required
 * fields that did not come. A row of `types` is one type. */
#include "text/yaml.h"

enum { LISTED = 400 };

typedef struct place { /* one value on its way into one field */
    gad_ctx *cx;
    const yaml_doc *doc;
    const yaml_node *node;
    const yaml_field *field;
    arena *mem;
    void *to;
    void *whole; /* the struct that holds it */
} place;

/* ---- what was found ------------------------------------------------------------------------------ */

static gad_status expected(const place *p, const char *what)
{
    const yaml_node *v = p->node;
    if (v->kind != YAML_IS_TEXT)
        return yaml_fail(p->cx, p->doc, v, "'%s': expected %s, found a %s", p->field->key, what,
                         v->kind == YAML_IS_MAP ? "map" : "list");
    if (!*v->text)
        return yaml_fail(p->cx, p->doc, v, "'%s' has no value: expected %s", p->field->key, what);
    return yaml_fail(p->cx, p->doc, v, "'%s': expected %s, found %s'%.*s'%s", p->field->key, what,
                     v->plain ? "" : "the quoted text ", yaml_shown(v->text), v->text,
                     strchr(v->text, ',') && v->text[strcspn(v->text, "0123456789")] &&
                             p->field->type == YAML_NUMBER
                         ? " (write a point, and thousands without separators)"
                         : "");
}

static bool is_word(const place *p) /* a plain text that is not empty */
{
    return p->node->kind == YAML_IS_TEXT && p->node->plain && *p->node->text;
}

/* ---- one reader per type ------------------------------------------------------------------------- */

static gad_status read_text(const place *p)
{
    if (p->node->kind != YAML_IS_TEXT || !*p->node->text)
        return expected(p, "a text");
    const char *copy = arena_str(p->mem, p->node->text);
    if (!copy)
        return gad_nomem(p->cx, "reading YAML");
    memcpy(p->to, &copy, sizeof copy);
    return GAD_OK;
}

/* "010" is ten here, eight elsewhere: refused. */
static bool has_leading_zero(const char *s)
{
    s += *s == '-' || *s == '+';
    return s[0] == '0' && isdigit((unsigned char)s[1]);
}

static gad_status check_range(const place *p, double x)
{
    char lo[NUM_TEXT], hi[NUM_TEXT];
    const yaml_field *f = p->field;
    if ((f->lo == 0 && f->hi == 0) || (x >= f->lo && x <= f->hi))
        return GAD_OK;
    if (isinf(f->hi))
        return yaml_fail(p->cx, p->doc, p->node, "'%s' is %s or more, not %.*s", f->key,
                         num_shortest(lo, f->lo), yaml_shown(p->node->text), p->node->text);
    return yaml_fail(p->cx, p->doc, p->node, "'%s' is from %s to %s, not %.*s", f->key,
                     num_shortest(lo, f->lo), num_shortest(hi, f->hi), yaml_shown(p->node->text),
                     p->node->text);
}

/* The text without the unit of the field behind it. False: too long for a number. */
static bool without_unit(const place *p, char out[NUM_TEXT])
{
    size_t n = strlen(p->node->text), u = p->field->unit ? strlen(p->field->unit) : 0;
    if (u && n > u && STR_EQ(p->node->text + n - u, p->field->unit))
        for (n -= u; n > 0 && p->node->text[n - 1] == ' ';)
            n--;
    if (n >= NUM_TEXT)
        return false;
    memcpy(out, p->node->text, n);
    out[n] = '\0';
    return true;
}

static gad_status read_number(const place *p)
{
    char text[NUM_TEXT], what[NUM_TEXT];
    double x = 0;
    if (p->field->unit)
        snprintf(what, sizeof what, "a number in %.30s", p->field->unit);
    else
        snprintf(what, sizeof what, "a number");
    if (!is_word(p) || !without_unit(p, text) || has_leading_zero(text) || !num_parse(text, &x))
        return expected(p, what);
    gad_status st = check_range(p, x);
    if (!st)
        memcpy(p->to, &x, sizeof x);
    return st;
}

static gad_status read_integer(const place *p)
{
    int32_t x = 0;
    if (!is_word(p) || has_leading_zero(p->node->text) ||
        !num_parse_i32(p->node->text, INT32_MIN, INT32_MAX, &x))
        return expected(p, "a whole number");
    gad_status st = check_range(p, x);
    if (!st)
        memcpy(p->to, &x, sizeof x);
    return st;
}

static gad_status read_month(const place *p)
{
    int32_t month = 0;
    if (p->node->kind != YAML_IS_TEXT || !month_parse(p->node->text, &month))
        return expected(p, "a month as 2025-06");
    memcpy(p->to, &month, sizeof month);
    return GAD_OK;
}

static gad_status read_day(const place *p)
{
    int32_t day = 0;
    if (p->node->kind != YAML_IS_TEXT || !day_parse(p->node->text, &day))
        return expected(p, "a day as 2025-06-30");
    memcpy(p->to, &day, sizeof day);
    return GAD_OK;
}

static gad_status read_bool(const place *p)
{
    bool yes = is_word(p) && STR_EQ(p->node->text, "true");
    if (!yes && (!is_word(p) || !STR_EQ(p->node->text, "false")))
        return expected(p, "true or false");
    memcpy(p->to, &yes, sizeof yes);
    return GAD_OK;
}

static gad_status read_choice(const place *p)
{
    char what[LISTED] = "one of ";
    bool text = p->node->kind == YAML_IS_TEXT;
    for (const char *const *c = p->field->choices; *c; c++) {
        if (text && strcasecmp(*c, p->node->text) == 0) {
            memcpy(p->to, c, sizeof *c);
            return GAD_OK;
        }
        size_t n = strlen(what);
        snprintf(what + n, sizeof what - n, "%s%s", c == p->field->choices ? "" : ", ", *c);
    }
    return expected(p, what);
}

static gad_status read_map(const place *p)
{
    return yaml_bind(p->cx, p->doc, p->node, p->field->of, p->mem, p->to);
}

static gad_status read_list(const place *p)
{
    char what[NUM_TEXT];
    const yaml_schema *of = p->field->of;
    snprintf(what, sizeof what, "a list, '- ' before %.40s", of->what);
    if (p->node->kind != YAML_IS_LIST)
        return expected(p, what);
    if (p->node->n == 0)
        return yaml_fail(p->cx, p->doc, p->node, "'%s' is empty: expected %s", p->field->key, what);
    char *all = arena_take(p->mem, (size_t)p->node->n, of->size);
    if (!all)
        return gad_nomem(p->cx, "reading YAML");
    char *one = all;
    for (const yaml_node *v = p->node->first; v; v = v->next, one += of->size) {
        if (of->defaults)
            memcpy(one, of->defaults, of->size);
        gad_status st = yaml_bind(p->cx, p->doc, v, of, p->mem, one);
        if (st)
            return st;
    }
    memcpy(p->to, &all, sizeof all);
    memcpy((char *)p->whole + p->field->count, &p->node->n, sizeof p->node->n);
    return GAD_OK;
}

static gad_status read_visit(const place *p)
{
    return p->field->visit(p->cx, p->doc, p->node, p->mem, p->to);
}

static gad_status (*const types[])(const place *) = {
    [YAML_TEXT] = read_text,     [YAML_NUMBER] = read_number, [YAML_INTEGER] = read_integer,
    [YAML_MONTH] = read_month,   [YAML_DAY] = read_day,       [YAML_BOOL] = read_bool,
    [YAML_CHOICE] = read_choice, [YAML_MAP] = read_map,       [YAML_LIST] = read_list,
    [YAML_VISIT] = read_visit,
};

/* ---- a map --------------------------------------------------------------------------------------- */

static gad_status unknown_key(gad_ctx *cx, const yaml_doc *doc, const yaml_node *member,
                              const yaml_schema *schema)
{
    char list[LISTED] = "";
    const char *near = NULL;
    int32_t best = INT32_MAX;
    for (int32_t i = 0; i < schema->n; i++) {
        const char *key = schema->field[i].key;
        int32_t far = near_distance(member->key, key);
        if (near_enough(member->key, key) && far < best && far < (int32_t)strlen(key)) {
            near = key;
            best = far;
        }
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", key);
    }
    if (near)
        return yaml_fail_key(cx, doc, member, "%s has no '%.*s': did you mean '%s'?", schema->what,
                             yaml_shown(member->key), member->key, near);
    return yaml_fail_key(cx, doc, member, "%s has no '%.*s': its keys are %s", schema->what,
                         yaml_shown(member->key), member->key, list);
}

gad_status yaml_bind(gad_ctx *cx, const yaml_doc *doc, const yaml_node *map,
                     const yaml_schema *schema, arena *mem, void *out)
{
    if (map->kind != YAML_IS_MAP)
        return yaml_fail(cx, doc, map, "expected the keys of %s, found %s%s%.*s%s", schema->what,
                         map->kind == YAML_IS_LIST ? "a list"
                         : *map->text              ? ""
                                                   : "nothing",
                         *map->text ? "'" : "", yaml_shown(map->text), map->text,
                         *map->text ? "'" : "");
    for (const yaml_node *m = map->first; m; m = m->next) {
        const yaml_field *f = NULL;
        for (int32_t i = 0; i < schema->n && !f; i++)
            f = STR_EQ(schema->field[i].key, m->key) ? &schema->field[i] : NULL;
        if (!f)
            return unknown_key(cx, doc, m, schema);
        place p = { cx, doc, m, f, mem, (char *)out + f->offset, out };
        gad_status st = types[f->type](&p);
        if (st)
            return st;
    }
    for (int32_t i = 0; i < schema->n; i++)
        if (schema->field[i].required && !yaml_find(map, schema->field[i].key))
            return yaml_fail(cx, doc, map, "%s needs '%s'", schema->what, schema->field[i].key);
    if (schema->place)
        memcpy((char *)out + schema->place, &map, sizeof(void *));
    return GAD_OK;
}
