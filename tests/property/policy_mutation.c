/* policy_mutation.c - every bundled scenario, spoilt in tens of thousands of ways: it is read as it stands or refused with its
 * line, and nothing that stands in it is lost.
 *
 * A mutant is the head of a file with one or two of its events (seldom the whole file), changed one to three times. */
#include "test.h"
#include "policy_dump.h"
#include <dirent.h>
#include <sys/stat.h>

enum { FILES = 32, EVENTS = 64, ROOM = 1 << 16, SMALL = 20000, WHOLE = 400 };

typedef struct scenario {
    char name[64];
    char *bytes;
    size_t n;
    size_t event[EVENTS + 1]; /* where each begins; the last: the end */
    int32_t n_event;
} scenario;

typedef struct text {
    char *at;
    size_t n;
} text;

static scenario files[FILES];
static int32_t n_files;

/* ---- the files ------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const scenario *)a)->name, ((const scenario *)b)->name);
}

static void find_events(scenario *s)
{
    for (size_t i = 0; i + 1 < s->n && s->n_event < EVENTS; i++)
        if ((i == 0 || s->bytes[i - 1] == '\n') && strncmp(s->bytes + i, "  - ", 4) == 0)
            s->event[s->n_event++] = i;
    s->event[s->n_event] = s->n;
}

static int read_files(void **state)
{
    static const char folder[] = TEST_SOURCE_DIR "/data/scenarios";
    DIR *dir = opendir(folder);
    (void)state;
    for (struct dirent *d = dir ? readdir(dir) : NULL; d; d = readdir(dir)) {
        char path[1024];
        struct stat about;
        if (!strstr(d->d_name, ".yaml") || n_files == FILES)
            continue;
        scenario *s = &files[n_files++];
        snprintf(s->name, sizeof s->name, "%.60s", d->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
        FILE *f = fopen(path, "rb");
        assert_non_null(f);
        assert_int_equal(fstat(fileno(f), &about), 0);
        s->n = (size_t)about.st_size;
        s->bytes = calloc(s->n + 1, 1);
        assert_true(s->n < ROOM / 2 && fread(s->bytes, 1, s->n, f) == s->n);
        fclose(f);
        find_events(s);
    }
    if (dir)
        closedir(dir);
    qsort(files, (size_t)n_files, sizeof *files, by_name);
    return n_files == 0;
}

static int drop_files(void **state)
{
    (void)state;
    for (int32_t i = 0; i < n_files; i++)
        free(files[i].bytes);
    return 0;
}

/* ---- ways to spoil a text ---------------------------------------------------------------------------- */

static size_t any(rng *r, size_t n)
{
    return n ? (size_t)(rng_u64(r) % n) : 0;
}

/* Put `with` in the place of n bytes at `at`. */
static void replace(text *t, size_t at, size_t n, const char *with, size_t m)
{
    if (at + n > t->n || t->n - n + m > ROOM)
        return;
    memmove(t->at + at + m, t->at + at + n, t->n - at - n);
    memcpy(t->at + at, with, m);
    t->n += m - n;
}

/* A line: where it begins, and its bytes with the newline. */
static size_t line_of(const text *t, rng *r, size_t *n)
{
    size_t from = any(r, t->n), to = from;
    while (from > 0 && t->at[from - 1] != '\n')
        from--;
    while (to < t->n && t->at[to] != '\n')
        to++;
    *n = MIN_OF(to + 1, t->n) - from;
    return from;
}

static void flip_bit(text *t, rng *r)
{
    t->at[any(r, t->n)] ^= (char)(1 << any(r, 8));
}

static void any_byte(text *t, rng *r)
{
    char c = (char)any(r, 256);
    size_t at = any(r, t->n);
    replace(t, at, any(r, 2), &c, any(r, 2));
}

static void drop_line(text *t, rng *r)
{
    size_t n, at = line_of(t, r, &n);
    replace(t, at, n, "", 0);
}

