/* book_impl.h - layer 3, private to book*.c: the parts of the book and who makes them.
 *
 *   book_names.c   products, countries, names for the lexicon, families
 *   book_facts.c   published figures that somebody can look up, in normal units, sorted
 *   book_held.c    of which questions anything is held, and the days on which that changed
 *   book_series.c  series and rankings, kept on two shelves
 *   book_words.c   a series in words
 *   book_level.c, book_change.c, book_search.c   answers */
#ifndef GAD_BOOK_IMPL_H
#define GAD_BOOK_IMPL_H

#include "claims/book.h"
#include "trade/rank.h"

enum { KIN_MAX = 128, MEASURES = 10, POINTS_MAX = 60000 };

typedef struct book_country {
    const char *id, *name, *prose;
    int32_t number; /* -1: a group */
} book_country;

typedef struct id_index { /* ids by hash: they are asked for by the hundred thousand */
    const char **id;      /* [n] row by row */
    int32_t *slot;        /* [mask + 1] row, -1: free */
    uint32_t mask;
} id_index;

typedef struct known_fact {
    fact f;
    const char *definition; /* "" the usual one */
    bool whole;             /* the definition takes nothing from the figure */
    bool derived;
    int32_t product, reporter, partner; /* rows of the book; -1 none or not listed */
} known_fact;

/* What a series is asked by. Numbers of the book's products and countries. */
typedef struct series_key {
    int32_t product, reporter, partner, measure;
    char flow, freq;
    int32_t day; /* of the newest publication or customs vintage seen, INT32_MIN: nothing is held */
} series_key;

typedef struct level_line { /* one published level: the question it answers, and since when */
    uint64_t question;
    int32_t day;
} level_line;

typedef struct fact_range { /* fact[from..to) */
    int32_t from, to;
} fact_range;

typedef struct holding { /* customs rows of one reporter */
    int32_t reporter;    /* row of the book */
    uint64_t *line;      /* [n] ascending: product, flow, partner's number */
    int32_t n;
    int32_t *day; /* [n_day] ascending vintages */
    int32_t n_day;
    struct holding *next;
} holding;

typedef struct code_of { /* an exact customs code and the products it is part of */
    int64_t code;
    int32_t product;
} code_of;

typedef struct ranked { /* one partner of a ranking */
    int32_t partner;    /* row of the book */
    double value, half_unit;
} ranked;

typedef struct kept { /* a series, or the ranking of a period */
    series_key key;
    series s;
    ranked *rank; /* [n_rank]; key.freq 'm' or 'a' and key.partner the period */
    int32_t n_rank;
} kept;

/* Names of series: the same few hundred are wanted many thousand times. */
enum { NAMES_KEPT = 2048, NAME_SLOTS = 2 * NAMES_KEPT };
typedef struct names_kept {
    arena mem;
    int32_t n;
    struct {
        uint64_t key; /* 0: free */
        const char *text;
    } slot[NAME_SLOTS];
} names_kept;

typedef struct shelf_slot {
    kept *one; /* NULL: free */
} shelf_slot;

typedef struct shelf {
    arena mem;
    shelf_slot *slot; /* [cap]; owned */
    int32_t cap, n;
    int64_t points; /* of all series */
} shelf;

struct book {
    gad_store *st;
    alloc al;
    arena mem;               /* all that never changes */
    book_product *product;   /* [n_product] ascending id */
    const char **note;       /* [n_product] trap to tell, NULL: none */
    int32_t *place;          /* [n_product] order of the tree */
    const char *const **kin; /* [n_product] ids, NULL-ended, those that the press confuses first */
    int32_t *confused;       /* [n_product] how many of kin those are */
    int32_t n_product;
    book_country *country; /* [n_country] ascending id */
    int32_t n_country, world;
    id_index product_index, country_index;
    lex_name *name;
    int32_t n_name;
    known_fact *fact; /* [n_fact] ascending metric, product, reporter, partner, period ... */
    int32_t n_fact;
    fact_range *levels;  /* [MEASURES * n_product] */
    bool pairs_in_order; /* within a range, by rows of reporter and partner */
    level_line *line;    /* [n_line] ascending */
    int32_t n_line;
    bool customs;  /* any customs row is held */
    code_of *code; /* [n_code] ascending; loaded with the first holding */
    int32_t n_code;
    int32_t *vintage; /* [n_vintage] of all customs rows, ascending */
    int32_t n_vintage;
    holding *holding;
    names_kept *names;
    shelf now, before;
    int64_t points_max; /* of a shelf; POINTS_MAX but in tests */
    series none;
};

