/* grammar - layer 3: what is claimed in a sentence of the press, and what is not.
 *
 * A row is a sentence and its claims in order, as "form value direction [words] details" with " | " between: details
 * are base:, whole:, since: with the words of the item, of:/to: with the number of the base level and the level reached,
 * and base, total, future, not. Levels of several months are "cumulative". */
#include "test.h"
#include "claims/mention.h"

typedef struct row {
    const char *text, *claims;
} row;

static gad_ctx *cx;
static lexicon *lx;
static items it;

static int setup(void **state)
{
    (void)state;
    cx = gad_ctx_new(NULL, NULL);
    assert_non_null(cx);
    assert_int_equal(lexicon_new(cx, NULL, 0, &lx), GAD_OK);
    items_init(&it, &cx->al);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    items_release(&it);
    lexicon_free(lx);
    gad_ctx_free(cx);
    return 0;
}

static const char *form_name(const mention *m)
{
    static const char *const names[] = { "level",  "price",      "percent", "times", "times-more",
                                         "points", "difference", "exceeds", "share", "rank",
                                         "record", "streak",     "per",     "count", "event" };
    assert_true(m->form >= 0 && (int32_t)m->form < COUNT_OF(names));
    return m->kind == CLAIM_CUMULATIVE ? "cumulative" : names[m->form];
}

static void say_item(buf *b, const char *label, const char *text, int32_t i)
{
    if (i < 0)
        return;
    assert_true(i < it.n);
    buf_fmt(b, " %s:%.*s", label, (int)(it.at[i].to - it.at[i].from), text + it.at[i].from);
}

static void say_mention(buf *b, const char *text, const mention *m)
{
    buf_fmt(b, "%s", form_name(m));
    if (IS_NUMBER(m->said.value))
        buf_fmt(b, " %.7g %s", m->said.value, m->said.unit);
    buf_fmt(b, "%s [%.*s]",
            m->direction > 0   ? " +"
            : m->direction < 0 ? " -"
                               : "",
            (int)(m->to - m->from), text + m->from);
    say_item(b, "base", text, m->base);
    say_item(b, "whole", text, m->whole);
    say_item(b, "since", text, m->since);
    if (m->base_level >= 0)
        buf_fmt(b, " of:%d", (int)m->base_level);
    if (m->to_level >= 0)
        buf_fmt(b, " to:%d", (int)m->to_level);
    buf_fmt(b, "%s%s%s%s", m->is_base ? " base" : "", m->is_total ? " total" : "",
            m->future ? " future" : "", m->negated ? " not" : "");
}

/* What must hold of any mention. */
static void check_mention(const mention *m, const mention *before)
{
    assert_true(m->first >= 0 && m->first <= m->last && m->last < it.n);
    if (m->form != FORM_EVENT) /* whose span may be the date alone */
        assert_true(m->first <= m->core && m->core <= m->last);
    assert_true(m->from == it.at[m->first].from && m->to == it.at[m->last].to && m->from < m->to);
    assert_true(!before || before->from <= m->from);
    if (IS_NUMBER(m->said.value))
        assert_true(m->said.lo <= m->said.value && m->said.value <= m->said.hi);
}

static void say_sentence(buf *b, const char *text)
{
    arena mem;
    mentions found = { 0 };
    arena_init(&mem, &cx->al);
    assert_int_equal(lex_sentence(cx, lx, text, 0, (uint32_t)strlen(text), &it), GAD_OK);
    assert_int_equal(grammar_find(cx, &mem, &it, 7, &found), GAD_OK);
    buf_clear(b);
    for (int32_t i = 0; i < found.n; i++) {
        assert_int_equal(found.at[i].sentence, 7);
        check_mention(&found.at[i], i ? &found.at[i - 1] : NULL);
        buf_fmt(b, "%s", i ? " | " : "");
        say_mention(b, text, &found.at[i]);
    }
    arena_release(&mem);
}

static int32_t wrong_rows(const row *rows, int32_t n)
{
    int32_t wrong = 0;
    alloc al = alloc_make(NULL, NULL);
    buf b;
    buf_init(&b, &al);
    for (int32_t i = 0; i < n; i++) {
        say_sentence(&b, rows[i].text);
        if (STR_EQ(buf_text(&b), rows[i].claims))
            continue;
        wrong++;
        print_message("\"%s\"\n  wanted: %s\n  found:  %s\n", rows[i].text, rows[i].claims,
                      buf_text(&b));
    }
    buf_release(&b);
    return wrong;
}

