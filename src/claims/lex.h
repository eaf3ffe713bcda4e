/* lex.h - layer 3: a sentence to tagged items. Includes base and article.h only.
 *
 * words.def lists the words of the press with their tags (tags.def says what an item of each tag holds); names
 * of products and countries come from the store besides. The longest phrase wins; hyphens, curly quotes and case do
 * not matter ("rare-earth magnets" is "Rare Earth magnets"). One pass, no backtracking: linear in the text. */
#ifndef GAD_LEX_H
#define GAD_LEX_H

#include "claims/article.h"

typedef enum tag {
#define TAG(name, holds) TAG_##name,
#include "claims/tags.def"
#undef TAG
    TAG_COUNT
} tag;

typedef enum word_class { CLASS_VERB, CLASS_NOUN, CLASS_ADJECTIVE, CLASS_ADVERB } word_class;

/* How a hedge widens the digits: table in docs/check.md, made from hedges.def. */
typedef enum hedge {
    HEDGE_NONE,
    HEDGE_ABOUT,    /* about, around, roughly, approximately, some, ~, or so, an estimated */
    HEDGE_OVER,     /* over, more than, above, exceeding, upwards of, + behind the number */
    HEDGE_AT_LEAST, /* at least, no less than, a minimum of */
    HEDGE_WELL_OVER,
    HEDGE_JUST_OVER, /* just over, slightly more than */
    HEDGE_UNDER,     /* under, less than, below, fewer than */
    HEDGE_AT_MOST,   /* at most, up to, as much as, no more than */
    HEDGE_NEARLY,    /* nearly, almost, close to, just under, just shy of, approaching */
    HEDGE_COUNT
} hedge;

typedef enum relative {
    REL_THIS_MONTH,
    REL_LAST_MONTH, /* "last month": seen from the article's date */
    REL_PREVIOUS,   /* "the previous month", "a month earlier": seen from the claim's period */
    REL_YEAR_AGO, /* "a year earlier", "the same period last year": seen from the claim's period */
    REL_THIS_YEAR,
    REL_LAST_YEAR, /* "last year": the calendar year before the article's */
    REL_THIS_QUARTER,
    REL_LAST_QUARTER,
    REL_NEXT_MONTH, /* "the following month" */
    REL_FULL_YEAR,  /* "for the full year": the year spoken of, else the last one that is over */
    REL_SAME_MONTH, /* "that month", "the same month" */
} relative;

typedef enum basis { BASIS_NONE, BASIS_MONTH, BASIS_YEAR, BASIS_QUARTER } basis;
typedef enum comparing {
    COMPARE_THAN,
    COMPARE_FROM,
    COMPARE_WITH,
    COMPARE_OVER,
    COMPARE_ON,
    COMPARE_OF
} comparing;

typedef enum activity {
    ACT_MINE, /* mining, mined, mine output; of rare earths also "production", "output", "supply" */
    ACT_REFINE,   /* refining, processing, separation, smelting */
    ACT_MAKE,     /* magnet making, manufacturing; of magnets also "production" */
    ACT_PRODUCE,  /* production, output, produced: which stage the product tells */
    ACT_RESERVES, /* reserves, deposits */
    ACT_CAPACITY,
    ACT_QUOTA,
    ACT_DEMAND, /* demand, consumption, use: not a series of ours but of intensities and shares */
    ACT_PRICE,
    ACT_RELIANCE, /* import reliance, relies on imports for 80 % */
} activity;

typedef enum role {
    ROLE_DESTINATION,
    ROLE_ORIGIN,
    ROLE_PRODUCER,
    ROLE_EXPORTER,
    ROLE_IMPORTER,
    ROLE_HOLDER
} role;

typedef enum policy {
    POLICY_CONTROL, /* export controls, curbs, restrictions, licensing, licence requirements */
    POLICY_BAN,
    POLICY_TRUCE,   /* truce, deal, agreement, framework, talks, summit */
    POLICY_SUSPEND, /* suspended, paused, eased, lifted */
    POLICY_TARIFF,
    POLICY_QUOTA,
    POLICY_CRACKDOWN,
} policy;

typedef struct item {
    uint32_t from, to; /* bytes of the article's text */
    tag tag;
    int32_t value;
    double number;
    const char *id; /* borrowed from the lexicon; NULL: none */
    const char *
        word; /* lower case, of TAG_WORD and of numbers as printed (without separators); else NULL */
} item;

typedef struct lexicon lexicon;

typedef struct lex_name { /* a name of the store's: product or country */
    const char *phrase, *id;
    tag tag;
} lex_name;

/* The words of words.def and the names given (borrowed while the lexicon lives). A phrase of words.def goes before
 * one of the names. The lexicon is the caller's. */
MUST_CHECK gad_status lexicon_new(gad_ctx *cx, const lex_name *name, int32_t n, lexicon **out);
void lexicon_free(lexicon *lx); /* takes NULL */

typedef struct items { /* of one sentence; room is reused */
    item *at;
    int32_t n, cap;
    arena mem; /* words; cleared with every sentence */
} items;

void items_init(items *it, const alloc *al);
void items_release(items *it);
/* Tag text[from..to) into `out` (cleared first). Errors: GAD_E_NOMEM. */
MUST_CHECK gad_status lex_sentence(gad_ctx *cx, const lexicon *lx, const char *text, uint32_t from,
                                   uint32_t to, items *out);
const char *tag_name(tag t);

/* ---- numbers and what their digits allow (amount.c) ------------------------------------------- */
typedef struct amount {
    double value; /* in the normal unit */
    double lo,
        hi; /* what digits and hedge allow, lo <= value <= hi; infinite where the hedge is open */
    double digits_lo,
        digits_hi; /* what the digits alone allow: 160 -> 155..165, 3,188 -> 3,187.5..3,188.5 */
    double factor; /* normal units in one of those printed: 0.001 for kg */
    const char *
        unit; /* normal: "t" "USD" "CNY" "EUR" "pct" "points" "times" "months" "rank" "USD/t" "t/MW"
                         "kg/car" "elements" "" */
    hedge hedge;
    int32_t
        significant; /* digits that say something: 3 for 660 read as 6.6e2? no: 2; 4 for 3,188 */
} amount;

/* From the digits as printed ("3,188", "57", "1.2") times scale (1e3 for k) times factor, in `unit`.
 * Words ("seven", "half") are given as their digits. exact: counts and ranks are not rounded. */
amount amount_make(const char *printed, double scale, double factor, const char *unit, hedge h,
                   bool exact);
/* A range: "50 to 60 tonnes": value is the middle, lo and hi the ends with their rounding. */
amount amount_range(const amount *from, const amount *to);
amount amount_negate(const amount *a); /* of a fall: -38 */
/* The ends with an open one closed one unit of the last digit that says something away: "over 70" goes to 80, "more
 * than six" to 7. What lies beyond is true to the letter and says little (FIT_LOOSE). */
void amount_natural(const amount *a, double *lo, double *hi);

#endif