static void double_line(text *t, rng *r)
{
    char copy[512];
    size_t n, at = line_of(t, r, &n);
    if (n > sizeof copy)
        return;
    memcpy(copy, t->at + at, n);
    size_t n2, other = rng_chance(r, 0.5) ? at : line_of(t, r, &n2);
    replace(t, other, 0, copy, n);
}

static void move_line(text *t, rng *r) /* to another place: twice is a swap */
{
    char copy[512];
    size_t n, n2, at = line_of(t, r, &n);
    if (n > sizeof copy)
        return;
    memcpy(copy, t->at + at, n);
    replace(t, at, n, "", 0);
    replace(t, line_of(t, r, &n2), 0, copy, n);
}

static void spoil_number(text *t, rng *r)
{
    static const char *const with[] = { "1,5",   "1x",    "010",  ".inf", "-.inf",  ".nan", "1e999",
                                        "1e308", "99999", "-1",   "",     "0x10",   "1_0",  "1 000",
                                        "'1'",   "1.5",   "1e-3", "0",    "5 t/yr", "7 %",  "+3" };
    size_t at = any(r, t->n), from = at;
    while (from < t->n && !isdigit((unsigned char)t->at[from]))
        from++;
    size_t n = 0;
    while (from + n < t->n && (isdigit((unsigned char)t->at[from + n]) || t->at[from + n] == '.'))
        n++;
    const char *w = with[any(r, (size_t)COUNT_OF(with))];
    replace(t, from, n, w, strlen(w));
}

/* The key of a line: letters up to the colon. */
static size_t key_of(const text *t, rng *r, size_t *n)
{
    size_t m, at = line_of(t, r, &m), end = at + m;
    while (at < end && !isalpha((unsigned char)t->at[at]))
        at++;
    *n = 0;
    while (at + *n < end && (isalpha((unsigned char)t->at[at + *n]) || t->at[at + *n] == '_'))
        ++*n;
    return at;
}

static void misspell_key(text *t, rng *r)
{
    size_t n, at = key_of(t, r, &n), k = n ? any(r, n) : 0;
    if (n < 2)
        return;
    if (rng_chance(r, 0.4))
        replace(t, at + k, 1, "", 0);
    else if (rng_chance(r, 0.5))
        replace(t, at + k, 0, t->at + at + k, 1);
    else
        t->at[at + k] = (char)toupper((unsigned char)t->at[at + k]);
}

static void other_key(text *t, rng *r)
{
    static const char *const with[] = { "what",     "from",        "to",        "place",
                                        "use",      "process",     "plant",     "approve",
                                        "start",    "end",         "announced", "kind",
                                        "note",     "source",      "months",    "level",
                                        "rate_pct", "exempt_frac", "tonnes",    "approve_frac",
                                        "usd_t",    "tonnes_year", "day",       "change_pct" };
    size_t n, at = key_of(t, r, &n);
    const char *w = with[any(r, (size_t)COUNT_OF(with))];
    replace(t, at, n, w, strlen(w));
}

static void insert_bit(text *t, rng *r) /* of YAML */
{
    static const char *const with[] = {
        "\n---\n", "&a ", "*a", "!!str ", "\t",           "# ",   "[",     "]",
        "{",       "}",   ": ", "- ",     "\"",           "'",    "\n",    "  ",
        "| ",      "> ",  "? ", "<<: ",   "\xEF\xBB\xBF", "\xC3", "%YAML", "..."
    };
    const char *w = with[any(r, (size_t)COUNT_OF(with))];
    replace(t, any(r, t->n + 1), 0, w, strlen(w));
}

static void cut(text *t, rng *r)
{
    t->n = any(r, t->n + 1);
}

static void (*const ways[])(text *, rng *) = {
    flip_bit,     flip_bit,     any_byte,     drop_line, double_line, move_line,
    spoil_number, spoil_number, misspell_key, other_key, insert_bit,  cut,
};

