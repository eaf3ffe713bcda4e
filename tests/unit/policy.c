/* policy.c - scenarios: what is read, what is refused and where, and how much of a month an event is in force. */
#include "test.h"
#include "world/policy_impl.h"
#include <dirent.h>
#include <unistd.h>

static gad_ctx *cx;
static world *toy;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    if (cx && world_read(cx, TEST_SOURCE_DIR "/tests/data/worlds/toy", &toy))
        fprintf(stderr, "%s\n", gad_last_error(cx).text);
    return !toy;
}

static int teardown(void **state)
{
    (void)state;
    world_free(toy);
    gad_ctx_free(cx);
    return 0;
}

#define HEAD "name: a\ntitle: A\nworld: toy\nstart: 2025-04\nmonths: 12\n"
/* Seven lines: the first of the tail is line 11. */
#define EVENT(kind) HEAD "events:\n  - kind: " kind "\n    start: 2025-05-01\n    source: s\n"
#define LANE        "    what: [magnets]\n    from: AAA\n"

static policy *read_text(const char *text)
{
    policy *p = NULL;
    if (policy_parse(cx, "p.yaml", text, strlen(text), &p))
        fail_msg("%s\n%s", gad_last_error(cx).text, text);
    return p;
}

typedef struct refusal {
    const char *text, *want;
} refusal;

static void all_refused(const refusal *row, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        policy *p = NULL;
        gad_status st = policy_parse(cx, "p.yaml", row[i].text, strlen(row[i].text), &p);
        if (st != GAD_E_FORMAT || p || !STR_EQ(gad_last_error(cx).text, row[i].want))
            fail_msg("%s\nstatus %d: %s\nwanted:  %s", row[i].text, (int)st,
                     st ? gad_last_error(cx).text : "", row[i].want);
    }
}

/* ---- reading --------------------------------------------------------------------------------------- */

static void an_event_is_read_with_its_defaults(void **state)
{
    (void)state;
    policy *p =
        read_text(HEAD "level: 1.5\nlevel_source: x\nevents:\n"
                       "  - kind: export_licence\n    what: [magnets, ore]\n    from: AAA\n"
                       "    to: [BBB, \"*\"]\n    start: 2025-05-10\n    end: 2025-06-30\n"
                       "    announced: 2025-05-01\n    review_frac: 1.5\n"
                       "    lead_months: 2 months\n    source: assumption\n    note: why\n"
                       "    approve: [{day: 2025-05-10, frac: 0}, {day: 2025-05-20, frac: 0.5}]\n");
    const policy_event *e = p->event;
    assert_string_equal(p->name, "a");
    assert_string_equal(p->path, "p.yaml");
    assert_int_equal(p->start, month_of(2025, 4));
    assert_int_equal(p->months, 12);
    assert_true(p->level == 1.5);
    assert_int_equal(p->n, 1);
    assert_int_equal(e->kind, POLICY_EXPORT_LICENCE);
    assert_int_equal(e->line, 9);
    assert_int_equal(e->n_what, 2);
    assert_string_equal(e->what[1], "ore");
    assert_string_equal(e->to[1], "*");
    assert_string_equal(e->from, "AAA");
    assert_null(e->place);
    assert_int_equal(e->end - e->start, 51);
    assert_int_equal(e->start - e->announced, 9);
    assert_int_equal(e->n_approve, 2);
    assert_true(e->approve[1].frac == 0.5);
    assert_true(e->number[POLICY_REVIEW_FRAC] == 1.5 && e->number[POLICY_LEAD_MONTHS] == 2);
    assert_true(e->number[POLICY_VALIDITY_MONTHS] == 6 && e->number[POLICY_REAPPLY_FRAC] == 1);
    assert_true(!IS_NUMBER(e->number[POLICY_RATE_PCT]));
    policy_free(p);
}

static void what_is_left_out_means_any_and_for_good(void **state)
{
    (void)state;
    policy *p = read_text(EVENT("export_ban") LANE);
    assert_int_equal(p->event->end, INT32_MAX);
    assert_int_equal(p->event->announced, p->event->start);
    assert_int_equal(p->event->n_to, 0);
    assert_true(p->level == 1);
    policy_free(p);
    p = read_text(HEAD);
    assert_int_equal(p->n, 0);
    policy_free(p);
}

static void a_relief_keeps_what_it_does_not_give(void **state)
{
    (void)state;
    policy *p = read_text(EVENT("licence_relief") LANE "    review_frac: 1000\n");
    assert_true(p->event->number[POLICY_REVIEW_FRAC] == 1000);
    assert_true(!IS_NUMBER(p->event->number[POLICY_APPROVE_FRAC]));
    assert_true(!IS_NUMBER(p->event->number[POLICY_VALIDITY_MONTHS]));
    policy_free(p);
}