/* clang-format off */
static const row claims[] = {
    { "Magnet sales abroad to America showed a steep 660% monthly rise in June and came to 353 tons.",
      "percent 660 pct + [660% monthly rise] base:monthly | "
      "level 353 t [353 tons]" },
    { "Overall shipments stood at 3,188 tons in June, a 158% increase from May, but 38% lower year-on-year.",
      "level 3188 t [3,188 tons] | "
      "percent 158 pct + [158% increase from May] base:May to:0 | "
      "percent -38 pct - [38% lower year-on-year] base:year-on-year" },
    { "Beijing dominates the trade, controlling over 70% of global rare earth mining and 90% of processing.",
      "share 70 pct [over 70%] whole:mining | "
      "share 90 pct [90%] whole:processing" },
    { "In June the US was the second-largest destination for Chinese magnets, behind Germany.",
      "rank 2 rank [second-largest destination] whole:Germany" },
    { "That is an approximate 160% increase from May.",
      "percent 160 pct + [an approximate 160% increase from May] base:May" },
    { "Exports of rare earth magnets in the first half of 2025 saw an 18.9% year-on-year decline, totalling 22,319 tonnes.",
      "percent -18.9 pct - [18.9% year-on-year decline] base:year-on-year | "
      "cumulative 22319 t [22,319 tonnes]" },
    { "Earlier this year Beijing put restrictions on seven rare earth elements.",
      "count 7 elements [seven rare earth elements]" },
    { "Imports of magnets surged by a staggering 660% in June compared to the previous month.",
      "percent 660 pct + [surged by a staggering 660%] base:the previous month" },
    { "Japan took 353 metric tons of permanent magnets, a sevenfold increase over May.",
      "level 353 t [353 metric tons] | "
      "times 7 times + [sevenfold increase over May] base:May" },
    { "The figure is still roughly half of what it was in June of last year.",
      "times 0.5 times - [roughly half] base:June" },
    { "Volumes sank to 2,117 tons in May 2025, a five-year low.",
      "level 2117 t [2,117 tons] | "
      "record 1 rank - [five-year low] since:five-year" },
    { "June exports came to 3,808 tons, up from 2,115 tons in May.",
      "level 3808 t [3,808 tons] | "
      "level 2115 t [2,115 tons] base" },
    { "A turbine needs some 600 kg of rare earth magnets per megawatt, and each electric car takes 1 to 2 kg of them.",
      "per 0.6 t/MW [some 600 kg of rare earth magnets per megawatt] | "
      "per 1.5 kg/car [electric car takes 1 to 2 kg]" },
    { "The spike took rare earth exports to the highest since 2009.",
      "record 1 rank + [the highest since 2009] since:2009" },
    { "Shipments rose 5.2% to 6,146 tons from 5,841 tons a month earlier.",
      "percent 5.2 pct + [rose 5.2%] base:a month earlier of:2 to:1 | "
      "level 6146 t [6,146 tons] | "
      "level 5841 t [5,841 tons] base" },
    { "Magnet exports fell 38.1 per cent from a year earlier to 3,188 tonnes.",
      "percent -38.1 pct - [fell 38.1 per cent from a year earlier] base:a year earlier to:1 | "
      "level 3188 t [3,188 tonnes]" },
    { "Exports gained 75.5 percent from June.",
      "percent 75.5 pct + [gained 75.5 percent from June] base:June" },
    { "Shipments were 38.1 % less than in June 2024.",
      "percent -38.1 pct - [38.1 % less than in June 2024] base:June" },
    { "Exports to Japan almost halved from May.",
      "times 0.5 times - [almost halved from May] base:May" },
    { "China's exports of gallium more than doubled in July.",
      "times 2 times + [more than doubled]" },
    { "Exports to the US tripled to 619 tons in July.",
      "times 3 times + [tripled] to:1 | "
      "level 619 t [619 tons]" },
    { "Shipments rose seven-fold month on month.",
      "times 7 times + [rose seven-fold month on month] base:month on month" },
    { "Exports were 7.6 times higher than in May.",
      "times-more 7.6 times + [7.6 times higher than in May] base:May" },
    { "Exports to the US soared by more than six times from May.",
      "times-more 6 times + [soared by more than six times from May] base:May" },
    { "US imports were six times more than in May.",
      "times-more 6 times + [six times more than in May] base:May" },
    { "The volume was a 1.2-fold increase over May.",
      "times-more 1.2 times + [1.2-fold increase over May] base:May" },
    { "June shipments were more than seven times their May level.",
      "times 7 times + [more than seven times]" },
    { "The exports were three times the level of a year earlier.",
      "times 3 times + [three times] base:a year earlier" },
    { "Shipments were twice as much as a year earlier.",
      "times 2 times + [twice] base:a year earlier" },
    { "Prices are a third higher than a year ago.",
      "percent 33 pct + [a third higher than a year ago] base:a year ago" },
    { "Exports to Vietnam lost three quarters.",
      "percent -75 pct - [lost three quarters]" },
    { "China's share of global refining rose 2 percentage points to 91 percent.",
      "points 2 points + [rose 2 percentage points] | "
      "share 91 pct [91 percent]" },
    { "Exports rose by 2,000 tons in the first half.",
      "difference 2000 t + [rose by 2,000 tons]" },
    { "The first half has already outpaced all of last year.",
      "exceeds + [outpaced all of last year] base:last year" },
    { "Shipments this year are surpassing the whole of 2024.",
      "exceeds + [surpassing the whole of 2024] base:2024" },
    { "Rare earth exports have already exceeded the total for 2024.",
      "exceeds + [exceeded the total for 2024] base:2024" },
    { "China posted a growth rate of 9% in magnet exports.",
      "percent 9 pct + [growth rate of 9%]" },
    { "Exports recorded an 18.9% decline in the first half.",
      "percent -18.9 pct - [18.9% decline]" },
    { "Rare earth output saw year-on-year growth of 9%.",
      "percent 9 pct + [growth of 9%] base:year-on-year" },
    { "Imports showed a change of -3%.",
      "percent -3 pct - [-3%]" },
    { "October exports were 5,473 tons (-5.2% m/m, +15.8% y/y).",
      "level 5473 t [5,473 tons] | "
      "percent -5.2 pct - [-5.2% m/m] base:m/m to:0 | "
      "percent 15.8 pct + [+15.8% y/y] base:y/y" },
    { "Exports rose in July (up 5.7 percent on year).",
      "percent 5.7 pct + [up 5.7 percent on year] base:on year" },
    { "The decline narrowed to 5% in July.",
      "percent -5 pct - [decline narrowed to 5%]" },
    { "Germany was the No. 1 buyer of Chinese magnets in June.",
      "rank 1 rank [No. 1 buyer]" },
    { "The US was the third-biggest buyer of Chinese magnets after Germany and South Korea.",
      "rank 3 rank [third-biggest buyer] whole:Germany" },
    { "China is the world's largest producer of rare earths.",
      "rank 1 rank [largest producer]" },
    { "Germany remained the top market for Chinese magnets.",
      "rank 1 rank [top market for]" },
    { "Vietnam ranked fourth among buyers of Chinese magnets.",
      "rank 4 rank [fourth among buyers]" },
    { "It overtook Japan to become the biggest buyer of gallium.",
      "rank 1 rank [biggest buyer]" },
    { "Shipments hit the highest since January.",
      "record 1 rank + [the highest since January] since:January" },
    { "That was the highest monthly level since 2009.",
      "record 1 rank + [the highest monthly level since 2009] since:2009" },
    { "Exports dropped to the lowest in five years.",
      "record 1 rank - [the lowest in five years] since:five years" },
    { "It was a six-month high.",
      "record 1 rank + [six-month high] since:six-month" },
    { "Exports hit a record high in August.",
      "record 1 rank + [a record high]" },
    { "Shipments reached an all-time high in August.",
      "record 1 rank + [an all-time high]" },
    { "It was the second-highest on record.",
      "record 2 rank + [second-highest on record] since:on record" },
    { "It was the smallest monthly volume since February 2020.",
      "record 1 rank - [smallest monthly volume since February 2020] since:February" },
    { "Exports hit a record in August.",
      "record 1 rank + [a record]" },
    { "Exports fell for a third straight month.",
      "streak 3 months - [third straight]" },
    { "It was the fourth consecutive month of decline.",
      "streak 4 months - [fourth consecutive]" },
    { "Shipments rose for the third month in a row.",
      "streak 3 months + [third month in a row]" },
    { "Exports rose, snapping a three-month losing streak.",
      "streak 3 months - [three-month losing streak]" },
    { "China accounts for 90% of the world's refined rare earths.",
      "share 90 pct [90%] whole:refined" },
    { "China mines roughly a fifth of the world's antimony output.",
      "share 20 pct [roughly a fifth] whole:output" },
    { "The country relies on China for two-thirds of its imports of graphite.",
      "share 67 pct [two-thirds] whole:imports" },
    { "It holds a 71% share of global rare earth production.",
      "share 71 pct [71% share]" },
    { "China supplies 85-95% of the world's magnets.",
      "share 90 pct [85-95%] whole:magnets" },
    { "China makes up nine-tenths of global magnet output.",
      "share 90 pct [nine-tenths] whole:magnet output" },
    { "About 60% came from China.",
      "share 60 pct [About 60%]" },
    { "Europe relies on China for 98% of its rare earth magnets.",
      "share 98 pct [98%] whole:rare earth magnets" },
    { "The company has a market share of 90 percent in rare earth magnets.",
      "share 90 pct [90 percent]" },
    { "Each F-35 contains more than 920 pounds of rare earths.",
      "per 417.305 kg/F-35 fighter [F-35 contains more than 920 pounds]" },
    { "Each Virginia-class submarine needs 9,200 lb of rare earths.",
      "per 4173.05 kg/submarine [Virginia-class submarine needs 9,200 lb]" },
    { "A humanoid robot needs 2 to 4 kg of magnets per robot.",
      "per 3 kg/robot [2 to 4 kg of magnets per robot]" },
    { "Direct drive turbines use 600 kg of rare earths per MW.",
      "per 0.6 t/MW [600 kg of rare earths per MW]" },
    { "China imposed controls on seven medium and heavy rare earth elements on April 4.",
      "count 7 elements [seven medium and heavy rare earth elements] | "
      "event [April 4]" },
    { "Rare earths are a group of 17 elements.",
      "count 17 elements [17 elements]" },
    { "Beijing added five more elements to the list on October 9.",
      "count 5 elements [five more elements]" },
    { "In early April, China imposed export controls.",
      "event [April, China imposed export controls]" },
    { "Shipments resumed following the Geneva truce in May.",
      "event [truce in May]" },
    { "The 9 October measures were suspended in November.",
      "event [suspended in November]" },
    { "The price of dysprosium oxide rose to 850,000 yuan a tonne.",
      "price 850000 CNY/t [850,000 yuan a tonne]" },
    { "NdPr oxide traded at $110 per kilogram.",
      "price 110000 USD/t [$110 per kilogram]" },
    { "The price floor is set at $110 per kg.",
      "price 110000 USD/t [$110 per kg]" },
    { "China exported rare earths worth $60 million in June.",
      "level 6e+07 USD [$60 million]" },
    { "The plant will produce 2,000 tonnes of magnets a year.",
      "level 2000 t [2,000 tonnes] future" },
    { "Lynas has capacity of 10,500 tpa of NdPr oxide.",
      "level 10500 t [10,500 tpa]" },
    { "Exports are estimated at 50 to 60 tonnes.",
      "level 55 t [estimated at 50 to 60 tonnes]" },
    { "Shipments were between 80 and 85 tons.",
      "level 82.5 t [80 and 85 tons]" },
    { "The US took 21,000 tons and Japan took 18,600 tons, for a total of 39,400 tons.",
      "level 21000 t [21,000 tons] | "
      "level 18600 t [18,600 tons] | "
      "level 39400 t [39,400 tons] total" },
    { "Exports to the US rose to 353 tons from 46 tons.",
      "level 353 t [353 tons] | "
      "level 46 t [46 tons] base" },
    { "Exports to the US jumped 660% to 353 tons from 46 tons in May.",
      "percent 660 pct + [jumped 660%] base:May of:2 to:1 | "
      "level 353 t [353 tons] | "
      "level 46 t [46 tons] base" },
    { "Exports could rise 10% next year.",
      "percent 10 pct + [rise 10%] future" },
    { "Exports did not fall 5% in June.",
      "percent -5 pct - [fall 5%] not" },
    { "Demand is expected to reach 100,000 tonnes by 2030.",
      "level 100000 t [100,000 tonnes] future" },
    { "Exports to Germany rose 9% month on month and 60% from a year earlier.",
      "percent 9 pct + [rose 9% month on month] base:month on month | "
      "percent 60 pct + [60% from a year earlier] base:a year earlier" },
    { "Exports rose 9% and 5% in June and July, respectively.",
      "percent 9 pct + [rose 9%] | "
      "percent 5 pct + [5%]" },
    { "Japan accounted for 12% and South Korea 7%.",
      "share 12 pct [12%] | "
      "share 7 pct [7%]" },
    { "China exported 51,440 tons of magnets, 2% shy of last year's pace.",
      "level 51440 t [51,440 tons] | "
      "percent -2 pct - [2% shy]" },
    { "Shipments climbed to 5,577 tonnes in July from 3,188 tonnes in June, a 74.9 per cent rise.",
      "level 5577 t [5,577 tonnes] | "
      "level 3188 t [3,188 tonnes] base | "
      "percent 74.9 pct + [74.9 per cent rise]" },
    { "Outbound shipments of rare earths were up 60.3% year on year at 7,742 tonnes.",
      "percent 60.3 pct + [up 60.3% year on year] base:year on year | "
      "level 7742 t [7,742 tonnes]" },
    { "Germany took 764 tons, while the U.S. bought 353 tons.",
      "level 764 t [764 tons] | "
      "level 353 t [353 tons]" },
    { "China's exports of rare earth magnets surged 157.5% in June from the previous month, customs data showed on Sunday.",
      "percent 157.5 pct + [surged 157.5%] base:the previous month" },
    { "Volumes remain 38.1% below the level a year earlier.",
      "percent -38.1 pct - [38.1% below] base:a year earlier" },
    { "The export value reached $55.2 million, down 12.3 percent from a year earlier.",
      "level 5.52e+07 USD [$55.2 million] | "
      "percent -12.3 pct - [down 12.3 percent from a year earlier] base:a year earlier to:0" },
    { "Imports from Myanmar totalled 4,600 tonnes in the first seven months, down 9% year on year.",
      "cumulative 4600 t [4,600 tonnes] | "
      "percent -9 pct - [down 9% year on year] base:year on year to:0" },
    { "The country produced 270,000 tonnes of rare earths last year, or 69% of the global total.",
      "level 270000 t [270,000 tonnes] | "
      "share 69 pct [69%] whole:total" },
    { "China has about 44 million tonnes of rare earth reserves.",
      "level 4.4e+07 t [about 44 million tonnes]" },
    { "The mining quota was set at 270,000 metric tons for 2024, up 5.9 percent.",
      "level 270000 t [270,000 metric tons] | "
      "percent 5.9 pct + [up 5.9 percent] to:0" },
    { "Myanmar supplies roughly 57% of China's rare earth feedstock.",
      "share 57 pct [roughly 57%] whole:rare earth feedstock" },
    { "The United States imported 80% of its rare earths in 2024.",
      "share 80 pct [80%] whole:rare earths" },
    { "The US imports about 70 per cent of its rare earth compounds and metals from China.",
      "share 70 pct [about 70 per cent] whole:rare earth compounds" },
    { "China controls about 60% of mining, 91% of refining and 94% of magnet making.",
      "share 60 pct [about 60%] whole:mining | "
      "share 91 pct [91%] whole:refining | "
      "share 94 pct [94%] whole:magnet making" },
    { "China accounts for some 60 percent of rare earths mining and more than 85 percent of processing capacity.",
      "share 60 pct [some 60 percent] whole:mining | "
      "share 85 pct [more than 85 percent] whole:processing capacity" },
    { "China is responsible for roughly 70% of rare earths mining and 90% of processing.",
      "share 70 pct [roughly 70%] whole:mining | "
      "share 90 pct [90%] whole:processing" },
    { "Dysprosium prices in Europe have tripled to $850 per kg since April.",
      "times 3 times + [tripled] to:1 | "
      "price 850000 USD/t [$850 per kg]" },
    { "Prices of terbium rose to $3,000/kg, up 210 percent from the start of the year.",
      "price 3000000 USD/t [$3,000/kg] | "
      "percent 210 pct + [up 210 percent] to:0" },
    { "The price of antimony has more than quadrupled since last year.",
      "times 4 times + [more than quadrupled]" },
    { "Gallium exports in September were 5.2 tons, down from 9.8 tons in August.",
      "level 5.2 t [5.2 tons] | "
      "level 9.8 t [9.8 tons] base" },
    { "Germanium shipments dropped 97% in the first five months of 2025 compared with the same period of 2024.",
      "percent -97 pct - [dropped 97%] base:2024" },
    { "China produces 98% of the world's gallium and 60% of its germanium.",
      "share 98 pct [98%] whole:gallium | "
      "share 60 pct [60%] whole:germanium" },
    { "Antimony exports plunged 88 per cent from their January level.",
      "percent -88 pct - [plunged 88 per cent from their January] base:January" },
    { "Exports of graphite rose 12,000 tonnes to 45,000 tonnes.",
      "difference 12000 t + [rose 12,000 tonnes] to:1 | "
      "level 45000 t [45,000 tonnes]" },
    { "The EU sources 98% of its rare earth magnets from China.",
      "share 98 pct [98%] whole:rare earth magnets" },
    { "The bloc imported 20,000 tonnes of permanent magnets in 2024.",
      "level 20000 t [20,000 tonnes]" },
    { "An electric car uses about 2 kg of NdFeB magnets.",
      "per 2 kg/car [electric car uses about 2 kg]" },
    { "A typical EV contains 1-2 kg of rare earth magnets.",
      "per 1.5 kg/car [EV contains 1-2 kg]" },
    { "Each F-35 fighter jet requires some 418 kg of rare earth materials.",
      "per 418 kg/F-35 fighter [F-35 fighter jet requires some 418 kg]" },
    { "An offshore turbine needs up to 2 tonnes of magnets.",
      "per 2000 kg/turbine [offshore turbine needs up to 2 tonnes]" },
    { "Noveon plans to produce 2,000 metric tons of magnets annually.",
      "level 2000 t [2,000 metric tons] future" },
    { "MP Materials produced 45,000 tons of rare earth oxide in concentrate last year.",
      "level 45000 t [45,000 tons]" },
    { "The Pentagon will guarantee a floor price of $110 per kilogram for NdPr for 10 years.",
      "price 110000 USD/t [$110 per kilogram] future" },
    { "The agreement was reached in Geneva on May 12.",
      "event [agreement was reached in Geneva on May 12]" },
    { "China put seven rare earths and magnets on its export control list on April 4.",
      "count 7 elements [seven rare earths] | "
      "event [export control list on April 4]" },
    { "Beijing in April restricted exports of seven rare earths.",
      "count 7 elements [seven rare earths]" },
    { "China restricted exports of gallium and germanium in August 2023.",
      "event [restricted exports of gallium and germanium in August 2023]" },
    { "In December 2024, Beijing banned exports of gallium, germanium and antimony to the United States.",
      "event [December 2024, Beijing banned]" },
    { "Since the April curbs, exports have dropped by half.",
      "percent -50 pct - [dropped by half]" },
    { "Exports in May fell 74 percent from a year ago to the lowest since February 2020.",
      "percent -74 pct - [fell 74 percent from a year ago] base:a year ago | "
      "record 1 rank - [the lowest since February 2020] since:February" },
    { "The tonnage was the lowest since the pandemic.",
      "record 1 rank - [the lowest since] since:since" },
    { "It was the highest since records began.",
      "record 1 rank + [the highest since records began] since:since records began" },
    { "China's rare earth exports in June climbed to the highest level since December 2009.",
      "record 1 rank + [the highest level since December 2009] since:December" },
    { "Exports hit their highest in five months.",
      "record 1 rank + [highest in five months] since:five months" },
    { "Shipments to the US sank to a decade low.",
      "record 1 rank - [decade low] since:decade" },
    { "Japan was the second-largest buyer with 540 tons.",
      "rank 2 rank [second-largest buyer] | "
      "level 540 t [540 tons]" },
    { "South Korea overtook Japan to become China's third-biggest customer.",
      "rank 3 rank [third-biggest customer]" },
    { "Germany, the largest buyer of Chinese magnets, took 764 tons.",
      "rank 1 rank [largest buyer] | "
      "level 764 t [764 tons]" },
    { "The US is the second-largest producer of rare earths after China.",
      "rank 2 rank [second-largest producer] whole:China" },
    { "Australia, the world's third-largest producer, mined 13,000 tons.",
      "rank 3 rank [third-largest producer] | "
      "level 13000 t [13,000 tons]" },
    { "Vietnam has the world's second-largest reserves of rare earths.",
      "rank 2 rank [second-largest reserves]" },
    { "Brazil holds the third-largest rare earth reserves.",
      "rank 3 rank [third-largest rare earth reserves]" },
    { "Exports rose for the fifth consecutive month.",
      "streak 5 months + [fifth consecutive]" },
    { "Imports fell for two straight months.",
      "streak 2 months - [two straight]" },
    { "Exports were seven times those of May.",
      "times 7 times + [seven times] base:May" },
    { "June's total was 660% higher than that of May.",
      "percent 660 pct + [660% higher] base:May" },
    { "That is a 38% decline from the same month in 2024.",
      "percent -38 pct - [38% decline] base:2024" },
    { "The figure is more than double that of a year ago.",
      "times 2 times + [more than double] base:a year ago" },
    { "US-bound shipments leapt more than sevenfold.",
      "times 7 times + [leapt more than sevenfold]" },
    { "Exports increased sixfold.",
      "times 6 times + [increased sixfold]" },
    { "Shipments grew by a factor of seven.",
      "times 7 times + [seven]" },
    { "Exports to Germany were 2.5 times as high as in May.",
      "times 2.5 times + [2.5 times] base:May" },
    { "Exports halved.",
      "times 0.5 times - [halved]" },
    { "That compares with 1,238 tons in May.",
      "level 1238 t [1,238 tons]" },
    { "Total exports stood at 3,188 tons, compared with 1,238 tons in May and 5,158 tons in June 2024.",
      "level 3188 t [3,188 tons] | "
      "level 1238 t [1,238 tons] base | "
      "level 5158 t [5,158 tons] base" },
    { "Exports for the January-June period fell 18.9% to 22,319 tons.",
      "percent -18.9 pct - [fell 18.9%] to:1 | "
      "cumulative 22319 t [22,319 tons]" },
    { "Shipments between January and June came to 22,319 tons.",
      "cumulative 22319 t [22,319 tons]" },
    { "In the year to date, China has shipped 22,319 tonnes of magnets.",
      "cumulative 22319 t [22,319 tonnes]" },
    { "The first-half total was the lowest since 2021.",
      "record 1 rank - [the lowest since 2021] since:2021" },
    { "Volume rose by 1,950 tons on the month.",
      "difference 1950 t + [rose by 1,950 tons on the month] base:on the month" },
    { "A 10 percent increase in demand for EVs is expected.",
      "percent 10 pct + [10 percent increase] future" },
    { "Global demand for rare earth magnets is forecast to grow 8% a year through 2030.",
      "percent 8 pct + [grow 8%] future" },
    { "Demand could triple by 2035.",
      "times 3 times + [triple] future" },
    { "Output is set to reach 300,000 tonnes by 2026.",
      "level 300000 t [300,000 tonnes] future" },
    { "Exports did not exceed 3,000 tons.",
      "level 3000 t [exceed 3,000 tons] not" },
    { "Rare earths account for less than 1% of the cost of a car.",
      "share 1 pct [less than 1%] whole:cost" },
    { "NdPr makes up about 30% of a magnet by weight.",
      "share 30 pct [about 30%] whole:magnet" },
    { "Exports of cars, chips and rare earths rose 5%, 6% and 7% respectively.",
      "percent 5 pct + [rose 5%] | "
      "percent 6 pct + [6%] | "
      "percent 7 pct + [7%]" },
    { "The US accounted for 11% of China's magnet exports in June, up from 4% in May.",
      "share 11 pct [11%] whole:exports | "
      "share 4 pct [4%] whole:exports base" },
    { "China's share of US imports fell to 60% from 75%.",
      "share 60 pct [60%] | "
      "share 75 pct [75%] base" },
    { "Some 43 percent of the shipments went to Germany.",
      "share 43 pct [Some 43 percent] whole:the shipments" },
    { "Nearly half of China's magnet exports went to Europe.",
      "share 50 pct [Nearly half] whole:exports" },
    { "About a third came from Myanmar.",
      "share 33 pct [About a third]" },
    { "U.S. reliance on imports of rare earths was 80% in 2024.",
      "share 80 pct [80%]" },
    { "The US is 100% import reliant for gallium.",
      "share 100 pct [100%]" },
    { "Rare earth exports (excluding magnets) rose to 7,742 tonnes, +60% y/y and +32% m/m.",
      "level 7742 t [7,742 tonnes] | "
      "percent 60 pct + [+60% y/y] base:y/y to:0 | "
      "percent 32 pct + [+32% m/m] base:m/m" },
    { "Exports: 3,188 t (+158% MoM, -38% YoY).",
      "level 3188 t [3,188 t] | "
      "percent 158 pct + [+158% MoM] base:MoM to:0 | "
      "percent -38 pct - [-38% YoY] base:YoY" },
    { "Germany: 764 tons. USA: 353 tons.",
      "level 764 t [764 tons] | "
      "level 353 t [353 tons]" },
    { "Exports fell 5.2% month-on-month to 5,473t in October, yet were 15.8% up on the year.",
      "percent -5.2 pct - [fell 5.2% month-on-month] base:month-on-month to:1 | "
      "level 5473 t [5,473t] | "
      "percent 15.8 pct + [15.8% up on the year] base:on the year" },
    { "Exports jumped to 353 tons in June from just 46 tons a month earlier.",
      "level 353 t [353 tons] | "
      "level 46 t [46 tons] base" },
    { "The 353 tonnes shipped in June was 660 percent more than in May.",
      "level 353 t [353 tonnes] | "
      "percent 660 pct + [660 percent more than in May] base:May to:0" },
    { "Exports amounted to 57,392 tons in 2025, a 1.3% drop.",
      "level 57392 t [57,392 tons] | "
      "percent -1.3 pct - [1.3% drop] to:0" },
    { "Exports in 2024 were valued at $2.9 billion.",
      "level 2.9e+09 USD [$2.9 billion]" },
    { "Prices ranged from $55 to $60 per kg.",
      "price 57500 USD/t [$55 to $60 per kg]" },
    { "Yttrium traded at $126 a kilogram, up from $8 in January.",
      "price 126000 USD/t [$126 a kilogram] | "
      "price 8000 USD/t [$8] base" },
    { "Yttrium prices have risen 1,500% since the start of the year.",
      "percent 1500 pct + [risen 1,500%]" },
    { "The average export price was 46.6 dollars per kg.",
      "price 46600 USD/t [46.6 dollars per kg]" },
    { "Terbium fetched 7.1 million yuan per tonne.",
      "price 7100000 CNY/t [7.1 million yuan per tonne]" },
    { "Shipments were 353 tons, or 660% more than in May.",
      "level 353 t [353 tons] | "
      "percent 660 pct + [660% more than in May] base:May" },
    { "The United States bought 21,000 tons and Japan 18,600 tons, 39,400 tons in all.",
      "level 21000 t [21,000 tons] | "
      "level 18600 t [18,600 tons] | "
      "level 39400 t [39,400 tons] total" },
    { "Of the total, 60 percent went to Germany.",
      "share 60 pct [60 percent]" },
    { "Exports to Japan fell below 500 tons.",
      "level 500 t [below 500 tons]" },
    { "Output rose 5 percent a year between 2015 and 2020.",
      "percent 5 pct + [rose 5 percent]" },
    { "Gallium prices hit an 11-year high of $725 per kilogram in May.",
      "record 1 rank + [11-year high] since:11-year | "
      "price 725000 USD/t [$725 per kilogram]" },
    { "Antimony prices have surged more than 400% since 2023 to $60,000 a tonne.",
      "percent 400 pct + [surged more than 400%] to:1 | "
      "price 60000 USD/t [$60,000 a tonne]" },
    { "Tungsten exports declined 13.75% year-on-year in the first quarter.",
      "percent -13.75 pct - [declined 13.75% year-on-year] base:year-on-year" },
    { "Graphite shipments to the US slumped 34% m-o-m to 5,120 mt.",
      "percent -34 pct - [slumped 34% m-o-m] base:m-o-m to:1 | "
      "level 5120 t [5,120 mt]" },
    { "The value of shipments jumped 41% to $60 million.",
      "percent 41 pct + [jumped 41%] to:1 | "
      "level 6e+07 USD [$60 million]" },
    { "Reserves in Brazil amount to 21 million tonnes, second only to China.",
      "level 2.1e+07 t [21 million tonnes] | "
      "rank 2 rank [second]" },
    { "Imports of rare earth ore from the US quadrupled in July.",
      "times 4 times + [quadrupled]" },
    { "The curbs imposed on 4 April covered seven elements.",
      "event [curbs imposed on 4 April] | "
      "count 7 elements [seven elements]" },
    { "Exports plunged by more than two-thirds.",
      "percent -67 pct - [plunged by more than two-thirds]" },
    { "India imported 540 tonnes of magnets in the last fiscal year, more than 80% of it from China.",
      "level 540 t [540 tonnes] | "
      "share 80 pct [more than 80%] whole:it" },
    { "The EU's imports from China dropped from 2,140 tonnes to 1,500 tonnes.",
      "level 2140 t [2,140 tonnes] base | "
      "level 1500 t [1,500 tonnes]" },
    { "Exports climbed from 46 to 353 tonnes.",
      "level 46 t [46] base | "
      "level 353 t [353 tonnes]" },
    { "It produces between 200 and 300 tonnes per year.",
      "level 250 t [200 and 300 tonnes per year]" },
    /* what whole articles taught */
    { "Rare earth exports fell for a third month.",
      "streak 3 months - [third month]" },
    { "It was the third month of decline for rare earth exports.",
      "streak 3 months - [third month]" },
    { "The US took 353 tons of magnets in June, after 46 tons in May.",
      "level 353 t [353 tons] | "
      "level 46 t [46 tons] base" },
    { "Rare earth exports fell for a second straight quarter.",
      "streak 2 quarters - [second straight]" },
    { "Exports of magnets to Japan were at their lowest of the year.",
      "record 1 rank - [lowest of the year] since:year" },
    { "Of the magnets 1,363 tons went to the EU, or 43%.",
      "level 1363 t [1,363 tons] | "
      "share 43 pct [43%]" },
    { "93 per cent: China's share of magnet imports.",
      "share 93 pct [93 per cent: China's share]" },
    { "The IEA puts China's share of refined rare earths at 91%, that of mined ones at 61%.",
      "share 91 pct [91%] | "
      "share 61 pct [61%]" },
    { "Magnet exports were 2 per cent behind 2024.",
      "percent -2 pct - [2 per cent behind 2024] base:2024" },
    { "July's magnet exports exceeded June's by 2% and those of July 2023 by 11%.",
      "percent 2 pct + [exceeded June's by 2%] base:June | "
      "percent 11 pct + [11%] base:July" },
    { "Magnet exports outpaced all of last year.",
      "exceeds + [outpaced all of last year] base:last year" },
    { "The press wrote of an increase of more than seven times in magnet exports.",
      "times-more 7 times + [increase of more than seven times]" },
    { "Germany was the largest buyer of magnets; the US was third.",
      "rank 1 rank [largest buyer] | "
      "rank 3 rank [third]" },
    { "A kilogram of gallium was quoted at $282.",
      "price 282000 USD/t [$282]" },
    { "China mined 60,000 tonnes of antimony, following 62,300 the year before.",
      "level 60000 t [60,000 tonnes] | "
      "level 62300 t [62,300] base" },
    { "Dysprosium oxide stood at 1.39-1.41 million yuan; terbium oxide at 6.1 million yuan per tonne.",
      "price 1400000 CNY/t [1.39-1.41 million yuan] | "
      "price 6100000 CNY/t [6.1 million yuan per tonne]" },
    { "China will limit exports of antimony from Sept. 15.",
      "event [limit exports of antimony from Sept. 15] future" },
    { "For the first eight months exports of magnets were 34,041 tons; 6,146 tons left in the same month.",
      "cumulative 34041 t [34,041 tons] | "
      "level 6146 t [6,146 tons]" },
    { "Total exports of magnets stood at 5,238 tons, 10.5% higher than in February.",
      "level 5238 t [5,238 tons] | "
      "percent 10.5 pct + [10.5% higher than in February] base:February to:0" },
    { "Nine out of ten rare earth magnets are made in China.",
      "share 90 pct [Nine out of ten] whole:rare earth magnets" },
    { "Each submarine uses 9,200 pounds of rare earths, and each destroyer 5,200 pounds.",
      "per 4173.05 kg/submarine [submarine uses 9,200 pounds] | "
      "per 2358.68 kg/DDG-51 destroyer [destroyer 5,200 pounds]" },
    { "Magnet exports lost three-quarters of their volume.",
      "percent -75 pct - [lost three-quarters]" },
    { "Exports of magnets were 1,238 tonnes, a quarter of the 4,812 tonnes of a year before.",
      "level 1238 t [1,238 tonnes] | "
      "times 0.25 times - [a quarter] base:a year before of:2 to:0 | "
      "level 4812 t [4,812 tonnes] base" },
    { "China banned gallium, germanium and antimony exports to the US in December 2024.",
      "event [banned gallium, germanium and antimony exports to the US in December 2024]" },
    { "The export permit system for graphite came into force on Dec. 1, 2023.",
      "event [export permit system for graphite came into force on Dec. 1, 2023]" },
    { "One in ten magnets that China exported went to the US.",
      "share 10 pct [One in ten] whole:magnets" },
    { "Magnet exports to Japan were 305 tons in November and 280 in December.",
      "level 305 t [305 tons] | "
      "level 280 t [280]" },
    { "China exported more magnets in November (6,150 tons) than in any month but January (6,357).",
      "level 6150 t [6,150 tons] | "
      "level 6357 t [6,357]" },
    { "China holds reserves of 44 million tons of rare earths; Brazil has 21 million and India 6.9 million.",
      "level 4.4e+07 t [44 million tons] | "
      "level 2.1e+07 t [21 million] | "
      "level 6900000 t [6.9 million]" },
    { "Magnet exports fell to 1,238 tons in May, half of April's.",
      "level 1238 t [1,238 tons] | "
      "times 0.5 times - [half of April] base:April to:0" },
    { "In October 2023, China announced curbs on exports of graphite, which came into force on December 1.",
      "event [October 2023, China announced curbs]" },
};

