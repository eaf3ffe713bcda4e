/* watch.c - what is remembered of a run, what a later run finds new, and no memory: on a store in memory. */
#include "test.h"
#include "report/watch.h"
#include "store/store.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = TEST_PLACE + 32 };

typedef struct fixture {
    alloc_budget budget;
    gad_ctx *cx;
    gad_store *store;
    char dir[TEST_PLACE];
    char rules[PATH], state[PATH], next[PATH];
    mode_t umask; /* of the process, as a test may change it */
    buf out;
} fixture;

static bool collect(void *to, const char *bytes, size_t n)
{
    buf_addn(to, bytes, n);
    return buf_ok(to);
}

static int setup(void **state)
{
    fixture *x = calloc(1, sizeof *x);
    x->budget.left = -1;
    x->cx = gad_ctx_new(budget_realloc, &x->budget);
    buf_init(&x->out, &x->cx->al);
    setenv("GADOLIN_DATA", TEST_SOURCE_DIR "/data", 1);
    if (gad_store_open(x->cx, NULL, GAD_OPEN_MEMORY, &x->store))
        fail_msg("%s", gad_last_error(x->cx).text);
    if (!mkdtemp(test_place(x->dir, "watch")))
        return 1;
    snprintf(x->rules, sizeof x->rules, "%s/r.yaml", x->dir);
    snprintf(x->state, sizeof x->state, "%s/r.yaml.state.json", x->dir);
    snprintf(x->next, sizeof x->next, "%s/r.yaml.state.json.new", x->dir);
    x->umask = umask(022);
    *state = x;
    return 0;
}

static int teardown(void **state)
{
    fixture *x = *state;
    unlink(x->rules);
    unlink(x->state);
    umask(x->umask);
    bool left = rmdir(x->dir) != 0; /* whatever a test did, nothing else may stand there */
    buf_release(&x->out);
    gad_store_close(x->store);
    gad_ctx_free(x->cx);
    long live = x->budget.live;
    free(x);
    return live != 0 || left;
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A published level of China's magnets to the world, in the vintage of that day. */
static void publish(fixture *x, int32_t month, double t, const char *day)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "INSERT INTO observation VALUES (1, 'magnets', 'CHN', 'W00', 'X', %d, %d, NULL, 'qty', %g, '%g', 't', '', "
        "'reported', DATE '%s', 'given', 'Office', 'https://example.org', '')",
        (int)month, (int)month, t, t, day);
    if (store_exec(x->cx, x->store, sql))
        fail_msg("%s", gad_last_error(x->cx).text);
}

/* Runs as of a day; how many alerts were written, the answer in x->out. */
static int32_t run(fixture *x, const char *day, bool all)
{
    int32_t fired = -1;
    gad_watch_opts o = gad_watch_defaults();
    gad_output out = { GAD_AS_TABLE, collect, &x->out, false, 0 };
    o.as_of = day;
    o.all = all;
    buf_clear(&x->out);
    if (gad_watch(x->cx, x->store, x->rules, &o, &out, &fired))
        fail_msg("%s", gad_last_error(x->cx).text);
    return fired;
}

static void answers(fixture *x, const char *want)
{
    if (!strstr(buf_text(&x->out), want))
        fail_msg("no '%s' in:\n%s", want, buf_text(&x->out));
}

static void answers_not(fixture *x, const char *text)
{
    if (strstr(buf_text(&x->out), text))
        fail_msg("'%s' in:\n%s", text, buf_text(&x->out));
}

static const char low_rule[] =
    "rules:\n  - {name: low, product: magnets, reporter: CHN, when: level < 50 t}\n";

/* ---- news ---------------------------------------------------------------------------------------- */

static void news_are_told_once(void **state)
{
    fixture *x = *state;
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 100, "2025-02-20");
    publish(x, month_of(2025, 2), 40, "2025-03-20");
    assert_int_equal(run(x, "2025-03-01", false), 0); /* January */
    answers(x, "nothing new");
    assert_int_equal(run(x, "2025-03-21", false), 1);
    answers(x, "ALERT: low");
    assert_int_equal(run(x, "2025-03-22", false), 0);
    answers(x, "nothing new, 1 told before still holds");
    assert_int_equal(run(x, "2025-03-22", true), 1);
    answers(x, "holds: low");
    publish(x, month_of(2025, 3), 30, "2025-04-20");
    publish(x, month_of(2025, 4), 90, "2025-05-20");
    /* both months at once: the alert of March is not lost, and the end is told */
    assert_int_equal(run(x, "2025-05-21", false), 1);
    answers(x, "March 2025: 30 t");
    answers(x, "since February 2025");
    answers(x, "no longer holds: low");
    answers(x, "April 2025: 90 t; it held from February 2025 to March 2025");
    assert_int_equal(run(x, "2025-05-22", false), 0);
    answers_not(x, "no longer");
}

