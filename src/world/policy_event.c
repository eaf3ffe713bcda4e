/* policy_event.c - layer 2: the events of a scenario, from YAML.
 *
 * Flow per event: its kind -> every key against the tables of the kind (policy_kinds.c) -> the values, by a schema -> what
 * does not fit together.
 * Invariant: nothing that an event says is left out of the policy; names are not looked at (policy_check.c). */
#include "world/policy_impl.h"

enum { LISTED = 640 };

typedef struct texts {
    const char **text;
    int32_t n;
} texts;

typedef struct draft { /* an event while it is read */
    policy_event e;
    texts what, to;
} draft;

/* ---- what is said --------------------------------------------------------------------------------- */

static void list(char out[LISTED], const char *word)
{
    size_t n = strlen(out);
    snprintf(out + n, LISTED - n, "%s%s", n ? ", " : "", word);
}

static const char *const common[] = { "kind", "start", "end", "announced", "source", "note" };

/* Calls `visit` with every key that the kind takes. */
static void each_key(policy_kind kind, void (*visit)(void *user, const char *key), void *user)
{
    uint32_t subjects = policy_kinds[kind].needs | policy_kinds[kind].may;
    uint32_t numbers = policy_numbers[kind].needs | policy_numbers[kind].may;
    for (uint32_t bit = 1; policy_subject_name(bit); bit <<= 1)
        if (subjects & bit)
            visit(user, policy_subject_name(bit));
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        if (numbers >> k & 1)
            visit(user, policy_number_rows[k].name);
    for (int32_t i = 0; i < COUNT_OF(common); i++)
        if (policy_numbers[kind].end != POLICY_NEVER_ENDS || !STR_EQ(common[i], "end"))
            visit(user, common[i]);
}

typedef struct wanted { /* a key looked for among those of a kind */
    const char *key;
    const char *near;
    int32_t far;
    bool found;
    char listed[LISTED];
} wanted;

static void meet(void *user, const char *key)
{
    wanted *w = user;
    int32_t far = near_distance(w->key, key);
    w->found |= STR_EQ(w->key, key);
    if (near_enough(w->key, key) && far < w->far && far < (int32_t)strlen(key)) {
        w->near = key;
        w->far = far;
    }
    list(w->listed, key);
}

/* Is this key of an event one that its kind takes? */
static gad_status check_key(gad_ctx *cx, const yaml_doc *doc, const yaml_node *member,
                            policy_kind kind)
{
    const char *name = policy_kind_name(kind);
    wanted w = { .key = member->key, .far = INT32_MAX };
    each_key(kind, meet, &w);
    if (w.found)
        return GAD_OK;
    bool known = policy_subject(w.key) || policy_number_find(w.key) >= 0 || STR_EQ(w.key, "end");
    if (!known && w.near)
        return yaml_fail_key(cx, doc, member, "%s has no '%.*s': did you mean '%s'?", name,
                             yaml_shown(w.key), w.key, w.near);
    return yaml_fail_key(cx, doc, member, "%s takes no '%.*s': its keys are %s", name,
                         yaml_shown(w.key), w.key, w.listed);
}

/* ---- values that no type of yaml.h fits ------------------------------------------------------------ */

static gad_status read_kind(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                            void *field)
{
    char listed[LISTED] = "";
    const char *near = NULL;
    int32_t best = INT32_MAX;
    (void)mem;
    policy_kind k = (policy_kind)policy_kind_find(node->text);
    if (node->kind == YAML_IS_TEXT && (int32_t)k >= 0) {
        memcpy(field, &k, sizeof k);
        return GAD_OK;
    }
    for (int32_t i = 0; i < POLICY_KINDS; i++) {
        int32_t far = near_distance(node->text, policy_kinds[i].name);
        if (near_enough(node->text, policy_kinds[i].name) && far < best) {
            near = policy_kinds[i].name;
            best = far;
        }
        list(listed, policy_kinds[i].name);
    }
    if (near)
        return yaml_fail(cx, doc, node, "'kind': there is no '%.*s': did you mean '%s'?",
                         yaml_shown(node->text), node->text, near);
    return yaml_fail(cx, doc, node, "'kind': expected one of %s, found '%.*s'", listed,
                     yaml_shown(node->text), node->text);
}