/* Other goods, company money, tariffs, people, times: nothing to check. */
static const row others[] = {
    { "Copper prices rose 5% on Monday.", "" },
    { "Shares of MP Materials jumped 8% after the announcement.", "" },
    { "Washington imposed 145% tariffs on Chinese goods.", "" },
    { "The Pentagon made a $400 million investment in MP Materials.", "" },
    { "Revenue rose 20% to $60 million in the second quarter.", "" },
    { "Lithium output rose 12% in Australia.", "" },
    { "About 25% of licence requests were granted.", "" },
    { "I am 100 percent sure about this.", "" },
    { "The suspension lasts for 90 days.", "" },
    { "The 10-year price floor protects the miner.", "" },
    { "The company employs 1,200 people at its plant.", "" },
    { "Call +1 800 555 0199 for details.", "" },
    { "Nvidia will resume sales of its H20 chip.", "" },
    { "Apple agreed a $500 million deal with MP Materials.", "" },
    { "Soybean imports from Brazil rose 13.9% to 12 million tons.", "" },
    { "MP Materials shares rose 50% after the Pentagon took a 15% stake.", "" },
    { "Apple said it would buy $500 million of magnets from MP Materials.", "" },
    { "Trump threatened to impose 100% tariffs on Chinese goods from November 1.", "" },
    { "Tariffs on Chinese goods were cut from 145% to 30%.", "" },
    { "Lynas shares fell 6% to A$14.20.", "" },
    { "The stock is up 220% this year.", "" },
    { "The company's net profit rose 45% to 1.2 billion yuan in the first half.", "" },
    { "China's total exports rose 5.8% to $325.18 billion in June.", "" },
    { "Soybean imports hit a record 12.26 million tons in June.", "" },
    { "Crude oil imports rose 7.4% to 12.14 million barrels per day.", "" },
    { "Steel exports were 9.68 million tons in June, up 10.7% year on year.", "" },
    { "Only 25% of applications submitted by European companies have been approved.", "" },
    { "About 141 licence applications were filed and 19 were granted.", "" },
    { "More than 80% of European firms are affected by the curbs.", "" },
    { "The ministry said on Thursday it had approved a certain number of applications.", "" },
    { "He has covered commodities for 15 years.", "" },
    { "Read more on page 5.", "" },
    { "The magnets can operate at 200 degrees Celsius.", "" },
    { "The plant in Estonia cost 75 million euros.", "" },
    { "Ford shut its Chicago plant for a week in May.", "" },
    { "China is one of the largest buyers of copper.", "" },
    { "Shipments recovered 60% of the decline.", "" },
    { "The magnets contain 30% neodymium.", "" },
    { "The alloy contains 2 to 4 percent dysprosium.", "" },
    { "Neodymium magnets are ten times stronger than ferrite magnets.", "" },
    { "The index rose 0.5% and rare earth stocks gained 3%.", "" },
    { "Rare earth stocks surged, with China Northern Rare Earth up 10%.", "" },
    { "GDP grew 5.2% in the second quarter.", "" },
    { "Inflation eased to 2.9%.", "" },
    { "The Fed cut rates by 25 basis points.", "" },
    { "He is 65 and lives in Perth.", "" },
    { "The deal, worth A$200 million, was signed in 2023.", "" },
    { "The F-35 programme costs $1.7 trillion.", "" },
    { "About 10,000 people work at the mine.", "" },
    { "The iPhone 15 went on sale for $799.", "" },
    { "The meeting starts at 10:30 on 5 May.", "" },
    { "Brent crude rose 1.2% to $70 a barrel.", "" },
    { "Bitcoin jumped 5% to $118,000.", "" },
    { "Section 232 tariffs of 50% on copper take effect on August 1.", "" },
    { "Sales of electric vehicles rose 30% in China.", "" },
    { "EV sales in Europe increased 25% in June.", "" },
    { "Chip exports from South Korea fell 12%.", "" },
    { "Lithium prices have dropped 80 per cent from their peak.", "" },
    { "Copper output in Chile reached 5.5 million tonnes.", "" },
    { "The ship carried 12,000 tonnes of soybeans.", "" },
    { "Its revenue from magnets grew 40% to $120 million.", "" },
    { "Unemployment fell to a five-year low.", "" },
    { "Gold hit a record high of $3,500 an ounce.", "" },
    { "The unemployment rate was 4.1 percent in June.", "" },
    { "The bank raised its forecast to 5%.", "" },
    { "Your subscription includes 20% off.", "" },
    { "Page 4 of 12.", "" },
    { "Copyright 2025.", "" },
};
/* clang-format on */

