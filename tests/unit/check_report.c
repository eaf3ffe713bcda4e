/* check_report - layer 4: a checked article in every format, from hand-made answers: nothing here reads a text or
 * asks a store. */
#include "test.h"
#include "report/check.h"
#include "text/json_read.h"

typedef struct fixture {
    alloc_budget budget;
    gad_ctx *cx;
    arena mem;
    buf got;
    check c;
    sentence sentence[16];
    claim claim[16];
} fixture;

static int setup(void **state)
{
    fixture *x = calloc(1, sizeof *x);
    x->budget.left = -1;
    x->cx = gad_ctx_new(budget_realloc, &x->budget);
    arena_init(&x->mem, &x->cx->al);
    buf_init(&x->got, &x->cx->al);
    x->c = (check){ .art = { .text = "", .sentence = x->sentence, .date = INT32_MIN },
                    .claim = x->claim,
                    .warning = "" };
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    fixture *x = *state;
    buf_release(&x->got);
    arena_release(&x->mem);
    gad_ctx_free(x->cx);
    long live = x->budget.live;
    free(x);
    return live != 0;
}

static bool gather(void *user, const char *bytes, size_t n)
{
    buf_addn(user, bytes, n);
    return buf_ok(user);
}

typedef gad_status writer(gad_ctx *cx, const check_page *p, const gad_output *out);

static gad_output output_of(fixture *x)
{
    return (gad_output){ .write = gather, .user = &x->got };
}

static const char *write_page(fixture *x, writer *write, int32_t place, gad_output out)
{
    check_page p = { "a.txt", 123, place, &x->c };
    buf_clear(&x->got);
    assert_int_equal(write(x->cx, &p, &out), GAD_OK);
    return buf_text(&x->got);
}

static const char *page(fixture *x, writer *write)
{
    return write_page(x, write, 0, output_of(x));
}

/* Sentences of `text` are separated by '|' (a new paragraph) or '~' (the same one); the marks become a line break and a
 * space. Kinds by the first character: '#' heading, '*' bullet, '!' noise, which stays in the text. */
static void article_of(fixture *x, const char *text)
{
    char *copy = arena_str(&x->mem, text);
    uint32_t n = (uint32_t)strlen(text), from = 0;
    int32_t paragraph = 0;
    x->c.art.text = copy;
    x->c.art.n = n;
    x->c.art.n_sentence = 0;
    for (uint32_t i = 0; i <= n; i++) {
        if (i < n && copy[i] != '|' && copy[i] != '~')
            continue;
        sentence_kind kind = copy[from] == '#'   ? SENTENCE_HEADING
                             : copy[from] == '*' ? SENTENCE_BULLET
                             : copy[from] == '!' ? SENTENCE_NOISE
                                                 : SENTENCE_BODY;
        x->sentence[x->c.art.n_sentence++] = (sentence){
            .from = from, .to = i, .paragraph = paragraph, .heading = -1, .kind = kind
        };
        paragraph += i < n && copy[i] == '|';
        from = i + 1;
        if (i < n)
            copy[i] = copy[i] == '|' ? '\n' : ' ';
    }
}

static claim *claim_at(fixture *x, uint32_t from, uint32_t to, verdict v)
{
    claim *c = &x->claim[x->c.n++];
    *c = (claim){ .m = { .kind = CLAIM_LEVEL,
                         .form = FORM_LEVEL,
                         .from = from,
                         .to = to,
                         .said = { .value = 1, .lo = 0.5, .hi = 1.5, .unit = "t" } },
                  .text = arena_strn(&x->mem, x->c.art.text + from, to - from),
                  .from = from,
                  .to = to,
                  .verdict = v,
                  .confidence = 0.9,
                  .interpretation = "",
                  .explanation = "",
                  .attribution = "" };
    x->c.count[v]++;
    return c;
}

static claim *claim_of(fixture *x, const char *words, verdict v)
{
    const char *at = strstr(x->c.art.text, words);
    assert_non_null(at);
    uint32_t from = (uint32_t)(at - x->c.art.text);
    return claim_at(x, from, from + (uint32_t)strlen(words), v);
}

static evidence level_of(double value, const char *url)
{
    return (evidence){ .series = "China's exports of magnets to the USA",
                       .statistic = "level",
                       .period = "2025-06",
                       .base = "",
                       .value = value,
                       .lo = value - 0.5,
                       .hi = value + 0.5,
                       .unit = "t",
                       .source = "Customs",
                       .url = url,
                       .published = 20289,
                       .formula = "",
                       .note = "" };
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("not found: %s\nin: %s", part, text);
}

static void lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("found: %s\nin: %s", part, text);
}

static int32_t times(const char *text, const char *part)
{
    int32_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n++;
    return n;
}