static void a_revision_is_told_as_one(void **state)
{
    fixture *x = *state;
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 100, "2025-02-20");
    assert_int_equal(run(x, "2025-03-01", false), 0);
    publish(x, month_of(2025, 1), 45, "2025-03-05");
    publish(x, month_of(2025, 1), 45, "2025-03-05");
    assert_int_equal(store_exec(x->cx, x->store, "DELETE FROM observation WHERE value = 100"),
                     GAD_OK);
    assert_int_equal(run(x, "2025-03-06", false), 1);
    answers(x, "REVISED: low");
    assert_int_equal(run(x, "2025-03-06", false), 0);
    assert_int_equal(
        store_exec(x->cx, x->store, "UPDATE observation SET value = 60, printed = '60'"), GAD_OK);
    assert_int_equal(run(x, "2025-03-07", false), 0);
    answers(x, "WITHDRAWN: low");
    answers(x, "60 t after a revision, told before as 45 t");
    answers_not(x, "no longer holds");
    assert_int_equal(run(x, "2025-03-08", false), 0);
    answers(x, "nothing new");
    answers_not(x, "WITHDRAWN");
}

static void a_new_rule_starts_with_the_newest_period(void **state)
{
    fixture *x = *state;
    write_file(x->rules, low_rule);
    for (int32_t m = 1; m <= 6; m++)
        publish(x, month_of(2025, m), 10, "2025-07-20");
    assert_int_equal(run(x, "2025-08-01", false), 1);
    write_file(x->rules,
               "rules:\n  - {name: renamed, product: magnets, reporter: CHN, when: level  < 50 t}\n"
               "  - {name: more, product: magnets, reporter: CHN, when: level < 20 t}\n");
    assert_int_equal(run(x, "2025-08-02", false), 1); /* the renamed rule is the same rule */
    answers(x, "ALERT: more");
    answers(x, "June 2025");
}

static void what_cannot_be_judged_is_said_once(void **state)
{
    fixture *x = *state;
    write_file(x->rules,
               "rules:\n  - {name: change, product: magnets, reporter: CHN, when: mom < -10 %}\n"
               "  - {name: none, product: gallium, reporter: CHN, when: level < 5 t}\n");
    publish(x, month_of(2025, 1), 100, "2025-02-20");
    assert_int_equal(run(x, "2025-03-01", false), 0);
    answers(x, "not judged: change");
    answers(x, "January 2025: the base month is missing");
    answers(x, "not judged: none");
    assert_int_equal(run(x, "2025-03-02", false), 0);
    answers_not(x, "not judged:");
    answers(x, "2 could not be judged");
    assert_int_equal(run(x, "2025-03-02", true), 0);
    answers(x, "not judged: none");
}

/* An alert that was told does not end because a figure is missing. */
static void what_is_not_known_ends_nothing(void **state)
{
    fixture *x = *state;
    write_file(x->rules,
               "rules:\n  - {name: fall, product: magnets, reporter: CHN, when: mom < -10 %}\n");
    publish(x, month_of(2025, 1), 100, "2025-02-20");
    publish(x, month_of(2025, 2), 50, "2025-03-20");
    assert_int_equal(run(x, "2025-03-21", false), 1);
    publish(x, month_of(2025, 4), 50, "2025-05-20"); /* March is missing */
    assert_int_equal(run(x, "2025-05-21", false), 0);
    answers_not(x, "no longer holds");
    publish(x, month_of(2025, 5), 50, "2025-06-20");
    assert_int_equal(run(x, "2025-06-21", false), 0);
    answers(x, "no longer holds: fall");
    publish(x, month_of(2025, 3), 20, "2025-06-25"); /* came late, and fires */
    assert_int_equal(run(x, "2025-06-26", false), 1);
    answers(x, "REVISED: fall");
    answers(x, "March 2025: -60.0 %");
}

/* ---- the state ----------------------------------------------------------------------------------- */

static void save(fixture *x, const watch_state *s)
{
    arena mem;
    watch_hold h;
    arena_init(&mem, &x->cx->al);
    assert_int_equal(watch_hold_take(x->cx, &mem, x->state, &h), GAD_OK);
    assert_int_equal(watch_state_save(x->cx, &h, s), GAD_OK);
    watch_hold_release(&h);
    arena_release(&mem);
}

