/* watch_rules.c - layer 4: the rules file of `gadolin watch`: YAML to rules whose names are resolved.
 *
 * Flow: yaml_bind by the schema below -> per rule the condition (alert_parse), product and countries against the store ->
 * what does not fit together. Every complaint names line and column. */
#include "report/watch.h"

static const char *const flows[] = { "X", "M", "P", "Q", "S", "C", NULL };
static const char *const freqs[] = { "auto", "M", "A", NULL };
static const char *const measures[] = { "qty",   "value",      "unit-value", "share",
                                        "price", "production", "capacity",   "reserves",
                                        "quota", "intensity",  NULL };

static const watch_rule rule_defaults = {
    .partner = "W00", .flow = "X", .measure = "qty", .freq = "auto", .note = ""
};

#define TEXT_OF(k, field, must)                                                                    \
    {                                                                                              \
        .key = (k), .type = YAML_TEXT, .offset = offsetof(watch_rule, field), .required = (must)   \
    }
#define CHOICE_OF(k, field, list)                                                                  \
    {                                                                                              \
        .key = (k), .type = YAML_CHOICE, .offset = offsetof(watch_rule, field), .choices = (list)  \
    }
static const yaml_field rule_fields[] = {
    TEXT_OF("name", name, false),        TEXT_OF("product", product, true),
    TEXT_OF("reporter", reporter, true), TEXT_OF("partner", partner, false),
    CHOICE_OF("flow", flow, flows),      CHOICE_OF("measure", measure, measures),
    CHOICE_OF("freq", freq, freqs),      TEXT_OF("when", when, true),
    TEXT_OF("note", note, false),
};
static const yaml_schema rule_schema = { .what = "a rule",
                                         .field = rule_fields,
                                         .n = COUNT_OF(rule_fields),
                                         .size = sizeof(watch_rule),
                                         .defaults = &rule_defaults,
                                         .place = offsetof(watch_rule, place) };

static const yaml_field file_fields[] = {
    { .key = "webhook", .type = YAML_TEXT, .offset = offsetof(watch_rules, webhook) },
    { .key = "rules",
      .type = YAML_LIST,
      .offset = offsetof(watch_rules, rule),
      .required = true,
      .of = &rule_schema,
      .count = offsetof(watch_rules, n) },
};
static const yaml_schema file_schema = { .what = "a rules file",
                                         .field = file_fields,
                                         .n = COUNT_OF(file_fields),
                                         .size = sizeof(watch_rules) };

typedef struct reading {
    gad_ctx *cx;
    gad_store *st;
    arena *mem;
    const yaml_doc *doc;
} reading;

/* ---- complaints ---------------------------------------------------------------------------------- */

/* The value of `key` in the rule, or the rule where it is not written. */
static const yaml_node *node_of(const watch_rule *r, const char *key)
{
    const yaml_node *v = yaml_find(r->place, key);
    return v ? v : r->place;
}

/* What the layers below said of the value of `key`, with its place. */
static gad_status at_key(const reading *f, const watch_rule *r, const char *key, gad_status st)
{
    if (st != GAD_E_ARG && st != GAD_E_NOTFOUND && st != GAD_E_FORMAT)
        return st;
    return yaml_fail(f->cx, f->doc, node_of(r, key), "%s", gad_last_error(f->cx).text);
}

/* ---- one rule ------------------------------------------------------------------------------------ */

static gad_status read_condition(const reading *f, watch_rule *r)
{
    size_t at = 0;
    gad_status st = alert_parse(f->cx, f->mem, r->when, &r->test, &at);
    if (st != GAD_E_FORMAT)
        return st;
    return yaml_fail_inside(f->cx, f->doc, node_of(r, "when"), at, "%s",
                            gad_last_error(f->cx).text);
}

static gad_status read_names(const reading *f, const gad_watch_opts *opts, watch_rule *r)
{
    gad_series_opts o = gad_series_defaults();
    o.product = r->product;
    o.reporter = r->reporter;
    o.partner = r->partner;
    o.flow = r->flow;
    o.measure = r->measure;
    o.freq = r->freq;
    o.as_of = opts->as_of;
    product_ref product;
    country_ref country;
    gad_status st = codes_product(f->cx, f->st, f->mem, r->product, &product);
    if (st)
        return at_key(f, r, "product", st);
    st = codes_country(f->cx, f->st, f->mem, "reporter", r->reporter, &country);
    if (st)
        return at_key(f, r, "reporter", st);
    st = codes_country(f->cx, f->st, f->mem, "partner", r->partner, &country);
    if (st)
        return at_key(f, r, "partner", st);
    if (r->test.country) {
        st = codes_country(f->cx, f->st, f->mem, "partner", r->test.country, &r->country);
        if (st)
            return at_key(f, r, "when", st);
        r->test.country = r->country.id;
    }
    return series_query_make(f->cx, f->st, f->mem, &o, &r->q);
}