/* ---- the first lines ----------------------------------------------------------------------------- */

static void first_line_answers_the_question(void **state)
{
    fixture *x = *state;
    article_of(x, "China sent 353 tons in June, 3,188 in all, up 160% and 5% and 6%.");
    claim_of(x, "353 tons", SUPPORTED);
    claim_of(x, "3,188 in all", MISLABELLED);
    claim_of(x, "up 160%", CONTRADICTED);
    claim_of(x, "5%", UNVERIFIABLE);
    claim_of(x, "6%", UNVERIFIABLE);
    const char *text = page(x, check_write_text);
    assert_memory_equal(
        text, "5 claims: 1 supported, 1 contradicted, 1 mislabelled and 2 unverifiable.\n", 73);
    has(text, "\nNot true as printed:\n  - [2] \"3,188 in all\" (mislabelled)\n  - [3] \"up 160%\" "
              "(contradicted)\n");
    has(page(x, check_write_json),
        "Not true as printed: [2] \\\"3,188 in all\\\" (mislabelled), [3] "
        "\\\"up 160%\\\" (contradicted).");
    text = page(x, check_write_text);
    has(text, "[4] UNVERIFIABLE \"5%\" (level)");
}

static void no_claims_are_said_and_only_pages_show_the_article(void **state)
{
    fixture *x = *state;
    article_of(x, "Nothing to count here.");
    has(page(x, check_write_text), "No numeric claim");
    lacks(page(x, check_write_text), "Nothing to count here.");
    lacks(page(x, check_write_text), "date");
    has(page(x, check_write_md), "> Nothing to count here.");
    has(page(x, check_write_html), "<p>Nothing to count here.</p>");
    has(page(x, check_write_json), "\"claims\": [],");
    lacks(page(x, check_write_html), "<h2>Notes");
    article_of(x, "");
    x->c.art.n_sentence = 0;
    has(page(x, check_write_text), "There is no text to check.");
    has(page(x, check_write_html), "</html>");
}

static void nothing_wrong_is_not_called_true(void **state)
{
    fixture *x = *state;
    article_of(x, "a 5% b 6%");
    claim_of(x, "5%", UNVERIFIABLE);
    has(page(x, check_write_text), "Nothing held speaks for or against them.");
    claim_of(x, "6%", SUPPORTED);
    has(page(x, check_write_text), "No claim is contradicted.");
}

static void many_wrong_claims_are_counted_not_all_quoted(void **state)
{
    fixture *x = *state;
    article_of(x, "a1 a2 a3 a4 a5 a6 a7 a8");
    for (uint32_t k = 0; k < 8; k++)
        claim_at(x, 3 * k, 3 * k + 2, CONTRADICTED);
    const char *text = page(x, check_write_text);
    has(text, "[8] CONTRADICTED \"a8\"");
    has(page(x, check_write_json), "[6] \\\"a6\\\" (contradicted) and 2 more.");
}

static void words_said_twice_are_quoted_once(void **state)
{
    fixture *x = *state;
    article_of(x, "5% or 5% or 6% or 5%");
    claim_at(x, 0, 2, MISLABELLED);
    claim_at(x, 6, 8, MISLABELLED);
    claim_at(x, 12, 14, MISLABELLED);
    claim_at(x, 18, 20, CONTRADICTED);
    x->claim[1].explanation = "it is 9 % (by A; and B), or 8 %; or not";
    x->claim[0].explanation = x->claim[1].explanation;
    has(page(x, check_write_text),
        "Not true as printed:\n  - [1] [2] \"5%\" (mislabelled): it is 9 % (by A; and B)\n  - [3] \"6%\" "
        "(mislabelled)\n  - [4] \"5%\" (contradicted)\n");
    has(buf_text(&x->got), "[2] MISLABELLED \"5%\" (level)\n    Read and judged as [1].\n");
    has(page(x, check_write_html),
        "<li class=\"mislabelled\"><a href=\"#note-1\">[1] [2] &quot;5%&quot; "
        "(mislabelled): it is 9 % (by A; and B)</a></li>");
    has(page(x, check_write_json),
        "Not true as printed: [1] [2] \\\"5%\\\" (mislabelled), [3] \\\"6%\\\" (mislabelled), [4] "
        "\\\"5%\\\" (contradicted).");
}

static void the_terminal_shows_three_pieces_of_evidence(void **state)
{
    fixture *x = *state;
    evidence e[5];
    article_of(x, "up 5%");
    for (int32_t k = 0; k < 5; k++)
        e[k] = level_of(10 + k, "");
    claim *c = claim_of(x, "5%", SUPPORTED);
    c->evidence = e;
    c->n_evidence = 5;
    has(page(x, check_write_text), "    - 12 t:");
    lacks(page(x, check_write_text), "    - 13 t:");
    has(page(x, check_write_text), "      and 2 more, with -o json or html\n");
    has(page(x, check_write_html), "<li>14 t:");
}