static bool exists(const char *path)
{
    struct stat sb;
    return lstat(path, &sb) == 0;
}

static int mode_of(const char *path)
{
    struct stat sb;
    assert_int_equal(stat(path, &sb), 0);
    return (int)(sb.st_mode & 07777U);
}

static gad_status try_run(fixture *x)
{
    gad_watch_opts o = gad_watch_defaults();
    gad_output out = { GAD_AS_TABLE, collect, &x->out, false, 0 };
    o.as_of = "2025-03-21";
    buf_clear(&x->out);
    return gad_watch(x->cx, x->store, x->rules, &o, &out, NULL);
}

static void a_state_reads_as_it_was_written(void **state)
{
    fixture *x = *state;
    arena mem;
    watch_told told[] = { { month_of(2025, 1), ALERT_QUIET, 0.1 },
                          { month_of(2025, 2), ALERT_FIRES, -1e300 },
                          { month_of(2025, 4), ALERT_UNKNOWN, NO_NUMBER } };
    watch_memory memory[] = { { "a \"b\" \xC3\xA9", month_of(2025, 2), NULL, told, 3 },
                              { "c", INT32_MIN, "why", told, 0 } };
    watch_state s = { 20000, memory, 2 }, back;
    arena_init(&mem, &x->cx->al);
    save(x, &s);
    assert_int_equal(watch_state_read(x->cx, &mem, x->state, &back), GAD_OK);
    assert_true(back.as_of == 20000 && back.n == 2);
    assert_string_equal(back.memory[0].key, memory[0].key);
    assert_int_equal(back.memory[0].open, month_of(2025, 2));
    assert_null(back.memory[0].unknown);
    assert_int_equal(back.memory[0].n, 3);
    for (int32_t i = 0; i < 3; i++) {
        const watch_told *a = &told[i], *b = &back.memory[0].told[i];
        assert_true(a->period == b->period && a->verdict == b->verdict);
        assert_true(a->value == b->value || (isnan(a->value) && isnan(b->value)));
    }
    assert_string_equal(back.memory[1].unknown, "why");
    assert_true(back.memory[1].open == INT32_MIN && back.memory[1].n == 0);
    assert_ptr_equal(watch_remember(&back, "c"), &back.memory[1]);
    assert_null(watch_remember(&back, "d"));
    unlink(x->state);
    assert_int_equal(watch_state_read(x->cx, &mem, x->state, &back), GAD_OK);
    assert_true(back.n == 0 && back.as_of == INT32_MIN);
    arena_release(&mem);
}

static void ten_years_are_remembered(void **state)
{
    fixture *x = *state;
    arena mem;
    watch_told told[WATCH_REMEMBERED];
    watch_memory memory = { "level < 50 t | magnets CHN W00 X qty -", INT32_MIN, NULL, told,
                            WATCH_REMEMBERED };
    watch_state s = { 0, &memory, 1 }, back;
    for (int32_t i = 0; i < WATCH_REMEMBERED; i++)
        told[i] = (watch_told){ month_of(2015, 1) + i, ALERT_QUIET, i };
    arena_init(&mem, &x->cx->al);
    save(x, &s);
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    assert_int_equal(run(x, "2025-02-21", false), 1);
    assert_int_equal(watch_state_read(x->cx, &mem, x->state, &back), GAD_OK);
    assert_int_equal(back.memory[0].n, WATCH_REMEMBERED);
    assert_int_equal(back.memory[0].told[0].period, month_of(2015, 2));
    assert_true(back.memory[0].told[0].value == 1);
    assert_int_equal(back.memory[0].told[WATCH_REMEMBERED - 1].period, month_of(2025, 1));
    assert_int_equal(back.memory[0].told[WATCH_REMEMBERED - 1].verdict, ALERT_FIRES);
    assert_int_equal(back.memory[0].open, month_of(2025, 1));
    arena_release(&mem);
}

/* How many rules the state knows. */
static int32_t remembered(fixture *x)
{
    arena mem;
    watch_state s;
    arena_init(&mem, &x->cx->al);
    assert_int_equal(watch_state_read(x->cx, &mem, x->state, &s), GAD_OK);
    arena_release(&mem);
    return s.n;
}

