/* world_page.c - layer 4: read a world for its pages, and what --material and --place select. */
#include "report/world_page.h"
#include "world/sim.h"

/* ---- lists of selectors ------------------------------------------------------------------------------- */

enum { SELECTOR = 128 };

/* The next item of "a, b,c", without spaces around, into out; false at the end. */
static bool next_item(const char **list, char out[SELECTOR])
{
    const char *s = *list;
    if (!s || *s == '\0')
        return false;
    size_t n = strcspn(s, ","), end = n, from = 0;
    while (from < end && isspace((unsigned char)s[from]))
        from++;
    while (end > from && isspace((unsigned char)s[end - 1]))
        end--;
    snprintf(out, SELECTOR, "%.*s", (int)MIN_OF(end - from, (size_t)SELECTOR - 1), s + from);
    *list = s + n + (s[n] == ',');
    return true;
}

bool world_shows_material(const world_page *p, int32_t material)
{
    char item[SELECTOR];
    const char *list = p->materials;
    bool shown = !list;
    while (!shown && next_item(&list, item))
        shown = world_material_is(p->w, material, item);
    return shown;
}

bool world_shows_place(const world_page *p, int32_t place)
{
    char item[SELECTOR];
    const char *list = p->places;
    bool shown = !list;
    while (!shown && next_item(&list, item))
        shown = world_place_is(p->w, place, item);
    return shown;
}

/* ---- selectors that fit nothing ------------------------------------------------------------------------ */

typedef struct nearest {
    const char *asked, *name;
    int32_t distance;
} nearest;

static void consider(nearest *best, const char *name)
{
    int32_t d = near_distance(best->asked, name);
    if (near_enough(best->asked, name) && (!best->name || d < best->distance)) {
        best->name = name;
        best->distance = d;
    }
}

static gad_status refuse(gad_ctx *cx, const world *w, const char *option, const nearest *best)
{
    if (best->name)
        return gad_fail(cx, GAD_E_ARG, "--%s: world '%s' has no '%s': did you mean '%s'?", option,
                        w->name, best->asked, best->name);
    return gad_fail(
        cx, GAD_E_ARG,
        "--%s: world '%s' has no '%s': 'gadolin world show --show %ss' lists what it has", option,
        w->name, best->asked, option);
}

static gad_status check_materials(gad_ctx *cx, const world_page *p)
{
    char item[SELECTOR];
    const char *list = p->materials;
    while (next_item(&list, item)) {
        nearest best = { item, NULL, 0 };
        bool fits = false;
        for (int32_t m = 0; m < p->w->n_material; m++) {
            fits = fits || world_material_is(p->w, m, item);
            consider(&best, p->w->material[m].id);
        }
        if (!fits)
            return refuse(cx, p->w, "material", &best);
    }
    return GAD_OK;
}

static gad_status check_places(gad_ctx *cx, const world_page *p)
{
    char item[SELECTOR];
    const char *list = p->places;
    while (next_item(&list, item)) {
        nearest best = { item, NULL, 0 };
        bool fits = false;
        for (int32_t i = 0; i < p->w->n_place; i++) {
            fits = fits || world_place_is(p->w, i, item);
            consider(&best, p->w->place[i].id);
            consider(&best, p->w->place[i].region);
        }
        if (!fits)
            return refuse(cx, p->w, "place", &best);
    }
    return GAD_OK;
}

/* ---- opening ------------------------------------------------------------------------------------------- */

/* Keep why a step failed and go on, unless the machine is at fault: then the status comes back. */
static gad_status excuse(gad_ctx *cx, gad_status st, arena *mem, const char **why)
{
    if (!st)
        return GAD_OK;
    if (st == GAD_E_NOMEM || st == GAD_E_CANCEL)
        return st;
    *why = arena_str(mem, gad_last_error(cx).text);
    return *why ? GAD_OK : gad_nomem(cx, "a world");
}

gad_status world_page_open(gad_ctx *cx, const gad_world_opts *opts, bool with_base, arena *mem,
                           world_page *p)
{
    world *w = NULL;
    *p = (world_page){ .calibration = NO_NUMBER,
                       .materials = opts->material,
                       .places = opts->place };
    gad_status st = world_read(cx, opts->world ? opts->world : "rare-earths", &w);
    p->w = st ? NULL : w;
    if (!st)
        st = check_materials(cx, p);
    if (!st)
        st = check_places(cx, p);
    if (st || !with_base)
        return st;
    base *b = NULL;
    st = excuse(cx, base_make(cx, p->w, &b), mem, &p->base_why);
    p->b = b;
    return st;
}

gad_status world_page_solve(gad_ctx *cx, arena *mem, world_page *p)
{
    if (!p->b)
        return GAD_OK;
    return excuse(cx, sim_calibration(cx, (base *)(uintptr_t)p->b, &p->calibration), mem,
                  &p->calibration_why);
}

void world_page_release(world_page *p)
{
    base_free((base *)(uintptr_t)p->b);
    world_free((world *)(uintptr_t)p->w);
    p->b = NULL;
    p->w = NULL;
}