static void the_day_says_where_it_is_from(void **state)
{
    fixture *x = *state;
    article_of(x, "Text of 5%.");
    claim_of(x, "5%", SUPPORTED);
    has(page(x, check_write_text), "The text states no date");
    x->c.warning = "no date was found: give --date";
    has(page(x, check_write_text), "No date was found: give --date.");
    lacks(page(x, check_write_text), "The text states no date");
    x->c.warning = "";
    x->c.art.date = 20290;
    x->c.art.date_basis = DATE_STATED;
    has(page(x, check_write_text), "by 2025-07-21, the day the text states.");
    x->c.art.date_basis = DATE_GIVEN;
    has(page(x, check_write_html), "by 2025-07-21, the day given.");
}

/* ---- the article ---------------------------------------------------------------------------------- */

static void claims_are_marked_without_colour(void **state)
{
    fixture *x = *state;
    article_of(x, "#Exports|China sent (353 tons) in June.~It was up 660%.|*one|*two|!Share");
    claim_of(x, "353 tons", SUPPORTED);
    claim_of(x, "660%", CONTRADICTED);
    const char *text = page(x, check_write_text);
    has(text, "\n  #Exports\n\n  China sent (_353 tons_[1]) in June. It was up _660%_[2].\n");
    has(text, "\n\n  - *one\n  - *two\n");
    has(text, "1 passage of navigation");
    lacks(text, "Share");
    lacks(text, "\x1b");
}

static void colours_underline_the_claim_alone_and_end(void **state)
{
    fixture *x = *state;
    gad_output out = output_of(x);
    article_of(x, "#Head|China sent 353 tons in June.");
    claim_of(x, "353 tons", MISLABELLED);
    out.colour = true;
    const char *text = write_page(x, check_write_text, 0, out);
    has(text, "sent \x1b[0m\x1b[1;35;4m353 tons\x1b[0m\x1b[1;35m[1]\x1b[0m in");
    has(text, "\x1b[1m#Head\x1b[0m\n");
    lacks(text, "_353");
}

static void every_verdict_has_its_colour(void **state)
{
    fixture *x = *state;
    gad_output out = output_of(x);
    article_of(x, "a1 a2 a3 a4 a5 a6 a7");
    for (uint32_t v = 0; v < VERDICTS; v++)
        claim_at(x, 3 * v, 3 * v + 2, (verdict)v);
    out.colour = true;
    const char *text = write_page(x, check_write_text, 0, out);
    assert_int_equal(times(text, ";4ma"), VERDICTS);
}

static void lines_are_filled_to_the_width(void **state)
{
    fixture *x = *state;
    gad_output out = output_of(x);
    article_of(
        x, "China sent 353 tons of magnets to the United States in the month of June, more than "
           "in the month before, and \xE7\xA8\x80\xE5\x9C\x9F\xE7\xA8\x80\xE5\x9C\x9F too.");
    claim *c = claim_of(x, "353 tons of magnets to the United States", SUPPORTED);
    c->explanation = "a long sentence that has to be broken at least once because it is long";
    for (int32_t colour = 0; colour < 2; colour++) {
        out.colour = colour;
        out.width = 40;
        const char *line = write_page(x, check_write_text, 0, out);
        for (int32_t w = 0; *line; line++) {
            if (*line == '\x1b')
                line += strcspn(line, "m");
            else if ((*line & 0xC0) != 0x80)
                w = *line == '\n' ? 0 : w + ((unsigned char)*line > 0xE0 ? 2 : 1);
            assert_true(w <= 40);
        }
        lacks(buf_text(&x->got), " \n");
    }
    out.width = 3; /* narrower than sense: forty */
    has(write_page(x, check_write_text, 0, out), "China sent");
}

static void a_word_longer_than_the_line_is_whole(void **state)
{
    fixture *x = *state;
    gad_output out = output_of(x);
    char word[300];
    memset(word, 'x', sizeof word);
    word[299] = '\0';
    article_of(x, arena_fmt(&x->mem, "see %s there 5%%", word));
    claim_of(x, "5%", SUPPORTED);
    out.width = 50;
    has(write_page(x, check_write_text, 0, out), word);
}

