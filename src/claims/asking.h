/* asking.h - layer 3, private to context: one mention being resolved, and the files that look for its parts:
 * about.c product, flow and activity; sides.c reporter and partner; period.c the months; memory.c what was spoken of. */
#ifndef GAD_ASKING_H
#define GAD_ASKING_H

#include "claims/context.h"

enum { CLAUSE_COST = 9 }; /* scene_cost below this is "in the clause" */

typedef struct asking {
    context *cx;
    const items *it;
    const mention *m;
    const scene *s;
    const when *w;
    int32_t n_when;
    const sentence *in;
    const claim *all; /* [n_all] the claims of the sentence */
    int32_t n_all;
    int32_t activity; /* enum activity, -1 none */
    bool anaphor;     /* "this figure" */
    bool stated_flow;
    int32_t flow_item; /* the word that gave the flow, -1 none */
    bool quote;        /* of a price or an event: a day is a period */
} asking;

static inline found how_near(int32_t cost)
{
    return cost < CLAUSE_COST ? FOUND_CLAUSE : FOUND_SENTENCE;
}
bool items_have(const items *it, tag t);
bool item_is(const items *it, int32_t i, const char *word); /* false outside the sentence too */

/* about.c. False: the claim is about nothing of ours. Sets product, flow, measure. */
bool about_find(asking *a, reading *r);
/* sides.c. Sets reporter and partner; the flow must be known. */
void sides_find(const asking *a, reading *r);
/* The country tied to the number by a preposition right behind it: "854 tonnes to South Korea"; -1 none. */
int32_t sides_attached(const asking *a);
/* period.c. Sets the period; of a base level ("from 46 tons in May") of_sentence is the period it leads to;
 * elsewhere: it is of another place ("against 3,000 kg in Japan"). */
void period_find(const asking *a, reading *r, span of_sentence, bool elsewhere);
/* memory.c */
bool remember_claim(context *cx, const claim *c,
                    int32_t paragraph); /* false: it leaves nothing to remember */
void remember_sentence(context *cx, const scene *around, const when *w, int32_t n,
                       const sentence *s);

#endif