static bool is_world(const country_ref *c)
{
    return STR_EQ(c->id, "W00");
}

/* What the subject asks of the rest of the rule; each row is a reason to refuse, with the key it stands at. */
static gad_status check_fit(const reading *f, const watch_rule *r)
{
    alert_subject s = r->test.subject;
    bool of_partners = s == ALERT_SHARE || s == ALERT_RANK || s == ALERT_HHI;
    bool trade = (r->q.flow == 'X' || r->q.flow == 'M') &&
                 (STR_EQ(r->q.measure, "qty") || STR_EQ(r->q.measure, "value"));
    bool gap = s == ALERT_GAP;
    char step = r->test.step;
    const struct {
        bool wrong;
        const char *key, *why;
    } row[] = {
        { (of_partners || gap) && !trade, "when",
          "this condition is about trade: flow X or M, measure qty or value" },
        { of_partners && !is_world(&r->q.partner), "partner",
          "this condition looks at every partner: leave 'partner' out and name a country in the condition" },
        { s == ALERT_RANK && r->country.number < 0, "when",
          "a group has no place among countries: name a country" },
        { (s == ALERT_RANK || s == ALERT_SHARE) && is_world(&r->country), "when",
          "the world is no partner of its own: name a country" },
        { gap && (is_world(&r->q.partner) || r->q.partner.number < 0), "partner",
          "a mirror gap is between two countries: name one as 'partner'" },
        { gap && r->q.reporter.number < 0, "reporter",
          "a mirror gap is between two countries: name one as 'reporter'" },
        { (step == 'M' && r->q.freq == 'A') || (step == 'A' && r->q.freq == 'M'), "when",
          "months and years do not fit together: see 'freq'" },
        { s == ALERT_MOM && r->q.freq == 'A', "when", "an annual series has no months" },
        { s == ALERT_YTD_YOY && r->q.freq == 'A', "when", "an annual series has no months" },
    };
    for (int32_t i = 0; i < COUNT_OF(row); i++)
        if (row[i].wrong)
            return yaml_fail(f->cx, f->doc, node_of(r, row[i].key), "%s", row[i].why);
    return GAD_OK;
}

static gad_status name_rule(const reading *f, watch_rule *r)
{
    r->condition = alert_text(f->mem, &r->test);
    if (r->condition)
        r->key = arena_fmt(f->mem, "%s | %s %s %s %c %s %c", r->condition, r->q.product.id,
                           r->q.reporter.id, r->q.partner.id, r->q.flow, r->q.measure,
                           r->q.freq ? r->q.freq : '-');
    if (r->key && !r->name)
        r->name =
            arena_fmt(f->mem, "%s of %s: %s", r->q.product.id, r->q.reporter.id, r->condition);
    return r->key && r->name ? GAD_OK : gad_nomem(f->cx, "the rules");
}

static int by_key(const void *pa, const void *pb)
{
    const watch_rule *a = *(const watch_rule *const *)pa, *b = *(const watch_rule *const *)pb;
    int order = strcmp(a->key, b->key);
    return order ? order : (a > b) - (a < b);
}

/* Two rules of one key would be one alert. */
static gad_status check_distinct(const reading *f, const watch_rules *rules)
{
    const watch_rule **all = arena_take(f->mem, (size_t)rules->n, sizeof(void *));
    if (!all)
        return gad_nomem(f->cx, "the rules");
    for (int32_t i = 0; i < rules->n; i++)
        all[i] = &rules->rule[i];
    qsort(all, (size_t)rules->n, sizeof(void *), by_key);
    for (int32_t i = 1; i < rules->n; i++)
        if (STR_EQ(all[i]->key, all[i - 1]->key))
            return yaml_fail(f->cx, f->doc, all[i]->place,
                             "this rule says the same as the one in line %" PRId32,
                             all[i - 1]->place->line);
    return GAD_OK;
}

gad_status watch_rules_read(gad_ctx *cx, gad_store *st, arena *mem, const char *path,
                            const gad_watch_opts *opts, watch_rules *out)
{
    gad_status status = yaml_doc_read(cx, path, &out->doc);
    if (!status)
        status = yaml_bind(cx, out->doc, yaml_doc_top(out->doc), &file_schema, mem, out);
    reading f = { cx, st, mem, out->doc };
    for (int32_t i = 0; i < out->n && !status; i++) {
        watch_rule *r = &out->rule[i];
        status = read_condition(&f, r);
        if (!status)
            status = read_names(&f, opts, r);
        if (!status)
            status = check_fit(&f, r);
        if (!status)
            status = name_rule(&f, r);
    }
    return status ? status : check_distinct(&f, out);
}