static void claims_that_touch_overlap_or_lie_outside_lose_no_word(void **state)
{
    fixture *x = *state;
    article_of(x, "one two three four|!noise five|six seven");
    claim_at(x, 0, 7, SUPPORTED);               /* one two */
    claim_at(x, 4, 13, CLOSE);                  /* two three */
    claim_at(x, 13, 18, AMBIGUOUS)->m.to = 100; /* beyond the sentence, and the text */
    claim_at(x, 19, 24, SUPPORTED);             /* in the noise */
    const char *text = page(x, check_write_text);
    has(text, "_one two_[1] _three_[2] _four_[3]");
    has(text, "six seven\n");
    has(text, "[4] SUPPORTED");
    has(page(x, check_write_md), "**one two**[^1]");
    has(page(x, check_write_html), "six seven</p>");
}

static void control_characters_of_the_article_do_not_get_out(void **state)
{
    fixture *x = *state;
    static writer *const all[] = { check_write_text, check_write_md, check_write_html };
    article_of(x, "Red \x1b[31malert\x07 and \xC2\x9B"
                  "2J and \xE2\x80\xAE"
                  "evil 5%\x01 \xFF\xFE end");
    claim *c = claim_of(x, "5%\x01", CONTRADICTED);
    c->attribution = "some\x1b]0;one";
    c->interpretation = "a\x1b[2Jb";
    c->explanation = "c\rd\x08";
    evidence e = level_of(353, "https://a/\x1b[31m");
    e.note = "n\x1b[0m";
    c->evidence = &e;
    c->n_evidence = 1;
    for (int32_t k = 0; k < COUNT_OF(all); k++) {
        const char *text = page(x, all[k]);
        for (const char *at = text; *at; at++)
            assert_true((unsigned char)*at >= 0x20 || *at == '\n');
        lacks(text, "\xC2\x9B");
        lacks(text, "\xE2\x80\xAE");
        lacks(text, "\xFF");
        has(text, "\xEF\xBF\xBD");
    }
}

/* ---- notes ---------------------------------------------------------------------------------------- */

static void notes_say_what_was_read_why_and_from_where(void **state)
{
    fixture *x = *state;
    article_of(x, "China sent 353 tons in June.");
    claim *c = claim_of(x, "353 tons", SUPPORTED);
    evidence e[2] = { level_of(353, "https://example.org/a?b=1&c=2"), level_of(667, "") };
    e[1].statistic = "change on month";
    e[1].base = "2025-05";
    e[1].unit = "pct";
    e[1].lo = 658;
    e[1].hi = 677;
    e[1].formula = "353 / 46 - 1 = +667 %";
    e[1].published_assumed = true;
    c->interpretation = "China's exports to the USA";
    c->explanation = "the figure is 353 t";
    c->attribution = "Bloomberg News";
    c->evidence = e;
    c->n_evidence = 2;
    const char *text = page(x, check_write_text);
    has(text, "[1] SUPPORTED \"353 tons\" (level, said by Bloomberg News)\n");
    has(text, "    Read as: China's exports to the USA.\n    The figure is 353 t.\n");
    has(text, "    - 353 t: China's exports of magnets to the USA, 2025-06; Customs, published "
              "2025-07-20\n      https://example.org/a?b=1&c=2\n");
    has(text,
        "    - +667 % (+658 % to +677 % by the roundings): China's exports of magnets to the USA, "
        "change on month, 2025-06 against 2025-05; 353 / 46 - 1 = +667 %; Customs, published "
        "2025-07-20 (assumed)\n");
    has(page(x, check_write_html),
        "<a rel=\"noopener noreferrer\" href=\"https://example.org/a?b=1&amp;c=2\">");
    has(page(x, check_write_md), "; <https://example.org/a?b=1&c=2>");
}

