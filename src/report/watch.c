/* watch.c - layer 4: the question `watch`: which rules hold that did not before?
 *
 * Flow of gad_watch: the rules -> the state, held -> verdicts and news -> the answer -> the webhook -> the state.
 * Invariant: the state is written last, so whatever fails before is told again at the next run. */
#include "report/watch.h"
#include <sys/stat.h>

typedef struct run {
    gad_ctx *cx;
    gad_store *st;
    arena mem;
    const gad_watch_opts *opts;
    const char *path;  /* of the rules */
    const char *state; /* of the state; NULL: none, of a pipe under dry_run */
    const char *url;   /* NULL: no webhook */
    int32_t today;
    watch_hold hold; /* of the state; none under dry_run */
    watch_rules rules;
    watch_state before, after;
    watch_answer answer;
} run;

/* ---- options and files --------------------------------------------------------------------------- */

/* Rules that come through a pipe: there is no file that a state could stand beside. */
static bool is_passing(const char *path)
{
    struct stat sb;
    return STR_EQ(path, "-") ||
           (stat(path, &sb) == 0 && !S_ISREG(sb.st_mode) && !S_ISDIR(sb.st_mode));
}

static gad_status read_options(run *r)
{
    const gad_watch_opts *o = r->opts;
    gad_status st = GAD_OK;
    r->today = day_today();
    if (o->as_of && !day_parse(o->as_of, &r->today))
        return gad_fail(r->cx, GAD_E_ARG, "--as-of '%.40s' is not a day: write 2025-07-20",
                        o->as_of);
    if (o->retries < 0 || o->timeout < 1)
        return gad_fail(r->cx, GAD_E_ARG, "retries are 0 or more, the timeout 1 second or more");
    if (o->webhook)
        st = watch_check_url(r->cx, "--webhook", o->webhook);
    r->state = o->state;
    if (st || o->state)
        return st;
    if (is_passing(r->path))
        return o->dry_run
                   ? GAD_OK
                   : gad_fail(
                         r->cx, GAD_E_ARG,
                         "rules from a pipe need --state FILE, to remember what was told (or --dry-run)");
    r->state = arena_fmt(&r->mem, "%s.state.json", r->path);
    return r->state ? GAD_OK : gad_nomem(r->cx, "the rules");
}

static gad_status read_rules(run *r)
{
    gad_status st = watch_rules_read(r->cx, r->st, &r->mem, r->path, r->opts, &r->rules);
    r->url = r->opts->webhook ? r->opts->webhook : r->rules.webhook;
    if (!st && r->url && r->url == r->rules.webhook) {
        st = watch_check_url(r->cx, "'webhook'", r->url);
        if (st == GAD_E_ARG)
            st = yaml_fail(r->cx, r->rules.doc, yaml_find(yaml_doc_top(r->rules.doc), "webhook"),
                           "%s", gad_last_error(r->cx).text);
    }
    return st;
}

/* Held from here on, as two runs at once would tell the same. What was known on an earlier day cannot be news after a
 * later one. */
static gad_status read_state(run *r)
{
    char now[PERIOD_TEXT], then[PERIOD_TEXT];
    gad_status st = GAD_OK;
    r->before = (watch_state){ .as_of = INT32_MIN };
    if (!r->opts->dry_run)
        st = watch_hold_take(r->cx, &r->mem, r->state, &r->hold);
    if (!st && r->state)
        st = watch_state_read(r->cx, &r->mem, r->state, &r->before);
    if (st || r->opts->dry_run || r->before.as_of <= r->today)
        return st;
    return gad_fail(
        r->cx, GAD_E_ARG,
        "the state '%s' was last judged as of %s, which is after %s: use --dry-run, or another --state",
        r->state, day_text(then, r->before.as_of), day_text(now, r->today));
}

/* ---- telling ------------------------------------------------------------------------------------- */

static gad_status write_answer(const run *r, const gad_output *out)
{
    buf b;
    buf_init(&b, &r->cx->al);
    if (out->format == GAD_AS_JSON)
        watch_json(&b, &r->answer, false);
    else
        watch_text(&b, &r->answer);
    gad_status st = write_buf(r->cx, &b, out);
    buf_release(&b);
    return st;
}

static bool has_news(const watch_answer *a)
{
    for (int32_t i = 0; i < a->n_alert; i++)
        if (a->alert[i].is_new)
            return true;
    return a->n_ended > 0;
}

static gad_status send_news(const run *r)
{
    buf b;
    if (!r->url || !has_news(&r->answer))
        return GAD_OK;
    buf_init(&b, &r->cx->al);
    watch_json(&b, &r->answer, true);
    gad_status st = buf_ok(&b) ? watch_send(r->cx, r->url, buf_text(&b), b.len, r->opts->retries,
                                            r->opts->timeout)
                               : gad_nomem(r->cx, "the alerts");
    buf_release(&b);
    return st;
}

static gad_status judge_and_tell(run *r, const gad_output *out, int32_t *fired)
{
    gad_status st = read_options(r);
    if (!st)
        st = read_rules(r);
    if (!st)
        st = read_state(r);
    if (!st)
        st = watch_judge(r->cx, r->st, &r->mem, &r->rules, &r->before, r->opts->all, r->today,
                         &r->answer, &r->after);
    if (!st)
        st = write_answer(r, out);
    if (st)
        return st;
    if (fired)
        *fired = r->answer.n_alert;
    if (r->opts->dry_run)
        return GAD_OK;
    st = send_news(r);
    return st ? gad_wrap(r->cx, st, "the alerts were not sent and will be told again")
              : watch_state_save(r->cx, &r->hold, &r->after);
}

gad_status gad_watch(gad_ctx *cx, gad_store *st, const char *rules, const gad_watch_opts *opts,
                     const gad_output *out, int32_t *fired)
{
    gad_watch_opts defaults = gad_watch_defaults();
    run r = {
        .cx = cx, .st = st, .opts = opts ? opts : &defaults, .path = rules, .hold = { .fd = -1 }
    };
    if (!rules || !*rules)
        return gad_fail(cx, GAD_E_ARG, "the rules file is missing: gadolin watch RULES.yaml");
    if (out->format != GAD_AS_TABLE && out->format != GAD_AS_JSON)
        return gad_fail(cx, GAD_E_ARG, "watch answers as table or json");
    arena_init(&r.mem, &cx->al);
    gad_status status = judge_and_tell(&r, out, fired);
    watch_hold_release(&r.hold);
    yaml_doc_free(r.rules.doc);
    arena_release(&r.mem);
    return status;
}
