/* ingest_flows.c - layer 1: the rows of a customs format, from the file into flow_data.
 *
 * Flow: variables -> lookup (how the format writes countries) -> raw -> adapted -> resolved (views) ->
 *   the short way (BACI): sound rows -> flow_data, then proof that no key
 *   occurs twice and that nothing older is held; else everything is undone and
 *   the careful way: staged (the file read once) -> counts -> keyed (one row per key) -> compared with
 *   what the store holds -> flow_data.
 * Invariant: read = added + changed + unchanged + folded + rejected. */
#include "store/ingest.h"

enum { GACC_CUT = 10000 }; /* rows after which China's customs cut a download without a word */

static gad_status set_int(job *j, const char *name, int64_t x, bool known)
{
    char sql[128];
    if (known)
        snprintf(sql, sizeof sql, "SET VARIABLE %s = %" PRId64 "::INTEGER", name, x);
    else
        snprintf(sql, sizeof sql, "SET VARIABLE %s = NULL::INTEGER", name);
    return store_exec(j->cx, j->st, sql);
}

static gad_status set_text(job *j, const char *name, const char *text, const char *type)
{
    buf sql;
    buf_init(&sql, &j->cx->al);
    buf_fmt(&sql, "SET VARIABLE %s = ", name);
    if (text)
        duck_literal(&sql, text);
    else
        buf_add(&sql, "NULL");
    buf_fmt(&sql, "::%s", type);
    gad_status st =
        buf_ok(&sql) ? store_exec(j->cx, j->st, buf_text(&sql)) : gad_nomem(j->cx, "an option");
    buf_release(&sql);
    return st;
}

gad_status job_sql(job *j, const char *name)
{
    const char *sql = store_sql(name);
    if (!sql)
        return gad_fail(j->cx, GAD_E_INTERNAL, "there is no SQL text '%s'", name);
    return store_exec(j->cx, j->st, sql);
}

gad_status job_numbers(job *j, const char *name, int64_t *x, int32_t n)
{
    gad_table *t = NULL;
    const char *sql = store_sql(name);
    if (!sql)
        return gad_fail(j->cx, GAD_E_INTERNAL, "there is no SQL text '%s'", name);
    gad_status st = store_query_text(j->cx, j->st, sql, NULL, 0, &t);
    for (int32_t i = 0; i < n && !st; i++)
        x[i] = gad_table_rows(t) ? table_get_i64(t, 0, i, 0) : 0;
    gad_table_free(t);
    return st;
}

/* ---- setting up -------------------------------------------------------------------------------- */

static gad_status set_variables(job *j)
{
    char day[PERIOD_TEXT];
    const given *g = &j->given;
    const format *f = j->d.format;
    bool no_partner = !format_has(&j->d, "partner") && !format_has(&j->d, "partnercode");
    const struct {
        const char *name;
        int64_t x;
    } ints[] = {
        { "in_year", g->year },
        { "in_flow", g->flow },
        { "in_freq", g->freq },
        { "in_period", g->period },
        { "in_hs", g->hs },
        { "in_batch", j->batch },
        { "in_period_max", month_of(this_year() + 1, 12) },
        { "in_no_partner", no_partner },
    };
    gad_status st = GAD_OK;
    for (int32_t i = 0; i < COUNT_OF(ints) && !st; i++)
        st = set_int(j, ints[i].name, ints[i].x, ints[i].x >= 0);
    if (!st)
        st = set_text(j, "in_reporter", g->reporter, "VARCHAR");
    if (!st)
        st = set_text(j, "in_schemes", f->schemes, "VARCHAR");
    if (!st)
        st = set_text(j, "in_source", f->source, "VARCHAR");
    if (!st)
        st = set_text(j, "in_vintage", day_text(day, j->in->vintage), "DATE");
    return st;
}

gad_status ingest_views(job *j, raw_mode mode)
{
    gad_status st = raw_view(j, mode);
    if (!st)
        st = job_sql(j, j->d.format->adapter);
    return st || j->d.format->figures ? st : job_sql(j, "ingest/resolve");
}

