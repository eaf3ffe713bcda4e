/* check - layers 3 and 4: what holds of every checked article. The articles are the labelled ones (development set and
 * whole articles), the figures those that gadolin brings along. Times are asked of twice the text against once, since
 * no machine is as fast as another. */
#include "test.h"
#include "check_sound.h"
#include "text/json_read.h"

enum { ARTICLES_MAX = 2000, LINE_MAX_BYTES = 1 << 20 };

typedef struct article_case {
    const char *id, *text;
    int32_t date;
} article_case;

typedef struct bench {
    alloc_budget budget;
    gad_ctx *cx;
    gad_store *st;
    checker *ck;
    arena mem;
    article_case *at;
    int32_t n;
} bench;

/* ---- the articles ------------------------------------------------------------------------------- */

static char *text_member(bench *b, const json_at *top, const char *key)
{
    json_at at;
    const char *text;
    if (!json_at_find(top, key, &at) || !json_at_is_text(&at) || json_at_text(b->cx, &at, &text))
        return NULL;
    return arena_str(&b->mem, text);
}

static void keep_case(bench *b, const char *line)
{
    json_doc *doc = NULL;
    if (json_doc_parse(b->cx, "line", line, strlen(line), &doc))
        fail_msg("%s", gad_last_error(b->cx).text);
    json_at top = json_doc_top(doc);
    article_case *c = &b->at[b->n];
    const char *date = text_member(b, &top, "date");
    *c = (article_case){ text_member(b, &top, "id"), text_member(b, &top, "text"), INT32_MIN };
    if (date)
        assert_true(day_parse(date, &c->date));
    b->n += c->text != NULL;
    json_doc_free(doc);
}

static void read_cases(bench *b, const char *path)
{
    char *line = malloc(LINE_MAX_BYTES);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_non_null(line);
    while (b->n < ARTICLES_MAX && fgets(line, LINE_MAX_BYTES, f))
        keep_case(b, line);
    fclose(f);
    free(line);
}

static int open_bench(void **state)
{
    bench *b = calloc(1, sizeof *b);
    gad_ingest_opts o = gad_ingest_defaults();
    assert_non_null(b);
    b->budget.left = -1;
    b->cx = gad_ctx_new(budget_realloc, &b->budget);
    arena_init(&b->mem, &b->cx->al);
    b->at = arena_take(&b->mem, ARTICLES_MAX, sizeof *b->at);
    if (gad_store_open(b->cx, NULL, GAD_OPEN_MEMORY, &b->st) ||
        gad_ingest(b->cx, b->st, TEST_SOURCE_DIR "/data/observations", &o, NULL, NULL, NULL) ||
        checker_new(b->cx, b->st, &b->ck))
        fail_msg("%s", gad_last_error(b->cx).text);
    read_cases(b, TEST_SOURCE_DIR "/tests/claims/dev.jsonl");
    read_cases(b, TEST_SOURCE_DIR "/tests/claims/wire.jsonl");
    assert_in_range(b->n, 200, ARTICLES_MAX - 1);
    *state = b;
    return 0;
}

static int close_bench(void **state)
{
    bench *b = *state;
    checker_free(b->ck);
    gad_store_close(b->st);
    arena_release(&b->mem);
    gad_ctx_free(b->cx);
    long live = b->budget.live;
    free(b);
    return live != 0;
}

/* ---- answers ------------------------------------------------------------------------------------ */

static gad_status run(bench *b, checker *ck, arena *mem, const char *text, size_t n, int32_t date,
                      check *out)
{
    arena_init(mem, &b->cx->al);
    return claims_check(b->cx, ck, mem, text, n, date, out);
}

static void must_run(bench *b, arena *mem, const char *id, const char *text, size_t n, int32_t date,
                     check *out)
{
    if (run(b, b->ck, mem, text, n, date, out))
        fail_msg("%s: %s", id, gad_last_error(b->cx).text);
    const char *broken = check_broken(out, text, n);
    if (broken)
        fail_msg("%s: broken: %s\n%s", id, broken, text);
}

