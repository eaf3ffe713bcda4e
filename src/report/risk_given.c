/* risk_given.c - layer 4: `risk eu-sr`: the EU's supply risk from numbers on the command line.
 *
 * Flow of gad_risk_eu_sr: options to numbers with their rounding -> indicator_eu_sr (trade/) -> JSON, a
 * table, or a page. What it shares with risk_given_geopolrisk.c comes first. */
#include "report/risk_given.h"
#include "trade/indicators.h"

/* ---- shared ------------------------------------------------------------------------------------- */

#define OPTION(name, field, bit)                                                                   \
    {                                                                                              \
        name, offsetof(gad_risk_opts, field), bit                                                  \
    }
static const struct {
    const char *name;
    size_t at;
    uint32_t bit; /* 0: of no question here */
} options[] = {
    OPTION("hhi-gs", hhi_gs, GIVEN_HHI_GS),
    OPTION("hhi-eu", hhi_eu, GIVEN_HHI_EU),
    OPTION("import-reliance", import_reliance, GIVEN_RELIANCE),
    OPTION("eol-rir", eol_rir, GIVEN_EOL),
    OPTION("si", si, GIVEN_SI),
    OPTION("input", input, GIVEN_INPUT),
    OPTION("governance", governance, GIVEN_GOVERNANCE),
    OPTION("price", price, GIVEN_PRICE),
    OPTION("product", product, 0),
    OPTION("country", country, 0),
    OPTION("year", year, 0),
    OPTION("spare", spare, 0),
    OPTION("as-of", as_of, 0),
    OPTION("source", source, 0),
};
#undef OPTION

static const char *option_text(const gad_risk_opts *o, size_t at)
{
    return *(const char *const *)(const void *)((const char *)o + at);
}

gad_status risk_given_options(gad_ctx *cx, const gad_risk_opts *o, const char *question,
                              uint32_t allowed, bool *show_inputs)
{
    for (int32_t k = 0; k < COUNT_OF(options); k++)
        if (option_text(o, options[k].at) && !(options[k].bit & allowed))
            return gad_fail(cx, GAD_E_ARG,
                            "--%s does not go with 'risk %s', which computes from given inputs",
                            options[k].name, question);
    if (o->measure && strcasecmp(o->measure, "qty") != 0)
        return gad_fail(cx, GAD_E_ARG, "--measure %.40s does not go with 'risk %s'", o->measure,
                        question);
    *show_inputs = o->show && strcasecmp(o->show, "inputs") == 0;
    if (o->show && !*show_inputs && strcasecmp(o->show, "indicators") != 0)
        return gad_fail(cx, GAD_E_ARG,
                        "--show %.40s does not go with 'risk %s': choose indicators or inputs",
                        o->show, question);
    return GAD_OK;
}

gad_status risk_given_table(gad_ctx *cx, gad_table *t, const gad_output *out)
{
    gad_status st = t ? table_finish(cx, t, &t) : GAD_E_NOMEM;
    if (!st)
        st = gad_table_write(cx, t, out);
    gad_table_free(t);
    return st;
}

int32_t risk_given_decimals(double x)
{
    double a = fabs(x);
    if (!(a > 0) || !isfinite(a))
        return 2;
    double digits = 2 - floor(log10(a));
    return (int32_t)MAX_OF(0, MIN_OF(12, digits));
}

const char *risk_given_digits(char out[NUM_TEXT], double x)
{
    return num_people(out, x, risk_given_decimals(x));
}

/* ---- the inputs --------------------------------------------------------------------------------- */

enum { HHI_GS, HHI_EU, RELIANCE, EOL, SI, INPUTS };

/* The EU's lists count a material as critical from these on (methodology of 2017). */
#define SR_CRITICAL 1.0
#define EI_CRITICAL "2.8"
/* The most that sum S_c^2 WGI_c t_c can be with governance of 0 to 10 and t = 1. */
#define HHI_USUAL_MAX 10.0
#define HHI_MAX       10000.0 /* beyond that it is no index of any scale */