/* ---- refusals -------------------------------------------------------------------------------------- */

static void the_head_is_strict(void **state)
{
    static const refusal row[] = {
        { "title: A\nworld: toy\nstart: 2025-04\nmonths: 12\n",
          "p.yaml:1:1: a scenario needs 'name'" },
        { HEAD "lvel: 1\n", "p.yaml:6:1: a scenario has no 'lvel': did you mean 'level'?" },
        { HEAD "name: b\n", "p.yaml:6:1: 'name' stands twice: it is in line 1 as well" },
        { HEAD "---\nname: b\n", "p.yaml:6:1: a second document: a file holds one" },
        { HEAD "level: 1.1\n", "p.yaml:6:8: 'level' needs 'level_source': where it is from" },
        { HEAD "level_source: x\n", "p.yaml:6:15: 'level_source' without 'level'" },
        { HEAD "level: 1,1\nlevel_source: x\n",
          "p.yaml:6:8: 'level': expected a number, found '1,1' (write a point, and thousands without separators)" },
        { "name: a b\ntitle: A\nworld: toy\nstart: 2025-04\nmonths: 12\n",
          "p.yaml:1:7: 'name': letters, digits, '.', '_' and '-' only, 64 at most" },
        { "name: a\ntitle: A\nworld: toy\nstart: 2025-04\nmonths: 241\n",
          "p.yaml:5:9: 'months' is from 1 to 240, not 241" },
        { "name: a\ntitle: A\nworld: toy\nstart: 2190-04\nmonths: 1\n",
          "p.yaml:4:8: 'start': the year is from 1950 to 2150" },
        { HEAD "events: []\n",
          "p.yaml:6:9: 'events': expected a list, '- ' before each event; leave it out when nothing happens" },
        { HEAD "events:\n  - 5\n", "p.yaml:7:5: an event needs 'kind'" },
    };
    (void)state;
    all_refused(row, COUNT_OF(row));
}

static void a_key_is_one_that_its_kind_takes(void **state)
{
    static const refusal row[] = {
        { EVENT("export_bann") LANE,
          "p.yaml:7:11: 'kind': there is no 'export_bann': did you mean 'export_ban'?" },
        { EVENT("export_ban") LANE "    rate_pct: 5\n",
          "p.yaml:12:5: export_ban takes no 'rate_pct': its keys are what, from, to, use, clearance_days, kind, start, end, announced, source, note" },
        { EVENT("export_ban") LANE "    clearence_days: 5\n",
          "p.yaml:12:5: export_ban has no 'clearence_days': did you mean 'clearance_days'?" },
        { EVENT("export_ban") LANE "    colour: red\n",
          "p.yaml:12:5: export_ban takes no 'colour': its keys are what, from, to, use, clearance_days, kind, start, end, announced, source, note" },
        { EVENT("export_ban") "    from: AAA\n", "p.yaml:7:5: export_ban needs 'what'" },
        { EVENT("tariff") "    what: [ore]\n    to: [AAA]\n",
          "p.yaml:7:5: tariff needs 'rate_pct'" },
        { EVENT("stock_build") "    what: [ore]\n    place: AAA\n    tonnes: 5\n",
          "p.yaml:7:5: stock_build needs 'end'" },
        { EVENT("substitution") "    use: cars\n    change_pct: -5\n    end: 2026-01-01\n",
          "p.yaml:12:5: substitution takes no 'end': its keys are what, place, use, change_pct, ramp_months, kind, start, announced, source, note" },
        { HEAD "events:\n  - kind: export_ban\n    source: s\n" LANE,
          "p.yaml:7:5: export_ban needs 'start'" },
        { HEAD "events:\n  - kind: export_ban\n    start: 2025-05-01\n" LANE,
          "p.yaml:7:5: export_ban needs 'source'" },
        { HEAD "events:\n  - start: 2025-05-01\n", "p.yaml:7:5: an event needs 'kind'" },
        { HEAD "events:\n  - kind: [tariff]\n",
          "p.yaml:7:11: 'kind': expected one of export_licence, export_ban, quota, tariff, export_tax, general_licence, licence_relief, stock_release, stock_build, subsidy, price_floor, plant_on, plant_off, demand_shift, substitution, recycling, smuggling_crackdown, found ''" },
    };
    (void)state;
    all_refused(row, COUNT_OF(row));
}

