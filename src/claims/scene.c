/* scene.c - layer 3: who trades with whom in a sentence, and what is near what.
 *
 * A country is an exporter or importer by the words beside it: "exports to Y", "from X", "X's exports", "Y imported".
 * Nearness is counted in items, with a toll at the ends of clauses and at other claims: "exports to Germany fell 5 %,
 * while those to Japan rose 9 %" must not give Germany the 9 %. */
#include "claims/context.h"

enum {
    REACH = 6,      /* items between a country and the word that gives its side */
    TOLL_CLAIM = 6, /* another claim between */
    TOLL_COMMA = 2,
    TOLL_CLAUSE = 10, /* ';', "while", "but", "whereas" */
};

static bool is_word(const item *x, const char *word)
{
    return x->word && STR_EQ(x->word, word);
}

static bool ends_clause(const item *x)
{
    static const char *const words[] = {
        "while", "whereas", "but", "although", "though", "however"
    };
    if (x->tag == TAG_PUNCT && (x->value == ';' || x->value == ':'))
        return true;
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (is_word(x, words[i]))
            return true;
    return false;
}

static bool leads_to(const item *x)
{
    return x->tag == TAG_TO || is_word(x, "to") || is_word(x, "into") || is_word(x, "for") ||
           is_word(x, "toward") || is_word(x, "towards");
}

static bool leads_from(const item *x)
{
    return (x->tag == TAG_COMPARE && x->value == COMPARE_FROM) || is_word(x, "from");
}

static bool is_rival(const item *x)
{
    static const char *const words[] = { "behind",   "after",      "ahead",
                                         "trailing", "surpassing", "overtaking" };
    for (int32_t i = 0; i < COUNT_OF(words); i++)
        if (is_word(x, words[i]))
            return true;
    return false;
}

/* "to Germany, the US and Vietnam": the list shares the preposition. */
static side side_before(const items *it, int32_t i)
{
    for (int32_t k = i - 1; k >= 0 && k >= i - 8; k--) {
        const item *x = &it->at[k];
        if (is_rival(x)) /* "behind Germany, South Korea and Vietnam" */
            return SIDE_EXCLUDED;
        if (leads_to(x)) /* "destination for China's magnets" is no import of China's */
            return is_word(x, "for") && k > 0 && it->at[k - 1].tag == TAG_ROLE ? SIDE_NONE
                                                                               : SIDE_IMPORTER;
        if (leads_from(x))
            return SIDE_EXPORTER;
        if (is_word(x, "by"))
            return SIDE_OWNER;
        if (x->tag != TAG_COUNTRY && !is_word(x, "the") && !is_word(x, "and") &&
            !is_word(x, "or") && !(x->tag == TAG_PUNCT && x->value == ','))
            return SIDE_NONE;
    }
    return SIDE_NONE;
}

static bool is_part_of_name(const item *x)
{
    return x->tag == TAG_RANK || x->tag == TAG_ORDINAL || x->tag == TAG_NUMBER ||
           x->tag == TAG_PRODUCT || x->tag == TAG_ACTIVITY;
}

/* The first flow, activity or role behind the country tells its side: "China's exports", "Japan imported", "the USA
 * emerged as the largest buyer"; but "China's largest market" is where China sells. A product right behind ("Chinese
 * magnets") is of its country. */
static side side_behind(const items *it, int32_t i)
{
    bool owns = true, product = i + 1 < it->n && it->at[i + 1].tag == TAG_PRODUCT;
    for (int32_t k = i + 1; k < it->n && k <= i + REACH; k++) {
        const item *x = &it->at[k];
        if (ends_clause(x) || leads_to(x) || leads_from(x) || x->tag == TAG_COUNTRY)
            break;
        if (x->tag == TAG_ROLE && owns && (x->value == ROLE_DESTINATION || x->value == ROLE_ORIGIN))
            return x->value == ROLE_DESTINATION ? SIDE_EXPORTER : SIDE_IMPORTER;
        owns &= is_part_of_name(x);
        if (x->tag == TAG_EXPORT || x->tag == TAG_SHIP)
            return SIDE_EXPORTER;
        if (x->tag == TAG_IMPORT)
            return SIDE_IMPORTER;
        if (x->tag == TAG_ROLE)
            return x->value == ROLE_DESTINATION || x->value == ROLE_IMPORTER ? SIDE_IMPORTER
                                                                             : SIDE_EXPORTER;
        if (x->tag == TAG_ACTIVITY || x->tag == TAG_SHARE)
            return SIDE_OWNER;
    }
    return product ? SIDE_EXPORTER : SIDE_OWNER;
}