/* Words with the spaces and quotes that a keyboard has. */
static void say_plain(buf *out, const char *text)
{
    static const char *const odd[][2] = { { "\u00A0", " " },  { "\u2019", "'" },  { "\u2018", "'" },
                                          { "\u201C", "\"" }, { "\u201D", "\"" }, { "\r\n", " " },
                                          { "\n", " " } };
    while (*text) {
        size_t n = 1;
        const char *plain = NULL;
        for (int32_t i = 0; i < COUNT_OF(odd) && !plain; i++)
            if (strncmp(text, odd[i][0], strlen(odd[i][0])) == 0) {
                plain = odd[i][1];
                n = strlen(odd[i][0]);
            }
        if (plain)
            buf_add(out, plain);
        else
            buf_char(out, *text);
        text += n;
    }
}

/* All that is said of the claims, but for where they stand. */
static void say_claims(buf *out, const check *c)
{
    buf_clear(out);
    for (int32_t i = 0; i < c->n; i++) {
        const claim *k = &c->claim[i];
        buf_fmt(out, "%s %s %.3f \"", claim_kind_name(k->m.kind), verdict_name(k->verdict),
                k->confidence);
        say_plain(out, k->text);
        buf_add(out, "\": ");
        say_plain(out, k->interpretation);
        buf_add(out, "; ");
        say_plain(out, k->explanation);
        buf_fmt(out, "; said by %s;", k->attribution);
        for (int32_t e = 0; e < k->n_evidence; e++)
            buf_fmt(out, " %s %s %.17g %s %s", k->evidence[e].series, k->evidence[e].period,
                    k->evidence[e].value, k->evidence[e].formula, k->evidence[e].url);
        buf_char(out, '\n');
    }
}

static void same_said(const char *id, const char *what, const buf *x, const buf *y)
{
    if (!STR_EQ(buf_text(x), buf_text(y)))
        fail_msg("%s, %s: was\n%swhere it is\n%s", id, what, buf_text(x), buf_text(y));
}

static void check_said(bench *b, const article_case *of, const char *text, size_t n, buf *out)
{
    arena mem;
    check c;
    must_run(b, &mem, of->id, text, n, of->date, &c);
    say_claims(out, &c);
    arena_release(&mem);
}

static void every_answer_is_sound(void **state)
{
    bench *b = *state;
    int32_t n_claim = 0;
    for (int32_t i = 0; i < b->n; i++) {
        arena mem;
        check c;
        must_run(b, &mem, b->at[i].id, b->at[i].text, strlen(b->at[i].text), b->at[i].date, &c);
        n_claim += c.n;
        arena_release(&mem);
    }
    assert_true(n_claim > b->n); /* else nothing was looked at */
}

/* ---- other articles, other writing -------------------------------------------------------------- */

/* In order, and backwards, and by a checker that has seen nothing: the book keeps series, not opinions. */
static void articles_leave_nothing_behind(void **state)
{
    bench *b = *state;
    checker *fresh = NULL;
    buf *said = calloc((size_t)b->n, sizeof *said), again;
    assert_non_null(said);
    buf_init(&again, &b->cx->al);
    for (int32_t i = 0; i < b->n; i++) {
        buf_init(&said[i], &b->cx->al);
        check_said(b, &b->at[i], b->at[i].text, strlen(b->at[i].text), &said[i]);
    }
    checker *used = b->ck;
    assert_int_equal(checker_new(b->cx, b->st, &fresh), GAD_OK);
    for (int32_t i = b->n - 1; i >= 0; i--) {
        b->ck = i % 4 ? used : fresh;
        check_said(b, &b->at[i], b->at[i].text, strlen(b->at[i].text), &again);
        same_said(b->at[i].id, i % 4 ? "seen again" : "seen by another", &said[i], &again);
        buf_release(&said[i]);
    }
    b->ck = used;
    checker_free(fresh);
    buf_release(&again);
    free(said);
}

typedef void rewrite(buf *out, const char *text);

static void replace(buf *out, const char *text, char what, const char *by)
{
    for (; *text; text++)
        if (*text == what)
            buf_add(out, by);
        else
            buf_char(out, *text);
}

static void with_crlf(buf *out, const char *text)
{
    replace(out, text, '\n', "\r\n");
}

static void with_byte_order_mark(buf *out, const char *text)
{
    buf_add(out, "\xEF\xBB\xBF");
    buf_add(out, text);
}

static void with_hard_spaces(buf *out, const char *text)
{
    replace(out, text, ' ', "\u00A0");
}

