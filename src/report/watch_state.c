/* watch_state.c - layer 4: the file that remembers what was told.
 *
 * Flow: JSON (text/json_read.h, strict) -> memories; memories -> JSON, which watch_hold.c puts in its place.
 * Invariant: the file is whole or refused; nothing of it is guessed. Shape: docs/json/watch.md. */
#include "report/watch.h"
#include "text/json_read.h"
#include <sys/stat.h>

enum { STATE_VERSION = 1 };
static const char format_name[] = "gadolin watch state";

/* By alert_verdict, as in the file. */
static const char *const verdicts[] = { "unknown", "quiet", "fires" };

const watch_memory *watch_remember(const watch_state *s, const char *key)
{
    for (int32_t i = 0; i < s->n; i++)
        if (STR_EQ(s->memory[i].key, key))
            return &s->memory[i];
    return NULL;
}

/* ---- reading ------------------------------------------------------------------------------------- */

static gad_status read_copy(gad_ctx *cx, arena *mem, const json_at *at, const char **out)
{
    const char *text = NULL;
    gad_status st = json_at_text(cx, at, &text);
    if (st)
        return st;
    *out = arena_str(mem, text);
    return *out ? GAD_OK : gad_nomem(cx, "the state");
}

static gad_status read_month(gad_ctx *cx, const json_at *at, int32_t *month)
{
    const char *text = NULL;
    gad_status st = json_at_text(cx, at, &text);
    if (!st && !month_parse(text, month))
        st = json_at_expected(cx, at, "a month as 2025-06");
    return st;
}

static gad_status read_told(gad_ctx *cx, const json_at *at, watch_told *out)
{
    static const char *const known[] = { "period", "verdict", "value", NULL };
    json_at v;
    const char *text = NULL;
    gad_status st = json_at_keys(cx, at, known);
    if (!st)
        st = json_at_need(cx, at, "period", &v);
    if (!st)
        st = read_month(cx, &v, &out->period);
    if (!st)
        st = json_at_need(cx, at, "verdict", &v);
    if (!st)
        st = json_at_text(cx, &v, &text);
    if (st)
        return st;
    out->verdict = (alert_verdict)COUNT_OF(verdicts);
    for (int32_t i = 0; i < COUNT_OF(verdicts); i++)
        if (STR_EQ(verdicts[i], text))
            out->verdict = (alert_verdict)i;
    if ((int32_t)out->verdict == COUNT_OF(verdicts))
        return json_at_expected(cx, &v, "unknown, quiet or fires");
    st = json_at_need(cx, at, "value", &v);
    out->value = NO_NUMBER;
    return st || json_at_is_null(&v) ? st : json_at_f64(cx, &v, &out->value);
}

static gad_status read_periods(gad_ctx *cx, arena *mem, const json_at *at, watch_memory *out)
{
    int32_t n = 0;
    gad_status st = json_at_array(cx, at, &n);
    if (st)
        return st;
    out->told = arena_take(mem, (size_t)n + 1, sizeof *out->told);
    if (!out->told)
        return gad_nomem(cx, "the state");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at one = json_at_item(at, i);
        st = read_told(cx, &one, &out->told[i]);
        if (!st && i && out->told[i].period <= out->told[i - 1].period)
            st = json_at_fail(cx, &one, "the periods are not in order");
    }
    out->n = n;
    return st;
}

static gad_status read_memory(gad_ctx *cx, arena *mem, const json_at *at, watch_memory *out)
{
    static const char *const known[] = { "rule", "open", "unknown", "periods", NULL };
    json_at v;
    gad_status st = json_at_keys(cx, at, known);
    *out = (watch_memory){ .open = INT32_MIN };
    if (!st)
        st = json_at_need(cx, at, "rule", &v);
    if (!st)
        st = read_copy(cx, mem, &v, &out->key);
    if (!st)
        st = json_at_need(cx, at, "open", &v);
    if (!st && !json_at_is_null(&v))
        st = read_month(cx, &v, &out->open);
    if (!st)
        st = json_at_need(cx, at, "unknown", &v);
    if (!st && !json_at_is_null(&v))
        st = read_copy(cx, mem, &v, &out->unknown);
    if (!st)
        st = json_at_need(cx, at, "periods", &v);
    return st ? st : read_periods(cx, mem, &v, out);
}

