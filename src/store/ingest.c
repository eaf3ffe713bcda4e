/* ingest.c - layer 1: files into the store. The story of one ingest.
 *
 * Flow: gad_ingest -> ingest_walk -> take_file -> spool_each -> take_member: what is it (formats.c)?
 * is it held already? -> BEGIN -> ingest_flows -> the batch's row -> COMMIT -> report.
 * Invariants: one transaction per member, so a crash leaves whole batches only; whatever fails, the
 * transaction is rolled back before the report; every row read is counted once. */
#include "store/ingest.h"

gad_ingest_opts gad_ingest_defaults(void)
{
    return (gad_ingest_opts){
#define OPT_STR(field, name, letter, metavar, def, help)         .field = def,
#define OPT_ENUM(field, name, letter, choices, def, help)        .field = def,
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) .field = def,
#define OPT_BOOL(field, name, letter, help)                      .field = false,
#include "gadolin/ingest_opts.def"
#undef OPT_STR
#undef OPT_ENUM
#undef OPT_I32
#undef OPT_BOOL
    };
}

void job_note(job *j, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (*text)
        buf_fmt(&j->note, "%s%s", j->note.len ? "; " : "", text);
}

/* ---- what the file is -------------------------------------------------------------------------- */

static gad_status refuse(job *j, gad_ingest_outcome outcome, const char *text)
{
    j->report.outcome = outcome;
    job_note(j, "%s", text);
    return GAD_OK;
}

static gad_status recognise(job *j)
{
    const spool *s = j->s;
    gad_status st = GAD_OK;
    if (s->kind == SPOOL_EMPTY)
        return refuse(
            j, GAD_REFUSED,
            "the file is empty (the US Census API answers for a month not yet published with an empty reply, HTTP 204)");
    if (s->kind == SPOOL_BINARY)
        return refuse(
            j, GAD_REFUSED,
            *s->note
                ? s->note
                : "a binary file, not a format gadolin knows (spreadsheets: save them as CSV)");
    if (s->kind == SPOOL_CSV)
        j->head = (header){ s->n_col, s->col, s->n_sample, s->sample };
    else
        st = raw_header(j);
    if (st == GAD_E_FORMAT)
        return refuse(j, GAD_REFUSED, gad_last_error(j->cx).text);
    if (!st)
        st = format_detect(j->cx, &j->mem, &j->head, j->in->opts->format, &j->d);
    if (st)
        return st;
    j->report.outcome = j->d.outcome;
    if (j->d.outcome == GAD_INGESTED)
        j->report.format = j->d.format->name;
    job_note(j, "%s", j->d.text);
    job_note(j, "%s", s->note);
    return GAD_OK;
}

/* What the format leaves open must be said by the options or the name. */
static gad_status ask_for(job *j)
{
    const format *f = j->d.format;
    const struct {
        uint32_t need;
        bool open;
        const char *text;
    } asks[] = {
        { NEED_YEAR,
          j->given.year < 0 && !format_has(&j->d, "t") && !format_has(&j->d, "year") &&
              !format_has(&j->d, "period"),
          "the file has no year column and its name no single year: say it with --year YYYY" },
        { NEED_FLOW, j->given.flow < 0,
          "neither the file nor its name says whether these are imports or exports: say it with --flow X (exports) or --flow M (imports)" },
        { NEED_MONTH, j->given.period < 0 && !format_has(&j->d, "period"),
          "the file has no date column: say the month with --month YYYY-MM, or --month YYYY-01..YYYY-MM for January to a month" },
        { NEED_REPORTER, !j->given.reporter && !format_has(&j->d, "reporter"),
          "the file has no reporter column: say whose figures these are with --reporter COUNTRY" },
    };
    bool refused = false;
    for (int32_t i = 0; i < COUNT_OF(asks); i++)
        if (f->needs & asks[i].need && asks[i].open) {
            job_note(j, "%s", asks[i].text);
            refused = true;
        }
    if (STR_EQ(f->name, "japan") && j->given.flow < 0 && !format_has(&j->d, "import_yen") &&
        !format_has(&j->d, "export_yen") && !format_has(&j->d, "flow")) {
        job_note(j, "%s", asks[1].text);
        refused = true;
    }
    if (refused) {
        j->report.outcome = GAD_REFUSED;
        j->report.format = "";
    }
    return GAD_OK;
}