static const struct {
    const char *option, *key, *title;
    size_t text, at;
    double hi, unit; /* of the option; unit 100: per cent */
} inputs[INPUTS] = {
    [HHI_GS] = { "hhi-gs", "hhi_gs", "HHI_GS, global supply", offsetof(gad_risk_opts, hhi_gs),
                 offsetof(eu_sr, hhi_gs), HHI_MAX, 1 },
    [HHI_EU] = { "hhi-eu", "hhi_eu", "HHI_EU, supply to the EU", offsetof(gad_risk_opts, hhi_eu),
                 offsetof(eu_sr, hhi_eu), HHI_MAX, 1 },
    [RELIANCE] = { "import-reliance", "import_reliance_pct", "IR, import reliance, %",
                   offsetof(gad_risk_opts, import_reliance), offsetof(eu_sr, import_reliance), 100,
                   100 },
    [EOL] = { "eol-rir", "eol_rir_pct", "EoL_RIR, end-of-life recycling input rate, %",
              offsetof(gad_risk_opts, eol_rir), offsetof(eu_sr, eol_rir), 100, 100 },
    [SI] = { "si", "si", "SI, substitution index of supply risk", offsetof(gad_risk_opts, si),
             offsetof(eu_sr, si), 1, 1 },
};

typedef struct asked {
    const char *text[INPUTS]; /* as typed; NULL not given */
    double given[INPUTS];     /* the same as a number, per cent as per cent; NaN not given */
    double half_unit[INPUTS]; /* of it */
    eu_sr in, half;
    double sr;
    indicator_range range;
} asked;

static double *field(eu_sr *of, int32_t k)
{
    return (double *)(void *)((char *)of + inputs[k].at);
}

static gad_status read_input(gad_ctx *cx, const gad_risk_opts *o, int32_t k, asked *a)
{
    const char *text = option_text(o, inputs[k].text);
    double x = NO_NUMBER;
    a->text[k] = text;
    if (text && !num_parse(text, &x))
        return gad_fail(cx, GAD_E_ARG,
                        "--%s '%.40s' is not a number: write digits with a point, no unit",
                        inputs[k].option, text);
    if (x < 0 || x > inputs[k].hi)
        return gad_fail(cx, GAD_E_ARG, "--%s '%.40s' is out of range: 0 to %g%s", inputs[k].option,
                        text, inputs[k].hi, inputs[k].unit > 1 ? " per cent" : "");
    a->given[k] = x;
    a->half_unit[k] = text ? num_half_unit(text) : NO_NUMBER;
    *field(&a->in, k) = x / inputs[k].unit;
    *field(&a->half, k) = text ? a->half_unit[k] / inputs[k].unit : 0;
    return GAD_OK;
}

static gad_status read_inputs(gad_ctx *cx, const gad_risk_opts *o, asked *a)
{
    for (int32_t k = 0; k < INPUTS; k++) {
        gad_status st = read_input(cx, o, k, a);
        if (st)
            return st;
        bool needed = k != HHI_EU && (k != RELIANCE || a->text[HHI_EU]);
        if (needed && !a->text[k])
            return gad_fail(
                cx, GAD_E_ARG, "eu-sr needs --%s (%s)%s", inputs[k].option, inputs[k].title,
                k == RELIANCE ? ", or no --hhi-eu where only global supply is known" : "");
    }
    a->sr = indicator_eu_sr(&a->in);
    a->range = indicator_eu_sr_range(&a->in, &a->half);
    return GAD_OK;
}

static const char *formula(const asked *a)
{
    return a->text[HHI_EU] ? EU_SR_FORMULA : EU_SR_GLOBAL_FORMULA;
}

static bool is_used(const asked *a, int32_t k)
{
    return a->text[k] && (k != RELIANCE || a->text[HHI_EU]);
}

/* ---- what to know ------------------------------------------------------------------------------- */