static void values_are_in_range_and_in_their_unit(void **state)
{
#define TARIFF EVENT("tariff") "    what: [ore]\n    to: [AAA]\n"
    static const refusal row[] = {
        { TARIFF "    rate_pct: 2000\n", "p.yaml:12:15: 'rate_pct' is from -90 to 1000, not 2000" },
        { TARIFF "    rate_pct: 5 t\n",
          "p.yaml:12:15: 'rate_pct': expected a number in %, found '5 t'" },
        { TARIFF "    rate_pct: 010\n",
          "p.yaml:12:15: 'rate_pct': expected a number in %, found '010'" },
        { TARIFF "    rate_pct: .inf\n",
          "p.yaml:12:15: 'rate_pct': expected a number in %, found '.inf'" },
        { TARIFF "    rate_pct:\n",
          "p.yaml:12:14: 'rate_pct' has no value: expected a number in %" },
        { EVENT("export_ban") "    what: magnets\n    from: AAA\n",
          "p.yaml:10:11: 'what': expected a list: write [magnets]" },
        { EVENT("export_ban") "    what: []\n    from: AAA\n",
          "p.yaml:10:11: 'what': expected a list of names, as [a, b]" },
        { EVENT("export_ban") "    what: [ore, ore]\n    from: AAA\n",
          "p.yaml:10:17: 'what': 'ore' stands twice" },
        { EVENT("export_ban") "    what: [[ore]]\n    from: AAA\n",
          "p.yaml:10:12: 'what': expected a name" },
        { EVENT("export_ban") "    what: [ore]\n    from: [AAA]\n",
          "p.yaml:11:11: 'from': expected a text, found a list" },
        { EVENT("export_ban") LANE "    end: 2025-02-30\n",
          "p.yaml:12:10: 'end': expected a day as 2025-06-30, found '2025-02-30'" },
        { EVENT("export_licence") LANE "    review_frac: 1\n    validity_months: 6.5\n",
          "p.yaml:13:22: 'validity_months' is counted in whole months" },
        { EVENT("substitution") "    use: cars\n    change_pct: 5\n",
          "p.yaml:11:17: substitution means to need less: 'change_pct' is from -100 to 0" },
    };
    (void)state;
    all_refused(row, COUNT_OF(row));
}

static void an_event_agrees_with_itself(void **state)
{
#define LICENCE EVENT("export_licence") LANE "    review_frac: 1\n"
#define SOURCED HEAD "events:\n  - kind: export_ban\n    start: 2025-05-01\n" LANE
    static const refusal row[] = {
        { EVENT("export_ban") LANE "    end: 2025-04-30\n",
          "p.yaml:12:10: 'end' is before 'start'" },
        { EVENT("export_ban") LANE "    announced: 2025-05-02\n",
          "p.yaml:12:16: 'announced' is after 'start': leave it out when the rule came without notice" },
        { LICENCE "    approve_frac: 1\n    approve: [{day: 2025-05-01, frac: 1}]\n",
          "p.yaml:13:19: 'approve_frac' and 'approve' say the same thing: keep one" },
        { LICENCE "    approve: [{day: 2025-05-02, frac: 1}, {day: 2025-05-02, frac: 0}]\n",
          "p.yaml:13:43: 'approve': its days must come one after the other" },
        { LICENCE "    approve: [{day: 2025-05-02, frac: 1}]\n    end: 2025-05-01\n",
          "p.yaml:13:15: 'approve': this day is after the event's 'end'" },
        { LICENCE "    approve: [{day: 2025-05-02, frac: 1.1}]\n",
          "p.yaml:13:39: 'frac' is from 0 to 1, not 1.1" },
        { LICENCE "    approve: [{day: 2025-05-02, fraq: 1}]\n",
          "p.yaml:13:33: a point of 'approve' has no 'fraq': did you mean 'frac'?" },
        { EVENT("licence_relief") LANE,
          "p.yaml:7:11: this relief changes nothing: give review_frac, approve, approve_frac or another number" },
        { EVENT("quota") "    tonnes_year: 5\n",
          "p.yaml:7:11: a quota is on exports ('what' and 'from') or on a 'process', one of the two" },
        { EVENT("quota") "    tonnes_year: 5\n    from: AAA\n    process: mine\n",
          "p.yaml:7:11: a quota is on exports ('what' and 'from') or on a 'process', one of the two" },
        { EVENT("quota") "    tonnes_year: 5\n    from: AAA\n",
          "p.yaml:7:11: a quota on exports needs 'what' and 'from'" },
        { EVENT("quota") LANE "    tonnes_year: 5\n    place: AAA\n",
          "p.yaml:13:12: a quota on exports has no 'place': it has 'from' and 'to'" },
        { SOURCED "    source: assumption\n",
          "p.yaml:11:13: an assumption needs its reason: add 'note'" },
        { SOURCED "    source: asumption\n", "p.yaml:11:13: 'source': did you mean 'assumption'?" },
        { SOURCED "    source: ' '\n",
          "p.yaml:11:14: 'source': expected an address, or assumption" },
        { SOURCED "    source: s\n    note: ' '\n",
          "p.yaml:12:12: 'note' is blank: write the reason, or leave it out" },
    };
    (void)state;
    all_refused(row, COUNT_OF(row));
}

