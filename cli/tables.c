/* tables.c - layer 5: every command and every option. Parsing, --help, the manual and the completions
 * are made from these tables; the options of a command come from its .def file, which the library uses
 * as well. To add a command: one row here, one cmd_*.c. */
#include "cli.h"

/* clang-format off */
#define OPT_ANY(k, field, n, l, t, h) .kind = (k), .name = (n), .letter = (l), .takes = (t), .help = (h), .offset = offsetof(OPTS, field)
#define OPT_STR(field, name, letter, metavar, d, help)  { OPT_ANY(OPTION_STR, field, name, letter, metavar, help), .def = (d) },
#define OPT_ENUM(field, name, letter, choices, d, help) { OPT_ANY(OPTION_ENUM, field, name, letter, choices, help), .def = (d) },
#define OPT_I32(field, name, letter, metavar, d, low, high, help) { OPT_ANY(OPTION_I32, field, name, letter, metavar, help), .number = (d), .lo = (low), .hi = (high) },
#define OPT_BOOL(field, name, letter, help)             { OPT_ANY(OPTION_BOOL, field, name, letter, NULL, help) },

#define OPTS global_opts
const option global_options[] = {
    OPT_STR(store, "store", 0, "FILE", NULL, "the store (default: $GADOLIN_STORE, else ./gadolin.duckdb)")
    OPT_ENUM(output, "output", 'o', "table|csv|json|md|parquet|html|svg", "table", "format of the answer")
    OPT_STR(out, "out", 0, "FILE", NULL, "write the answer to FILE, which appears only when it is complete ('-': standard output)")
    OPT_BOOL(no_color, "no-color", 0, "no colours on a terminal (so does the variable NO_COLOR)")
    OPT_BOOL(quiet, "quiet", 'q', "no progress on the terminal")
    OPT_BOOL(help, "help", 'h', "show the options of a command and examples")
    OPT_BOOL(version, "version", 'V', "show the version")
};
#undef OPTS
const int32_t n_global_options = ROWS_OF(global_options);

#define OPTS gad_ingest_opts
static const option ingest_options[] = {
#include "gadolin/ingest_opts.def"
};
#undef OPTS
#define OPTS gad_sources_opts
static const option sources_options[] = {
#include "gadolin/sources_opts.def"
};
#undef OPTS
#define OPTS gad_series_opts
static const option series_options[] = {
#include "gadolin/series_opts.def"
};
#undef OPTS
#define OPTS gad_rank_opts
static const option rank_options[] = {
#include "gadolin/rank_opts.def"
};
#undef OPTS
#define OPTS gad_brief_opts
static const option brief_options[] = {
#include "gadolin/brief_opts.def"
};
#undef OPTS
#define OPTS gad_export_opts
static const option export_options[] = {
#include "gadolin/export_opts.def"
};
#undef OPTS
#define OPTS gad_check_opts
static const option check_options[] = {
#include "gadolin/check_opts.def"
};
#undef OPTS
#define OPTS gad_reconcile_opts
static const option reconcile_options[] = {
#include "gadolin/reconcile_opts.def"
};
#undef OPTS
#define OPTS gad_mirror_opts
static const option mirror_options[] = {
#include "gadolin/mirror_opts.def"
};
#undef OPTS
#define OPTS gad_risk_opts
static const option risk_options[] = {
#include "gadolin/risk_opts.def"
};
#undef OPTS
#define OPTS gad_watch_opts
static const option watch_options[] = {
#include "gadolin/watch_opts.def"
};
#undef OPTS
#define OPTS gad_simulate_opts
static const option simulate_options[] = {
#include "gadolin/simulate_opts.def"
};
#undef OPTS
#define OPTS gad_hindcast_opts
static const option hindcast_options[] = {
#include "gadolin/hindcast_opts.def"
};
#undef OPTS
#define OPTS gad_world_opts
static const option world_options[] = {
#include "gadolin/world_opts.def"
};
#undef OPTS
#define OPTS market_opts
static const option market_options[] = {
#include "gadolin/sensitivity_opts.def"
};
#undef OPTS
#define OPTS help_opts
static const option help_options[] = {
    OPT_BOOL(man, "man", 0, "print the manual page gadolin(1) in roff")
};
#undef OPTS
/* clang-format on */