/* Two files of rules, one state: what the one told is not forgotten by a run of the other. */
static void files_of_rules_may_share_a_state(void **state)
{
    fixture *x = *state;
    static const char other_rule[] =
        "rules:\n  - {name: other, product: magnets, reporter: CHN, when: level < 60 t}\n";
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    write_file(x->rules, low_rule);
    assert_int_equal(run(x, "2025-03-01", false), 1);
    write_file(x->rules, other_rule);
    assert_int_equal(run(x, "2025-03-01", false), 1);
    answers(x, "ALERT: other");
    for (int32_t i = 0; i < 2; i++) {
        write_file(x->rules, i ? other_rule : low_rule);
        assert_int_equal(run(x, "2025-03-02", false), 0);
        answers(x, "nothing new, 1 told before still holds");
        assert_int_equal(remembered(x), 2);
    }
    publish(x, month_of(2025, 2), 20, "2025-03-20");
    publish(x, month_of(2025, 3), 30, "2025-04-20");
    assert_int_equal(run(x, "2025-04-21", false), 2);
    write_file(x->rules, low_rule); /* what came between is not lost either */
    assert_int_equal(run(x, "2025-04-21", false), 2);
    answers(x, "February 2025: 20 t");
}

static void a_state_has_one_user_at_a_time(void **state)
{
    fixture *x = *state;
    arena mem;
    watch_hold first, second;
    arena_init(&mem, &x->cx->al);
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    assert_int_equal(watch_hold_take(x->cx, &mem, x->state, &first), GAD_OK);
    assert_int_equal(watch_hold_take(x->cx, &mem, x->state, &second), GAD_E_LOCKED);
    watch_hold_release(&second); /* nothing is held: nothing is removed */
    assert_true(exists(x->next));
    assert_int_equal(try_run(x), GAD_E_LOCKED);
    assert_int_equal(x->out.len, 0);
    watch_hold_release(&first);
    assert_false(exists(x->next) || exists(x->state));
    assert_int_equal(try_run(x), GAD_OK);
    assert_true(exists(x->state) && !exists(x->next));
    arena_release(&mem);
}

static void what_a_killed_run_left_is_removed(void **state)
{
    fixture *x = *state;
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    write_file(x->next,
               "{ \"format\": \"gadolin watch state\", and so on for longer than a state is");
    assert_int_equal(chmod(x->next, 0666), 0);
    assert_int_equal(run(x, "2025-03-01", false), 1);
    assert_false(exists(x->next));
    assert_int_equal(mode_of(x->state), 0644);
    assert_int_equal(run(x, "2025-03-01", false), 0);
}

/* A run whose own file somebody has removed must not make another run's file the state. */
static void only_its_own_file_becomes_the_state(void **state)
{
    fixture *x = *state;
    arena mem;
    watch_hold h;
    watch_state s = { 20000, NULL, 0 };
    arena_init(&mem, &x->cx->al);
    assert_int_equal(watch_hold_take(x->cx, &mem, x->state, &h), GAD_OK);
    assert_int_equal(unlink(x->next), 0);
    write_file(x->next, "another's");
    assert_int_equal(watch_state_save(x->cx, &h, &s), GAD_E_IO);
    watch_hold_release(&h);
    assert_true(exists(x->next) && !exists(x->state));
    unlink(x->next);
    arena_release(&mem);
}

static void what_stands_in_the_way_is_left_alone(void **state)
{
    fixture *x = *state;
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    assert_int_equal(mkdir(x->next, 0755), 0);
    assert_int_equal(try_run(x), GAD_E_IO);
    assert_int_equal(rmdir(x->next), 0);
    assert_int_equal(symlink(x->rules, x->next), 0);
    assert_int_equal(try_run(x), GAD_E_IO);
    assert_int_equal(unlink(x->next), 0);
    assert_int_equal(mkfifo(x->next, 0600), 0);
    assert_int_equal(try_run(x), GAD_E_IO);
    assert_int_equal(unlink(x->next), 0);
    assert_int_equal(x->out.len, 0); /* and nothing was told */
    assert_int_equal(try_run(x), GAD_OK);
}

static void a_state_has_the_permissions_it_had_or_those_of_the_umask(void **state)
{
    fixture *x = *state;
    static const struct {
        mode_t umask;
        int mode;
    } row[] = { { 077, 0600 }, { 027, 0640 }, { 022, 0644 }, { 02, 0664 } };
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        umask(row[i].umask);
        unlink(x->state);
        assert_int_equal(run(x, "2025-03-01", false), 1);
        assert_int_equal(mode_of(x->state), row[i].mode);
    }
    assert_int_equal(chmod(x->state, 0606), 0);
    assert_int_equal(run(x, "2025-03-02", false), 0);
    assert_int_equal(mode_of(x->state), 0606);
}

