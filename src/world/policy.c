/* policy.c - layer 2: a scenario file, or a bundled one by its name.
 *
 * Flow: policy_read (a path, or a name) -> yaml -> the head, by a schema -> the events (policy_event.c) -> what does not fit
 * together in the head. */
#include "store/store.h"
#include "world/policy_impl.h"
#include <dirent.h>

enum {
    LISTED = 640,
    ID_BYTES = 64,
    BUNDLED_MAX = 64,
    MONTHS_MAX = 240,
    START_YEAR_MIN = 1950,
    START_YEAR_MAX = 2150
};

typedef struct head {
    const char *name, *title, *world, *note, *level_source;
    int32_t start, months;
    double level;
    policy_events events;
} head;

#define TEXT_OF(word, must)                                                                        \
    {                                                                                              \
        .key = #word, .type = YAML_TEXT, .offset = offsetof(head, word), .required = (must)        \
    }
static const yaml_field head_fields[] = {
    TEXT_OF(name, true),
    TEXT_OF(title, true),
    TEXT_OF(world, true),
    { .key = "start", .type = YAML_MONTH, .offset = offsetof(head, start), .required = true },
    { .key = "months",
      .type = YAML_INTEGER,
      .offset = offsetof(head, months),
      .required = true,
      .lo = 1,
      .hi = MONTHS_MAX },
    { .key = "level", .type = YAML_NUMBER, .offset = offsetof(head, level), .lo = 0.01, .hi = 100 },
    TEXT_OF(level_source, false),
    TEXT_OF(note, false),
    { .key = "events",
      .type = YAML_VISIT,
      .offset = offsetof(head, events),
      .visit = policy_events_read },
};
static const yaml_schema head_schema = {
    .what = "a scenario", .field = head_fields, .n = COUNT_OF(head_fields), .size = sizeof(head)
};

static bool is_id(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("._-", name[i]))
            return false;
    return n > 0 && n <= ID_BYTES && name[0] != '.';
}

static bool is_blank(const char *text)
{
    return text && !text[strspn(text, " \t\n")];
}