/* ---- book_names.c ---- */
MUST_CHECK gad_status book_names_load(gad_ctx *cx, book *bk);
int32_t book_product_row(const book *bk, const char *id); /* -1: NULL or unknown */
int32_t book_country_row(const book *bk, const char *id);
int32_t book_country_by_number(const book *bk, int32_t number);

/* ---- book_facts.c ---- */
MUST_CHECK gad_status book_facts_load(gad_ctx *cx, book *bk);
/* Facts of a metric (and product, NULL: any) are bk->fact[*from..*to). */
void book_facts_range(const book *bk, const char *metric, const char *product, int32_t *from,
                      int32_t *to);
/* The same of a measure and a row of the products, at once. */
fact_range book_levels_range(const book *bk, int32_t measure, int32_t product);
/* Those of them between a reporter and a partner (-1: none named); a few others may be among them. */
fact_range book_pair_range(const book *bk, fact_range of, int32_t reporter, int32_t partner);

/* ---- measures (book_held.c) ---- */
typedef struct measure_row {
    const char *measure, *metric;
    char flow;         /* the only flow it has; 0: exports or imports */
    bool adds_up;      /* over months */
    const char *basis; /* how the basis of a change names it */
} measure_row;
extern const measure_row book_measures[MEASURES];
int32_t book_measure(const char *measure); /* -1: NULL or unknown */
int32_t book_measure_of_metric(const char *metric);

/* ---- book_held.c ---- */
MUST_CHECK gad_status book_held_load(gad_ctx *cx, book *bk);
/* The question of a reading without its day; false: it names nothing that could be held. */
bool book_key(const book *bk, const reading *r, series_key *out);
/* Set key->day. Asks the store once per reporter when customs rows are held. */
MUST_CHECK gad_status book_held_day(gad_ctx *cx, book *bk, series_key *key, int32_t as_of);
/* Newest day up to as_of on which customs rows of the key's reporter changed, when it has any of the
 * product, flow and partner (-1: any partner); INT32_MIN: none. */
MUST_CHECK gad_status book_customs_day(gad_ctx *cx, book *bk, const series_key *key, int32_t as_of,
                                       int32_t *day);

/* ---- book_series.c ---- */
void book_shelves_init(book *bk);
void book_shelves_release(book *bk);
/* Partners of r's product, reporter and flow in a month ('m') or year ('a'), where customs rows are held
 * (n is 0 where not: published figures are facts). *out is the book's, valid as long as a series. */
MUST_CHECK gad_status book_ranking(gad_ctx *cx, book *bk, const reading *r, char freq,
                                   int32_t month, int32_t as_of, const ranked **out, int32_t *n);

/* ---- book_words.c; NULL: no memory ---- */
names_kept *names_kept_new(const alloc *al);
void names_kept_free(names_kept *kept); /* takes NULL */
/* The text may be the book's. */
const char *book_words(arena *mem, const book *bk, const char *product, const char *reporter,
                       const char *partner, char flow, int32_t measure);
const char *book_span(arena *mem, span s);
const char *book_number(arena *mem, double x);
/* A note that opens with "formula: ..." in its two parts, "" for none; what *note holds is borrowed. */
const char *book_formula(arena *mem, const char *note);
const char *book_note(const char *note);

/* ---- book_level.c ---- */
typedef struct side { /* one side of a comparison, as a sum of months */
    total t;
    const char *unit;
    const char *formula;  /* "" */
    const figure *credit; /* whose figure it is, or of the last month */
    bool several;         /* sources */
    int32_t published;
    bool assumed;
    const series *s;
} side;
/* The level of a period by preference; t.value is NaN when it is not held. */
MUST_CHECK gad_status book_side(gad_ctx *cx, book *bk, arena *mem, const reading *r, span period,
                                int32_t as_of, side *out);
/* The rounding of a printed level, in the series' unit. */
double book_half_unit(double value, double half_unit);
bool book_same_year(span p); /* the months of one year, or some of them */
bool book_whole_year(span p);
/* As book_level, but nothing is said when there are none: for searches. */
MUST_CHECK gad_status book_levels_held(gad_ctx *cx, book *bk, arena *mem, const reading *r,
                                       span period, int32_t as_of, answers *out);
/* Append; false: no memory, or a text of the answer could not be made. */
bool book_answers_add(arena *mem, answers *a, const answer *one);
evidence book_evidence(arena *mem, const book *bk, const reading *r, const char *statistic,
                       span period);
/* Whether an answer says what another already says, within both roundings. */
bool book_answers_hold(const answers *a, double value, double half_unit, const char *unit);

#endif