static void with_curly_quotes(buf *out, const char *text)
{
    for (char before = ' '; *text; before = *text++)
        if (*text == '\'')
            buf_add(out, isspace((unsigned char)before) ? "\u2018" : "\u2019");
        else if (*text == '"')
            buf_add(out, isspace((unsigned char)before) ? "\u201C" : "\u201D");
        else
            buf_char(out, *text);
}

static void with_a_recipe(buf *out, const char *text)
{
    buf_add(out, text);
    buf_add(out, "\n\nFor the soup, chop the onions finely and fry them in butter until they are "
                 "soft. Add the stock, season it with salt and let it simmer on a low flame.\n");
}

static void with_empty_lines(buf *out, const char *text)
{
    buf_add(out, text);
    buf_add(out, "\n\n");
}

static void writing_does_not_matter(void **state)
{
    static const struct {
        const char *what;
        rewrite *fn;
    } way[] = { { "with CRLF", with_crlf },
                { "with a byte order mark", with_byte_order_mark },
                { "with hard spaces", with_hard_spaces },
                { "with curly quotes", with_curly_quotes },
                { "before a recipe", with_a_recipe },
                { "before empty lines", with_empty_lines } };
    bench *b = *state;
    buf plain, other, text;
    buf_init(&plain, &b->cx->al);
    buf_init(&other, &b->cx->al);
    buf_init(&text, &b->cx->al);
    for (int32_t i = 0; i < b->n; i++) {
        check_said(b, &b->at[i], b->at[i].text, strlen(b->at[i].text), &plain);
        for (int32_t k = 0; k < COUNT_OF(way); k++) {
            buf_clear(&text);
            way[k].fn(&text, b->at[i].text);
            check_said(b, &b->at[i], buf_text(&text), text.len, &other);
            same_said(b->at[i].id, way[k].what, &plain, &other);
        }
    }
    buf_release(&plain);
    buf_release(&other);
    buf_release(&text);
}

/* ---- memory that fails --------------------------------------------------------------------------- */

static const char all_kinds[] =
    "China's rare earth exports\nJuly 21, 2025\n\n"
    "China exported 3,188 tons of rare earth magnets in June, up 160 % from May, and 353 tons went to "
    "the United States, more than seven times as much as a month earlier, customs data showed.\n"
    "Overall rare earth exports reached 3,188 tons, the highest since 2009, the third straight rise.\n"
    "* First-half exports totalled 22,319 tons, down 18.9 %; Germany ranked first with 764 tons.\n"
    "* China mines over 70 % of the world's rare earths and put seven elements under export controls "
    "on April 4, 2025.\n"
    "A car needs 1 to 2 kg of magnets. Dysprosium oxide cost $900/kg in Europe; 353 tons from 46 tons "
    "is a rise of 600 %, and 21,000 tons and 18,600 tons make a total of 39,400 tons.\n";

static bool pass_over(void *user, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)user += n;
    return true;
}

static gad_status check_and_write(bench *b, checker *ck, gad_format format)
{
    static gad_status (*const writers[])(gad_ctx *, const check_page *, const gad_output *) = {
        [GAD_AS_TABLE] = check_write_text, [GAD_AS_CSV] = check_write_csv,
        [GAD_AS_JSON] = check_write_json,  [GAD_AS_MD] = check_write_md,
        [GAD_AS_HTML] = check_write_html,
    };
    arena mem;
    check c;
    size_t written = 0;
    gad_output out = { .format = format, .write = pass_over, .user = &written, .width = 72 };
    check_page p = { .name = "article", .bytes = sizeof all_kinds - 1, .c = &c };
    gad_status st = run(b, ck, &mem, all_kinds, sizeof all_kinds - 1, INT32_MIN, &c);
    if (!st)
        st = writers[format](b->cx, &p, &out);
    arena_release(&mem);
    return st;
}

/* One run with `left` allocations; true: they were enough. */
static bool survives(bench *b, checker *ck, gad_format format, long left)
{
    b->budget.left = left;
    gad_status st = check_and_write(b, ck, format);
    b->budget.left = -1;
    if (st && st != GAD_E_NOMEM)
        fail_msg("%ld allocations: %s: %s", left, gad_status_text(st), gad_last_error(b->cx).text);
    if (st && !*gad_last_error(b->cx).text)
        fail_msg("%ld allocations: an error without words", left);
    return !st;
}