/* ---- the short way ----------------------------------------------------------------------------- */

/* Whether no key of the batch occurs twice. */
static gad_status short_proved(job *j, int64_t *rows, bool *proved)
{
    enum { ROWS, FALLS, TWICE, N };
    int64_t c[N] = { 0 }, distinct = 0;
    gad_status st = job_numbers(j, "ingest/short_check", c, N);
    if (!st && c[FALLS]) {
        st = job_numbers(j, "ingest/short_distinct", &distinct, 1);
        c[TWICE] = c[ROWS] - distinct;
    }
    *rows = c[ROWS];
    *proved = !st && c[ROWS] && !c[TWICE];
    return st;
}

/* Whether the rows left out are just those that the careful way would reject. */
static gad_status short_rest(job *j, int64_t left_out, bool *same)
{
    int64_t rejected = 0;
    *same = left_out == 0;
    if (!left_out)
        return GAD_OK;
    gad_status st = ingest_views(j, RAW_PLAIN);
    if (!st)
        st = job_numbers(j, "ingest/rejects_count", &rejected, 1);
    *same = rejected == left_out;
    return st;
}

/* The text of the first row's year when it is one; NULL: the short way does not fit. */
static const char *short_year(const job *j)
{
    static const char *const columns[] = { "t", "i", "j", "k", "v", "q" };
    int32_t year = 0;
    if (!j->d.format->short_way || j->s->kind != SPOOL_CSV || j->in->opts->strict ||
        j->s->n_sample == 0)
        return NULL;
    for (int32_t i = 0; i < COUNT_OF(columns); i++)
        if (!format_has(&j->d, columns[i]))
            return NULL;
    const char *t = format_cell(&j->d, 0, "t");
    return strlen(t) == 4 && num_parse_i32(t, YEAR_MIN, this_year() + 1, &year) ? t : NULL;
}

/* GAD_OK with *done false: nothing of it is left, take the careful way. */
static gad_status short_way(job *j, const char *year, bool *done)
{
    int64_t rows = 0, held = 0;
    *done = false;
    gad_status st = set_text(j, "in_first_year", year, "VARCHAR");
    if (!st)
        st = job_numbers(j, "ingest/short_held", &held, 1);
    if (st || held) /* there is something to compare with */
        return st;
    st = raw_view(j, RAW_TYPED);
    if (!st)
        st = duck_run_watched(j->cx, j->st, store_sql(j->d.format->short_way), "storing the rows");
    if (!st)
        st = short_proved(j, &rows, done);
    if (!st && *done)
        st = short_rest(j, j->s->n_record - rows, done);
    if (st)
        return st;
    if (!*done) {
        st = store_exec(j->cx, j->st, "ROLLBACK");
        return st ? st : store_exec(j->cx, j->st, "BEGIN");
    }
    j->report.added = rows;
    j->report.read = j->s->n_record + j->s->n_bad;
    j->report.rejected = j->report.read - rows;
    return GAD_OK;
}

/* ---- the careful way --------------------------------------------------------------------------- */

static gad_status note_skips(job *j)
{
    gad_table *t = NULL;
    gad_status st = store_query_text(j->cx, j->st, store_sql("ingest/skips"), NULL, 0, &t);
    char n[NUM_TEXT];
    for (int64_t i = 0; !st && i < gad_table_rows(t); i++)
        job_note(j, "%s %s", num_people(n, (double)table_get_i64(t, i, 1, 0), 0),
                 table_get_text(t, i, 0));
    gad_table_free(t);
    return st;
}