enum { NOTES = 3, NOTE_TEXT = 200 };

static int32_t make_notes(const asked *a, char note[NOTES][NOTE_TEXT])
{
    int32_t n = 0;
    double hhi = MAX_OF(a->in.hhi_gs, a->text[HHI_EU] ? a->in.hhi_eu : 0);
    if (hhi > HHI_USUAL_MAX)
        snprintf(
            note[n++], NOTE_TEXT,
            "an HHI above %g cannot come from governance of 0 to 10 without trade restrictions",
            HHI_USUAL_MAX);
    if (is_used(a, RELIANCE) && a->in.import_reliance > 0 && a->in.import_reliance <= .01)
        snprintf(note[n++], NOTE_TEXT, "import reliance was read as %.20s per cent",
                 a->text[RELIANCE]);
    if (a->text[RELIANCE] && !a->text[HHI_EU])
        snprintf(note[n++], NOTE_TEXT,
                 "import reliance is not used: without HHI_EU global supply counts alone");
    return n;
}

static const char *against_threshold(const asked *a)
{
    if (a->range.lo >= SR_CRITICAL)
        return "above 1.0: critical for the EU if economic importance is at least " EI_CRITICAL;
    if (a->range.hi < SR_CRITICAL)
        return "below 1.0, from which on the EU counts a material as critical";
    return "around 1.0, from which on the EU counts a material as critical: the rounding leaves it open";
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void json_inputs(json *j, const char *key, const double of[INPUTS])
{
    json_object(j, key);
    for (int32_t k = 0; k < INPUTS; k++)
        json_f64(j, inputs[k].key, of[k]);
    json_close(j);
}

static gad_status write_json(gad_ctx *cx, const asked *a, const gad_output *out)
{
    char note[NOTES][NOTE_TEXT];
    int32_t n = make_notes(a, note);
    buf b;
    json j;
    buf_init(&b, &cx->al);
    json_start(&j, &b);
    json_object(&j, NULL);
    json_i64(&j, "version", 1);
    json_text(&j, "indicator", "eu-sr");
    json_f64(&j, "sr", a->sr);
    json_f64(&j, "low", a->range.lo);
    json_f64(&j, "high", a->range.hi);
    json_f64(&j, "threshold", SR_CRITICAL);
    json_text(&j, "formula", formula(a));
    json_inputs(&j, "inputs", a->given);
    json_inputs(&j, "half_units", a->half_unit);
    json_array(&j, "notes");
    for (int32_t i = 0; i < n; i++)
        json_text(&j, NULL, note[i]);
    json_close(&j);
    json_close(&j);
    gad_status st = write_buf(cx, &b, out);
    buf_release(&b);
    return st;
}

/* ---- tables ------------------------------------------------------------------------------------- */

static gad_table *input_table(gad_ctx *cx, const asked *a)
{
    gad_table *t = gad_table_new(cx);
    if (!t)
        return NULL;
    table_column(t, "input", "input", GAD_TEXT, -1);
    table_column(t, "name", "name", GAD_TEXT, -1);
    table_column(t, "value", "value", GAD_F64, -1);
    table_column(t, "half_unit", "known to +-", GAD_F64, -1);
    table_column(t, "used", "used", GAD_BOOL, -1);
    for (int32_t k = 0; k < INPUTS; k++) {
        if (!a->text[k])
            continue;
        table_text(t, inputs[k].key);
        table_text(t, inputs[k].title);
        table_f64(t, a->given[k]);
        table_f64(t, a->half_unit[k]);
        table_bool(t, is_used(a, k));
    }
    return t;
}

static gad_table *answer_table(gad_ctx *cx, const asked *a)
{
    char note[NOTES][NOTE_TEXT], all[NOTES * (NOTE_TEXT + 2)] = "";
    int32_t n = make_notes(a, note);
    gad_table *t = gad_table_new(cx);
    if (!t)
        return NULL;
    table_column(t, "sr", "SR", GAD_F64, 2);
    table_column(t, "low", "at least", GAD_F64, 2);
    table_column(t, "high", "at most", GAD_F64, 2);
    for (int32_t k = 0; k < INPUTS; k++)
        table_column(t, inputs[k].key, inputs[k].title, GAD_F64, -1);
    table_column(t, "formula", "formula", GAD_TEXT, -1);
    table_column(t, "note", "note", GAD_TEXT, -1);
    table_f64(t, a->sr);
    table_f64(t, a->range.lo);
    table_f64(t, a->range.hi);
    for (int32_t k = 0; k < INPUTS; k++)
        table_f64(t, a->given[k]);
    table_text(t, formula(a));
    for (int32_t i = 0, at = 0; i < n; i++)
        at += snprintf(all + at, sizeof all - (size_t)at, "%s%s", i ? "; " : "", note[i]);
    table_text(t, n ? all : NULL);
    return t;
}

/* ---- for people --------------------------------------------------------------------------------- */

static void say_numbers(buf *b, const asked *a)
{
    char sr[NUM_TEXT];
    const char *const *t = a->text;
    if (t[HHI_EU])
        buf_fmt(b, "numbers: [%.20s x %.20s %%/2 + %.20s x (1 - %.20s %%/2)]", t[HHI_GS],
                t[RELIANCE], t[HHI_EU], t[RELIANCE]);
    else
        buf_fmt(b, "numbers: %.20s", t[HHI_GS]);
    buf_fmt(b, " x (1 - %.20s %%) x %.20s = %s\n", t[EOL], t[SI], num_people(sr, a->sr, 4));
}

static gad_status write_people(gad_ctx *cx, const asked *a, const gad_output *out)
{
    bool md = out->format == GAD_AS_MD;
    char sr[NUM_TEXT], lo[NUM_TEXT], hi[NUM_TEXT], note[NOTES][NOTE_TEXT];
    const char *line = md ? "\n\n" : "\n";
    gad_table *t = input_table(cx, a);
    buf b;
    gad_status st = t ? table_finish(cx, t, &t) : GAD_E_NOMEM;
    if (st)
        return st;
    buf_init(&b, &cx->al);
    buf_fmt(&b, "%sEU supply risk: %s; the rounding of the inputs allows %s to %s%s",
            md ? "## " : "", num_people(sr, a->sr, 2), num_people(lo, a->range.lo, 2),
            num_people(hi, a->range.hi, 2), line);
    buf_fmt(&b, "%s%s", against_threshold(a), "\n\n");
    write_table_text(&b, t, out);
    buf_fmt(&b, "\nformula: %s%s", formula(a), line);
    say_numbers(&b, a);
    int32_t n = make_notes(a, note);
    for (int32_t i = 0; i < n; i++)
        buf_fmt(&b, "%snote: %s\n", md ? "\n" : "", note[i]);
    st = write_buf(cx, &b, out);
    buf_release(&b);
    gad_table_free(t);
    return st;
}

gad_status gad_risk_eu_sr(gad_ctx *cx, const gad_risk_opts *opts, const gad_output *out)
{
    asked a = { .sr = NO_NUMBER };
    bool show_inputs = false;
    gad_risk_opts defaults = gad_risk_defaults();
    const gad_risk_opts *o = opts ? opts : &defaults;
    gad_status st = risk_given_options(
        cx, o, "eu-sr", GIVEN_HHI_GS | GIVEN_HHI_EU | GIVEN_RELIANCE | GIVEN_EOL | GIVEN_SI,
        &show_inputs);
    if (!st)
        st = read_inputs(cx, o, &a);
    if (st)
        return st;
    if (out->format == GAD_AS_JSON)
        return write_json(cx, &a, out);
    if (out->format == GAD_AS_TABLE || out->format == GAD_AS_MD)
        return write_people(cx, &a, out);
    return risk_given_table(cx, show_inputs ? input_table(cx, &a) : answer_table(cx, &a), out);
}
