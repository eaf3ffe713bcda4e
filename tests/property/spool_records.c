/* spool_records - layer 1: random tables are written in random ways, spooled, and read back by a
 * parser of their own (spool_seen.h): the same records must come back, each with the line it was
 * written on, and the faulty lines in `bad`, no more and no fewer.
 *   property_spool_records SEED   runs one case again */
#include "test.h"
#include "spool_seen.h"
#include <iconv.h>
#include <unistd.h>
#include <zlib.h>

enum { CASES = 600, ROWS_MAX = 300, COLS_MAX = 6, VALUE_MAX = 100 };

typedef enum fault_kind {
    TOO_MANY,
    TOO_FEW,
    ZERO_BYTE,
    STRAY_QUOTE,
    AFTER_QUOTE,
    N_FAULT
} fault_kind;

typedef struct table_case {
    rng r;
    buf text; /* UTF-8, to be encoded */
    char delimiter;
    const char *eol;
    const char *iconv_name; /* NULL: UTF-8 */
    bool tidy;              /* nothing that keeps DuckDB from reading the file itself */
    bool packed;            /* gzip */
    bool open_end;          /* a delimiter at every line's end */
    int32_t n_col;
    int64_t line;   /* number of the line being written */
    int64_t n_fill; /* rows of "f" before those below, to get beyond the first block */
    int64_t n_row;
    int64_t n_bad;
    int64_t row_line[ROWS_MAX];
    int64_t bad_line[ROWS_MAX];
    char want[ROWS_MAX][COLS_MAX][VALUE_MAX];
} table_case;

static gad_ctx *cx;
static char dir[TEST_PLACE];
static uint64_t only_seed = UINT64_MAX;

static bool is_coding(const table_case *t, const char *name)
{
    return t->iconv_name && STR_EQ(t->iconv_name, name);
}

/* A quoted value never begins with what may follow a closing quote: a stray quote before it on an
 * earlier line would then find a partner, and what is faulty would be open to argument. */
static void draw_value(table_case *t, bool quoted, char raw[VALUE_MAX])
{
    static const char *const plain[] = { "12.5", "x y", "Kilogram", "-",      "0",
                                         "a#b",  "'",   "NA",       "2025-06" };
    static const char *const special[] = { "\n", "\r\n", ",", "\"", ";", "\t", "|", " ", "\"\"" };
    static const char *const chinese[] = {
        "\xE7\xA8\x80\xE5\x9C\x9F\xE6\xB0\xB8\xE7\xA3\x81\xE4\xBD\x93",
        "\xE4\xB8\xAD\xE5\x9B\xBD\xE9\xA6\x99\xE6\xB8\xAF"
    };
    static const char *const latin[] = { "T\xC3\xBCrkiye", "B\xC3\xA9nin", "C\xC3\xB4te d'Ivoire" };
    size_t n = 0;
    raw[0] = '\0';
    for (int32_t i = rng_i32(&t->r, quoted ? 1 : 0, 4); i > 0; i--) {
        const char *p = plain[rng_i32(&t->r, 0, COUNT_OF(plain) - 1)];
        if (rng_chance(&t->r, 0.2))
            p = is_coding(t, "CP1252") ? latin[rng_i32(&t->r, 0, COUNT_OF(latin) - 1)]
                                       : chinese[rng_i32(&t->r, 0, COUNT_OF(chinese) - 1)];
        if (quoted && n && rng_chance(&t->r, 0.4))
            p = special[rng_i32(&t->r, t->tidy ? 2 : 0, COUNT_OF(special) - 1)];
        n += (size_t)snprintf(raw + n, VALUE_MAX - n, "%s", p);
    }
}

static void add_value(table_case *t, const char *raw, bool quoted)
{
    if (quoted)
        buf_char(&t->text, '"');
    for (const char *p = raw; *p; p++) {
        if (*p == '"')
            buf_char(&t->text, '"');
        buf_char(&t->text, *p);
        t->line += *p == '\n';
    }
    if (quoted)
        buf_char(&t->text, '"');
}

static void end_line(table_case *t)
{
    if (t->open_end)
        buf_char(&t->text, t->delimiter);
    buf_add(&t->text, t->eol);
    t->line++;
}

/* A line break inside a field is read as one space. */
static void note_value(char want[VALUE_MAX], const char *raw)
{
    for (; *raw; raw++)
        if (raw[0] != '\r' || raw[1] != '\n')
            *want++ = *raw == '\n' ? ' ' : *raw;
    *want = '\0';
}