static void units_are_said_as_people_say_them(void **state)
{
    fixture *x = *state;
    static const struct {
        double value, half;
        const char *unit, *statistic, *words;
    } row[] = {
        { 3188, 0.5, "t", "level", "3,188 t" },
        { 765179837, 0, "USD", "level", "765.2 million USD" },
        { 157.5, 0.05, "pct", "change on month", "+157.5 %" },
        { -38, 0.5, "pct", "change on year", "-38 %" },
        { 69.2, 0.05, "pct", "share", "69.2 %" },
        { 2, 0, "rank", "rank", "place 2" },
        { 7.7, 0.05, "times", "change on month", "7.7 times" },
        { 3, 0, "months", "streak", "3 months" },
        { 7, 0, "elements", "count", "7 elements" },
        { 0.65, 0.005, "t/MW", "intensity", "0.65 t/MW" },
        { 1.5, 0.05, "points", "change", "1.5 percentage points" },
        { 12, 0, "", "count", "12:" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        evidence e = level_of(row[i].value, "");
        e.lo = row[i].value - row[i].half;
        e.hi = row[i].value + row[i].half;
        e.unit = row[i].unit;
        e.statistic = row[i].statistic;
        buf_clear(&x->got);
        check_say_evidence(&x->got, &e);
        if (strncmp(buf_text(&x->got), row[i].words, strlen(row[i].words)) != 0)
            fail_msg("wanted %s, got %s", row[i].words, buf_text(&x->got));
    }
    evidence e = level_of(NO_NUMBER, "");
    e.published = INT32_MIN;
    e.note = "highest since 2009";
    buf_clear(&x->got);
    check_say_evidence(&x->got, &e);
    assert_string_equal(
        buf_text(&x->got),
        "China's exports of magnets to the USA, 2025-06; Customs; highest since 2009");
    e = (evidence){ .value = NO_NUMBER, .published = INT32_MIN };
    buf_clear(&x->got);
    check_say_evidence(&x->got, &e);
    assert_string_equal(buf_text(&x->got), "");
}

/* ---- HTML and Markdown ---------------------------------------------------------------------------- */

static const char nasty[] =
    "<script>alert('1')</script> & \"5%\" <img src=x onerror=y> `*_[a](b)|~#$";

static void html_escapes_everything_of_others(void **state)
{
    fixture *x = *state;
    article_of(x, "x");
    x->c.art.text = nasty;
    x->c.art.n = sizeof nasty - 1;
    x->sentence[0].to = x->c.art.n;
    claim *c = claim_of(x, "'1')</script>", CONTRADICTED);
    evidence e = level_of(1, "javascript:alert(1)");
    e.source = nasty;
    e.series = nasty;
    e.note = nasty;
    c->evidence = &e;
    c->n_evidence = 1;
    c->interpretation = nasty;
    c->explanation = nasty;
    c->attribution = nasty;
    x->c.warning = nasty;
    const char *text = page(x, check_write_html);
    lacks(text, "<script");
    lacks(text, "<img");
    lacks(text, "href=\"javascript");
    has(text,
        "&lt;script&gt;alert(<mark class=\"contradicted\" title=\"contradicted\">&#39;1&#39;)");
    e.url = "https://a/\" onclick=\"alert(1)";
    lacks(page(x, check_write_html), "onclick=\"");
    e.url = "https://a/'><script>";
    lacks(page(x, check_write_html), "href=\"https://a/");
}

static void html_is_one_page_with_links_both_ways(void **state)
{
    fixture *x = *state;
    article_of(x, "Sent 353 tons.|*first 5%|*second|!Share");
    claim_of(x, "353 tons", SUPPORTED);
    claim_of(x, "5%", AMBIGUOUS);
    const char *text = page(x, check_write_html);
    assert_memory_equal(text, "<!DOCTYPE html>\n<html lang=\"en\">", 31);
    has(text,
        "<mark class=\"ambiguous\" title=\"ambiguous\">5%</mark>"
        "&#8288;<sup class=\"ambiguous\" id=\"claim-2\"><a href=\"#note-2\" aria-label=\"note 2, "
        "ambiguous\">[2]</a></sup>");
    has(text, "<li id=\"note-2\" class=\"ambiguous\">");
    has(text, "<a href=\"#claim-2\"");
    has(text, "<ul>\n<li>*first ");
    has(text, "<li>*second</li>\n</ul>\n<p class=\"noise\">!Share</p>");
    has(text, "prefers-color-scheme:dark");
    has(text, "@media print");
    has(text, "default-src 'none'");
    lacks(text, "http://");
    lacks(text, "https://");
    assert_int_equal(times(text, "<li"), times(text, "</li>"));
    assert_int_equal(times(text, "<ul"), times(text, "</ul>"));
    assert_int_equal(times(text, "<p"), times(text, "</p>"));
}

static void markdown_keeps_its_marks_for_itself(void **state)
{
    fixture *x = *state;
    article_of(x, "1. a *b* _c_ <d> [e](f) |5%| $6|- no list|12) no|2025 was. ok");
    x->c.art.text = "1. a *b* _c_ <d> [e](f) |5%| $6\n- no list\n12) no\n2025 was. ok";
    x->sentence[0].to = 31;
    x->sentence[1] = (sentence){ .from = 32, .to = 41, .paragraph = 1 };
    x->sentence[2] = (sentence){ .from = 42, .to = 48, .paragraph = 2 };
    x->sentence[3] = (sentence){ .from = 49, .to = 61, .paragraph = 3 };
    x->c.art.n_sentence = 4;
    claim_of(x, "5%", CONTRADICTED)->explanation = "it is | 6 %\n# 7";
    const char *text = page(x, check_write_md);
    has(text,
        "> 1\\. a \\*b\\* \\_c\\_ \\<d\\> \\[e\\](f) \\|**5%**[^1]\\| \\$6\n>\n> \\- no list\n>\n> "
        "12\\) no\n>\n> 2025 was. ok\n");
    has(text, "| 1 | contradicted | 5% |");
    has(text, "\n[^1]: **contradicted**, level. It is \\| 6 % \\# 7.\n");
}

static void several_articles_do_not_share_footnotes(void **state)
{
    fixture *x = *state;
    article_of(x, "up 5%");
    claim_of(x, "5%", SUPPORTED);
    has(write_page(x, check_write_md, 3, output_of(x)), "**5%**[^3-1]");
    has(buf_text(&x->got), "\n[^3-1]: ");
    assert_memory_equal(buf_text(&x->got), "\n# Check of a.txt\n", 18);
    has(write_page(x, check_write_text, 1, output_of(x)), "a.txt: 1 claim: 1 supported.\n");
    assert_int_equal(buf_text(&x->got)[0], 'a');
    assert_int_equal(write_page(x, check_write_text, 2, output_of(x))[0], '\n');
}

/* ---- JSON and CSV ---------------------------------------------------------------------------------- */

static void readings_of(fixture *x, claim *c)
{
    reading *r = arena_take(&x->mem, 2, sizeof *r);
    r[0] = (reading){ .product = "magnets",
                      .reporter = "CHN",
                      .partner = "USA",
                      .flow = 'X',
                      .measure = "qty",
                      .period = { month_of(2025, 6), month_of(2025, 6) },
                      .base = { month_of(2025, 5), month_of(2025, 5) },
                      .mirrored = true,
                      .from = { FOUND_CLAUSE, FOUND_ASSUMED, FOUND_SENTENCE, FOUND_HEADING,
                                FOUND_PARAGRAPH, FOUND_NOWHERE } };
    r[1] = (reading){ .product = "rare-earths", .period = { 0, -1 }, .base = { 0, -1 } };
    c->reading = r;
    c->n_reading = 2;
    c->m.said.hi = NO_LIMIT;
    c->m.said.hedge = HEDGE_AT_LEAST;
}

static json_doc *parsed(fixture *x, const char *text)
{
    json_doc *doc = NULL;
    if (json_doc_parse(x->cx, "answer", text, strlen(text), &doc))
        fail_msg("%s\n%s", gad_last_error(x->cx).text, text);
    return doc;
}

/* The member at "claims/0/kind"; node[] keeps the way. */
static json_at at(json_doc *doc, const char *path)
{
    static json_at node[16];
    char key[32];
    int32_t depth = 0;
    node[0] = json_doc_top(doc);
    while (*path) {
        size_t n = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        assert_true(depth + 1 < COUNT_OF(node));
        if (isdigit((unsigned char)key[0]))
            node[depth + 1] = json_at_item(&node[depth], (int32_t)strtol(key, NULL, 10));
        else if (!json_at_find(&node[depth], key, &node[depth + 1]))
            fail_msg("no member %s", key);
        depth++;
        path += n + (path[n] == '/');
    }
    return node[depth];
}

static void text_at(fixture *x, json_doc *doc, const char *path, const char *wanted)
{
    json_at j = at(doc, path);
    const char *text = NULL;
    assert_int_equal(json_at_text(x->cx, &j, &text), GAD_OK);
    assert_string_equal(text, wanted);
}

static void number_at(fixture *x, json_doc *doc, const char *path, double wanted)
{
    json_at j = at(doc, path);
    double got = NO_NUMBER;
    assert_int_equal(json_at_f64(x->cx, &j, &got), GAD_OK);
    assert_true(got == wanted);
}

static void null_at(json_doc *doc, const char *path)
{
    json_at j = at(doc, path);
    assert_true(json_at_is_null(&j));
}

/* The text without the spaces between its values. */
static const char *squeezed(fixture *x, const char *text)
{
    char *to = arena_take(&x->mem, strlen(text) + 1, 1);
    size_t n = 0;
    bool inside = false;
    for (; *text; text++) {
        if (inside && *text == '\\')
            to[n++] = *text++;
        else if (*text == '"')
            inside = !inside;
        if (inside || !strchr(" \n", *text))
            to[n++] = *text;
    }
    return to;
}

static void json_holds_the_whole_answer(void **state)
{
    fixture *x = *state;
    article_of(x, "China sent 353 tons \x01 \"in\" June.");
    claim *c = claim_of(x, "353 tons \x01 \"in\"", MISLABELLED);
    evidence e = level_of(353, "https://a");
    e.hi = NO_LIMIT;
    c->evidence = &e;
    c->n_evidence = 1;
    c->interpretation = "as read";
    c->explanation = "why";
    readings_of(x, c);
    x->c.art.date = 20290;
    x->c.art.date_basis = DATE_GIVEN;
    json_doc *j = parsed(x, page(x, check_write_json));
    has(buf_text(&x->got), "\"mirrored\": true");
    static const struct {
        const char *path, *text;
    } row[] = {
        { "article/name", "a.txt" },
        { "article/date", "2025-07-21" },
        { "article/date_basis", "given" },
        { "claims/0/text", "353 tons \x01 \"in\"" },
        { "claims/0/kind", "level" },
        { "claims/0/verdict", "mislabelled" },
        { "claims/0/explanation", "why" },
        { "claims/0/interpretation/words", "as read" },
        { "claims/0/interpretation/product", "magnets" },
        { "claims/0/interpretation/flow", "X" },
        { "claims/0/interpretation/period", "2025-06" },
        { "claims/0/interpretation/base", "2025-05" },
        { "claims/0/interpretation/form", "level" },
        { "claims/0/interpretation/said/unit", "t" },
        { "claims/0/interpretation/said/hedge", "at least" },
        { "claims/0/interpretation/found/product", "clause" },
        { "claims/0/interpretation/found/reporter", "assumed" },
        { "claims/0/interpretation/found/base", "nowhere" },
        { "claims/0/interpretation/alternatives/0/product", "rare-earths" },
        { "claims/0/evidence/0/source", "Customs" },
        { "claims/0/evidence/0/published", "2025-07-20" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        text_at(x, j, row[i].path, row[i].text);
    number_at(x, j, "claims/0/span/0", 11);
    number_at(x, j, "claims/0/span/1", 26);
    number_at(x, j, "article/bytes", 123);
    number_at(x, j, "summary/mislabelled", 1);
    number_at(x, j, "summary/supported", 0);
    null_at(j, "claims/0/interpretation/said/high");
    null_at(j, "claims/0/evidence/0/high");
    null_at(j, "claims/0/attribution");
    null_at(j, "claims/0/interpretation/alternatives/0/period");
    json_doc_free(j);
}

static void json_of_several_articles_is_one_line_each(void **state)
{
    fixture *x = *state;
    article_of(x, "up 5%");
    claim *c = claim_of(x, "5%", SUPPORTED);
    c->explanation = "two\n   lines,  and spaces";
    readings_of(x, c);
    const char *tall = squeezed(x, page(x, check_write_json));
    const char *text = write_page(x, check_write_json, 2, output_of(x));
    json_doc_free(parsed(x, text));
    assert_string_equal(squeezed(x, text), tall);
    assert_int_equal(times(text, "\n"), 1);
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void csv_has_its_head_once(void **state)
{
    fixture *x = *state;
    gad_output out = output_of(x);
    out.format = GAD_AS_CSV;
    article_of(x, "up 5%, down \"6%\"");
    claim_of(x, "5%", SUPPORTED);
    readings_of(x, claim_of(x, "\"6%\"", CONTRADICTED));
    const char *text = write_page(x, check_write_csv, 0, out);
    assert_int_equal(times(text, "\n"), 3);
    has(text, "article,date,claim,from,to,text,");
    has(text, "\na.txt,,1,3,5,5%,level,supported,0.9,");
    has(text,
        "\na.txt,,2,12,16,\"\"\"6%\"\"\",level,contradicted,0.9,,magnets,CHN,USA,X,qty,2025-06,"
        "2025-05,level,1,0.5,,t,at least,");
    assert_int_equal(times(write_page(x, check_write_csv, 1, out), "article,"), 1);
    assert_int_equal(times(write_page(x, check_write_csv, 2, out), "article,"), 0);
    assert_int_equal(times(buf_text(&x->got), "\n"), 2);
    x->c.n = 0;
    assert_int_equal(times(write_page(x, check_write_csv, 0, out), "\n"), 1);
    assert_string_equal(write_page(x, check_write_csv, 2, out), "");
}

/* ---- the page about it ------------------------------------------------------------------------------ */

static void the_page_about_checking_has_the_table_of_hedges(void **state)
{
    fixture *x = *state;
    static const char *const says[] = {
#define HEDGE(name, word, low, low_share, high, high_share, text) text,
#include "claims/hedges.def"
#undef HEDGE
    };
    FILE *f = fopen(TEST_SOURCE_DIR "/docs/check.md", "r");
    assert_non_null(f);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        buf_addn(&x->got, bytes, n);
    fclose(f);
    for (int32_t i = 0; i < COUNT_OF(says); i++)
        has(buf_text(&x->got), says[i]);
    for (int32_t v = 0; v < VERDICTS; v++)
        has(buf_text(&x->got), arena_fmt(&x->mem, "\n| `%s` |", verdict_name((verdict)v)));
    for (int32_t k = 0; k < CLAIM_KINDS; k++)
        has(buf_text(&x->got), arena_fmt(&x->mem, "\n| `%s` |", claim_kind_name((claim_kind)k)));
}

/* ---- failures --------------------------------------------------------------------------------------- */

static bool refuse(void *user, const char *bytes, size_t n)
{
    (void)user;
    (void)bytes;
    (void)n;
    return false;
}

static writer *const writers[] = { check_write_text, check_write_json, check_write_md,
                                   check_write_html, check_write_csv };

static void rich(fixture *x)
{
    article_of(x, "#Head|China sent 353 tons in June.~Up 660%.|*five|!Share");
    claim *c = claim_of(x, "353 tons", MISLABELLED);
    evidence *e = arena_take(&x->mem, 1, sizeof *e);
    *e = level_of(353, "https://a");
    c->evidence = e;
    c->n_evidence = 1;
    c->explanation = "why";
    c->interpretation = "as read";
    readings_of(x, c);
    claim_of(x, "660%", SUPPORTED);
}

static void a_writer_that_fails_is_reported(void **state)
{
    fixture *x = *state;
    rich(x);
    for (int32_t k = 0; k < COUNT_OF(writers); k++) {
        check_page p = { "a.txt", 1, 0, &x->c };
        gad_output out = { .format = GAD_AS_CSV, .write = refuse };
        assert_int_equal(writers[k](x->cx, &p, &out), GAD_E_IO);
    }
}

static bool swallow(void *user, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)user += n;
    return true;
}

static void memory_that_runs_out_writes_nothing_and_leaks_nothing(void **state)
{
    fixture *x = *state;
    rich(x);
    for (int32_t k = 0; k < COUNT_OF(writers); k++) {
        gad_status st = GAD_E_NOMEM;
        for (long budget = 0; st; budget++) {
            size_t written = 0;
            check_page p = { "a.txt", 1, k % 2, &x->c };
            gad_output out = { .format = GAD_AS_CSV, .write = swallow, .user = &written };
            long live = x->budget.live;
            x->budget.left = budget;
            st = writers[k](x->cx, &p, &out);
            x->budget.left = -1;
            assert_true(st == GAD_OK || st == GAD_E_NOMEM);
            assert_true(st == GAD_OK || written == 0);
            assert_int_equal(x->budget.live, live);
            assert_true(budget < 1000);
        }
    }
}

static void names_of_verdicts_are_read_back(void **state)
{
    fixture *x = *state;
    uint32_t set = 99;
    assert_int_equal(gad_verdict_set(x->cx, NULL, &set), GAD_OK);
    assert_int_equal(set, 0);
    assert_int_equal(gad_verdict_set(x->cx, "contradicted,mislabelled", &set), GAD_OK);
    assert_int_equal(set, 1U << GAD_CONTRADICTED | 1U << GAD_MISLABELLED);
    static const char *const wrong[] = {
        "", "false", "contradicted,", ",close", "close,,close", "Close", "close mislabelled"
    };
    for (int32_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_int_equal(gad_verdict_set(x->cx, wrong[i], &set), GAD_E_ARG);
        has(gad_last_error(x->cx).text, "choose from supported, close, contradicted, mislabelled, "
                                        "inconsistent, ambiguous, unverifiable");
    }
    assert_int_equal(set, 1U << GAD_CONTRADICTED | 1U << GAD_MISLABELLED);
#define NAMED(name, text) assert_string_equal(verdict_name((verdict)(name)), text);
    GAD_VERDICT_LIST(NAMED)
#undef NAMED
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(first_line_answers_the_question),
        T(no_claims_are_said_and_only_pages_show_the_article),
        T(nothing_wrong_is_not_called_true),
        T(many_wrong_claims_are_counted_not_all_quoted),
        T(words_said_twice_are_quoted_once),
        T(the_terminal_shows_three_pieces_of_evidence),
        T(the_day_says_where_it_is_from),
        T(claims_are_marked_without_colour),
        T(colours_underline_the_claim_alone_and_end),
        T(every_verdict_has_its_colour),
        T(lines_are_filled_to_the_width),
        T(a_word_longer_than_the_line_is_whole),
        T(claims_that_touch_overlap_or_lie_outside_lose_no_word),
        T(control_characters_of_the_article_do_not_get_out),
        T(notes_say_what_was_read_why_and_from_where),
        T(units_are_said_as_people_say_them),
        T(html_escapes_everything_of_others),
        T(html_is_one_page_with_links_both_ways),
        T(markdown_keeps_its_marks_for_itself),
        T(several_articles_do_not_share_footnotes),
        T(json_holds_the_whole_answer),
        T(json_of_several_articles_is_one_line_each),
        T(csv_has_its_head_once),
        T(the_page_about_checking_has_the_table_of_hedges),
        T(a_writer_that_fails_is_reported),
        T(memory_that_runs_out_writes_nothing_and_leaks_nothing),
        T(names_of_verdicts_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