static void an_address_is_one_or_is_refused_without_being_repeated(void **state)
{
    fixture *x = *state;
    static const char *const good[] = { "http://127.0.0.1:80/a", "https://example.org",
                                        "https://u:p@example.org:8443/x?y=z",
                                        "HTTPS://example.org" };
    static const char *const bad[] = {
        "",        "example.org",      "ftp://secret.example/", "file:///etc/secret",
        "http://", "http://a secret/", "http://a:99999/secret", "https://a\n/secret"
    };
    for (int32_t i = 0; i < COUNT_OF(good); i++)
        if (watch_check_url(x->cx, "it", good[i]))
            fail_msg("%s: %s", good[i], gad_last_error(x->cx).text);
    for (int32_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(watch_check_url(x->cx, "it", bad[i]), GAD_E_ARG);
        assert_null(strstr(gad_last_error(x->cx).text, "secret"));
    }
}

static bool refuse(void *to, const char *bytes, size_t n)
{
    (void)to;
    (void)bytes;
    (void)n;
    return false;
}

static void an_answer_that_was_not_written_is_not_remembered(void **state)
{
    fixture *x = *state;
    int32_t fired = -1;
    struct stat sb;
    gad_watch_opts o = gad_watch_defaults();
    gad_output out = { GAD_AS_JSON, refuse, NULL, false, 0 };
    write_file(x->rules, low_rule);
    publish(x, month_of(2025, 1), 10, "2025-02-20");
    assert_int_equal(gad_watch(x->cx, x->store, x->rules, &o, &out, &fired), GAD_E_IO);
    assert_int_equal(fired, -1);
    assert_int_not_equal(stat(x->state, &sb), 0);
}

/* Every kind of rule, under less and less memory. */
static void a_starved_run_fails_cleanly(void **state)
{
    fixture *x = *state;
    gad_status st = GAD_E_NOMEM;
    long n = 0;
    struct stat sb;
    write_file(
        x->rules,
        "rules:\n"
        "  - {name: a, product: magnets, reporter: CHN, when: level < 50 t}\n"
        "  - {name: b, product: magnets, reporter: CHN, when: hhi > 0.2}\n"
        "  - {name: c, product: magnets, reporter: CHN, when: share of USA > 1 %}\n"
        "  - {name: d, product: magnets, reporter: CHN, partner: USA, when: mirror gap z > 4}\n"
        "  - {name: e, product: gallium, reporter: CHN, when: record low 5 months}\n");
    for (int32_t m = 1; m <= 12; m++)
        publish(x, month_of(2025, m), 10, "2026-01-20");
    for (; n < 100000 && st; n += 1 + n / 12) {
        alloc_budget tight = { n, 0 };
        gad_ctx *poor = gad_ctx_new(budget_realloc, &tight);
        int32_t fired = -1;
        if (!poor)
            continue;
        gad_watch_opts o = gad_watch_defaults();
        gad_output out = { GAD_AS_JSON, collect, &x->out, false, 0 };
        o.as_of = "2026-02-01";
        buf_clear(&x->out);
        st = gad_watch(poor, x->store, x->rules, &o, &out, &fired);
        if (st != GAD_OK && st != GAD_E_NOMEM && st != GAD_E_STORE)
            fail_msg("%ld: %s", n, gad_last_error(poor).text);
        gad_ctx_free(poor);
        assert_int_equal(tight.live, 0);
        assert_int_equal(stat(x->state, &sb) == 0, st == GAD_OK);
    }
    assert_int_equal(st, GAD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(news_are_told_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_revision_is_told_as_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_rule_starts_with_the_newest_period, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_judged_is_said_once, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_known_ends_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_reads_as_it_was_written, setup, teardown),
        cmocka_unit_test_setup_teardown(ten_years_are_remembered, setup, teardown),
        cmocka_unit_test_setup_teardown(files_of_rules_may_share_a_state, setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_has_one_user_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_killed_run_left_is_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(only_its_own_file_becomes_the_state, setup, teardown),
        cmocka_unit_test_setup_teardown(what_stands_in_the_way_is_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_has_the_permissions_it_had_or_those_of_the_umask,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(an_address_is_one_or_is_refused_without_being_repeated,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_that_was_not_written_is_not_remembered, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_starved_run_fails_cleanly, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