const char *const format_names[] = {
    [GAD_AS_TABLE] = "table", [GAD_AS_CSV] = "csv",         [GAD_AS_JSON] = "json",
    [GAD_AS_MD] = "md",       [GAD_AS_PARQUET] = "parquet", [GAD_AS_HTML] = "html",
    [GAD_AS_SVG] = "svg"
};
const int32_t n_formats = ROWS_OF(format_names);

enum {
    F_TABLE = 1 << GAD_AS_TABLE,
    F_JSON = 1 << GAD_AS_JSON,
    F_MD = 1 << GAD_AS_MD,
    F_ALL = F_TABLE | 1 << GAD_AS_CSV | F_JSON | F_MD | 1 << GAD_AS_PARQUET,
};

#define WITH(table) table, ROWS_OF(table)
#define WITHOUT     NULL, 0

const command commands[] = {
    { "ingest", cmd_ingest, "read customs files and published figures into the store", "PATH...", 1,
      4096, WITH(ingest_options), F_TABLE | F_JSON, "",
      "Reads files, or every file below a folder, into the store, which is made if missing. The format is recognised from the content; .gz, .zip and .7z are opened. "
      "Each file is one transaction, and a file that is in the store already changes nothing. Rows that cannot be used are kept with their line and the reason: 'gadolin sources --show rejects' lists them.",
      "gadolin ingest data/observations # the bundled published figures\n"
      "gadolin ingest TradeData_*.csv BACI_HS17_V202601.zip # customs files, as downloaded\n"
      "gadolin ingest --flow X --month 2026-01 gacc_jan.csv # China's customs: the file does not say flow and month" },
    { "sources", cmd_sources, "list what the store holds, and what is missing", "", 0, 0,
      WITH(sources_options), F_ALL, "",
      "Lists what is held by source, product, reporter, flow and frequency; with --show gaps the months and years that are missing in between, with --show sources the names that --source takes, "
      "with --show batches the files, with --show rejects the rows that were refused.",
      "gadolin sources --product magnets\n"
      "gadolin sources --show gaps --reporter CHN\n"
      "gadolin sources --show rejects -o csv --out rejects.csv" },
    { "series", cmd_series, "one series over time, with its changes, records and ranks", "", 0, 0,
      WITH(series_options), F_ALL, "product,reporter",
      "Answers month by month (or year by year) how much was traded between two countries, with the statistics asked for. A missing month is missing, never zero. Definitions: docs/statistics.md.",
      "gadolin series --product magnets --reporter CHN --from 2025-01 # China's exports to the world\n"
      "gadolin series --product magnets --reporter CHN --partner USA --stats all -o json\n"
      "gadolin series --product magnets --reporter CHN --as-of 2025-07-01 # as known on that day" },
    { "rank", cmd_rank, "destinations or origins of one month or year, largest first", "", 0, 0,
      WITH(rank_options), F_ALL, "product,reporter,period",
      "Ranks the partners of one reporter in one month or year, with shares, changes and changes of rank.",
      "gadolin rank --product magnets --reporter CHN --period 2025-06 --top 10\n"
      "gadolin rank --product 850511 --reporter DEU --flow M --period 2022 --measure value -o csv" },
    { "brief", cmd_brief, "a one-page briefing on one month", "", 0, 0, WITH(brief_options),
      F_TABLE | F_JSON | F_MD, "product,reporter",
      "Writes one page: what happened, to whom, how unusual it is, what is not known, and the sources.",
      "gadolin brief --product magnets --reporter CHN --period 2025-06\n"
      "gadolin brief --product magnets --reporter CHN -o md --out brief.md # the newest month held" },
    { "check", cmd_check, "check the numeric claims of an article", "ARTICLE...", 1, 4096,
      WITH(check_options), F_TABLE | 1 << GAD_AS_CSV | F_JSON | F_MD | 1 << GAD_AS_HTML, "",
      "Finds the numeric claims of an English text (plain or HTML) and judges each against the store: supported, close, contradicted, mislabelled (right for another series), inconsistent, ambiguous or unverifiable, with the evidence. "
      "ARTICLE is a file, a folder (every file below, in name order) or '-' for standard input; several give one JSON object per line with -o json. "
      "The exit status is 0 whatever is found, or 4 when --fail-on names a verdict that occurs. What is claimed, how words become tolerances, and what is not done: docs/check.md.",
      "gadolin check article.txt\n"
      "gadolin check --date 2025-07-21 -o html article.html --out checked.html # one page\n"
      "gadolin check -o json articles/ # a folder: one object per line\n"
      "gadolin check --fail-on contradicted,mislabelled - < article.txt" },
    { "reconcile", cmd_reconcile, "one figure per flow, from what both countries reported", "", 0,
      0, WITH(reconcile_options), F_ALL, "year",
      "Exporter and importer never report the same. For every exporter, importer and HS6 code of a year this keeps one total per report, takes freight and insurance out of import values, "
      "weighs both reports by how reliable each reporter is, and answers with one figure, its standard error, which report was trusted and what to know (flags). Method: docs/reconcile.md.",
      "gadolin reconcile --year 2022 --hs 850511 --exporter CHN\n"
      "gadolin reconcile --year 2022 -o csv --out flows.csv\n"
      "gadolin reconcile --year 2022 --show reporters # who reports well" },
    { "mirror", cmd_mirror, "what exporter and importer reported, side by side", "", 0, 0,
      WITH(mirror_options), F_ALL, "product,exporter",
      "Shows both reports of a lane month by month, the gap, how large it usually is, and what may explain an unusual one (timing, freight, re-export, neighbouring codes, unrecorded trade) with probabilities and evidence. "
      "With --event: the transshipment watch, the lanes that changed after an export control. Method: docs/mirror.md.",
      "gadolin mirror --product magnets --exporter CHN --importer USA --from 2025-01\n"
      "gadolin mirror --product graphite --exporter CHN --event 2023-12 # who bought less, who more\n"
      "gadolin mirror --product gallium --exporter CHN --event list # events known" },
    { "risk", cmd_risk, "supply-risk indicators, each with its formula and inputs",
      "[eu-sr|geopolrisk]", 0, 1, WITH(risk_options), F_ALL, "",
      "Computes from the store, for a panel of countries and years: concentration of production and of imports, import reliance, the EU's supply risk, GeoPolRisk, the loss when the largest supplier stops, and dependence through processing. "
      "'eu-sr' and 'geopolrisk' compute from given inputs instead, without a store. Formulas: docs/risk.md.",
      "gadolin risk --product rare-earth-mine --country USA,JPN,EU27 --year 2018..2022\n"
      "gadolin risk --product magnets --country DEU --year 2024 --show chain\n"
      "gadolin risk eu-sr --hhi-gs 8.8 --hhi-eu 1.8 --import-reliance 100 --eol-rir 1 --si 0.9\n"
      "gadolin risk geopolrisk --input nickel.csv" },
    { "watch", cmd_watch, "alerts: which rules hold since the last run", "RULES.yaml", 1, 1,
      WITH(watch_options), F_TABLE | F_JSON, "",
      "Judges the rules of a YAML file against the store and prints only what is new since the last run; run it after ingest or from cron. The exit status is 4 when an alert was printed, 0 when there was none. Rules: docs/watch.md.",
      "gadolin watch rules.yaml\n"
      "gadolin watch rules.yaml -o json --webhook https://example.org/hook\n"
      "gadolin watch rules.yaml --all --dry-run # what holds now" },
    { "export", cmd_export, "write the store as Parquet files", "", 0, 0, WITH(export_options),
      F_TABLE | 1 << GAD_AS_CSV | F_JSON, "",
      "Writes the store below a new folder: customs rows as flow/year=YYYY/*.parquet (hive layout), and observation, batch, product and country as one Parquet file each. "
      "The folder appears only when it is complete. 'gadolin ingest DIR' reads it back.",
      "gadolin export --dir export\n"
      "gadolin export --product magnets --reporter CHN --dir china-magnets" },
    { "simulate", cmd_simulate,
      "run a scenario through the chain: prices, shortages, licences, month by month", "SCENARIO",
      1, 1, WITH(simulate_options), F_ALL, "",
      "Simulates a supply chain month by month under export licences, bans, tariffs, stockpiles and smuggling: docs/model.md. SCENARIO is a bundled name or a YAML file (docs/scenarios.md); no store is needed. "
      "Says prices inside and outside the exporting country, who runs short and when, who gets the licences, and what is at risk, each against the same months with nothing happening.",
      "gadolin simulate 2025-licences\n"
      "gadolin simulate full-embargo-12-months --months 24 -o md --out embargo.md\n"
      "gadolin simulate october-2025-enforced --against no-controls\n"
      "gadolin simulate mine.yaml --show prices --material dysprosium-oxide -o csv" },
    { "hindcast", cmd_hindcast, "would the model have foreseen 2025? scores beside naive forecasts",
      "", 0, 0, WITH(hindcast_options), F_TABLE | F_JSON, "",
      "Fits two licence parameters on April to June 2025, forecasts China's magnet exports of July to December by the rule of docs/hindcast.md, and prints errors beside naive forecasts and the model without stocks or without the queue.",
      "gadolin hindcast\ngadolin hindcast -o json" },
    { "world", cmd_world, "check or show the data behind the simulation", "check|show", 1, 1,
      WITH(world_options), F_ALL | 1 << GAD_AS_SVG, "",
      "'check' says whether a world is sound: balances, sources, calibration, reachability, elasticities. 'show' prints its tables, or the chain as a picture (-o svg). Layout of a world: docs/world.md.",
      "gadolin world check\ngadolin world show --show prices --material oxides\n"
      "gadolin world show -o svg --out chain.svg\ngadolin world check --world my-world/" },
    { "market", cmd_market, "find the prices that clear a market, and what moves them",
      "solve|sensitivity|reconcile|gsim FILE", 2, 2, WITH(market_options), F_TABLE | F_JSON, "",
      "Reads a problem from a JSON file ('-': standard input). 'solve' finds the prices, levels and rents of a network of nodes and activities; 'sensitivity' lists the derivatives of one price or level with respect to every number of the file; "
      "'reconcile' adjusts observed flows that do not balance and gives their standard errors; 'gsim' answers a change of tariffs, linear as published and exact. "
      "When there is no equilibrium, or none was found, the answer says so and the exit status is 3. Formats: docs/json/market.md.",
      "gadolin market solve market.json\n"
      "gadolin market solve -o json market.json --out answer.json\n"
      "gadolin market sensitivity market.json --outcome price:B --top 20 # what moves the price of B\n"
      "gadolin market reconcile flows.json\n"
      "gadolin market gsim tariffs.json -o json" },
    { "sql", cmd_sql, "run one read-only SQL query on the store", "[QUERY]", 0, 1, WITHOUT, F_ALL,
      "",
      "Runs one statement of DuckDB's SQL that reads; without QUERY, or with '-', it is read from standard input. The store is opened read-only, with access to other files, extensions and settings switched off. "
      "Useful tables: flow (customs rows), observation (published figures), batch, reject, product, product_code, country. Rows are handed on as they come, so the answer may be larger than memory; "
      "Parquet is gathered in a temporary file below $TMPDIR.",
      "gadolin sql \"SELECT source, count(*) AS rows FROM flow GROUP BY source\"\n"
      "gadolin sql -o parquet --out flow.parquet \"FROM flow WHERE code = '850511'\"\n"
      "gadolin sql -o csv < query.sql" },
    { "products", cmd_products, "list or search the products and their customs codes", "[SEARCH]",
      0, 1, WITHOUT, F_ALL, "",
      "Lists the products that --product takes, as a tree; SEARCH narrows the list to names, codes and notes that hold the text.",
      "gadolin products\ngadolin products magnet\ngadolin products 850511" },
    { "countries", cmd_countries, "list or search the countries and groups", "[SEARCH]", 0, 1,
      WITHOUT, F_ALL, "",
      "Lists the countries, areas and groups that --reporter and --partner take; SEARCH narrows the list.",
      "gadolin countries\ngadolin countries korea" },
    { "completion", cmd_completion, "print the completion script of a shell", "bash|zsh", 1, 1,
      WITHOUT, 0, "",
      "Prints a script that completes commands, options, their values, products and countries.",
      "source <(gadolin completion bash) # in ~/.bashrc\n"
      "gadolin completion zsh > ~/.zfunc/_gadolin # in a folder of $fpath" },
    { "help", cmd_help, "show this list, one command, or the manual page", "[COMMAND]", 0, 1,
      WITH(help_options), 0, "", "Shows the commands, or the options of one.",
      "gadolin help series\ngadolin help --man | man -l -" },
};
const int32_t n_commands = ROWS_OF(commands);