static gad_status read_head(gad_ctx *cx, const json_at *top, watch_state *out)
{
    static const char *const known[] = { "format", "version", "as_of", "rules", NULL };
    json_at v;
    const char *text = NULL;
    double version = 0;
    gad_status st = json_at_keys(cx, top, known);
    if (!st)
        st = json_at_need(cx, top, "format", &v);
    if (!st)
        st = json_at_text(cx, &v, &text);
    if (!st && !STR_EQ(text, format_name))
        st = json_at_fail(cx, &v, "this is no state of gadolin watch");
    if (!st)
        st = json_at_need(cx, top, "version", &v);
    if (!st)
        st = json_at_f64(cx, &v, &version);
    if (!st && version != STATE_VERSION)
        st = json_at_fail(cx, &v, "version %g is not read by this gadolin", version);
    if (!st)
        st = json_at_need(cx, top, "as_of", &v);
    if (!st)
        st = json_at_text(cx, &v, &text);
    if (!st && !day_parse(text, &out->as_of))
        st = json_at_expected(cx, &v, "a day as 2025-06-30");
    return st;
}

static gad_status read_state(gad_ctx *cx, arena *mem, const json_doc *doc, watch_state *out)
{
    json_at top = json_doc_top(doc), rules;
    gad_status st = read_head(cx, &top, out);
    int32_t n = 0;
    if (!st)
        st = json_at_need(cx, &top, "rules", &rules);
    if (!st)
        st = json_at_array(cx, &rules, &n);
    if (st)
        return st;
    out->memory = arena_take(mem, (size_t)n + 1, sizeof *out->memory);
    if (!out->memory)
        return gad_nomem(cx, "the state");
    for (int32_t i = 0; i < n && !st; i++) {
        json_at one = json_at_item(&rules, i);
        st = read_memory(cx, mem, &one, &out->memory[i]);
    }
    out->n = n;
    return st;
}

gad_status watch_state_read(gad_ctx *cx, arena *mem, const char *path, watch_state *out)
{
    json_doc *doc = NULL;
    struct stat sb;
    watch_state s = { .as_of = INT32_MIN };
    if (stat(path, &sb) != 0 && errno == ENOENT) {
        *out = s;
        return GAD_OK;
    }
    gad_status st = json_doc_read(cx, path, &doc);
    if (!st)
        st = read_state(cx, mem, doc, &s);
    json_doc_free(doc);
    if (st == GAD_E_FORMAT)
        return gad_wrap(
            cx, st,
            "the state file is damaged (remove it to start anew: all that holds is told again)");
    if (!st)
        *out = s;
    return st;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static void put_memory(json *j, const watch_memory *m)
{
    char month[PERIOD_TEXT];
    json_object(j, NULL);
    json_text(j, "rule", m->key);
    json_text(j, "open", m->open == INT32_MIN ? NULL : month_text(month, m->open));
    json_text(j, "unknown", m->unknown);
    json_array(j, "periods");
    for (int32_t i = 0; i < m->n; i++) {
        json_object(j, NULL);
        json_text(j, "period", month_text(month, m->told[i].period));
        json_text(j, "verdict", verdicts[m->told[i].verdict]);
        json_f64(j, "value", m->told[i].value);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void put_state(buf *b, const watch_state *s)
{
    char day[PERIOD_TEXT];
    json j;
    json_start(&j, b);
    json_object(&j, NULL);
    json_text(&j, "format", format_name);
    json_i64(&j, "version", STATE_VERSION);
    json_text(&j, "as_of", day_text(day, s->as_of));
    json_array(&j, "rules");
    for (int32_t i = 0; i < s->n; i++)
        put_memory(&j, &s->memory[i]);
    json_close(&j);
    json_close(&j);
}

gad_status watch_state_save(gad_ctx *cx, const watch_hold *h, const watch_state *s)
{
    buf b;
    buf_init(&b, &cx->al);
    put_state(&b, s);
    gad_status st =
        buf_ok(&b) ? watch_hold_replace(cx, h, buf_text(&b), b.len) : gad_nomem(cx, "the state");
    buf_release(&b);
    return st;
}
