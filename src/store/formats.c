/* formats.c - layer 1: the table of formats and the comparison of a file's header with it.
 *
 * Flow of format_detect: header_key of every column -> for each format (the most particular first)
 * find its fields -> the first with all that it must have -> its damage check. When none fits, the
 * tables and look-alikes we know by name, then the nearest format and what is missing for it.
 * Invariant: a format is chosen only when every group of `must` has a column. */
#include "store/formats.h"

enum { KEY_MAX = 64, GROUP_MAX = 16 };

void header_key(const char *text, char *key, size_t size)
{
    size_t n = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c && n + 1 < size; c++)
        if (isalnum(*c) || *c > 127)
            key[n++] = (char)tolower(*c);
    key[n] = '\0';
}

/* ---- the columns of each format -------------------------------------------------------------- */

static const field comtrade_fields[] = {
    { "typecode", "typecode" },
    { "freqcode", "freqcode" },
    { "refyear", "refyear" },
    { "period", "period" },
    { "reportercode", "reportercode" },
    { "flowcode", "flowcode|flowdesc" },
    { "partnercode", "partnercode" },
    { "partner2code", "partner2code" },
    { "classificationcode", "classificationcode" },
    { "cmdcode", "cmdcode|hscodequeried" },
    { "customscode", "customscode" },
    { "moscode", "moscode" },
    { "motcode", "motcode" },
    { "qtyunitcode", "qtyunitcode" },
    { "qtyunitabbr", "qtyunitabbr" },
    { "qty", "qty" },
    { "isqtyestimated", "isqtyestimated" },
    { "netwgt", "netwgt" },
    { "isnetwgtestimated", "isnetwgtestimated" },
    { "cifvalue", "cifvalue" },
    { "fobvalue", "fobvalue" },
    { "primaryvalue", "primaryvalue" },
};
/* The same names as comtrade_fields, with the spelling of the API, for JSON: see ingest_raw.c. */

static const field legacy_fields[] = {
    { "classification", "classification" },
    { "year", "year" },
    { "period", "period" },
    { "flowcode", "tradeflowcode" },
    { "flow", "tradeflow" },
    { "reportercode", "reportercode" },
    { "partnercode", "partnercode|ptcode" },
    { "partner2code", "2ndpartnercode" },
    { "customscode", "customsproccode" },
    { "motcode", "modeoftransportcode" },
    { "commoditycode", "commoditycode" },
    { "unitcode", "qtyunitcode|quantityunitcode" },
    { "unit", "qtyunit" },
    { "qty", "qty|supplementaryquantity|altqty" },
    { "netweight", "netweightkg|netweight" },
    { "value", "tradevalueus|tradevalue|value" },
    { "flag", "flag|estimationcode" },
};

static const field raw_fields[] = {
    { "year", "year|refyear" },
    { "period", "period|refperiod" },
    { "reporter", "reporter|reportercode|reporteriso" },
    { "partner", "partner|partnercode|partneriso" },
    { "cmd", "cmd|cmdcode|commodity|commoditycode|hs6|hscode" },
    { "flow", "flow|flowcode" },
    { "value", "value|tradevalue|tradevalueus|primaryvalue|valueusd" },
    { "netwgt", "netwgt|netweight|netweightkg" },
    { "qty", "qty|quantity" },
    { "qtyunit", "qtyunit|qtyunitcode" },
};

static const field baci_fields[] = {
    { "t", "t|year" },    { "i", "i|exporter" },  { "j", "j|importer" },
    { "k", "k|cmd|hs6" }, { "v", "v|valuekusd" }, { "value", "value|valueusd" },
    { "q", "q|qtyt" },
};

static const field gacc_fields[] = {
    { "period", "dateofdata|数据年月|年月|日期" },
    { "code", "commoditycode|商品编码" },
    { "partnercode", "tradingpartnercode|贸易伙伴编码" },
    { "partner", "tradingpartner|贸易伙伴名称|贸易伙伴" },
    { "quantity", "quantity|第一数量|数量" },
    { "unit", "unit|第一计量单位|计量单位" },
    { "quantity2", "supplementaryquantity|supplimentaryquantity|第二数量" },
    { "unit2", "supplementaryunit|supplimentaryunit|第二计量单位" },
    { "usd", "usdollar|usdollars|美元" },
    { "cny", "renminbiyuan|renminbi|rmb|人民币|人民币元" },
};