static int32_t count_claims(const row *rows, int32_t n)
{
    int32_t some = 0;
    for (int32_t i = 0; i < n; i++)
        some += *rows[i].claims != '\0';
    return some;
}

static void finds_what_is_claimed(void **state)
{
    (void)state;
    assert_int_equal(count_claims(claims, COUNT_OF(claims)), COUNT_OF(claims));
    assert_int_equal(wrong_rows(claims, COUNT_OF(claims)), 0);
}

static void leaves_other_numbers_alone(void **state)
{
    (void)state;
    assert_int_equal(count_claims(others, COUNT_OF(others)), 0);
    assert_int_equal(wrong_rows(others, COUNT_OF(others)), 0);
}

/* Claims of several sentences share one list: numbers of siblings count from its start. */
static void numbers_siblings_in_the_whole_list(void **state)
{
    (void)state;
    static const char text[] = "Exports jumped 660% to 353 tons from 46 tons in May.";
    arena mem;
    mentions found = { 0 };
    arena_init(&mem, &cx->al);
    for (int32_t k = 0; k < 9; k++) {
        assert_int_equal(lex_sentence(cx, lx, text, 0, (uint32_t)strlen(text), &it), GAD_OK);
        assert_int_equal(grammar_find(cx, &mem, &it, k, &found), GAD_OK);
        assert_int_equal(found.n, 3 * k + 3);
        assert_int_equal(found.at[3 * k].to_level, 3 * k + 1);
        assert_int_equal(found.at[3 * k].base_level, 3 * k + 2);
        assert_int_equal(found.at[3 * k].sentence, k);
    }
    arena_release(&mem);
}

