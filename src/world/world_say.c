/* world_say.c - layer 2: what the binders of a world share: complaints with file and line, names, numbers within their range. */
#include "world/world_impl.h"

enum { SHOWN_MAX = 60, LIST_MAX = 600 };

/* ---- complaints ---------------------------------------------------------------------------------- */

static const char *file_of(const world_reader *r)
{
    return world_tables[r->at].file;
}

static gad_status fail_text(const world_reader *r, const char *file, int32_t line, const char *text)
{
    return gad_fail(r->cx, GAD_E_FORMAT, "%s/%s:%" PRId32 ": %s", r->w->dir, file, line, text);
}

gad_status world_fail(const world_reader *r, const world_row *row, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_text(r, file_of(r), row->line, text);
}

gad_status world_fail_in(const world_reader *r, world_file f, int32_t line, const char *fmt, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return fail_text(r, world_tables[f].file, line, text);
}

gad_status world_nomem(const world_reader *r)
{
    return gad_wrap(r->cx, gad_nomem(r->cx, "a world"), "reading '%s'", r->w->dir);
}

/* ---- names --------------------------------------------------------------------------------------- */

typedef struct name_list { /* the ids of a kind */
    const char *what, *file;
    const char *first; /* ids stand first in their structs */
    int32_t n;
    size_t size;
} name_list;

static name_list names_of(const world *w, world_kind kind)
{
    switch (kind) {
    case KIND_PLACE:
        return (name_list){ "place", "places.csv", (const char *)w->place, w->n_place,
                            sizeof *w->place };
    case KIND_MATERIAL:
        return (name_list){ "material", "materials.csv", (const char *)w->material, w->n_material,
                            sizeof *w->material };
    case KIND_PROCESS:
        return (name_list){ "process", "processes.csv", (const char *)w->process, w->n_process,
                            sizeof *w->process };
    case KIND_USE:
        break;
    }
    return (name_list){ "use", "uses.csv", (const char *)w->use, w->n_use, sizeof *w->use };
}

static const char *name_at(const name_list *l, int32_t i)
{
    const char *name;
    memcpy(&name, l->first + (size_t)i * l->size, sizeof name);
    return name;
}

int world_shown(const char *text)
{
    size_t n = MIN_OF(strcspn(text, "\n"), (size_t)SHOWN_MAX);
    if (n == (size_t)SHOWN_MAX) /* no half characters */
        while (n > 0 && ((unsigned char)text[n] & 0xC0U) == 0x80U)
            n--;
    return (int)n;
}

typedef struct nearest {
    const char *asked;
    char best[NEAR_MAX + 1];
    int32_t least;
} nearest;

static void consider(nearest *x, const char *name, size_t n)
{
    char own[NEAR_MAX + 1];
    n = MIN_OF(n, (size_t)NEAR_MAX);
    memcpy(own, name, n);
    own[n] = '\0';
    int32_t d = near_distance(x->asked, own);
    if (d >= x->least)
        return;
    x->least = d;
    memcpy(x->best, own, n + 1);
}

static void consider_groups(nearest *x, const world *w, world_kind kind)
{
    for (int32_t p = 0; kind == KIND_PLACE && p < w->n_place; p++)
        consider(x, w->place[p].region, strlen(w->place[p].region));
    for (int32_t m = 0; kind == KIND_MATERIAL && m < w->n_material; m++)
        for (const char *g = w->material[m].groups; *g;) {
            size_t n = strcspn(g, " ");
            consider(x, g, n);
            g += n + strspn(g + n, " ");
        }
}

static gad_status fail_named(const world_reader *r, const world_row *row, const char *asked,
                             world_kind kind, bool groups)
{
    name_list l = names_of(r->w, kind);
    nearest x = { .asked = asked, .least = INT32_MAX };
    const char *what = !groups              ? l.what
                       : kind == KIND_PLACE ? "place or region"
                                            : "material or group";
    for (int32_t i = 0; i < l.n; i++)
        consider(&x, name_at(&l, i), strlen(name_at(&l, i)));
    if (groups)
        consider_groups(&x, r->w, kind);
    if (x.least < INT32_MAX && near_enough(asked, x.best))
        return world_fail(r, row, "there is no %s '%.*s': did you mean '%s'?", what,
                          world_shown(asked), asked, x.best);
    return world_fail(r, row, "there is no %s '%.*s': those there are stand in %s", what,
                      world_shown(asked), asked, l.file);
}