static const field comext_fields[] = {
    { "reporter", "declarantiso|reporter" },
    { "declarant", "declarant" },
    { "partner", "partneriso|partner" },
    { "product", "productnc|product" },
    { "flow", "flow" },
    { "procedure", "statprocedure|statregime" },
    { "period", "period" },
    { "value", "valueeur|valueineuros" },
    { "kg", "quantitykg|quantityinkg" },
    { "unit2", "supplunit|suppunit" },
    { "qty2", "quantitysupplunit|supquantity" },
};

static const field census_fields[] = {
    { "partner", "ctycode" },
    { "summary", "summarylvl" },
    { "district", "district" },
    { "import_value", "genvalmo" },
    { "export_value", "allvalmo" },
    { "import_qty", "genqy1mo" },
    { "export_qty", "qty1mo" },
    { "unit", "unitqy1" },
    { "import_code", "icommodity" },
    { "export_code", "ecommodity" },
    { "time", "time" },
};

static const field japan_fields[] = {
    { "period", "yearmonth|年月" },
    { "code", "hscode|commoditycode|品目コード" },
    { "partner", "countrycode|国コード" },
    { "flow", "flow|exportorimport" },
    { "import_yen", "importvalueyen" },
    { "export_yen", "exportvalueyen" },
    { "value_yen", "valueyen" },
    { "thousand_yen", "valuethousandyen|valueyenthousand|value1000yen" },
    { "quantity1", "quantity1" },
    { "unit1", "quantity1unit" },
    { "quantity2", "quantity2" },
    { "unit2", "quantity2unit" },
};

static const field national_fields[] = {
    { "source", "source" },
    { "freq", "freq" },
    { "period", "period" },
    { "reporter", "reporter" },
    { "partner", "partner" },
    { "flow", "flow" },
    { "hs6", "hs6" },
    { "native_code", "nativecode" },
    { "value", "valueusd" },
    { "kg", "qtykg" },
    { "is_mirror", "ismirror" },
    { "confidential", "confidential" },
};

static const field graphite_fields[] = {
    { "period", "perioddt" }, { "partner", "partnername" }, { "code", "hs6" }, { "value", "val" },
    { "kg", "qty" },
};

static const field gadolin_fields[] = {
    { "source", "source" },
    { "vintage", "vintage" },
    { "freq", "freq" },
    { "period", "period" },
    { "reporter", "reporter" },
    { "partner", "partner" },
    { "flow", "flow" },
    { "code", "code" },
    { "hs_revision", "hsrevision" },
    { "qty", "qty" },
    { "qty_unit", "qtyunit" },
    { "qty_t", "qtyt" },
    { "value", "value" },
    { "currency", "currency" },
    { "valuation", "valuation" },
    { "value_usd", "valueusd" },
    { "flags", "flags" },
    { "batch", "batch" },
};

static const field observation_fields[] = {
    { "product", "product" },     { "reporter", "reporter" },
    { "partner", "partner" },     { "flow", "flow" },
    { "period", "period" },       { "metric", "metric" },
    { "value", "value" },         { "unit", "unit" },
    { "basis", "basis" },         { "status", "status" },
    { "published", "published" }, { "published_basis", "publishedbasis" },
    { "source", "source" },       { "source_url", "sourceurl" },
    { "note", "note" },           { "printed", "printed" },
};

/* ---- damage that the first rows give away ----------------------------------------------------- */

const char *format_cell(const detection *d, int32_t row, const char *name)
{
    for (int32_t i = 0; i < d->format->n_field; i++)
        if (STR_EQ(d->format->field[i].name, name) && d->at[i] >= 0)
            return d->head->sample[row][d->at[i]];
    return NULL;
}

