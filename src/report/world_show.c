/* world_show.c - layer 4: `gadolin world show`: what world this is, one of its tables, or its chain as a picture.
 *
 * The summary says first what there is and how much of it is assumed, then who makes what share of each stage. */
#include "report/world_page.h"

enum { TOP = 4 };

typedef struct counts {
    int32_t numbers, assumed, stages, processes, uses;
    const char *first, *last; /* stages */
} counts;

static gad_status count_all(gad_ctx *cx, const world *w, counts *c)
{
    arena mem;
    world_number *number = NULL;
    arena_init(&mem, &cx->al);
    *c = (counts){ .processes = w->n_process };
    int32_t n = world_numbers(&mem, w, &number);
    for (int32_t i = 0; i < n; i++)
        c->assumed += estimate_assumed(number[i].e);
    c->numbers = n;
    for (int32_t m = 0; m < w->n_material; m++)
        if (world_opens_stage(w, m)) {
            c->first = c->first ? c->first : w->material[m].stage;
            c->last = w->material[m].stage;
            c->stages++;
        }
    for (int32_t i = 0; i < w->n_use; i++) {
        bool again = false;
        for (int32_t k = 0; k < i; k++)
            again |= STR_EQ(w->use[k].id, w->use[i].id);
        c->uses += !again;
    }
    arena_release(&mem);
    return n < 0 ? gad_nomem(cx, "a world") : GAD_OK;
}

/* ---- who makes what ---------------------------------------------------------------------------------- */

typedef struct maker {
    int32_t place;
    double t_yr;
} maker;

typedef struct stage_makers {
    const char *stage;
    double all;
    int32_t n; /* in top */
    maker top[TOP];
} stage_makers;

static double made_in(const world_page *p, const char *stage, int32_t place)
{
    double sum = 0;
    for (int32_t m = 0; m < p->w->n_material; m++)
        if (STR_EQ(p->w->material[m].stage, stage) && world_shows_material(p, m))
            sum += world_made(p, m, place);
    return sum;
}

static stage_makers makers_of(const world_page *p, const char *stage)
{
    stage_makers s = { .stage = stage, .all = made_in(p, stage, WORLD_ALL) };
    for (int32_t i = 0; i < p->w->n_place; i++) {
        maker m = { i, made_in(p, stage, i) };
        int32_t at = s.n;
        if (!(m.t_yr > 0) || !world_shows_place(p, i))
            continue;
        while (at > 0 && s.top[at - 1].t_yr < m.t_yr)
            at--;
        if (at >= TOP)
            continue;
        int32_t moved = MIN_OF(s.n, (int32_t)TOP - 1) - at;
        memmove(s.top + at + 1, s.top + at, (size_t)moved * sizeof *s.top);
        s.top[at] = m;
        s.n = MIN_OF(s.n + 1, (int32_t)TOP);
    }
    return s;
}

/* "China 69 %, USA 12 %" */
static void put_makers(buf *b, const world *w, const stage_makers *s)
{
    char pct[NUM_TEXT];
    for (int32_t i = 0; i < s->n; i++) {
        double share = 100 * s->top[i].t_yr / s->all;
        buf_fmt(b, "%s%s %s %%", i ? ", " : "", w->place[s->top[i].place].name,
                num_people(pct, share, share < 10 ? 1 : 0));
    }
}

static gad_status people_table(gad_ctx *cx, const world_page *p, gad_table **out)
{
    buf b;
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "stage", NULL, GAD_TEXT, -1);
    table_column(t, "made_t_yr", "made, t/yr", GAD_F64, 0);
    table_column(t, "makers", "who makes it", GAD_TEXT, -1);
    buf_init(&b, &cx->al);
    for (int32_t m = 0; m < p->w->n_material; m++) {
        if (!world_opens_stage(p->w, m))
            continue;
        stage_makers s = makers_of(p, p->w->material[m].stage);
        buf_clear(&b);
        put_makers(&b, p->w, &s);
        table_text(t, s.stage);
        table_f64(t, s.all);
        table_text(t, s.n ? buf_text(&b) : NULL);
    }
    bool sound = buf_ok(&b);
    buf_release(&b);
    if (sound)
        return table_finish(cx, t, out);
    gad_table_free(t);
    return gad_nomem(cx, "a world");
}

/* ---- the summary --------------------------------------------------------------------------------------- */

static void put_words(buf *b, const world_page *p, const counts *c)
{
    const world *w = p->w;
    char numbers[NUM_TEXT], assumed[NUM_TEXT], runs[NUM_TEXT], lanes[NUM_TEXT], wants[NUM_TEXT];
    const char *name = w->home >= 0 ? w->place[w->home].name : "nobody";
    buf_fmt(b, "%s: world '%s', base year %" PRId32 ", in tonnes a year.\n", w->title, w->name,
            w->base_year);
    buf_fmt(
        b,
        "%" PRId32 " places, %" PRId32 " materials in %" PRId32 " stages from %s to %s, %" PRId32
        " processes, %" PRId32 " end uses, %" PRId32 " plants.\n",
        w->n_place, w->n_material, c->stages, c->first, c->last, c->processes, c->uses, w->n_plant);
    buf_fmt(b, "%s is home: prices are told inside and outside of it. Headlines are about %s.\n",
            name, w->headline);
    buf_fmt(
        b,
        "%s numbers, each with low, mode, high and source; %s of them (%.0f %%) are assumptions.\n",
        num_people(numbers, c->numbers, 0), num_people(assumed, c->assumed, 0),
        c->numbers ? 100.0 * c->assumed / c->numbers : 0);
    buf_fmt(b, "The base month: %s runs of a process, %s lanes and %s uses in balance.\n\n",
            num_people(runs, p->b->n_run, 0), num_people(lanes, p->b->n_lane, 0),
            num_people(wants, p->b->n_want, 0));
}