/* Read the file into `staged` and count. GAD_E_FORMAT when DuckDB cannot read it. */
static gad_status stage(job *j, int64_t *sound, int64_t *skipped)
{
    enum { READ, BAD, SKIPPED, N };
    int64_t c[N] = { 0 };
    gad_status st = ingest_views(j, RAW_PLAIN);
    if (st)
        return st;
    st = duck_run_watched(j->cx, j->st, store_sql("ingest/stage"), "reading the rows");
    if (st == GAD_E_STORE)
        return gad_fail(j->cx, GAD_E_FORMAT, "%.1000s", gad_last_error(j->cx).text);
    if (!st)
        st = job_numbers(j, "ingest/counts", c, N);
    j->report.read = c[READ] + j->s->n_bad;
    j->report.rejected = c[BAD] + j->s->n_bad;
    *sound = c[READ] - c[BAD];
    *skipped = c[SKIPPED];
    if (!st && c[SKIPPED])
        st = note_skips(j);
    return st;
}

/* What folding did to how many keys. */
static void note_fold(job *j, const int64_t *c)
{
    static const struct {
        const char *one, *many;
    } says[] = {
        { "key had several rows that no column tells apart: the largest is taken as its total (flag 4)",
          "keys had several rows that no column tells apart: the largest of each is taken as its total (flag 4)" },
        { "key stood there more than once with the same figures (flag 16)",
          "keys stood there more than once with the same figures (flag 16)" },
        { "key had no total: its finest breakdown is summed (flag 8)",
          "keys had no total: the finest breakdown of each is summed (flag 8)" },
        { "total stood beside its own breakdown, which is not added to it",
          "totals stood beside their own breakdowns, which are not added to them" },
        { "key of the United Kingdom stood there as GB and again as XU or XI: GB is kept",
          "keys of the United Kingdom stood there as GB and again as XU or XI: GB is kept" },
    };
    char n[NUM_TEXT];
    for (int32_t i = 0; i < COUNT_OF(says); i++)
        if (c[i])
            job_note(j, "%s %s", num_people(n, (double)c[i], 0),
                     c[i] == 1 ? says[i].one : says[i].many);
}

/* Keys that stand there once stay in `staged`; the others are folded into one row each. */
static gad_status fold(job *j, int64_t single, int64_t skipped)
{
    enum { REPEATED_ROWS, REPEATED_KEYS, FIRST_NOTE, N = 7 };
    int64_t c[N] = { 0 };
    char a[NUM_TEXT], b[NUM_TEXT];
    gad_status st = job_sql(j, "ingest/repeated");
    if (!st)
        st = job_sql(j, "ingest/fold");
    if (!st)
        st = job_sql(j, "ingest/keyed");
    if (!st)
        st = job_numbers(j, "ingest/folded", c, N);
    if (st)
        return st;
    int64_t folded = c[REPEATED_ROWS] - c[REPEATED_KEYS];
    j->report.folded = folded + skipped;
    if (folded)
        job_note(j, "%s rows make %s %s", num_people(a, (double)single, 0),
                 num_people(b, (double)(single - folded), 0),
                 single - folded == 1 ? "key" : "keys");
    note_fold(j, c + FIRST_NOTE);
    return GAD_OK;
}

/* One BACI revision per year: another would pass for a change of the figures. */
static gad_status check_revision(job *j)
{
    int64_t other = 0;
    if (!STR_EQ(j->d.format->name, "baci"))
        return GAD_OK;
    gad_status st = job_numbers(j, "ingest/other_revision", &other, 1);
    if (!st && other)
        st = gad_fail(
            j->cx, GAD_E_FORMAT,
            "the store holds this year of BACI in HS %" PRId64
            " already: two revisions of one year cannot stand side by side; use another store for this file",
            other);
    return st;
}

static gad_status insert_vintage(job *j, const char *day, bool held)
{
    enum { ADDED, CHANGED, N };
    int64_t c[N] = { 0 };
    gad_status st = set_text(j, "in_vintage_now", day, "DATE");
    if (!st && !held)
        st = job_numbers(j, "ingest/insert_new", &c[ADDED], 1);
    if (!st && held)
        st = job_sql(j, "ingest/compare");
    if (!st && held)
        st = job_sql(j, "ingest/insert_verdict");
    if (!st && held)
        st = job_numbers(j, "ingest/verdicts", c, N);
    j->report.added += c[ADDED];
    j->report.changed += c[CHANGED];
    return st;
}