static bool all_digits(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Readers that take the extra field of the web download for an index shift every name by one: then
 * typeCode holds the frequency and freqCode the date. */
static const char *check_comtrade(const format *f, const detection *d)
{
    int32_t shifted = 0;
    (void)f;
    for (int32_t r = 0; r < d->head->n_sample; r++) {
        const char *type = format_cell(d, r, "typecode"), *freq = format_cell(d, r, "freqcode");
        shifted += type && freq && !STR_EQ(type, "C") && !STR_EQ(type, "S") && all_digits(freq);
    }
    if (shifted == 0 || 2 * shifted < d->head->n_sample)
        return NULL;
    return "a damaged UN Comtrade download: every value stands one column to the left of its name "
           "(typeCode holds the frequency, freqCode the date, cmdCode the description); a program "
           "took the extra field at the end of Comtrade's rows for an index; download it again and "
           "pass the file as it comes";
}

static const char *check_comtrade_rest(const format *f, const detection *d)
{
    const char *why = check_comtrade(f, d);
    if (why)
        return why;
    return format_has(d, "reportercode") ? NULL
                                         : "a UN Comtrade file without the column reportercode: "
                                           "its columns were renamed; download it again";
}

static const char *check_japan(const format *f, const detection *d)
{
    (void)f;
    if (format_has(d, "import_yen") && format_has(d, "export_yen"))
        return "a file of Japan's customs with import and export values side by side: gadolin takes "
               "one flow per file; save the two columns as two files";
    return NULL;
}

static const char *check_census(const format *f, const detection *d)
{
    (void)f;
    bool import = format_has(d, "import_value") && format_has(d, "import_code");
    bool export = format_has(d, "export_value") && format_has(d, "export_code");
    if (import == export)
        return "a US Census reply needs either GEN_VAL_MO with I_COMMODITY (imports) or ALL_VAL_MO "
               "with E_COMMODITY (exports)";
    return NULL;
}

/* ---- the table -------------------------------------------------------------------------------- */

/* The most particular first: a file is the first that fits. */
static const format formats[] = {
    { .name = "gadolin",
      .title = "gadolin's own export",
      .field = gadolin_fields,
      .n_field = COUNT_OF(gadolin_fields),
      .must =
          "source vintage freq period reporter partner flow code hs_revision qty_t value currency",
      .schemes = "iso3",
      .adapter = "ingest/gadolin" },
    { .name = "observations",
      .title = "published figures",
      .field = observation_fields,
      .n_field = COUNT_OF(observation_fields),
      .must = "product period metric value unit status published source source_url",
      .source = "observation",
      .schemes = "iso3|name|iso2",
      .adapter = "ingest/observations",
      .figures = true },
    { .name = "comtrade",
      .title = "UN Comtrade (present layout)",
      .field = comtrade_fields,
      .n_field = COUNT_OF(comtrade_fields),
      .must = "period/refyear flowcode partnercode/typecode cmdcode primaryvalue",
      .source = "comtrade",
      .schemes = "comtrade",
      .adapter = "ingest/comtrade",
      .json = JSON_RECORDS,
      .check = check_comtrade_rest },
    { .name = "comtrade-legacy",
      .title = "UN Comtrade (layout before 2022)",
      .field = legacy_fields,
      .n_field = COUNT_OF(legacy_fields),
      .must = "year/period flowcode/flow reportercode partnercode commoditycode value",
      .source = "comtrade",
      .schemes = "comtrade",
      .adapter = "ingest/comtrade-legacy" },
    { .name = "gacc",
      .title = "China's customs (GACC online query)",
      .field = gacc_fields,
      .n_field = COUNT_OF(gacc_fields),
      .must = "code quantity usd/cny",
      .source = "gacc",
      .schemes = "gacc|gacc_name_zh|name",
      .adapter = "ingest/gacc",
      .needs = NEED_FLOW | NEED_MONTH },
    { .name = "census",
      .title = "US Census Bureau API",
      .field = census_fields,
      .n_field = COUNT_OF(census_fields),
      .must = "partner import_value/export_value import_code/export_code time",
      .source = "census",
      .schemes = "census",
      .adapter = "ingest/census",
      .json = JSON_ARRAYS,
      .check = check_census },
    { .name = "national",
      .title = "national customs figures in the common layout",
      .field = national_fields,
      .n_field = COUNT_OF(national_fields),
      .must = "source freq period reporter partner flow hs6 native_code value kg",
      .schemes = "iso3|alpha3",
      .adapter = "ingest/national" },
    { .name = "graphite",
      .title = "China's monthly graphite, gallium and germanium exports by partner",
      .field = graphite_fields,
      .n_field = COUNT_OF(graphite_fields),
      .must = "period partner code value kg",
      .source = "graphite",
      .schemes = "name",
      .adapter = "ingest/graphite" },
    { .name = "comext",
      .title = "Eurostat Comext",
      .field = comext_fields,
      .n_field = COUNT_OF(comext_fields),
      .must = "reporter/declarant partner product flow period value",
      .source = "comext",
      .schemes = "comext|iso2|comext_num",
      .adapter = "ingest/comext" },
    { .name = "japan",
      .title = "Japan Customs",
      .field = japan_fields,
      .n_field = COUNT_OF(japan_fields),
      .must = "period code partner import_yen/export_yen/value_yen/thousand_yen",
      .source = "japan",
      .schemes = "iso2",
      .adapter = "ingest/japan",
      .check = check_japan },
    { .name = "baci",
      .title = "CEPII BACI",
      .field = baci_fields,
      .n_field = COUNT_OF(baci_fields),
      .must = "i j k v/value",
      .source = "baci",
      .schemes = "comtrade|iso3|alpha3",
      .adapter = "ingest/baci",
      .needs = NEED_YEAR,
      .short_way = "ingest/baci_short" },
    { .name = "comtrade-raw",
      .title = "UN Comtrade rows without the breakdown columns",
      .field = raw_fields,
      .n_field = COUNT_OF(raw_fields),
      .must = "partner cmd flow value",
      .source = "comtrade",
      .schemes = "comtrade|iso3|alpha3",
      .adapter = "ingest/comtrade-raw",
      .needs = NEED_YEAR | NEED_REPORTER },
};

/* Files that are something else, known by their columns. */
static const struct {
    const char *must; /* header_key names, blanks between */
    gad_ingest_outcome outcome;
    const char *text;
} others[] = {
    { "gacccode nameen", GAD_CODE_TABLE,
      "the partner codes of China's customs: gadolin has its own table (gadolin countries); nothing "
      "to store" },
    { "countrycode countryname countryiso2 countryiso3", GAD_CODE_TABLE,
      "BACI's table of countries: gadolin has its own; nothing to store" },
    { "countrycode countrynameabbreviation iso3digitalpha", GAD_CODE_TABLE,
      "BACI's table of countries (older layout): gadolin has its own; nothing to store" },
    { "hs8 nameen unit1", GAD_CODE_TABLE,
      "a list of commodity codes of China's customs: gadolin has its own (gadolin products); nothing "
      "to store" },
    { "codes description unit1codes", GAD_CODE_TABLE,
      "the commodity list of China's customs: gadolin has its own products; nothing to store" },
    { "code description", GAD_CODE_TABLE,
      "BACI's table of product codes: gadolin takes the codes as they are; nothing to store" },
    { "scheme code iso3", GAD_CODE_TABLE,
      "gadolin's own table of country codes: it is read when a store is opened" },
    { "iso3 iso2 m49 prose", GAD_CODE_TABLE,
      "gadolin's own table of countries: it is read when a store is opened" },
    { "group prose member", GAD_CODE_TABLE,
      "gadolin's own table of groups of countries: it is read when a store is opened" },
    { "id parent prose kind", GAD_CODE_TABLE,
      "gadolin's own table of products: it is read when a store is opened" },
    { "product nomenclature code", GAD_CODE_TABLE,
      "gadolin's own table of product codes: it is read when a store is opened" },
    { "id file sha256 vintage", GAD_CODE_TABLE,
      "gadolin's own list of files, as exported: nothing to store" },
    { "id key preference", GAD_CODE_TABLE,
      "gadolin's own table of sources: it is read when a store is opened" },
    { "mineral year flow countryiso tradevalueusd", GAD_REFUSED,
      "totals by mineral, year and country that somebody added up from UN Comtrade: which HS codes "
      "are in them is not said and no partner is named, so they cannot stand beside customs rows" },
    { "perioddt val qty broadgroup partnername", GAD_REFUSED,
      "sums by group of goods made from the file with HS codes (period_dt, partner_name, hs6, val, "
      "qty): ingest that one; storing both would count the same trade twice" },
    { "yr rgcode rtcode ptcode", GAD_REFUSED,
      "a reply of the old Comtrade API: it was switched off; download the CSV file or use the "
      "present API" },
};

/* ---- matching --------------------------------------------------------------------------------- */

/* How early `key` stands among the aliases, for headers with two columns of one meaning; -1: none. */
static int32_t alias_place(const char *names, const char *key)
{
    int32_t place = 0;
    size_t n = strlen(key);
    if (!n)
        return -1;
    for (const char *p = names; *p; place++) {
        size_t len = strcspn(p, "|");
        if (len == n && strncmp(p, key, n) == 0)
            return place;
        p += len + (p[len] == '|');
    }
    return -1;
}

static void match_fields(const format *f, const header *h, char (*key)[KEY_MAX], int32_t *at)
{
    for (int32_t i = 0; i < f->n_field; i++) {
        int32_t best = INT32_MAX;
        at[i] = -1;
        for (int32_t c = 0; c < h->n_col; c++) {
            int32_t place = alias_place(f->field[i].aliases, key[c]);
            if (place >= 0 && place < best) {
                best = place;
                at[i] = c;
            }
        }
    }
}

static int32_t field_number(const format *f, const char *name, size_t n)
{
    for (int32_t i = 0; i < f->n_field; i++)
        if (strlen(f->field[i].name) == n && strncmp(f->field[i].name, name, n) == 0)
            return i;
    return -1;
}

/* Groups of `must` present; the first missing group goes to *missing (its length to *len). */
static int32_t groups_present(const format *f, const int32_t *at, int32_t *groups,
                              const char **missing, size_t *len)
{
    int32_t present = 0;
    *groups = 0;
    *missing = NULL;
    for (const char *g = f->must; *g; g += strcspn(g, " "), g += strspn(g, " ")) {
        size_t n = strcspn(g, " ");
        bool have = false;
        for (const char *p = g; p < g + n; p += strcspn(p, "/ ") + 1) {
            int32_t i = field_number(f, p, strcspn(p, "/ "));
            have = have || (i >= 0 && at[i] >= 0);
        }
        ++*groups;
        present += have;
        if (!have && !*missing) {
            *missing = g;
            *len = n;
        }
    }
    return present;
}

bool format_has(const detection *d, const char *name)
{
    int32_t i = field_number(d->format, name, strlen(name));
    return i >= 0 && d->at[i] >= 0;
}

const format *format_named(const char *name)
{
    for (int32_t i = 0; i < COUNT_OF(formats); i++)
        if (STR_EQ(formats[i].name, name))
            return &formats[i];
    return NULL;
}

static bool all_present(const char *must, const header *h, char (*key)[KEY_MAX])
{
    for (const char *m = must; *m; m += strcspn(m, " "), m += strspn(m, " ")) {
        bool have = false;
        size_t n = strcspn(m, " ");
        for (int32_t c = 0; c < h->n_col && !have; c++)
            have = strlen(key[c]) == n && strncmp(key[c], m, n) == 0;
        if (!have)
            return false;
    }
    return true;
}

/* The columns a file has, for messages: at most eight names. */
static const char *column_list(arena *mem, const header *h)
{
    enum { SHOWN = 8, NAME_SHOWN = 40 };
    const char *text = "";
    for (int32_t c = 0; c < MIN_OF(h->n_col, SHOWN) && text; c++)
        text = arena_fmt(mem, "%s%s%.*s", text, c ? ", " : "", NAME_SHOWN, h->col[c]);
    return text && h->n_col > SHOWN ? arena_fmt(mem, "%s, ... (%" PRId32 ")", text, h->n_col)
                                    : text;
}

/* Nothing fits: name the nearest format and what it lacks. */
static void explain_unknown(arena *mem, const header *h, char (*key)[KEY_MAX], detection *d)
{
    const format *near = NULL;
    const char *lacks = NULL;
    double best = 0.3; /* less in common is not worth a guess */
    size_t len = 0;
    for (int32_t i = 0; i < COUNT_OF(formats); i++) {
        const char *missing = NULL;
        int32_t groups = 0;
        size_t n = 0;
        match_fields(&formats[i], h, key, d->at);
        int32_t used = 0;
        for (int32_t a = 0; a < formats[i].n_field; a++)
            used += d->at[a] >= 0;
        double share = groups_present(&formats[i], d->at, &groups, &missing, &n) / (double)groups;
        share *= MIN_OF(used, h->n_col) / (double)MAX_OF(h->n_col, 1);
        if (share > best) {
            best = share;
            near = &formats[i];
            lacks = missing;
            len = n;
        }
    }
    const char *list = column_list(mem, h);
    d->outcome = GAD_REFUSED;
    d->text =
        !list ? NULL
        : near
            ? arena_fmt(
                  mem,
                  "not a format gadolin knows; nearest is '%s' (%s), which needs the column %.*s; this file has %s",
                  near->name, near->title, (int)len, lacks, list)
            : arena_fmt(mem, "not a format gadolin knows: its columns are %s", list);
}

static bool try_format(const format *f, const header *h, char (*key)[KEY_MAX], detection *d)
{
    const char *missing = NULL;
    int32_t groups = 0;
    size_t len = 0;
    match_fields(f, h, key, d->at);
    if (groups_present(f, d->at, &groups, &missing, &len) < groups)
        return false;
    d->outcome = GAD_INGESTED;
    d->format = f;
    d->text = f->check ? f->check(f, d) : NULL;
    if (d->text)
        d->outcome = GAD_REFUSED;
    else
        d->text = "";
    return true;
}

static bool try_others(const header *h, char (*key)[KEY_MAX], detection *d)
{
    for (int32_t i = 0; i < COUNT_OF(others); i++)
        if (all_present(others[i].must, h, key)) {
            d->outcome = others[i].outcome;
            d->text = others[i].text;
            return true;
        }
    return false;
}

static void force_format(arena *mem, const header *h, char (*key)[KEY_MAX], const char *name,
                         detection *d)
{
    const format *f = format_named(name);
    const char *missing = NULL, *list = column_list(mem, h);
    int32_t groups = 0;
    size_t len = 0;
    if (f && try_format(f, h, key, d))
        return;
    d->outcome = GAD_REFUSED;
    d->text = !list ? NULL : arena_fmt(mem, "there is no format '%s'", name);
    if (!f || !list)
        return;
    match_fields(f, h, key, d->at);
    groups_present(f, d->at, &groups, &missing, &len);
    d->text = arena_fmt(
        mem, "not in the format '%s' asked for: it needs the column %.*s; this file has %s", name,
        (int)len, missing, list);
}

gad_status format_detect(gad_ctx *cx, arena *mem, const header *h, const char *forced, detection *d)
{
    char(*key)[KEY_MAX] = arena_take(mem, (size_t)MAX_OF(h->n_col, 1), sizeof *key);
    if (!key)
        return gad_nomem(cx, "recognising a file");
    *d = (detection){ .outcome = GAD_REFUSED, .head = h, .text = "" };
    for (int32_t c = 0; c < h->n_col; c++)
        header_key(h->col[c], key[c], KEY_MAX);
    if (forced && !STR_EQ(forced, "auto"))
        force_format(mem, h, key, forced, d);
    else {
        bool found = false;
        for (int32_t i = 0; i < COUNT_OF(formats) && !found; i++)
            found = try_format(&formats[i], h, key, d);
        if (!found && !try_others(h, key, d))
            explain_unknown(mem, h, key, d);
    }
    return d->text ? GAD_OK : gad_nomem(cx, "recognising a file");
}

const format *format_of_json(const char *head, const char **explanation)
{
    const char *p = head + strspn(head, " \t\r\n");
    *explanation = NULL;
    if (*p == '[' && p[1 + strspn(p + 1, " \t\r\n")] == '[')
        return format_named("census");
    if (strstr(p, "\"cmdCode\"") || (strstr(p, "\"data\"") && strstr(p, "\"elapsedTime\"")))
        return format_named("comtrade");
    *explanation = strstr(p, "\"dataset\"") && strstr(p, "\"validation\"")
                       ? "a reply of the old Comtrade API: it was switched off; use the present one"
                       : "JSON, but neither a UN Comtrade nor a US Census reply";
    return NULL;
}