/* Items in any order, as no lexer would make them: no crash, and every mention holds. */
static void takes_any_items(void **state)
{
    (void)state;
    static const char *const ids[] = { "t", "USD", "elements", "car", "MW", "magnets", NULL };
    static const char *const words[] = { "of", "a", "in", "rose", "2025", "-3", "what", NULL };
    rng r = rng_make(20250721, 1);
    enum { ITEMS = 60 };
    item at[ITEMS];
    for (int32_t round = 0; round < 20000; round++) {
        items any = { .at = at, .n = rng_i32(&r, 0, ITEMS) };
        for (int32_t i = 0; i < any.n; i++)
            at[i] = (item){ .from = (uint32_t)(i * 2),
                            .to = (uint32_t)(i * 2 + rng_i32(&r, 1, 2)),
                            .tag = (tag)rng_i32(&r, 0, TAG_COUNT - 1),
                            .value = rng_i32(&r, -1, 18),
                            .number = rng_i32(&r, -2, 60),
                            .id = ids[rng_i32(&r, 0, COUNT_OF(ids) - 1)],
                            .word = words[rng_i32(&r, 0, COUNT_OF(words) - 1)] };
        arena mem;
        mentions found = { 0 };
        arena_init(&mem, &cx->al);
        assert_int_equal(grammar_find(cx, &mem, &any, 0, &found), GAD_OK);
        for (int32_t i = 0; i < found.n; i++) {
            const mention *m = &found.at[i];
            assert_true(m->first >= 0 && m->first <= m->last && m->last < any.n);
            assert_true(m->core >= 0 && m->core < any.n && m->base < any.n && m->whole < any.n);
            assert_true(m->base_level < found.n && m->to_level < found.n && m->since < any.n);
        }
        arena_release(&mem);
    }
}