static gad_status read_texts(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                             void *field)
{
    texts t = { NULL, 0 };
    if (node->kind == YAML_IS_TEXT && *node->text)
        return yaml_fail(cx, doc, node, "'%s': expected a list: write [%.*s]", node->key,
                         yaml_shown(node->text), node->text);
    if (node->kind != YAML_IS_LIST || node->n == 0)
        return yaml_fail(cx, doc, node, "'%s': expected a list of names, as [a, b]", node->key);
    t.text = arena_take(mem, (size_t)node->n, sizeof *t.text);
    if (!t.text)
        return gad_nomem(cx, "a scenario");
    for (const yaml_node *v = node->first; v; v = v->next) {
        if (v->kind != YAML_IS_TEXT || !*v->text)
            return yaml_fail(cx, doc, v, "'%s': expected a name", node->key);
        for (int32_t i = 0; i < t.n; i++)
            if (STR_EQ(t.text[i], v->text))
                return yaml_fail(cx, doc, v, "'%s': '%.*s' stands twice", node->key,
                                 yaml_shown(v->text), v->text);
        t.text[t.n] = arena_str(mem, v->text);
        if (!t.text[t.n++])
            return gad_nomem(cx, "a scenario");
    }
    memcpy(field, &t, sizeof t);
    return GAD_OK;
}

/* ---- the schema of an event ------------------------------------------------------------------------ */

static const yaml_field point_fields[] = {
    { .key = "day", .type = YAML_DAY, .offset = offsetof(policy_point, day), .required = true },
    { .key = "frac",
      .type = YAML_NUMBER,
      .offset = offsetof(policy_point, frac),
      .required = true,
      .hi = 1 },
};
static const yaml_schema point_schema = { .what = "a point of 'approve'",
                                          .field = point_fields,
                                          .n = COUNT_OF(point_fields),
                                          .size = sizeof(policy_point) };

#define TEXT_OF(word, field)                                                                       \
    {                                                                                              \
        .key = word, .type = YAML_TEXT, .offset = offsetof(draft, e.field)                         \
    }
#define DAY_OF(word, field)                                                                        \
    {                                                                                              \
        .key = word, .type = YAML_DAY, .offset = offsetof(draft, e.field)                          \
    }
enum { WORD_FIELDS = 14 };
static const yaml_field word_fields[WORD_FIELDS] = {
    { .key = "kind",
      .type = YAML_VISIT,
      .offset = offsetof(draft, e.kind),
      .required = true,
      .visit = read_kind },
    { .key = "start", .type = YAML_DAY, .offset = offsetof(draft, e.start), .required = true },
    { .key = "source", .type = YAML_TEXT, .offset = offsetof(draft, e.source), .required = true },
    { .key = "what", .type = YAML_VISIT, .offset = offsetof(draft, what), .visit = read_texts },
    { .key = "to", .type = YAML_VISIT, .offset = offsetof(draft, to), .visit = read_texts },
    { .key = "approve",
      .type = YAML_LIST,
      .offset = offsetof(draft, e.approve),
      .of = &point_schema,
      .count = offsetof(draft, e.n_approve) },
    TEXT_OF("from", from),
    TEXT_OF("place", place),
    TEXT_OF("use", use),
    TEXT_OF("process", process),
    TEXT_OF("plant", plant),
    TEXT_OF("note", note),
    DAY_OF("end", end),
    DAY_OF("announced", announced),
};

/* The schema of an event of this kind: the words, and its numbers by their table. */
static gad_status bind_event(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                             draft *d)
{
    yaml_field field[WORD_FIELDS + POLICY_NUMBERS];
    memcpy(field, word_fields, sizeof word_fields);
    for (int32_t k = 0; k < POLICY_NUMBERS; k++) {
        const policy_number_row *row = &policy_number_rows[k];
        field[WORD_FIELDS + k] =
            (yaml_field){ .key = row->name,
                          .type = YAML_NUMBER,
                          .offset = offsetof(draft, e.number) + (size_t)k * sizeof(double),
                          .required = policy_numbers[d->e.kind].needs >> k & 1,
                          .lo = row->lo,
                          .hi = row->hi,
                          .unit = row->unit };
    }
    for (int32_t i = 0; i < WORD_FIELDS; i++)
        field[i].required |=
            (policy_kinds[d->e.kind].needs & policy_subject(field[i].key)) != 0 ||
            (policy_numbers[d->e.kind].end == POLICY_MUST_END && STR_EQ(field[i].key, "end"));
    yaml_schema schema = { .what = policy_kind_name(d->e.kind),
                           .field = field,
                           .n = COUNT_OF(field),
                           .size = sizeof(draft) };
    return yaml_bind(cx, doc, node, &schema, mem, d);
}

/* ---- what does not fit together -------------------------------------------------------------------- */

static bool is_blank(const char *text)
{
    return text && !text[strspn(text, " \t\n")];
}

static gad_status check_approve(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node,
                                const policy_event *e)
{
    const yaml_node *list_node = yaml_find(node, "approve");
    const yaml_node *v = list_node ? list_node->first : NULL;
    for (int32_t i = 0; i < e->n_approve; i++, v = v->next) {
        if (i > 0 && e->approve[i].day <= e->approve[i - 1].day)
            return yaml_fail(cx, doc, v, "'approve': its days must come one after the other");
        if (e->approve[i].day > e->end)
            return yaml_fail(cx, doc, v, "'approve': this day is after the event's 'end'");
    }
    return GAD_OK;
}