static void add_sound(table_case *t)
{
    int64_t line = t->line;
    for (int32_t i = 0; i < t->n_col; i++) {
        char raw[VALUE_MAX];
        bool quoted = rng_chance(&t->r, 0.4);
        draw_value(t, quoted, raw);
        if (i == 0 && !raw[0]) /* so that no line is blank */
            snprintf(raw, sizeof raw, "r");
        if (i)
            buf_char(&t->text, t->delimiter);
        add_value(t, raw, quoted);
        note_value(t->want[t->n_row][i], raw);
    }
    t->row_line[t->n_row++] = line;
    end_line(t);
}

static void add_bad(table_case *t, fault_kind kind)
{
    int32_t n = t->n_col + (kind == TOO_MANY ? 2 : kind == TOO_FEW ? -2 : 0);
    t->bad_line[t->n_bad++] = t->line;
    for (int32_t i = 0; i < n; i++) {
        bool last = i == n - 1;
        if (i)
            buf_char(&t->text, t->delimiter);
        if (last && kind == ZERO_BYTE)
            buf_addn(&t->text, "z\0z", 3);
        else
            buf_add(&t->text, !last                 ? "b"
                              : kind == STRAY_QUOTE ? "\"stray"
                              : kind == AFTER_QUOTE ? "\"b\"x"
                                                    : "b");
    }
    end_line(t);
}

static void add_lead(table_case *t)
{
    for (int32_t i = !t->tidy && rng_chance(&t->r, 0.2) ? rng_i32(&t->r, 1, 3) : 0; i > 0; i--) {
        buf_add(&t->text, i % 2 ? "# a comment, with \"commas\";" : "");
        buf_add(&t->text, t->eol);
        t->line++;
    }
    for (int32_t i = 0; i < t->n_col; i++) {
        char name[20];
        snprintf(name, sizeof name, "name %" PRId32, i);
        if (i)
            buf_char(&t->text, t->delimiter);
        add_value(t, name, rng_chance(&t->r, 0.3));
    }
    end_line(t);
    int64_t fill = rng_chance(&t->r, 0.03) ? (1 << 20) / 12 + rng_i32(&t->r, -1000, 1000) : 0;
    for (t->n_fill = 0; t->n_fill < fill; t->n_fill++) {
        buf_char(&t->text, 'f');
        for (int32_t i = 1; i < t->n_col; i++)
            buf_fmt(&t->text, "%cf", t->delimiter);
        end_line(t);
    }
}

static void draw_case(table_case *t, uint64_t seed)
{
    static const char *const codings[] = {
        NULL, NULL, "GB18030", "CP1252", "UTF-16LE", "UTF-16BE"
    };
    t->r = rng_make(seed, 7);
    buf_init(&t->text, &cx->al);
    t->delimiter = ",;\t|"[rng_i32(&t->r, 0, 3)];
    t->eol = rng_chance(&t->r, 0.3) ? "\r\n" : "\n";
    t->tidy = rng_chance(&t->r, 0.3);
    t->iconv_name = t->tidy ? NULL : codings[rng_i32(&t->r, 0, COUNT_OF(codings) - 1)];
    t->packed = !t->tidy && rng_chance(&t->r, 0.25);
    t->open_end = !t->tidy && rng_chance(&t->r, 0.2);
    t->n_col = rng_i32(&t->r, 4, COLS_MAX);
    t->n_row = t->n_bad = 0;
    t->line = 1;
    bool utf16 = is_coding(t, "UTF-16LE") || is_coding(t, "UTF-16BE");
    if (utf16 || (!t->tidy && !is_coding(t, "CP1252") && rng_chance(&t->r, 0.1)))
        buf_add(&t->text, "\xEF\xBB\xBF");
    add_lead(t);
    double damage = !t->tidy && rng_chance(&t->r, 0.6) ? rng_f64(&t->r, 0, 0.1) : 0;
    for (int32_t n = rng_i32(&t->r, 0, ROWS_MAX - 1); n > 0; n--) {
        if (!t->tidy && rng_chance(&t->r, 0.02)) {
            buf_add(&t->text, t->eol);
            t->line++;
        }
        if (t->n_row >= 20 && rng_chance(&t->r, damage))
            add_bad(t, (fault_kind)rng_i32(&t->r, 0, N_FAULT - 1));
        else
            add_sound(t);
    }
    if (rng_chance(&t->r, 0.2))
        t->text.len -= strlen(t->eol); /* no end to the last line */
    assert_true(buf_ok(&t->text));
}