/* Nothing leaks (close_bench counts), and a checker that ran out of memory still knows what it knew. */
static void memory_may_fail_while_checking(void **state)
{
    static const gad_format formats[] = { GAD_AS_TABLE, GAD_AS_CSV, GAD_AS_JSON, GAD_AS_MD,
                                          GAD_AS_HTML };
    bench *b = *state;
    article_case of = { "all kinds", all_kinds, INT32_MIN };
    buf before, after;
    buf_init(&before, &b->cx->al);
    buf_init(&after, &b->cx->al);
    check_said(b, &of, all_kinds, sizeof all_kinds - 1, &before);
    for (int32_t f = 0; f < COUNT_OF(formats); f++) {
        long left = 0;
        while (!survives(b, b->ck, formats[f], left))
            left++;
        assert_in_range(left, 20, 100000); /* else nothing was tried */
    }
    check_said(b, &of, all_kinds, sizeof all_kinds - 1, &after);
    same_said("all kinds", "after failures", &before, &after);
    buf_release(&before);
    buf_release(&after);
}

/* A checker that has loaded no series yet; each failure costs questions to the store, so steps are wide and odd. */
static void memory_may_fail_while_loading(void **state)
{
    bench *b = *state;
    checker *ck = NULL;
    long left = 0, step = 1;
    for (gad_status st = GAD_E_NOMEM; st; left += step, step += step / 4 + 1) {
        b->budget.left = left;
        st = checker_new(b->cx, b->st, &ck);
        b->budget.left = -1;
        assert_true(st == GAD_OK || st == GAD_E_NOMEM);
    }
    assert_true(left > 20);
    step = 1;
    for (left = 0; !survives(b, ck, GAD_AS_JSON, left); left += step)
        step += step / 16 + (left % 3 == 0);
    assert_true(left > 20);
    checker_free(ck);
}

/* ---- size ---------------------------------------------------------------------------------------- */

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char *const phrases[] = {
#define V(phrase, ...) phrase,
#define N(phrase, ...) phrase,
#define I(phrase, ...) phrase,
#define U(phrase, ...) phrase,
#include "claims/words.def"
#undef V
#undef N
#undef I
#undef U
};

/* One of the words or phrases of the dictionary, a number, a name or a mark. */
static void add_token(buf *out, rng *r)
{
    static const char *const others[] = {
        "3,188",  "7,742", "160%",    "-38 %", "2025", "353",  "1.2",  ". ",
        ", ",     "; ",    "(",       ")",     "\n\n", "tons", "June", "China",
        "and",    "the",   "of",      "from",  "to",   "in",   "-",    "rare earth",
        "magnet", "US",    "Germany", "\"",    "'s",   "$",    "\n- ", "graphite"
    };
    if (rng_chance(r, 0.5)) {
        buf_add(out, others[rng_i32(r, 0, COUNT_OF(others) - 1)]);
        return;
    }
    const char *p = phrases[rng_i32(r, 0, COUNT_OF(phrases) - 1)];
    for (int32_t skip = rng_i32(r, 0, 3); skip > 0 && strchr(p, '|'); skip--)
        p = strchr(p, '|') + 1;
    buf_addn(out, p, strcspn(p, "|"));
}

static void tokens(buf *out, size_t n)
{
    rng r = rng_make(2009, 7);
    while (out->len < n) {
        add_token(out, &r);
        buf_char(out, ' ');
    }
}

static void fill(buf *out, const char *unit, size_t n)
{
    buf_clear(out);
    if (!*unit)
        tokens(out, n);
    else if (unit[0] == '<' && unit[1] == '*') { /* nested: all open, then all closed */
        while (out->len < n / 2)
            buf_fmt(out, "<%s>", unit + 2);
        buf_add(out, "China exported 3,188 tons of rare earth magnets in June 2025.");
        while (out->len < n)
            buf_fmt(out, "</%s>", unit + 2);
    } else {
        while (out->len < n)
            buf_add(out, unit);
    }
}