gad_status world_fail_unknown(const world_reader *r, const world_row *row, const char *asked,
                              world_kind kind)
{
    return fail_named(r, row, asked, kind, false);
}

gad_status world_fail_selector(const world_reader *r, const world_row *row, const char *asked,
                               world_kind kind)
{
    return fail_named(r, row, asked, kind, true);
}

gad_status world_resolve(const world_reader *r, const world_row *row, int32_t k, world_kind kind,
                         int32_t *index)
{
    name_list l = names_of(r->w, kind);
    for (int32_t i = 0; i < l.n; i++)
        if (STR_EQ(name_at(&l, i), row->key[k])) {
            *index = i;
            return GAD_OK;
        }
    return world_fail_unknown(r, row, row->key[k], kind);
}

gad_status world_word(const world_reader *r, const world_row *row, int32_t k,
                      const char *const *words, int32_t n, int32_t *index)
{
    const char *asked = row->key[k];
    char list[LIST_MAX] = "";
    int32_t best = 0, least = INT32_MAX;
    size_t at = 0;
    for (int32_t i = 0; i < n; i++)
        if (STR_EQ(asked, words[i])) {
            *index = i;
            return GAD_OK;
        }
    for (int32_t i = 0; i < n; i++) {
        int32_t d = near_distance(asked, words[i]);
        if (d < least) {
            least = d;
            best = i;
        }
        if (at < LIST_MAX)
            at += (size_t)snprintf(list + at, LIST_MAX - at, "%s%s", i ? ", " : "", words[i]);
    }
    if (near_enough(asked, words[best]))
        return world_fail(r, row, "'%.*s' is not known here: did you mean '%s'?",
                          world_shown(asked), asked, words[best]);
    return world_fail(r, row, "'%.*s' is not known here: write one of %s", world_shown(asked),
                      asked, list);
}

bool world_is_id(const char *text)
{
    size_t n = 0;
    while (isalnum((unsigned char)text[n]) || (text[n] && strchr("._-", text[n])))
        n++;
    return n > 0 && !text[n];
}

gad_status world_check_id(const world_reader *r, const world_row *row, int32_t k)
{
    if (world_is_id(row->key[k]))
        return GAD_OK;
    return world_fail(r, row, "'%.*s' cannot be an id: use letters, digits, '.', '_' and '-' only",
                      world_shown(row->key[k]), row->key[k]);
}

gad_status world_check_new_id(const world_reader *r, const world_row *row, int32_t k)
{
    const char *id = row->key[k];
    const char *what = world_place_find(r->w, id) >= 0      ? "place"
                       : world_material_find(r->w, id) >= 0 ? "material"
                       : world_process_find(r->w, id) >= 0  ? "process"
                                                            : NULL;
    gad_status st = world_check_id(r, row, k);
    return st || !what ? st
                       : world_fail(r, row, "there is a %s '%s' already: give this one another id",
                                    what, id);
}

/* ---- numbers ------------------------------------------------------------------------------------- */

gad_status world_within(const world_reader *r, const world_row *row, world_range range)
{
    char x[NUM_TEXT], limit[NUM_TEXT];
    if (row->low < range.lo)
        return world_fail(r, row, "low %s is below %s, the least allowed",
                          num_people(x, row->low, -1), num_people(limit, range.lo, -1));
    if (row->high > range.hi)
        return world_fail(r, row, "high %s is above %s, the most allowed",
                          num_people(x, row->high, -1), num_people(limit, range.hi, -1));
    if (range.above && !(row->mode > range.lo))
        return world_fail(r, row, "mode %s must be above %s", num_people(x, row->mode, -1),
                          num_people(limit, range.lo, -1));
    if (range.below && !(row->high < range.hi))
        return world_fail(r, row, "high %s must be below %s", num_people(x, row->high, -1),
                          num_people(limit, range.hi, -1));
    return GAD_OK;
}

estimate world_estimate(const world_reader *r, const world_row *row)
{
    return (estimate){ .low = row->low,
                       .mode = row->mode,
                       .high = row->high,
                       .source = row->source,
                       .note = row->note,
                       .file = file_of(r),
                       .line = row->line };
}

gad_status world_take(const world_reader *r, size_t n, size_t size, void *out)
{
    void *p = arena_take(&r->w->mem, n, size);
    memcpy(out, &p, sizeof p);
    return p ? GAD_OK : world_nomem(r);
}