static gad_status insert(job *j, int64_t keys)
{
    gad_table *t = NULL;
    int64_t held = 0;
    char day[PERIOD_TEXT];
    gad_status st = check_revision(j);
    if (!st)
        st = job_numbers(j, "ingest/held", &held, 1);
    if (!st)
        st = store_query_text(j->cx, j->st, store_sql("ingest/vintages"), NULL, 0, &t);
    for (int64_t i = 0; !st && i < gad_table_rows(t); i++)
        st = insert_vintage(j, day_text(day, (int32_t)table_get_i64(t, i, 0, 0)), held || i > 0);
    gad_table_free(t);
    j->report.unchanged = keys - j->report.added - j->report.changed;
    return st;
}

/* Published figures: no codes to fold, nothing to convert. */
static gad_status insert_figures(job *j, int64_t sound)
{
    enum { ADDED, CHANGED, N };
    int64_t c[N] = { 0 }, different = 0;
    gad_status st = job_sql(j, "ingest/observe_keyed");
    if (!st)
        st = job_sql(j, "ingest/observe_insert");
    if (!st)
        st = job_numbers(j, "ingest/verdicts", c, N);
    if (!st)
        st = job_numbers(j, "ingest/observe_count", &different, 1);
    j->report.added = c[ADDED];
    j->report.changed = c[CHANGED];
    j->report.unchanged = different - c[ADDED] - c[CHANGED];
    j->report.folded = sound - different;
    return st;
}

static void note_given(job *j)
{
    const given *g = &j->given;
    const format *f = j->d.format;
    char month[PERIOD_TEXT];
    if (f->needs & NEED_YEAR && g->year_named && !format_has(&j->d, "t") &&
        !format_has(&j->d, "year") && !format_has(&j->d, "period"))
        job_note(j, "the year %" PRId32 " is taken from the file name", g->year);
    if (f->needs & NEED_FLOW && g->flow_named)
        job_note(j, "%s, by the file name", g->flow == 1 ? "imports" : "exports");
    if (f->needs & NEED_MONTH && g->period_named && !format_has(&j->d, "period"))
        job_note(j, "the month %s is taken from the file name", month_people(month, g->period));
    if (STR_EQ(f->name, "gacc") && !format_has(&j->d, "partner") &&
        !format_has(&j->d, "partnercode"))
        job_note(j, "without a partner column: stored as trade with the world");
    if (STR_EQ(f->name, "gacc") && j->s->n_record >= GACC_CUT)
        job_note(
            j,
            "China's customs cut downloads at 10,000 rows without a word: this file may be incomplete");
}

gad_status ingest_prepare(job *j)
{
    gad_status st = job_sql(j, "ingest/macros");
    if (!st)
        st = store_exec(j->cx, j->st,
                        "SET VARIABLE in_sources = (SELECT map(list(key), list(id)) FROM source)");
    if (!st)
        st = set_variables(j);
    return st ? st : job_sql(j, "ingest/lookup");
}

gad_status ingest_flows(job *j)
{
    bool done = false;
    int64_t sound = 0, skipped = 0;
    const char *sample = NULL;
    gad_status st = GAD_OK;
    const char *year = short_year(j);
    if (year)
        st = short_way(j, year, &done);
    if (st || done) {
        note_given(j);
        return st || !j->report.rejected ? st : reject_write(j);
    }
    st = stage(j, &sound, &skipped);
    if (st)
        return st;
    if (j->report.rejected && (sound == 0 || j->in->opts->strict)) {
        st = reject_sample(j, &sample);
        return st ? st : gad_fail(j->cx, GAD_E_FORMAT, "%s", sample);
    }
    if (sound == 0)
        return gad_fail(j->cx, GAD_E_FORMAT, "the file has a header but no rows");
    note_given(j);
    st = j->d.format->figures ? insert_figures(j, sound) : fold(j, sound - skipped, skipped);
    if (!st && !j->d.format->figures)
        st = insert(j, sound - j->report.folded);
    return st || !j->report.rejected ? st : reject_write(j);
}