/* The text in its encoding, to be freed. */
static char *encode(const table_case *t, size_t *n)
{
    size_t left = t->text.len, room = 4 * left + 16;
    char *out = malloc(room), *to = out, *from = t->text.text;
    assert_non_null(out);
    iconv_t cd = iconv_open(t->iconv_name ? t->iconv_name : "UTF-8", "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_true(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
    iconv_close(cd);
    *n = (size_t)(to - out);
    return out;
}

static void write_case(const table_case *t, const char *path)
{
    size_t n = 0;
    char *bytes = encode(t, &n);
    gzFile f = gzopen(path, t->packed ? "wb1" : "wbT"); /* T: as it is */
    assert_non_null(f);
    assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
    assert_int_equal(gzclose(f), Z_OK);
    free(bytes);
}

static void compare(const table_case *t, const seen_member *m, uint64_t seed)
{
    const spool *s = &m->s;
    if (s->kind != SPOOL_CSV || s->n_col != t->n_col || s->n_record != t->n_fill + t->n_row ||
        s->n_bad != t->n_bad)
        fail_msg("seed %" PRIu64 ": kind %d, %" PRId32 " columns, %" PRId64 " records, %" PRId64
                 " bad instead of %" PRId32 ", %" PRId64 ", %" PRId64 "; %s: %s",
                 seed, (int)s->kind, s->n_col, s->n_record, s->n_bad, t->n_col,
                 t->n_fill + t->n_row, t->n_bad, s->note, s->n_bad ? s->bad[0].text : "");
    for (int64_t k = 0; k < t->n_row; k++) {
        int64_t r = t->n_fill + k;
        if (m->line[r] != t->row_line[k])
            fail_msg("seed %" PRIu64 ": record %" PRId64 " on line %" PRId64 " instead of %" PRId64,
                     seed, r, m->line[r], t->row_line[k]);
        for (int32_t i = 0; i < t->n_col; i++)
            if (!STR_EQ(m->row[r + 1][i], t->want[k][i]))
                fail_msg("seed %" PRIu64 ": record %" PRId64 ": '%s' instead of '%s'", seed, r,
                         m->row[r + 1][i], t->want[k][i]);
    }
    for (int64_t k = 0; k < t->n_bad; k++)
        if (s->bad[k].line != t->bad_line[k])
            fail_msg("seed %" PRIu64 ": line %" PRId64 " is bad (%s) instead of %" PRId64, seed,
                     s->bad[k].line, s->bad[k].reason, t->bad_line[k]);
}

static void records_come_back_with_their_lines(void **state)
{
    static table_case t;
    char path[TEST_PLACE + 16];
    int64_t bad = 0, in_place = 0;
    (void)state;
    snprintf(path, sizeof path, "%s/case", dir);
    for (uint64_t seed = 0; seed < CASES; seed++) {
        seen z;
        if (only_seed != UINT64_MAX)
            seed = only_seed;
        draw_case(&t, seed);
        write_case(&t, path);
        if (seen_spool(cx, &cx->al, path, dir, &z) || z.wrong[0] || z.n != 1)
            fail_msg("seed %" PRIu64 ": %s %s", seed, z.wrong, gad_last_error(cx).text);
        compare(&t, &z.m[0], seed);
        bad += t.n_bad;
        if (t.tidy && !z.m[0].in_place)
            fail_msg("seed %" PRIu64 ": a tidy file was rewritten: %s", seed, z.m[0].s.note);
        in_place += z.m[0].in_place;
        arena_release(&z.mem);
        buf_release(&t.text);
        if (only_seed != UINT64_MAX)
            break;
    }
    unlink(path);
    if (only_seed == UINT64_MAX) /* the draws must reach both ways of reading */
        assert_true(bad > 500 && in_place > 100);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(records_come_back_with_their_lines) };
    if (argc > 1)
        only_seed = strtoull(argv[1], NULL, 10);
    cx = gad_ctx_new(NULL, NULL);
    if (!cx || !mkdtemp(test_place(dir, "prop")))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gad_ctx_free(cx);
    rmdir(dir);
    return failed;
}
