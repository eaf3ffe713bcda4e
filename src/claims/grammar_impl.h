/* grammar_impl.h - layer 3, private to the grammar: a sentence as elements, and who does what with them.
 *
 * Flow: quantity.c folds items into elements (hedge, number, scale and unit are one) -> subject.c tells of every
 * element whether the goods spoken of are ours -> matcher.c finds the patterns of grammar.def -> attach.c looks for
 * base, whole, time and siblings -> grammar.c writes mentions.
 * Invariant: elements are in the order of the text, do not overlap, and cover all items of the sentence. */
#ifndef GAD_GRAMMAR_IMPL_H
#define GAD_GRAMMAR_IMPL_H

#include "claims/mention.h"

typedef enum cls {
#define CLASS(name, holds) C_##name,
#include "claims/grammar.def"
#undef CLASS
    CLASS_COUNT
} cls;
_Static_assert(CLASS_COUNT <= 64, "sets of classes are bits of one word");
#define BIT(name) (UINT64_C(1) << C_##name)

/* What the goods of an element's clause are. */
typedef enum owner {
    OWNER_UNKNOWN,
    OWNER_OURS,
    OWNER_OTHER,
    OWNER_TRADE /* all goods of a country together; of the goods of the article when it is counted in tonnes */
} owner;

enum { NO_MENTION = -1, DROPPED = -2 };

typedef struct element {
    cls c;
    owner owner;
    int32_t first, last; /* items */
    int32_t core;        /* item of the number, or first */
    int32_t quantity;    /* of parse.quantity, -1: none */
    int32_t
        mention; /* of parse.found when an element is its core; NO_MENTION, DROPPED (no claim) */
} element;

typedef struct quantity {
    char printed[32];      /* digits; of a range the lower end */
    char printed_high[32]; /* "" no range */
    double scale, scale_high, factor;
    const char *unit;  /* "t" "USD" "pct" "points" "times" "elements" "" */
    const char *money; /* of a price: currency */
    hedge hedge;
    int32_t sign;                    /* printed before the number; 0 none */
    bool exact, per_year, factor_of; /* factor_of: "by a factor of" */
    bool parted;                     /* "nine out of ten" */
} quantity;

typedef enum part {
    PART_NONE,
    R_CORE,
    R_SIGN,
    R_NOUN,
    R_BASE,
    R_WHOLE,
    R_SINCE,
    R_PLACE,
    R_THING,
    R_ROLE,
    R_THAN,
    R_RELIANCE,
    R_SIGNED,
    R_PLAIN,
    R_RESERVES,
    R_GROUP,
    R_VERB,
    R_OR,
    R_COLON,
    R_BEHIND,
    R_FOR,
    R_TIME,
    R_PARTED,
    R_VOLUME,
    R_ONLY,
    R_ELEMENTS,
    ROLES
} part;

typedef struct found_match { /* one application of a rule */
    int32_t rule;            /* -1: a level that needs no rule */
    claim_kind kind;
    claim_form form;
    int32_t at[ROLES]; /* elements, -1 none */
    int32_t direction;
    int32_t like; /* the match whose direction and base it shares ("9 % and 5 %"), -1 none */
    bool is_base, is_total;
    bool dropped; /* of other goods: no claim */
} found_match;

typedef struct parse {
    const items *it;
    element *e;
    quantity *q;
    found_match *m;
    int32_t n, n_q, n_m, cap; /* cap: of each, the number of items */
    int32_t sentence;         /* number of the sentence */
    uint64_t present;         /* classes that occur */
} parse;

static inline bool has(uint64_t set, cls c)
{
    return (set >> c & 1) != 0;
}
/* The class of element i, STOP outside the sentence. */
static inline cls class_at(const parse *p, int32_t i)
{
    return i >= 0 && i < p->n ? p->e[i].c : C_STOP;
}
static inline const item *item_at(const parse *p, int32_t i)
{
    return &p->it->at[p->e[i].core];
}
/* Element i is the word `text`. */
bool element_is(const parse *p, int32_t i, const char *text);
/* Element i is a word of a list that ends with NULL. */
bool element_among(const parse *p, int32_t i, const char *const *list);

/* Element i is a unit of time that is counted: "months", "quarters", "years". */
bool element_counts(const parse *p, int32_t i, const char *what);

/* p->e and p->q have room for one per item. */
void quantity_fold(parse *p);
void subject_mark(parse *p);
/* The element at the end of a noun phrase of ours that starts at i ("global rare-earth production"), -1: it is none.
 * *names: the element that names the whole. */
int32_t subject_group(const parse *p, int32_t i, int32_t *names);
void match_rules(parse *p);
/* Claims that lean on others ("9 % and 5 %, respectively"), levels, events. */
void attach_owners(parse *p);
void attach_coordinates(parse *p);
void attach_levels(parse *p);
void attach_events(parse *p);
/* What the words around say: base, whole, since, future ... of match k into *m. */
void attach_words(const parse *p, int32_t k, mention *m);
/* base_level and to_level among m[0..p->n_m), numbered from 0. */
void attach_siblings(const parse *p, mention *m);

/* A quantity's amount in a form: per cent of a fraction, times of a percentage. */
amount quantity_amount(const quantity *q, claim_form form, const char *unit, double factor);

#endif
