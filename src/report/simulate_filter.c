/* simulate_filter.c - layer 4: --material and --place: lists of names of the world to what is shown. */
#include "report/simulate_page.h"

typedef struct naming {
    const char *what, *option; /* "material", "materials or groups" */
    int32_t n;
    bool (*is)(const world *w, int32_t i, const char *selector);
    const char *(*id)(const world *w, int32_t i);
    const char *(*words)(const world *w, int32_t i); /* groups, apart by spaces */
} naming;

static const char *material_id(const world *w, int32_t i)
{
    return w->material[i].id;
}

static const char *material_words(const world *w, int32_t i)
{
    return w->material[i].groups;
}

static const char *place_id(const world *w, int32_t i)
{
    return w->place[i].id;
}

static const char *place_words(const world *w, int32_t i)
{
    return w->place[i].region;
}

static void nearer(const char *asked, const char *word, size_t n, char best[NEAR_MAX])
{
    char one[NEAR_MAX];
    snprintf(one, sizeof one, "%.*s", (int)MIN_OF(n, sizeof one - 1), word);
    if (*one && near_enough(asked, one) &&
        (!*best || near_distance(asked, one) < near_distance(asked, best)))
        snprintf(best, NEAR_MAX, "%s", one);
}

static gad_status unknown(gad_ctx *cx, const world *w, const naming *g, const char *asked)
{
    char best[NEAR_MAX] = "";
    for (int32_t i = 0; i < g->n; i++) {
        nearer(asked, g->id(w, i), strlen(g->id(w, i)), best);
        for (const char *s = g->words(w, i); *s;) {
            size_t n = strcspn(s, " ");
            nearer(asked, s, n, best);
            s += n + strspn(s + n, " ");
        }
    }
    if (*best)
        return gad_fail(cx, GAD_E_NOTFOUND,
                        "--%s '%.100s' is not in the world '%s': did you mean '%s'?", g->what,
                        asked, w->name, best);
    return gad_fail(cx, GAD_E_NOTFOUND,
                    "--%s '%.100s' is not in the world '%s': name %s ('gadolin world show --show "
                    "%ss' lists them)",
                    g->what, asked, w->name, g->option, g->what);
}

static gad_status read_one(gad_ctx *cx, const world *w, const naming *g, const char *name,
                           bool *shown)
{
    bool any = false;
    for (int32_t i = 0; i < g->n; i++)
        if (g->is(w, i, name))
            shown[i] = any = true;
    return any ? GAD_OK : unknown(cx, w, g, name);
}

static gad_status read_list(gad_ctx *cx, arena *mem, const world *w, const naming *g,
                            const char *list, const bool **out)
{
    char name[256];
    *out = NULL;
    if (!list)
        return GAD_OK;
    bool *shown = arena_take(mem, (size_t)MAX_OF(g->n, 1), sizeof *shown);
    gad_status status = shown ? GAD_OK : gad_nomem(cx, "what is shown");
    bool more = true;
    while (!status && more) {
        size_t n = strcspn(list, ","), from = 0, end = n;
        while (from < end && isspace((unsigned char)list[from]))
            from++;
        while (end > from && isspace((unsigned char)list[end - 1]))
            end--;
        snprintf(name, sizeof name, "%.*s", (int)MIN_OF(end - from, sizeof name - 1), list + from);
        more = list[n] == ',';
        list += n + more;
        status = *name ? read_one(cx, w, g, name, shown)
                       : gad_fail(cx, GAD_E_ARG, "--%s has an empty name: list %s, apart by commas",
                                  g->what, g->option);
    }
    *out = shown;
    return status;
}

gad_status simulate_read_materials(gad_ctx *cx, arena *mem, const world *w, const char *list,
                                   const bool **out)
{
    const naming g = { "material",        "materials or groups", w->n_material,
                       world_material_is, material_id,           material_words };
    return read_list(cx, mem, w, &g, list, out);
}

gad_status simulate_read_places(gad_ctx *cx, arena *mem, const world *w, const char *list,
                                const bool **out)
{
    const naming g = { "place",  "places or regions", w->n_place, world_place_is,
                       place_id, place_words };
    return read_list(cx, mem, w, &g, list, out);
}
