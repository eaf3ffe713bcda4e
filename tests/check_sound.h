/* check_sound.h - what holds of every checked article, whatever its bytes: of the fuzz target and the property test. */
#ifndef GAD_CHECK_SOUND_H
#define GAD_CHECK_SOUND_H

#include "base/base.h"
#include "claims/context.h"
#include "report/check.h"

static inline bool is_continuation_byte(const article *a, uint32_t at)
{
    return at < a->n && ((unsigned char)a->text[at] & 0xC0) == 0x80;
}

/* Places of a claim: inside one sentence that is searched, in whole characters, and the same words in the input. */
static inline const char *span_broken(const check *c, const claim *k, const char *bytes, size_t n)
{
    const article *a = &c->art;
    if (k->m.from >= k->m.to || k->m.to > a->n)
        return "a claim has words, inside the text";
    if (is_continuation_byte(a, k->m.from) || is_continuation_byte(a, k->m.to))
        return "characters are not cut";
    if (k->m.sentence < 0 || k->m.sentence >= a->n_sentence)
        return "a claim knows its sentence";
    const sentence *s = &a->sentence[k->m.sentence];
    if (s->kind == SENTENCE_NOISE || k->m.from < s->from || k->m.to > s->to)
        return "a claim is part of a sentence that is read";
    size_t length = k->m.to - k->m.from;
    if (strlen(k->text) != length || memcmp(k->text, a->text + k->m.from, length) != 0)
        return "a claim's words are those of the text";
    if (k->from >= k->to || k->to > n)
        return "a claim lies inside the input";
    if (!a->origin && k->to - k->from != length)
        return "the words of a plain text are as long in the input";
    for (size_t i = 0; i < length && !a->origin; i++) /* control characters become spaces */
        if (bytes[k->from + i] != k->text[i] && (unsigned char)bytes[k->from + i] > ' ' &&
            (unsigned char)bytes[k->from + i] < 0x7F)
            return "the words of a plain text stand in the input as they are";
    return NULL;
}

static inline const char *evidence_broken(const evidence *e)
{
    const char *const texts[] = { e->series, e->statistic, e->period, e->base,   e->unit,
                                  e->source, e->url,       e->note,   e->formula };
    for (int32_t i = 0; i < COUNT_OF(texts); i++)
        if (!texts[i])
            return "evidence has all its words";
    if (isinf(e->value) || (IS_NUMBER(e->value) && IS_NUMBER(e->lo) && IS_NUMBER(e->hi) &&
                            !(e->lo <= e->value && e->value <= e->hi)))
        return "the value of evidence is finite and inside its bounds";
    if (STR_EQ(e->statistic, "level") ? e->value < 0 : STR_EQ(e->unit, "pct") && e->value < -100)
        return "no level is below zero, and nothing falls by more than all of it";
    return NULL;
}

static inline const char *claim_broken(const claim *k)
{
    if ((uint32_t)k->verdict >= VERDICTS)
        return "every claim has a verdict";
    if (!(k->confidence >= 0 && k->confidence <= 1))
        return "confidence is from 0 to 1";
    if (!k->interpretation || !*k->interpretation || !k->explanation || !*k->explanation)
        return "every claim is explained";
    if (k->n_reading < 1 || k->n_reading > READINGS_MAX || !k->reading[0].product)
        return "every claim is about something";
    if (!k->n_evidence && (k->verdict == CONTRADICTED || k->verdict == MISLABELLED ||
                           k->verdict == CLOSE || k->verdict == SUPPORTED))
        return "a verdict stands on evidence";
    for (int32_t i = 0; i < k->n_evidence; i++) {
        const char *broken = evidence_broken(&k->evidence[i]);
        if (broken)
            return broken;
    }
    return NULL;
}

/* The promise that is broken, NULL: none. */
static inline const char *check_broken(const check *c, const char *bytes, size_t n)
{
    int32_t count[VERDICTS] = { 0 };
    uint32_t at = 0;
    for (int32_t i = 0; i < c->n; i++) {
        const claim *k = &c->claim[i];
        const char *broken = span_broken(c, k, bytes, n);
        if (!broken)
            broken = claim_broken(k);
        if (broken)
            return broken;
        if (k->m.from < at)
            return "claims are in the order of the text";
        at = k->m.from;
        count[k->verdict]++;
    }
    for (int32_t v = 0; v < VERDICTS; v++)
        if (count[v] != c->count[v])
            return "verdicts are counted";
    return NULL;
}

#endif