/* ---- the batch --------------------------------------------------------------------------------- */

/* What beside the bytes decides what the rows mean. */
static gad_status describe_options(job *j)
{
    const given *g = &j->given;
    const uint32_t needs = j->d.format->needs;
    char month[PERIOD_TEXT] = "";
    if (needs & NEED_MONTH && g->period >= 0 && !format_has(&j->d, "period"))
        month_text(month, g->period);
    const char *flow = needs & NEED_FLOW || (STR_EQ(j->d.format->name, "japan") && g->flow >= 0)
                           ? (g->flow == 1 ? "M" : "X")
                           : "";
    bool year = needs & NEED_YEAR && g->year >= 0 && !format_has(&j->d, "t") &&
                !format_has(&j->d, "year") && !format_has(&j->d, "period");
    j->options = arena_fmt(
        &j->mem, "flow=%s;month=%s;freq=%" PRId32 ";year=%" PRId32 ";hs=%" PRId32 ";reporter=%s",
        flow, month, *month ? g->freq : 0, year ? g->year : 0,
        STR_EQ(j->d.format->name, "baci") ? g->hs : 0,
        needs & NEED_REPORTER && g->reporter ? g->reporter : "");
    return j->options ? GAD_OK : gad_nomem(j->cx, "an ingest");
}