/* Long sentences cost in proportion: four times the text may not take ten times as long. */
static double seconds_for(int32_t times)
{
    static const char piece[] =
        "exports rose 5% to 353 tons, more than the second-largest in May, ";
    alloc al = alloc_make(NULL, NULL);
    buf b;
    arena mem;
    mentions found = { 0 };
    buf_init(&b, &al);
    arena_init(&mem, &cx->al);
    for (int32_t k = 0; k < times; k++)
        buf_add(&b, piece);
    uint32_t n = (uint32_t)strlen(buf_text(&b));
    assert_int_equal(lex_sentence(cx, lx, buf_text(&b), 0, n, &it), GAD_OK);
    clock_t start = clock();
    assert_int_equal(grammar_find(cx, &mem, &it, 0, &found), GAD_OK);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_true(found.n >= 2 * times);
    arena_release(&mem);
    buf_release(&b);
    return seconds;
}

static void is_linear_in_the_sentence(void **state)
{
    (void)state;
    double small = seconds_for(500), large = seconds_for(2000);
    print_message("500 clauses %.4f s, 2000 clauses %.4f s\n", small, large);
    assert_true(large < 10 * small + 0.05);
}

static void says_when_memory_runs_out(void **state)
{
    (void)state;
    static const char text[] =
        "Each F-35 needs 920 pounds, and exports jumped 660% to 353 tons from 46 tons.";
    assert_int_equal(lex_sentence(cx, lx, text, 0, (uint32_t)strlen(text), &it), GAD_OK);
    bool done = false;
    for (long left = 0; left < 100 && !done; left++) {
        alloc_budget budget = { .left = left };
        gad_ctx *poor = NULL;
        alloc_budget own = { .left = -1 };
        poor = gad_ctx_new(budget_realloc, &own);
        assert_non_null(poor);
        poor->al = alloc_make(budget_realloc, &budget);
        arena mem;
        mentions found = { 0 };
        arena_init(&mem, &poor->al);
        gad_status st = grammar_find(poor, &mem, &it, 0, &found);
        done = st == GAD_OK;
        assert_true(done || st == GAD_E_NOMEM);
        assert_int_equal(found.n, done ? 4 : 0);
        arena_release(&mem);
        assert_int_equal(budget.live, 0);
        poor->al = alloc_make(budget_realloc, &own);
        gad_ctx_free(poor);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_claimed),
        cmocka_unit_test(leaves_other_numbers_alone),
        cmocka_unit_test(numbers_siblings_in_the_whole_list),
        cmocka_unit_test(takes_any_items),
        cmocka_unit_test(is_linear_in_the_sentence),
        cmocka_unit_test(says_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