/* ---- the promise ------------------------------------------------------------------------------------- */

/* The head and one or two events, or all. */
static void compose(const scenario *s, rng *r, bool whole, text *t)
{
    t->n = 0;
    replace(t, 0, 0, s->bytes, whole || s->n_event == 0 ? s->n : s->event[0]);
    for (int32_t k = 0; !whole && s->n_event > 0 && k < (rng_chance(r, 0.1) ? 2 : 1); k++) {
        size_t i = any(r, (size_t)s->n_event);
        replace(t, t->n, 0, s->bytes + s->event[i], s->event[i + 1] - s->event[i]);
    }
}

static bool names_a_line(const char *message)
{
    return strncmp(message, "m.yaml:", 7) == 0 &&
           (isdigit((unsigned char)message[7]) || strstr(message, "is empty"));
}

typedef struct score {
    int32_t taken, refused;
} score;

static void judge(gad_ctx *cx, const char *name, const text *t, score *s)
{
    policy *p = NULL;
    char why[256] = "";
    gad_status st = policy_parse(cx, "m.yaml", t->at, t->n, &p);
    if (st && (st != GAD_E_FORMAT || p || !names_a_line(gad_last_error(cx).text)))
        fail_msg("a mutant of %s: status %d, '%s':\n%.*s", name, (int)st, gad_last_error(cx).text,
                 (int)t->n, t->at);
    if (!st && !dump_agree(cx, p, t->at, t->n, why))
        fail_msg("a mutant of %s: %s:\n%.*s", name, why, (int)t->n, t->at);
    s->taken += !st;
    s->refused += st != GAD_OK;
    policy_free(p);
}

static void spoil(bool whole, int32_t count, uint64_t stream, score *s)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    text t = { calloc(ROOM, 1), 0 };
    assert_true(cx && t.at);
    for (int32_t i = 0; i < count; i++) {
        rng r = rng_make(stream, (uint64_t)i);
        const scenario *f = &files[any(&r, (size_t)n_files)];
        compose(f, &r, whole, &t);
        for (int32_t k = rng_i32(&r, 1, 3); k > 0 && t.n > 0; k--)
            ways[any(&r, (size_t)COUNT_OF(ways))](&t, &r);
        judge(cx, f->name, &t, s);
    }
    free(t.at);
    gad_ctx_free(cx);
}

static void every_scenario_says_what_its_file_says(void **state)
{
    gad_ctx *cx = gad_ctx_new(NULL, NULL);
    score s = { 0, 0 };
    (void)state;
    for (int32_t i = 0; i < n_files; i++) {
        text t = { files[i].bytes, files[i].n };
        judge(cx, files[i].name, &t, &s);
    }
    assert_int_equal(s.refused, 0);
    gad_ctx_free(cx);
}

static void a_spoilt_event_is_read_as_it_stands_or_refused(void **state)
{
    score s = { 0, 0 };
    (void)state;
    spoil(false, SMALL, 1, &s);
    /* Both must happen often, or the test tests little. */
    if (s.taken < SMALL / 10 || s.refused < SMALL / 4)
        fail_msg("%" PRId32 " taken, %" PRId32 " refused", s.taken, s.refused);
    print_message("%" PRId32 " taken, %" PRId32 " refused\n", s.taken, s.refused);
}

static void a_spoilt_file_is_read_as_it_stands_or_refused(void **state)
{
    score s = { 0, 0 };
    (void)state;
    spoil(true, WHOLE, 2, &s);
    assert_true(s.taken > 0 && s.refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario_says_what_its_file_says),
        cmocka_unit_test(a_spoilt_event_is_read_as_it_stands_or_refused),
        cmocka_unit_test(a_spoilt_file_is_read_as_it_stands_or_refused),
    };
    return cmocka_run_group_tests(tests, read_files, drop_files);
}