static gad_status check_head(gad_ctx *cx, const yaml_doc *doc, const head *h)
{
    const yaml_node *top = yaml_doc_top(doc);
    bool has_level = yaml_find(top, "level") != NULL;
    const struct {
        bool wrong;
        const char *key, *why;
    } row[] = {
        { !is_id(h->name), "name", "'name': letters, digits, '.', '_' and '-' only, 64 at most" },
        { is_blank(h->title), "title", "'title' is blank" },
        { is_blank(h->world), "world", "'world' is blank" },
        { is_blank(h->note), "note", "'note' is blank: write it, or leave it out" },
        { month_year(h->start) < START_YEAR_MIN || month_year(h->start) > START_YEAR_MAX, "start",
          "'start': the year is from 1950 to 2150" },
        { has_level && !h->level_source, "level",
          "'level' needs 'level_source': where it is from" },
        { !has_level && h->level_source, "level_source", "'level_source' without 'level'" },
        { is_blank(h->level_source), "level_source", "'level_source' is blank" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        if (row[i].wrong)
            return yaml_fail(cx, doc, yaml_find(top, row[i].key), "%s", row[i].why);
    return GAD_OK;
}

static gad_status read_doc(gad_ctx *cx, const yaml_doc *doc, policy *p)
{
    head h = { .level = 1 };
    gad_status st = yaml_bind(cx, doc, yaml_doc_top(doc), &head_schema, &p->mem, &h);
    if (!st)
        st = check_head(cx, doc, &h);
    if (st)
        return st;
    p->path = arena_str(&p->mem, yaml_doc_name(doc));
    p->name = h.name;
    p->title = h.title;
    p->world = h.world;
    p->note = h.note;
    p->start = h.start;
    p->months = h.months;
    p->level = h.level;
    p->level_source = h.level_source;
    p->n = h.events.n;
    p->event = h.events.event;
    return p->path ? GAD_OK : gad_nomem(cx, "a scenario");
}

/* A document that was read, or not: `st`. Takes it over. */
static gad_status take_doc(gad_ctx *cx, gad_status st, yaml_doc *doc, policy **out)
{
    policy *p = st ? NULL : alloc_get(&cx->al, sizeof *p);
    *out = NULL;
    if (!st && !p)
        st = gad_nomem(cx, "a scenario");
    if (!st) {
        memset(p, 0, sizeof *p);
        arena_init(&p->mem, &cx->al);
        st = read_doc(cx, doc, p);
    }
    yaml_doc_free(doc);
    if (st)
        policy_free(p);
    else
        *out = p;
    return st;
}

gad_status policy_parse(gad_ctx *cx, const char *name, const char *bytes, size_t n, policy **out)
{
    yaml_doc *doc = NULL;
    gad_status st = yaml_doc_parse(cx, name, bytes, n, &doc);
    return take_doc(cx, st, doc, out);
}

static gad_status read_file(gad_ctx *cx, const char *path, policy **out)
{
    yaml_doc *doc = NULL;
    gad_status st = yaml_doc_read(cx, path, &doc);
    return take_doc(cx, st, doc, out);
}

/* ---- bundled scenarios ----------------------------------------------------------------------------- */

typedef struct bundled {
    const char *name;
    int32_t far; /* from what was asked for */
} bundled;

static int by_distance(const void *pa, const void *pb)
{
    const bundled *a = pa, *b = pb;
    return a->far != b->far ? (a->far > b->far) - (a->far < b->far) : strcmp(a->name, b->name);
}

static bool is_yaml(const char *name)
{
    size_t n = strlen(name);
    return (n > 5 && STR_EQ(name + n - 5, ".yaml")) || (n > 4 && STR_EQ(name + n - 4, ".yml"));
}

/* Names of the files in the folder, nearest to `asked` first. */
static int32_t list_bundled(arena *mem, const char *folder, const char *asked,
                            bundled all[BUNDLED_MAX])
{
    int32_t n = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *d = dir ? readdir(dir) : NULL; d && n < BUNDLED_MAX; d = readdir(dir)) {
        size_t bytes = strlen(d->d_name);
        if (bytes <= 5 || !STR_EQ(d->d_name + bytes - 5, ".yaml"))
            continue;
        all[n].name = arena_strn(mem, d->d_name, bytes - 5);
        if (all[n].name) {
            all[n].far = near_distance(asked, all[n].name);
            n++;
        }
    }
    if (dir)
        closedir(dir);
    qsort(all, (size_t)n, sizeof *all, by_distance);
    return n;
}

static gad_status not_found(gad_ctx *cx, arena *mem, const char *asked)
{
    bundled all[BUNDLED_MAX];
    char listed[LISTED] = "";
    const char *folder = NULL;
    gad_status st = store_data_path(cx, mem, "scenarios", &folder);
    if (st)
        return st;
    int32_t n = list_bundled(mem, folder, asked, all);
    for (int32_t i = 0; i < n; i++) {
        size_t at = strlen(listed);
        snprintf(listed + at, sizeof listed - at, "%s%s", at ? ", " : "", all[i].name);
    }
    bool near = n > 0 && near_enough(asked, all[0].name);
    return gad_fail(
        cx, GAD_E_NOTFOUND,
        "no scenario is called '%.*s'%s%s%s: there are %s; a file of your own ends in .yaml",
        yaml_shown(asked), asked, near ? ": did you mean '" : "", near ? all[0].name : "",
        near ? "'?" : "", n ? listed : "none");
}

gad_status policy_read(gad_ctx *cx, const char *name_or_path, policy **out)
{
    arena mem;
    const char *path = NULL;
    *out = NULL;
    if (strchr(name_or_path, '/') || is_yaml(name_or_path))
        return read_file(cx, name_or_path, out);
    arena_init(&mem, &cx->al);
    const char *file = arena_fmt(&mem, "scenarios/%s.yaml", name_or_path);
    gad_status st = file ? GAD_OK : gad_nomem(cx, "a path");
    if (!st)
        st = is_id(name_or_path) ? store_data_path(cx, &mem, file, &path) : GAD_E_IO;
    if (!st)
        st = read_file(cx, path, out);
    else if (st == GAD_E_IO)
        st = not_found(cx, &mem, name_or_path);
    arena_release(&mem);
    return st;
}

void policy_free(policy *p)
{
    if (!p)
        return;
    const alloc *al = p->mem.al;
    arena_release(&p->mem);
    alloc_drop(al, p);
}