static gad_status write_people(gad_ctx *cx, const world_page *p, const counts *c,
                               const gad_output *out)
{
    buf b;
    gad_table *t = NULL;
    gad_status st = people_table(cx, p, &t);
    if (st)
        return st;
    buf_init(&b, &cx->al);
    put_words(&b, p, c);
    write_table_text(&b, t, out);
    gad_table_free(t);
    st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

static void json_stage(json *j, const world_page *p, const stage_makers *s)
{
    json_object(j, NULL);
    json_text(j, "stage", s->stage);
    json_f64(j, "made_t_yr", s->all);
    json_array(j, "makers");
    for (int32_t i = 0; i < s->n; i++) {
        json_object(j, NULL);
        json_text(j, "place", p->w->place[s->top[i].place].id);
        json_f64(j, "made_t_yr", s->top[i].t_yr);
        json_f64(j, "share_pct", 100 * s->top[i].t_yr / s->all);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const world_page *p, const counts *c,
                             const gad_output *out)
{
    const world *w = p->w;
    const struct {
        const char *key;
        int32_t n;
    } rows[] = { { "places", w->n_place },     { "materials", w->n_material },
                 { "stages", c->stages },      { "processes", w->n_process },
                 { "end_uses", c->uses },      { "plants", w->n_plant },
                 { "numbers", c->numbers },    { "assumptions", c->assumed },
                 { "base_runs", p->b->n_run }, { "base_lanes", p->b->n_lane },
                 { "base_uses", p->b->n_want } };
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "world", w->name);
    json_text(&j, "title", w->title);
    json_i64(&j, "base_year", w->base_year);
    json_text(&j, "home", w->home >= 0 ? w->place[w->home].id : NULL);
    json_text(&j, "headline", w->headline);
    for (int32_t i = 0; i < COUNT_OF(rows); i++)
        json_i64(&j, rows[i].key, rows[i].n);
    json_f64(&j, "imbalance", p->b->worst_imbalance);
    json_array(&j, "chain");
    for (int32_t m = 0; m < w->n_material; m++)
        if (world_opens_stage(w, m)) {
            stage_makers s = makers_of(p, w->material[m].stage);
            json_stage(&j, p, &s);
        }
    json_close(&j);
    json_close(&j);
    gad_status st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

/* One row per stage and maker, for spreadsheets. */
static gad_status write_rows(gad_ctx *cx, const world_page *p, const gad_output *out)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return GAD_E_NOMEM;
    table_column(t, "stage", NULL, GAD_TEXT, -1);
    table_column(t, "place", NULL, GAD_TEXT, -1);
    table_column(t, "made_t_yr", NULL, GAD_F64, 0);
    table_column(t, "share_pct", NULL, GAD_F64, 1);
    for (int32_t m = 0; m < p->w->n_material; m++) {
        if (!world_opens_stage(p->w, m))
            continue;
        stage_makers s = makers_of(p, p->w->material[m].stage);
        for (int32_t i = 0; i < s.n; i++) {
            table_text(t, s.stage);
            table_text(t, p->w->place[s.top[i].place].id);
            table_f64(t, s.top[i].t_yr);
            table_f64(t, 100 * s.top[i].t_yr / s.all);
        }
    }
    gad_status st = table_finish(cx, t, &t);
    if (!st)
        st = gad_table_write(cx, t, out);
    gad_table_free(t);
    return st;
}

gad_status world_summary_write(gad_ctx *cx, const world_page *p, const gad_output *out)
{
    counts c;
    gad_status st = count_all(cx, p->w, &c);
    if (st)
        return st;
    if (out->format == GAD_AS_JSON)
        return write_json(cx, p, &c, out);
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        return write_people(cx, p, &c, out);
    return write_rows(cx, p, out);
}

/* ---- the call ---------------------------------------------------------------------------------------------- */

static gad_status write_picture(gad_ctx *cx, const world_page *p, const char *show,
                                const gad_output *out)
{
    buf b;
    if (!STR_EQ(show, "summary") && !STR_EQ(show, "chain"))
        return gad_fail(cx, GAD_E_ARG,
                        "only the chain is drawn: leave --show %s out, or choose another format",
                        show);
    if (p->places)
        return gad_fail(cx, GAD_E_ARG, "the picture is of the whole world: leave --place out");
    buf_init(&b, &cx->al);
    gad_status st = world_svg(cx, p, &b);
    if (!st)
        st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

static gad_status write_table(gad_ctx *cx, const world_page *p, const char *show,
                              const gad_output *out)
{
    gad_table *t = NULL;
    gad_status st = world_table(cx, p, show, &t);
    if (!st)
        st = gad_table_write(cx, t, out);
    gad_table_free(t);
    return st;
}

gad_status gad_world_show(gad_ctx *cx, const gad_world_opts *opts, const gad_output *out)
{
    arena mem;
    world_page p;
    const char *show = opts->show ? opts->show : "summary";
    bool svg = out->format == GAD_AS_SVG, with_base = svg || world_table_needs_base(show);
    arena_init(&mem, &cx->al);
    gad_status st = world_page_open(cx, opts, with_base, &mem, &p);
    if (!st && with_base && !p.b)
        st = gad_fail(cx, GAD_E_FORMAT, "%s ('gadolin world check' says more)",
                      p.base_why ? p.base_why : "the world has no base month");
    if (!st && svg)
        st = write_picture(cx, &p, show, out);
    else if (!st)
        st = STR_EQ(show, "summary") ? world_summary_write(cx, &p, out)
                                     : write_table(cx, &p, show, out);
    world_page_release(&p);
    arena_release(&mem);
    return st;
}