/* Seconds and claims of an article of n bytes. */
static double seconds_of(bench *b, const char *unit, size_t n, int32_t *claims)
{
    arena mem;
    check c;
    buf text;
    buf_init(&text, &b->cx->al);
    fill(&text, unit, n);
    double start = cpu_s();
    must_run(b, &mem, unit, buf_text(&text), text.len, 20290, &c);
    double took = cpu_s() - start;
    *claims = c.n;
    arena_release(&mem);
    buf_release(&text);
    return took;
}

static const struct {
    const char *what, *unit;
    bool claims; /* some must be found */
} sizes[] = {
    { "words of the dictionary", "", true },
    { "claims in one paragraph",
      "China exported 3,188 tons of rare earth magnets in June, up 160 %. ", true },
    { "claims in paragraphs",
      "China exported 3,188 tons of rare earth magnets in June, up 160 %.\n\n", true },
    { "claims without a full stop", "3,188 tons of rare earth magnets in June up 160 % from May ",
      true },
    { "sums", "China exported 21,000 tons and 18,600 tons of magnets, a total of 39,600 tons. ",
      true },
    { "shares and ranks",
      "Germany ranked second with 22 % of China's magnet exports in June 2025. ", true },
    { "wrong levels", "China's rare earth exports were 3,188 tons in May 2025.\n", true },
    { "numbers", "1,234 ", false },
    { "digits", "7", false },
    { "letters", "a", false },
    { "fractions of fractions", "half of a third of ", false },
    { "dates", "July 21, 2025 ", false },
    { "months", "from May to June than July ", false },
    { "brackets", "(", false },
    { "quotes", "\" ' ", false },
    { "hyphens", "rare-earth-", false },
    { "commas", "tons, and magnets, ", false },
    { "points", "U.S. ", false },
    { "headings", "Exports\n\n", false },
    { "bullets", "- magnets 3,188 t\n", false },
    { "markup", "<", false },
    { "half a tag", "<a href=\"", false },
    { "characters by name", "&amp", false },
    { "comments", "<!-- ", false },
    { "deep markup", "<*div", true },
    { "deep lists", "<*ul><li", true },
    { "deep tables", "<*table><tr><td", true },
    { "bad bytes", "\xF0\x9F ", false },
    { "hard spaces", "\xC2\xA0", false },
};

/* The machine may have been busy: the third look counts. */
static void takes_linear_time(void **state)
{
    bench *b = *state;
    const char *asked = getenv("CHECK_KIB"); /* more, by hand */
    size_t n = asked ? (size_t)strtoul(asked, NULL, 10) << 10 : 48 << 10;
    for (int32_t i = 0; i < COUNT_OF(sizes); i++) {
        double ratio = NO_LIMIT, whole = 0;
        int32_t claims = 0;
        for (int32_t look = 0; look < 3 && ratio > 2.6; look++) {
            double half = seconds_of(b, sizes[i].unit, n, &claims);
            whole = seconds_of(b, sizes[i].unit, 2 * n, &claims);
            ratio = MIN_OF(ratio, whole / (half + 1e-3));
        }
        if (asked)
            printf("%s: %.2f s for %zu KiB, %.2f times as long as half of it, %" PRId32 " claims\n",
                   sizes[i].what, whole, n >> 9, ratio, claims);
        if (ratio > 2.6)
            fail_msg("%s: %.2f times as long for twice the text", sizes[i].what, ratio);
        if (sizes[i].claims && !claims)
            fail_msg("%s: no claim was found", sizes[i].what);
    }
}

static void refuses_what_is_too_long(void **state)
{
    bench *b = *state;
    arena mem;
    check c;
    size_t n = (size_t)ARTICLE_MAX + 1;
    char *text = calloc(n, 1);
    assert_non_null(text);
    memset(text, ' ', n);
    assert_int_equal(run(b, b->ck, &mem, text, n, INT32_MIN, &c), GAD_E_ARG);
    assert_non_null(strstr(gad_last_error(b->cx).text, "67108865"));
    arena_release(&mem);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_sound),
        cmocka_unit_test(articles_leave_nothing_behind),
        cmocka_unit_test(writing_does_not_matter),
        cmocka_unit_test(memory_may_fail_while_checking),
        cmocka_unit_test(memory_may_fail_while_loading),
        cmocka_unit_test(takes_linear_time),
        cmocka_unit_test(refuses_what_is_too_long),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