/* "from the US" beside "imports", or "to China" of exports: a plain owner turns by the flow word before it. */
bool words_exclude(const items *it, int32_t i)
{
    static const char *const words[] = { "excluding", "exclude", "excludes", "excluded", "except",
                                         "outside",   "without", "besides",  "unlike",   "bar" };
    for (int32_t k = i - 1; k >= 0 && k >= i - 2; k--)
        for (int32_t w = 0; w < COUNT_OF(words); w++)
            if (is_word(&it->at[k], words[w]) ||
                (k > 0 && is_word(&it->at[k - 1], "other") && it->at[k].tag == TAG_COMPARE))
                return true;
    return false;
}

static side side_of(const items *it, int32_t i)
{
    if (words_exclude(it, i))
        return SIDE_EXCLUDED;
    side before = side_before(it, i);
    if (before == SIDE_EXCLUDED)
        return SIDE_NONE;
    side behind = side_behind(it, i);
    if (before == SIDE_EXPORTER || before == SIDE_IMPORTER)
        return before;
    if (before == SIDE_OWNER) /* "imports by Japan", "exported by China" */
        for (int32_t k = i - 1; k >= 0 && k >= i - REACH; k--) {
            if (it->at[k].tag == TAG_IMPORT)
                return SIDE_IMPORTER;
            if (it->at[k].tag == TAG_EXPORT)
                return SIDE_EXPORTER;
        }
    return behind;
}

static int32_t toll_of(const scene *s, int32_t i)
{
    const item *x = &s->it->at[i];
    bool comma = x->tag == TAG_PUNCT && x->value == ',';
    return (s->core[i] ? TOLL_CLAIM : 0) + (comma ? TOLL_COMMA : 0) +
           (ends_clause(x) ? TOLL_CLAUSE : 0);
}

void scene_read(scene *s, const items *it, const claim *c, int32_t n)
{
    s->it = it;
    memset(s->side, 0, sizeof s->side);
    memset(s->core, 0, sizeof s->core);
    for (int32_t i = 0; i < it->n && i < SCENE_MAX; i++)
        if (it->at[i].tag == TAG_COUNTRY)
            s->side[i] = (uint8_t)side_of(it, i);
    for (int32_t k = 0; k < n; k++)
        if (c[k].m.core >= 0 && c[k].m.core < SCENE_MAX)
            s->core[c[k].m.core] = true;
    s->toll[0] = 0;
    for (int32_t i = 0; i < it->n && i < SCENE_MAX; i++)
        s->toll[i + 1] = s->toll[i] + toll_of(s, i);
}

int32_t scene_cost(const scene *s, int32_t a, int32_t b)
{
    int32_t lo = MIN_OF(a, b), hi = MAX_OF(a, b);
    if (lo < 0 || hi >= s->it->n || hi >= SCENE_MAX)
        return INT32_MAX;
    return lo == hi ? 0 : hi - lo + s->toll[hi] - s->toll[lo + 1];
}

int32_t scene_nearest(const scene *s, tag t, side wanted, int32_t at, int32_t behind)
{
    int32_t best = -1, lowest = INT32_MAX;
    for (int32_t i = 0; i < s->it->n && i < SCENE_MAX; i++) {
        if (s->it->at[i].tag != t || (wanted != SIDE_NONE && s->side[i] != (uint8_t)wanted))
            continue;
        int32_t cost = scene_cost(s, at, i);
        if (cost != INT32_MAX && i > at)
            cost += behind;
        if (cost < lowest) {
            lowest = cost;
            best = i;
        }
    }
    return best;
}

int32_t scene_nearest_before(const scene *s, tag t, side wanted, int32_t at)
{
    int32_t best = -1, lowest = INT32_MAX;
    for (int32_t i = 0; i < at && i < s->it->n && i < SCENE_MAX; i++) {
        if (s->it->at[i].tag != t || (wanted != SIDE_NONE && s->side[i] != (uint8_t)wanted))
            continue;
        int32_t cost = scene_cost(s, at, i);
        if (cost < lowest) {
            lowest = cost;
            best = i;
        }
    }
    return best;
}