/* rejected: how many rows the batch held already left out. */
static gad_status look_for_batch(job *j, bool *known, int64_t *rejected)
{
    char day[PERIOD_TEXT];
    store_param p[] = { param_text(j->s->sha256), param_text(j->d.format->name),
                        param_text(j->options),
                        param_text(j->in->opts->vintage ? day_text(day, j->in->vintage) : NULL) };
    gad_table *t = NULL;
    gad_status st = store_query(j->cx, j->st, "ingest/known", p, COUNT_OF(p), &t);
    *known = !st && gad_table_rows(t) > 0;
    if (*known)
        job_note(j, "the same bytes were ingested on %s as batch %" PRId64 " ('%s')",
                 table_get_text(t, 0, 1), table_get_i64(t, 0, 0, 0), table_get_text(t, 0, 2));
    *rejected = *known ? table_get_i64(t, 0, 3, 0) : 0;
    gad_table_free(t);
    return st;
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

static gad_status write_batch(job *j)
{
    char day[PERIOD_TEXT];
    const gad_ingest_report *r = &j->report;
    store_param p[] = {
        param_i64(j->batch),     param_text(r->file),    param_text(j->s->sha256),
        param_text(r->format),   param_text(j->options), param_text(day_text(day, j->in->vintage)),
        param_i64(r->read),      param_i64(r->added),    param_i64(r->changed),
        param_i64(r->unchanged), param_i64(r->folded),   param_i64(r->rejected),
        param_f64(r->seconds),   param_text(r->note),
    };
    gad_table *t = NULL;
    if (r->read != r->added + r->changed + r->unchanged + r->folded + r->rejected)
        return gad_fail(j->cx, GAD_E_INTERNAL,
                        "'%s': %" PRId64 " rows were read but %" PRId64 " are accounted for",
                        r->file, r->read,
                        r->added + r->changed + r->unchanged + r->folded + r->rejected);
    gad_status st = store_query(j->cx, j->st, "ingest/batch", p, COUNT_OF(p), &t);
    gad_table_free(t);
    return st;
}

/* Run a statement that cleans up after the failure `st`, whose record stays. */
static gad_status clean_up(gad_ctx *cx, gad_store *store, const char *sql, gad_status st)
{
    gad_error why = gad_last_error(cx);
    char text[ERROR_TEXT_MAX];
    snprintf(text, sizeof text, "%s", why.text);
    gad_status own = store_exec(cx, store, sql);
    if (own && st)
        gad_fail_at(cx, st, why.origin, "%s", text);
    return st ? st : own;
}

static gad_status in_transaction(job *j, const struct timespec *start)
{
    gad_status st = store_exec(j->cx, j->st, "BEGIN");
    if (st)
        return st;
    st = ingest_flows(j);
    j->report.seconds = seconds_since(start);
    j->report.note = buf_text(&j->note);
    if (!st)
        st = write_batch(j);
    if (!st)
        st = store_exec(j->cx, j->st, "COMMIT");
    return st ? clean_up(j->cx, j->st, "ROLLBACK", st) : GAD_OK;
}

static gad_status store_member(job *j, const struct timespec *start)
{
    bool known = false;
    int64_t rejected = 0;
    gad_status st = describe_options(j);
    if (!st)
        st = look_for_batch(j, &known, &rejected);
    if (!st && rejected && j->in->opts->strict) {
        j->in->strict_refused++;
        return refuse(
            j, GAD_REFUSED,
            "some of its rows were rejected then ('gadolin sources --show rejects' lists them), so --strict refuses it: put them right and pass the mended file");
    }
    if (st || known) {
        j->report.outcome = GAD_KNOWN;
        return st;
    }
    st = duck_i64(j->cx, j->st, "SELECT nextval('batch_id')", &j->batch);
    if (!st)
        st = ingest_prepare(j);
    if (!st)
        st = in_transaction(j, start);
    if (st != GAD_E_FORMAT)
        return st;
    gad_ingest_report *r = &j->report;
    j->in->strict_refused += j->in->opts->strict && r->rejected > 0;
    *r = (gad_ingest_report){ .file = r->file,
                              .format = "",
                              .outcome = GAD_REFUSED,
                              .read = r->read,
                              .rejected = r->rejected };
    buf_clear(&j->note);
    return refuse(j, GAD_REFUSED, gad_last_error(j->cx).text);
}

/* ---- one member, one file ---------------------------------------------------------------------- */

static gad_status tell(ingest *in, gad_ingest_report *r)
{
    gad_ingest_report *t = &in->total;
    in->files++;
    in->refused += r->outcome == GAD_REFUSED;
    if (r->outcome == GAD_REFUSED && !in->refusal) {
        in->refusal = arena_fmt(in->mem, "%s: %s", r->file, r->note);
        if (!in->refusal)
            return gad_nomem(in->cx, "a message");
    }
    t->outcome = MAX_OF(t->outcome, r->outcome);
    if (r->outcome == GAD_INGESTED) {
        t->read += r->read;
        t->rejected += r->rejected;
    }
    t->added += r->added;
    t->changed += r->changed;
    t->unchanged += r->unchanged;
    t->folded += r->folded;
    t->seconds += r->seconds;
    if (in->on_file)
        in->on_file(in->user, r);
    return GAD_OK;
}

static gad_status take_member(gad_ctx *cx, void *user, spool *s)
{
    ingest *in = user;
    struct timespec start;
    job j = { .in = in, .cx = cx, .st = in->st, .s = s, .given = in->options };
    clock_gettime(CLOCK_MONOTONIC, &start);
    arena_init(&j.mem, &cx->al);
    buf_init(&j.note, &cx->al);
    j.report =
        (gad_ingest_report){ .file = s->name, .format = "", .outcome = GAD_REFUSED, .note = "" };
    given_from_name(s->name, &j.given);
    gad_status st = recognise(&j);
    if (!st && j.report.outcome == GAD_INGESTED)
        st = ask_for(&j);
    if (!st && j.report.outcome == GAD_INGESTED)
        st = store_member(&j, &start);
    if (!st && !buf_ok(&j.note))
        st = gad_nomem(cx, "a message");
    j.report.note = buf_text(&j.note);
    j.report.seconds = seconds_since(&start);
    if (!st)
        st = tell(in, &j.report);
    else
        st = gad_wrap(cx, st, "ingesting '%s'", s->name);
    buf_release(&j.note);
    arena_release(&j.mem);
    return st;
}

/* A file that cannot be read as an archive, or ends too early, is refused like an unknown one. */
static gad_status take_file(void *user, const char *path)
{
    ingest *in = user;
    int64_t before = in->files;
    gad_status st = gad_progress(in->cx, path, 0, 0);
    if (!st)
        st = spool_each(in->cx, path, in->temp_dir, take_member, in);
    if (st != GAD_E_FORMAT || in->files != before)
        return st;
    char text[ERROR_TEXT_MAX];
    snprintf(text, sizeof text, "%s", gad_last_error(in->cx).text);
    gad_ingest_report r = { .file = path, .format = "", .outcome = GAD_REFUSED, .note = text };
    return tell(in, &r);
}

static gad_status conclude(ingest *in, const char *path)
{
    char n[NUM_TEXT];
    in->total.file = path;
    if (in->files == 0)
        return gad_fail(in->cx, GAD_E_NOTFOUND, "'%s': there are no files in this folder", path);
    if (in->files == 1 && in->refused == 1)
        return gad_fail(in->cx, GAD_E_FORMAT, "%s", in->refusal);
    if (in->strict_refused)
        return gad_fail(
            in->cx, GAD_E_FORMAT,
            "%s files were refused because of rejected rows (--strict); the first refusal: %s",
            num_people(n, (double)in->strict_refused, 0), in->refusal);
    return GAD_OK;
}

gad_status gad_ingest(gad_ctx *cx, gad_store *store, const char *path, const gad_ingest_opts *opts,
                      gad_ingest_fn *on_file, void *user, gad_ingest_report *total)
{
    gad_ingest_opts defaults = gad_ingest_defaults();
    arena mem;
    arena_init(&mem, &cx->al);
    ingest in = { .cx = cx,
                  .st = store,
                  .opts = opts ? opts : &defaults,
                  .on_file = on_file,
                  .user = user,
                  .mem = &mem,
                  .total = { .format = "", .outcome = GAD_INGESTED, .note = "" },
                  .vintage = day_today() };
    gad_status st = GAD_OK;
    if (in.opts->vintage && !day_parse(in.opts->vintage, &in.vintage))
        st = gad_fail(cx, GAD_E_ARG, "--vintage: '%s' is not a day (YYYY-MM-DD)", in.opts->vintage);
    if (!st && store->mode != GAD_OPEN_WRITE && store->mode != GAD_OPEN_MEMORY)
        st = gad_fail(cx, GAD_E_ARG, "the store is open for reading only");
    if (!st)
        st = given_from_options(cx, store, &mem, in.opts, &in.options);
    if (!st)
        st = ingest_temp_dir(cx, &mem, store, &in.temp_dir);
    /* Joins are run as the texts of sql/ingest are written: the file, whose size DuckDB cannot know, is never
     * the side that is held in memory (guessed wrong, it took 5 times as long and 1.7 GB). */
    if (!st)
        st = store_exec(cx, store, "SET disabled_optimizers = 'join_order,build_side_probe_side'");
    if (!st)
        st = ingest_walk(cx, path, take_file, &in);
    st = clean_up(cx, store, "RESET disabled_optimizers", st);
    ingest_temp_remove(in.temp_dir);
    if (!st)
        st = conclude(&in, path);
    if (total && (!st || st == GAD_E_FORMAT))
        *total = in.total;
    arena_release(&mem);
    return st;
}
