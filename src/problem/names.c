/* names.c - layer 2: names in an open hash table. */
#include "problem/names.h"

/* FNV-1a, 32 bits (Fowler, Noll, Vo): short texts, no adversary worth more. The names come from the user's own file. */
static uint32_t hash_of(const char *text)
{
    uint32_t h = 2166136261U;
    for (const unsigned char *s = (const unsigned char *)text; *s; s++)
        h = (h ^ *s) * 16777619U;
    return h ^ h >> 15;
}

bool names_init(names *s, arena *mem, int32_t most)
{
    uint32_t slots = 8;
    while (slots < 2 * (uint32_t)most)
        slots *= 2;
    *s = (names){ .mask = slots - 1 };
    s->text = arena_take(mem, (size_t)most + 1, sizeof *s->text);
    s->slot = arena_take(mem, slots, sizeof *s->slot);
    if (!s->text || !s->slot)
        return false;
    memset(s->slot, 0xFF, slots * sizeof *s->slot);
    return true;
}

/* The slot that holds the text, or the free one where it belongs. */
static uint32_t slot_of(const names *s, const char *text)
{
    uint32_t k = hash_of(text) & s->mask;
    while (s->slot[k] >= 0 && !STR_EQ(s->text[s->slot[k]], text))
        k = (k + 1) & s->mask;
    return k;
}

int32_t names_find(const names *s, const char *text)
{
    return s->slot[slot_of(s, text)];
}

int32_t names_add(names *s, const char *text)
{
    uint32_t k = slot_of(s, text);
    if (s->slot[k] >= 0)
        return s->slot[k];
    s->slot[k] = s->n;
    s->text[s->n++] = text;
    return -1;
}

const char *names_nearest(const names *s, const char *asked)
{
    const char *best = NULL;
    int32_t least = 0;
    for (int32_t k = 0; k < s->n; k++) {
        int32_t d = near_distance(asked, s->text[k]);
        bool near = near_enough(asked, s->text[k]) &&
                    d < (int32_t)strlen(asked); /* "C" is no slip of "A" */
        if (near && (!best || d < least)) {
            best = s->text[k];
            least = d;
        }
    }
    return best;
}