/* ---- against a world ------------------------------------------------------------------------------- */

static void check_refused(const char *text, const char *want)
{
    policy *p = read_text(text);
    gad_status st = policy_check(cx, p, toy);
    if (st != GAD_E_FORMAT || !STR_EQ(gad_last_error(cx).text, want))
        fail_msg("%s\nstatus %d: %s\nwanted:  %s", text, (int)st, st ? gad_last_error(cx).text : "",
                 want);
    policy_free(p);
}

static void names_are_those_of_the_world(void **state)
{
    static const refusal row[] = {
        { EVENT("export_ban") "    what: [magnet]\n    from: AAA\n",
          "p.yaml:7: export_ban: 'what': world 'toy' has no material or group 'magnet': did you mean 'magnets'?" },
        { EVENT("export_ban") "    what: [ore]\n    from: Aland\n",
          "p.yaml:7: export_ban: 'from': world 'toy' has no place or region 'Aland': did you mean 'AAA'?" },
        { EVENT("export_ban") "    what: [ore]\n    from: AAA\n    to: [Atlantis]\n",
          "p.yaml:7: export_ban: 'to': world 'toy' has no place or region 'Atlantis': there are AAA, BBB, CCC, DDD" },
        { EVENT("export_ban") LANE "    use: car\n",
          "p.yaml:7: export_ban: 'use': world 'toy' has no use 'car': did you mean 'cars'?" },
        { EVENT("plant_on") "    plant: ce-mien\n",
          "p.yaml:7: plant_on: 'plant': world 'toy' has no plant 'ce-mien': did you mean 'ce-mine'?" },
        { EVENT("subsidy") "    usd_t: 5\n    process: seperate\n    place: AAA\n",
          "p.yaml:7: subsidy: 'process': world 'toy' has no process 'seperate': did you mean 'separate'?" },
        { EVENT("export_ban") LANE "    to: [ASIA, CCC]\n",
          "p.yaml:7: export_ban: 'to': CCC is in 'ASIA' and in 'CCC': keep it in one" },
        { EVENT("export_ban") LANE "    to: [HOME]\n",
          "p.yaml:7: export_ban: 'from' and 'to' are the same place: there is nothing to ship" },
        { EVENT("licence_relief") LANE "    review_frac: 5\n",
          "p.yaml:7: licence_relief: no export_licence of this scenario is in force there: nothing to ease" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        check_refused(row[i].text, row[i].want);
}

#define BLOCK(kind, start, rest) "  - kind: " kind "\n    start: " start "\n    source: s\n" rest
#define PERMIT                   "    from: AAA\n    review_frac: 1\n"

static void two_events_do_not_contradict_each_other(void **state)
{
    static const refusal row[] = {
        /* one event and the first month: the queue of the months before is not known */
        { HEAD "events:\n" BLOCK("export_licence", "1999-05-01", "    what: [magnets]\n" PERMIT),
          "p.yaml:7: export_licence: the licence is older than the first month, 2025-04, and its queue of that time is not known: start the scenario in 1999-05, or the licence in 2025-04" },
        { HEAD "events:\n" BLOCK("export_licence", "2025-05-01", "    what: [magnets]\n" PERMIT)
              BLOCK("export_licence", "2025-06-01",
                    "    what: [controlled]\n    to: [BBB]\n" PERMIT),
          "p.yaml:13: export_licence: the export_licence in line 7 is on the same lane at the same time: end one before the other starts" },
        { HEAD "events:\n" BLOCK("export_licence", "2025-05-01",
                                 "    what: [ore]\n    to: [BBB, \"*\"]\n" PERMIT)
              BLOCK("export_licence", "2025-06-01", "    what: [ore]\n    to: [CCC]\n" PERMIT),
          "p.yaml:14: export_licence: the export_licence in line 7 is on the same lane at the same time: end one before the other starts" },
        { HEAD "events:\n" BLOCK("plant_on", "2025-05-01", "    plant: ce-mine\n")
              BLOCK("plant_on", "2025-06-01", "    plant: ce-mine\n"),
          "p.yaml:11: plant_on: the plant_on in line 7 switches the same plant the same way: end one before the other starts" },
        { HEAD "events:\n" BLOCK("plant_on", "2025-05-01", "    plant: ce-mine\n")
              BLOCK("plant_off", "2025-05-01", "    plant: ce-mine\n"),
          "p.yaml:11: plant_off: the plant_on in line 7 switches the same plant on the same day" },
        { HEAD "events:\n" BLOCK("tariff", "2025-05-01",
                                 "    what: [ore]\n    to: [AAA]\n    rate_pct: 5\n")
              BLOCK("tariff", "2025-05-01", "    what: [ore]\n    to: [AAA]\n    rate_pct: 6\n"),
          "p.yaml:13: tariff: the tariff in line 7 says the same: end one before the other starts" },
        { HEAD "events:\n" BLOCK("price_floor", "2025-05-01",
                                 "    what: [ore]\n    place: EU\n    usd_t: 5\n")
              BLOCK("price_floor", "2025-07-01",
                    "    what: [ores]\n    place: BBB\n    usd_t: 6\n"),
          "p.yaml:13: price_floor: the price_floor in line 7 sets a floor for the same makers at the same time: end one before the other starts" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        check_refused(row[i].text, row[i].want);
}

#define RATE(kind, start, rest) BLOCK(kind, start, "    what: [magnets]\n    from: AAA\n" rest)
static void rates_leave_something_of_the_price(void **state)
{
    static const refusal row[] = {
        { HEAD "events:\n" RATE("export_tax", "2025-05-01", "    rate_pct: -50\n")
              RATE("export_tax", "2025-06-01", "    to: [BBB]\n    rate_pct: -45\n"),
          "p.yaml:13: export_tax: with the export_tax in line 7 the rates on plain-magnet from AAA to BBB sum to -95 %: together they must stay above -95 %" },
        { HEAD "events:\n" RATE("tariff", "2025-05-01", "    to: [EU]\n    rate_pct: -40\n")
              RATE("tariff", "2025-05-01", "    to: [DDD]\n    rate_pct: -40\n")
                  RATE("tariff", "2025-05-03", "    to: [\"*\"]\n    rate_pct: -60\n"),
          "p.yaml:21: tariff: with the tariff in line 7 the rates on plain-magnet from AAA to BBB sum to -100 %: together they must stay above -95 %" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        check_refused(row[i].text, row[i].want);
}

static void tonnes_are_of_one_material_at_one_place(void **state)
{
#define UNTIL "    end: 2025-06-01\n    tonnes: 5\n"
    static const refusal row[] = {
        { EVENT("stock_release") "    what: [magnets]\n    place: BBB\n" UNTIL,
          "p.yaml:7: stock_release: 'what' names 2 materials, and the tonnes are those of one: write one event for each" },
        { EVENT("stock_build") "    what: [ore, main-metal]\n    place: BBB\n" UNTIL,
          "p.yaml:7: stock_build: 'what' names 2 materials, and the tonnes are those of one: write one event for each" },
        { EVENT("stock_build") "    what: [ore]\n    place: ASIA\n" UNTIL,
          "p.yaml:7: stock_build: 'place' names 2 places, and the tonnes are those of one: write one event for each" },
        { EVENT("recycling") "    what: [ore]\n    place: '*'\n    tonnes_year: 5\n",
          "p.yaml:7: recycling: 'place' names 4 places, and the tonnes are those of one: write one event for each" },
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        check_refused(row[i].text, row[i].want);
}

#define UNDER(to)                                                                                  \
    BLOCK("export_licence", "2025-05-01", "    what: [magnets]\n    to: " to "\n" PERMIT)
#define EASED(to)                                                                                  \
    BLOCK("general_licence", "2025-06-01",                                                         \
          "    what: [magnets]\n    from: AAA\n    to: " to "\n    exempt_frac: 0.5\n")
static void a_queue_is_eased_as_a_whole(void **state)
{
    static const refusal row[] = {
        { HEAD "events:\n" UNDER("[ASIA, \"*\"]") EASED("[DDD]"),
          "p.yaml:14: general_licence: 'to' has DDD and not CCC, which share a queue of the export_licence in line 7 ('ASIA'): give DDD a group of its own in the 'to' of that licence" },
        { HEAD "events:\n" UNDER("[DDD, \"*\"]") EASED("[BBB]"),
          "p.yaml:14: general_licence: 'to' has BBB and not CCC, which share a queue of the export_licence in line 7 ('*'): give BBB a group of its own in the 'to' of that licence" },
        { HEAD "events:\n" UNDER("[DDD]") EASED("[BBB]"),
          "p.yaml:14: general_licence: no export_licence of this scenario is in force there: nothing to ease" },
    };
    static const char *const taken[] = {
        HEAD "events:\n" UNDER("[ASIA, \"*\"]") EASED("[CCC, DDD]"),
        HEAD "events:\n" UNDER("[DDD, \"*\"]") EASED("[DDD]"),
        HEAD "events:\n" UNDER("[ASIA, \"*\"]") EASED("[EU]"),
        HEAD "events:\n" UNDER("[ASIA, BBB]") EASED("[\"*\"]"),
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        check_refused(row[i].text, row[i].want);
    for (int32_t i = 0; i < COUNT_OF(taken); i++) {
        policy *p = read_text(taken[i]);
        if (policy_check(cx, p, toy))
            fail_msg("%s\n%s", taken[i], gad_last_error(cx).text);
        policy_free(p);
    }
}

static void events_that_only_seem_to_contradict_are_taken(void **state)
{
    static const char *const row[] = {
        HEAD "events:\n" BLOCK("export_licence", "2025-05-01", "    what: [plain-magnet]\n" PERMIT)
            BLOCK("export_licence", "2025-06-01", "    what: [controlled]\n" PERMIT),
        HEAD "events:\n" BLOCK("export_licence", "2025-05-01",
                               "    what: [magnets]\n    to: [BBB]\n" PERMIT)
            BLOCK("export_licence", "2025-06-01", "    what: [magnets]\n    to: [ASIA]\n" PERMIT),
        HEAD "events:\n" BLOCK("export_licence", "2025-05-01",
                               "    what: [magnets]\n    end: 2025-05-31\n" PERMIT)
            BLOCK("export_licence", "2025-06-01", "    what: [magnets]\n" PERMIT),
        HEAD "events:\n" BLOCK("plant_on", "2025-05-01", "    plant: ce-mine\n")
            BLOCK("plant_on", "2025-09-01", "    plant: ce-mine\n")
                BLOCK("plant_off", "2025-06-01", "    plant: ce-mine\n"),
        HEAD "events:\n" BLOCK("tariff", "2025-05-01",
                               "    what: [ore]\n    to: [AAA]\n    rate_pct: 5\n")
            BLOCK("tariff", "2025-05-02", "    what: [ore]\n    to: [AAA]\n    rate_pct: 6\n"),
        HEAD "events:\n" BLOCK("export_licence", "2025-05-01", "    what: [magnets]\n" PERMIT)
            BLOCK("licence_relief", "2025-06-01",
                  "    what: [magnets]\n    from: AAA\n    approve_frac: 1\n"),
        HEAD "events:\n" BLOCK("quota", "2025-05-01", "    process: mine\n    tonnes_year: 5\n"),
        /* below zero, and not on one lane, or not on one day, or of two kinds */
        HEAD "events:\n" RATE("export_tax", "2025-05-01", "    to: [DDD]\n    rate_pct: -60\n")
            RATE("export_tax", "2025-05-01", "    to: [BBB]\n    rate_pct: -60\n"),
        HEAD
        "events:\n" RATE("export_tax", "2025-05-01", "    end: 2025-05-14\n    rate_pct: -60\n")
            RATE("export_tax", "2025-05-15", "    rate_pct: -60\n"),
        HEAD "events:\n" RATE("export_tax", "2025-05-01", "    rate_pct: -60\n")
            RATE("tariff", "2025-05-01", "    to: [BBB]\n    rate_pct: -60\n"),
    };
    (void)state;
    for (int32_t i = 0; i < COUNT_OF(row); i++) {
        policy *p = read_text(row[i]);
        if (policy_check(cx, p, toy))
            fail_msg("%s\n%s", row[i], gad_last_error(cx).text);
        policy_free(p);
    }
}

/* ---- months ---------------------------------------------------------------------------------------- */

static void near_to(double x, double want)
{
    if (!(fabs(x - want) < 1e-12))
        fail_msg("%.15g, wanted %.15g", x, want);
}

static void a_month_is_counted_by_its_days(void **state)
{
    (void)state;
    policy *p = read_text(EVENT("export_ban") LANE "    end: 2025-06-10\n");
    const policy_event *e = p->event;
    near_to(policy_share_of_month(e, month_of(2025, 4)), 0);
    near_to(policy_share_of_month(e, month_of(2025, 5)), 1);
    near_to(policy_share_of_month(e, month_of(2025, 6)), 10.0 / 30);
    near_to(policy_share_of_month(e, month_of(2025, 7)), 0);
    policy_free(p);
    p = read_text(HEAD "events:\n" BLOCK("export_ban", "2024-02-29", LANE));
    near_to(policy_share_of_month(p->event, month_of(2024, 2)), 1.0 / 29);
    near_to(policy_share_of_month(p->event, month_of(2170, 2)), 1);
    policy_free(p);
}

static void approvals_run_in_straight_lines(void **state)
{
    (void)state;
    policy *p = read_text(LICENCE "    approve:\n      - {day: 2025-05-01, frac: 0.2}\n"
                                  "      - {day: 2025-05-31, frac: 0.8}\n"
                                  "      - {day: 2025-06-10, frac: 0.4}\n");
    const policy_event *e = p->event;
    double june = 0;
    near_to(policy_approved_in(e, month_of(2025, 4)), 0.2);
    near_to(policy_approved_in(e, month_of(2025, 5)), 0.5);
    for (int32_t day = 1; day <= 30; day++)
        june += day < 10 ? 0.8 - 0.04 * day : 0.4;
    near_to(policy_approved_in(e, month_of(2025, 6)), june / 30);
    near_to(policy_approved_in(e, month_of(2025, 7)), 0.4);
    policy_free(p);
    p = read_text(LICENCE);
    near_to(policy_approved_in(p->event, month_of(2025, 7)), 1);
    policy_free(p);
    p = read_text(EVENT("licence_relief") LANE "    review_frac: 1\n");
    near_to(policy_approved_in(p->event, month_of(2025, 7)), 1); /* says nothing of it */
    policy_free(p);
}

static void a_level_path_is_a_constant(void **state)
{
    (void)state;
    policy *path = read_text(LICENCE "    approve: [{day: 2025-05-02, frac: 0.3}]\n");
    policy *constant = read_text(LICENCE "    approve_frac: 0.3\n");
    for (int32_t month = month_of(2025, 4); month < month_of(2026, 4); month++) {
        near_to(policy_approved_in(path->event, month), 0.3);
        near_to(policy_approved_in(constant->event, month), 0.3);
    }
    policy_free(path);
    policy_free(constant);
}

/* ---- tables, bundled files, documentation ----------------------------------------------------------- */

static void every_kind_and_number_is_in_the_tables(void **state)
{
    uint32_t used = 0;
    (void)state;
    for (int32_t k = 0; k < POLICY_KINDS; k++) {
        const policy_takes *t = &policy_numbers[k];
        used |= t->needs | t->may;
        assert_int_equal(t->needs & t->may, 0);
        assert_int_equal(t->keeps & ~t->may, 0);
        assert_int_equal(policy_kinds[k].needs & policy_kinds[k].may, 0);
        assert_int_equal(policy_kind_find(policy_kind_name((policy_kind)k)), k);
        for (int32_t i = 0; i < POLICY_NUMBERS; i++)
            if ((t->may & ~t->keeps) >> i & 1)
                assert_true(IS_NUMBER(policy_number_rows[i].def));
    }
    assert_int_equal(used, (UINT32_C(1) << POLICY_NUMBERS) - 1);
}

static void bundled_scenarios_are_found_by_name(void **state)
{
    policy *p = NULL;
    char dir[TEST_PLACE];
    (void)state;
    unsetenv("GADOLIN_DATA");
    assert_int_equal(policy_read(cx, "2025-licences", &p), GAD_OK);
    assert_string_equal(p->name, "2025-licences");
    policy_free(p);
    assert_int_equal(policy_read(cx, TEST_SOURCE_DIR "/data/scenarios/no-controls.yaml", &p),
                     GAD_OK);
    policy_free(p);
    assert_int_equal(policy_read(cx, "2025-licenses", &p), GAD_E_NOTFOUND);
    assert_null(p);
    assert_non_null(strstr(
        gad_last_error(cx).text,
        "no scenario is called '2025-licenses': did you mean '2025-licences'?: there are 2025-licences, "));
    assert_non_null(strstr(gad_last_error(cx).text, "no-controls"));
    assert_int_equal(policy_read(cx, "..", &p), GAD_E_NOTFOUND);
    assert_int_equal(policy_read(cx, "", &p), GAD_E_NOTFOUND);
    assert_int_equal(policy_read(cx, "none.yaml", &p), GAD_E_IO);
    assert_non_null(mkdtemp(test_place(dir, "policy")));
    setenv("GADOLIN_DATA", dir, 1);
    assert_int_equal(policy_read(cx, "2025-licences", &p), GAD_E_IO);
    unsetenv("GADOLIN_DATA");
    rmdir(dir);
}

/* Every bundled scenario is read, is called as its file, and speaks of the world that it names. */
static void bundled_scenarios_are_sound(void **state)
{
    int32_t seen = 0;
    DIR *dir = opendir(TEST_SOURCE_DIR "/data/scenarios");
    (void)state;
    assert_non_null(dir);
    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        char name[256];
        policy *p = NULL;
        world *w = NULL;
        if (!strstr(d->d_name, ".yaml"))
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(strlen(d->d_name) - 5), d->d_name);
        if (policy_read(cx, name, &p))
            fail_msg("%s", gad_last_error(cx).text);
        assert_string_equal(p->name, name);
        if (world_read(cx, p->world, &w) || policy_check(cx, p, w))
            fail_msg("%s: %s", name, gad_last_error(cx).text);
        world_free(w);
        policy_free(p);
        seen++;
    }
    closedir(dir);
    assert_int_equal(seen, 7);
}

static char *whole_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = calloc(1 << 18, 1);
    assert_true(f && text);
    assert_true(fread(text, 1, (1 << 18) - 1, f) > 0);
    fclose(f);
    return text;
}

/* The page has a heading per kind that names each of its numbers, and a row per number with its range. */
static void the_page_tells_every_kind_and_number(void **state)
{
    char *page = whole_file(TEST_SOURCE_DIR "/docs/scenarios.md"), want[512], a[NUM_TEXT],
         b[NUM_TEXT], c[NUM_TEXT];
    (void)state;
    for (int32_t k = 0; k < POLICY_KINDS; k++) {
        snprintf(want, sizeof want, "\n### %s\n", policy_kinds[k].name);
        const char *part = strstr(page, want);
        if (!part)
            fail_msg("docs/scenarios.md has no heading '### %s'", policy_kinds[k].name);
        const char *end = strstr(part + 1, "\n##");
        for (int32_t i = 0; i < POLICY_NUMBERS; i++) {
            snprintf(want, sizeof want, "`%s`", policy_number_rows[i].name);
            const char *at = strstr(part, want);
            bool takes = (policy_numbers[k].needs | policy_numbers[k].may) >> i & 1;
            if (takes != (at && (!end || at < end)))
                fail_msg("docs/scenarios.md, %s: `%s`", policy_kinds[k].name,
                         policy_number_rows[i].name);
        }
    }
    for (int32_t i = 0; i < POLICY_NUMBERS; i++) {
        const policy_number_row *n = &policy_number_rows[i];
        snprintf(want, sizeof want, "| `%s` | %s | %s | %s | %s |", n->name,
                 IS_NUMBER(n->def) ? num_shortest(a, n->def) : "-", num_shortest(b, n->lo),
                 num_shortest(c, n->hi), n->unit ? n->unit : "");
        if (!strstr(page, want))
            fail_msg("docs/scenarios.md has no row '%s'", want);
    }
    free(page);
}

/* ---- memory ---------------------------------------------------------------------------------------- */

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    static const char text[] =
        LICENCE "    to: [BBB]\n    approve: [{day: 2025-05-02, frac: 1}]\n    note: n\n";
    bool done = false;
    (void)state;
    for (long n = 0; n < 200 && !done; n++) {
        alloc_budget budget = { -1, 0 };
        gad_ctx *own = gad_ctx_new(budget_realloc, &budget);
        policy *p = NULL;
        assert_non_null(own);
        long live = budget.live;
        budget.left = n;
        gad_status st = policy_parse(own, "p.yaml", text, sizeof text - 1, &p);
        assert_true(st == GAD_OK || (st == GAD_E_NOMEM && !p));
        done = st == GAD_OK;
        policy_free(p);
        assert_int_equal(budget.live, live);
        gad_ctx_free(own);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_read_with_its_defaults),
        cmocka_unit_test(what_is_left_out_means_any_and_for_good),
        cmocka_unit_test(a_relief_keeps_what_it_does_not_give),
        cmocka_unit_test(the_head_is_strict),
        cmocka_unit_test(a_key_is_one_that_its_kind_takes),
        cmocka_unit_test(values_are_in_range_and_in_their_unit),
        cmocka_unit_test(an_event_agrees_with_itself),
        cmocka_unit_test(names_are_those_of_the_world),
        cmocka_unit_test(two_events_do_not_contradict_each_other),
        cmocka_unit_test(rates_leave_something_of_the_price),
        cmocka_unit_test(tonnes_are_of_one_material_at_one_place),
        cmocka_unit_test(a_queue_is_eased_as_a_whole),
        cmocka_unit_test(events_that_only_seem_to_contradict_are_taken),
        cmocka_unit_test(a_month_is_counted_by_its_days),
        cmocka_unit_test(approvals_run_in_straight_lines),
        cmocka_unit_test(a_level_path_is_a_constant),
        cmocka_unit_test(every_kind_and_number_is_in_the_tables),
        cmocka_unit_test(bundled_scenarios_are_found_by_name),
        cmocka_unit_test(bundled_scenarios_are_sound),
        cmocka_unit_test(the_page_tells_every_kind_and_number),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