static gad_status check_event(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node,
                              const policy_event *e)
{
    bool quota = e->kind == POLICY_QUOTA, lane = e->n_what || e->from || e->n_to;
    bool relief = e->kind == POLICY_LICENCE_RELIEF, gives = e->n_approve > 0;
    bool assumed = STR_EQ(e->source, "assumption");
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        gives |= (policy_numbers[e->kind].keeps >> k & 1) && IS_NUMBER(e->number[k]);
    const struct {
        bool wrong;
        const char *key, *why;
    } row[] = {
        { e->end < e->start, "end", "'end' is before 'start'" },
        { e->announced > e->start, "announced",
          "'announced' is after 'start': leave it out when the rule came without notice" },
        { e->n_approve && yaml_find(node, "approve_frac"), "approve_frac",
          "'approve_frac' and 'approve' say the same thing: keep one" },
        { is_blank(e->source), "source", "'source': expected an address, or assumption" },
        { !assumed && near_enough(e->source, "assumption"), "source",
          "'source': did you mean 'assumption'?" },
        { is_blank(e->note), "note", "'note' is blank: write the reason, or leave it out" },
        { assumed && !e->note, "source", "an assumption needs its reason: add 'note'" },
        { quota && lane == (e->process != NULL), "kind",
          "a quota is on exports ('what' and 'from') or on a 'process', one of the two" },
        { quota && lane && (!e->n_what || !e->from), "kind",
          "a quota on exports needs 'what' and 'from'" },
        { quota && lane && e->place, "place",
          "a quota on exports has no 'place': it has 'from' and 'to'" },
        { relief && !gives, "kind",
          "this relief changes nothing: give review_frac, approve, approve_frac or another number" },
        { e->kind == POLICY_SUBSTITUTION && e->number[POLICY_CHANGE_PCT] > 0, "change_pct",
          "substitution means to need less: 'change_pct' is from -100 to 0" },
        { IS_NUMBER(e->number[POLICY_VALIDITY_MONTHS]) &&
              floor(e->number[POLICY_VALIDITY_MONTHS]) < e->number[POLICY_VALIDITY_MONTHS],
          "validity_months", "'validity_months' is counted in whole months" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        if (row[i].wrong)
            return yaml_fail(cx, doc, yaml_find(node, row[i].key), "%s", row[i].why);
    return check_approve(cx, doc, node, e);
}

/* ---- events ---------------------------------------------------------------------------------------- */

/* Numbers that were not given: the default, or "as the licence has it". */
static void fill_numbers(policy_event *e)
{
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        if (!IS_NUMBER(e->number[k]) && !(policy_numbers[e->kind].keeps >> k & 1))
            e->number[k] = policy_number_rows[k].def;
}

static gad_status read_event(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                             policy_event *out)
{
    const yaml_node *kind = node->kind == YAML_IS_MAP ? yaml_find(node, "kind") : NULL;
    draft d = { .e = { .end = INT32_MAX, .announced = INT32_MIN, .line = node->line } };
    if (!kind)
        return yaml_fail(cx, doc, node, "an event needs 'kind'");
    gad_status st = read_kind(cx, doc, kind, mem, &d.e.kind);
    for (const yaml_node *m = node->first; m && !st; m = m->next)
        st = check_key(cx, doc, m, d.e.kind);
    for (int32_t k = 0; k < POLICY_NUMBERS; k++)
        d.e.number[k] = NO_NUMBER;
    if (!st)
        st = bind_event(cx, doc, node, mem, &d);
    if (st)
        return st;
    d.e.what = d.what.text;
    d.e.n_what = d.what.n;
    d.e.to = d.to.text;
    d.e.n_to = d.to.n;
    if (d.e.announced == INT32_MIN)
        d.e.announced = d.e.start;
    st = check_event(cx, doc, node, &d.e);
    fill_numbers(&d.e);
    *out = d.e;
    return st;
}

gad_status policy_events_read(gad_ctx *cx, const yaml_doc *doc, const yaml_node *node, arena *mem,
                              void *field)
{
    policy_events all = { NULL, 0 };
    if (node->kind != YAML_IS_LIST || node->n == 0)
        return yaml_fail(cx, doc, node,
                         "'events': expected a list, '- ' before each event; leave it out when "
                         "nothing happens");
    all.event = arena_take(mem, (size_t)node->n, sizeof *all.event);
    if (!all.event)
        return gad_nomem(cx, "a scenario");
    for (const yaml_node *v = node->first; v; v = v->next) {
        gad_status st = read_event(cx, doc, v, mem, &all.event[all.n++]);
        if (st)
            return st;
    }
    memcpy(field, &all, sizeof all);
    return GAD_OK;
}
