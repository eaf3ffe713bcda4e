/* brief_say.c - layer 4: what all parts of a briefing share: growing lists, numbered sources, and
 * the words that depend on flow and frequency. */
#include "report/brief.h"

void *brief_room(brief *b, void *items, int32_t n, int32_t *cap, size_t size)
{
    if (n < *cap)
        return items;
    int32_t more = MAX_OF(*cap * 2, 16);
    void *copy = arena_take(b->mem, (size_t)more, size);
    if (!copy) {
        b->failed = true;
        return NULL;
    }
    if (n)
        memcpy(copy, items, (size_t)n * size);
    *cap = more;
    return copy;
}

/* Texts of the data end up on a terminal: control characters become spaces. */
static const char *clean(brief *b, const char *text)
{
    char *copy = arena_str(b->mem, text ? text : "");
    b->failed |= !copy;
    for (char *c = copy; c && *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = ' ';
    return copy ? copy : "";
}

int32_t brief_cite_number(brief *b, const figure *fig)
{
    if (fig->kind == FIGURE_NONE || !fig->source || !*fig->source)
        return 0;
    bool customs = fig->kind == FIGURE_CUSTOMS || fig->kind == FIGURE_SUM;
    const char *name = clean(b, fig->source), *url = clean(b, fig->url);
    for (int32_t i = 0; i < b->n_source; i++)
        if (STR_EQ(b->source[i].name, name) && STR_EQ(b->source[i].url, url) &&
            b->source[i].published == fig->published && b->source[i].customs == customs)
            return i + 1;
    brief_source *room = brief_room(b, b->source, b->n_source, &b->cap_source, sizeof *room);
    if (!room)
        return 0;
    b->source = room;
    b->source[b->n_source++] =
        (brief_source){ name, url, fig->published, fig->published_assumed, customs };
    return b->n_source;
}

void brief_cite(brief *b, const figure *fig)
{
    int32_t n = brief_cite_number(b, fig);
    if (n)
        buf_fmt(&b->text, " [%" PRId32 "]", n);
}

void brief_say(brief *b, brief_part part)
{
    brief_line *room = brief_room(b, b->line, b->n_line, &b->cap_line, sizeof *room);
    const char *text = prose_sentence(b->mem, &b->text);
    buf_clear(&b->text);
    b->failed |= !text;
    if (!room || !text)
        return;
    b->line = room;
    b->line[b->n_line++] = (brief_line){ part, text };
}

const char *brief_take(brief *b)
{
    const char *copy = buf_ok(&b->text) ? arena_str(b->mem, buf_text(&b->text)) : NULL;
    buf_clear(&b->text);
    b->failed |= !copy;
    return copy ? copy : "";
}

const char *brief_status(figure_kind kind)
{
    static const char *const word[] = { [FIGURE_NONE] = "unknown",
                                        [FIGURE_CUSTOMS] = "customs",
                                        [FIGURE_SUM] = "sum",
                                        [FIGURE_REPORTED] = "reported",
                                        [FIGURE_DERIVED] = "derived" };
    return word[kind];
}

const char *brief_noun(const brief_facts *f)
{
    return f->query.flow == 'M' ? "imports" : "exports";
}

const char *brief_side(const brief_facts *f)
{
    return f->query.flow == 'M' ? "origin" : "destination";
}

const char *brief_sides(const brief_facts *f)
{
    return f->query.flow == 'M' ? "origins" : "destinations";
}

const char *brief_step(const brief_facts *f)
{
    return f->annual ? "year" : "month";
}

const char *brief_steps(const brief_facts *f)
{
    return f->annual ? "years" : "months";
}

const char *brief_partner_unit(const brief_facts *f)
{
    return f->rank.unit && *f->rank.unit ? f->rank.unit : f->main.unit;
}

void brief_possessive(buf *b, const char *name)
{
    size_t n = strlen(name);
    buf_fmt(b, "%s%s", name, n && name[n - 1] == 's' ? "'" : "'s");
}

void brief_amount(buf *b, const figure *fig, const char *unit)
{
    prose_amount(b, fig->value, unit, fig->half_unit);
}

void brief_range(buf *b, const change *c)
{
    prose_pct(b, c->lo, true);
    if (isfinite(c->hi)) {
        buf_add(b, " to ");
        prose_pct(b, c->hi, true);
    } else {
        buf_add(b, " upwards");
    }
}

bool brief_known(const figure *fig)
{
    return fig->kind != FIGURE_NONE && IS_NUMBER(fig->value);
}

prose_change brief_chosen(const change *c, bool *published)
{
    bool have = brief_known(&c->published);
    double p = c->published.value, half = c->published.half_unit;
    *published = have && (isnan(c->pct) || c->base_derived);
    if (*published)
        return (prose_change){ p, p - half, p + half };
    return (prose_change){ c->pct, c->lo, c->hi };
}

int32_t brief_missing(const brief_facts *f, int32_t month[BRIEF_TREND])
{
    int32_t step = f->annual ? 12 : 1, n = 0;
    for (int32_t k = BRIEF_TREND - 1; k >= 0; k--) {
        int32_t m = f->month - k * step, i = series_find(&f->main, m);
        if (i < 0 || !brief_known(&f->main.at[i].level))
            month[n++] = m;
    }
    return n;
}

bool brief_same_claim(const brief_remark *a, const brief_remark *b)
{
    return a->is_rank == b->is_rank && STR_EQ(a->product, b->product) &&
           STR_EQ(a->partner, b->partner) && STR_EQ(a->basis, b->basis) &&
           (a->is_rank ? a->fig.value == b->fig.value : STR_EQ(a->fig.note, b->fig.note));
}

bool brief_said_before(const brief_facts *f, int32_t i)
{
    for (int32_t k = 0; k < i; k++)
        if (brief_same_claim(&f->remark[k], &f->remark[i]))
            return true;
    return false;
}

/* "by A [1] and B [2]": every source that makes the claim of remark i. */
void brief_claimed_by(brief *b, int32_t i)
{
    const brief_facts *f = b->f;
    int32_t n = 0, k_last = i;
    for (int32_t k = i; k < f->n_remark; k++)
        if (brief_same_claim(&f->remark[k], &f->remark[i]))
            k_last = k;
    buf_add(&b->text, " by ");
    for (int32_t k = i; k <= k_last; k++) {
        if (!brief_same_claim(&f->remark[k], &f->remark[i]))
            continue;
        int32_t number = brief_cite_number(b, &f->remark[k].fig);
        if (!number)
            continue;
        buf_add(&b->text, n++ == 0 ? "" : k == k_last ? " and " : ", ");
        buf_fmt(&b->text, "%s [%" PRId32 "]", b->source[number - 1].name, number);
    }
}

const char *brief_pct_text(arena *mem, gad_ctx *cx, const change *c)
{
    buf b;
    bool published = false;
    prose_change chosen = brief_chosen(c, &published);
    buf_init(&b, &cx->al);
    if (IS_NUMBER(chosen.pct))
        prose_pct(&b, chosen.pct, prose_rough(chosen));
    if (published)
        buf_add(&b, " (rep.)");
    const char *text = buf_ok(&b) ? arena_str(mem, buf_text(&b)) : NULL;
    buf_release(&b);
    return text;
}
