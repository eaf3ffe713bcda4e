/* world_rows.c - layer 2: the files of a world, column by column. docs/world.md says the same in words. */
#include "world/world_impl.h"

#define KEY_AT(k) (offsetof(world_row, key) + (k) * sizeof(const char *))
#define ID(column, k)                                                                              \
    {                                                                                              \
        .name = column, .type = CSV_TEXT, .offset = KEY_AT(k), .required = true                    \
    }
#define TEXT(column, k)                                                                            \
    {                                                                                              \
        .name = column, .type = CSV_TEXT, .offset = KEY_AT(k)                                      \
    }
#define FIELD(column, kind, field, need, from, to)                                                 \
    {                                                                                              \
        .name = column, .type = kind, .offset = offsetof(world_row, field), .required = need,      \
        .lo = from, .hi = to                                                                       \
    }
#define ESTIMATE                                                                                   \
    FIELD("low", CSV_NUMBER, low, true, 0, 0), FIELD("mode", CSV_NUMBER, mode, true, 0, 0),        \
        FIELD("high", CSV_NUMBER, high, true, 0, 0)
#define NOTE   FIELD("note", CSV_TEXT, note, false, 0, 0)
#define SOURCE FIELD("source", CSV_TEXT, source, false, 0, 0), NOTE

static const csv_column world_columns[] = { ID("key", 0), ID("value", 1), SOURCE };
static const csv_column places[] = { ID("place", 0), ID("name", 1), ID("region", 2), SOURCE };
static const csv_column materials[] = { ID("material", 0), ID("name", 1), ID("stage", 2),
                                        TEXT("groups", 3), TEXT("hs", 4), SOURCE };
static const csv_column baskets[] = { ID("ore", 0), ID("material", 1), ESTIMATE, SOURCE };
static const csv_column processes[] = { ID("process", 0), ID("name", 1), ID("stage", 2), NOTE };
static const csv_column recipes[] = { ID("process", 0), ID("role", 1), ID("material", 2), ESTIMATE,
                                      SOURCE };
static const csv_column production[] = { ID("process", 0), ID("place", 1), ESTIMATE,
                                         FIELD("capacity", CSV_NUMBER, capacity, false, 0, 0),
                                         SOURCE };
static const csv_column plants[] = {
    ID("plant", 0),
    ID("name", 1),
    TEXT("owner", 2),
    ID("place", 3),
    ID("process", 4),
    ESTIMATE,
    FIELD("start", CSV_MONTH, month, false, 0, 0),
    ID("status", 5),
    FIELD("ramp_months", CSV_INTEGER, ramp_months, false, 0, 240),
    SOURCE,
};
static const csv_column uses[] = { ID("use", 0),       ID("name", 3), ID("material", 1),
                                   ID("parameter", 2), ESTIMATE,      SOURCE };
static const csv_column use_shares[] = { ID("use", 0), ID("material", 1), ID("place", 2), ESTIMATE,
                                         SOURCE };
static const csv_column switches[] = { ID("use", 0),       ID("material", 1), ID("to", 3),
                                       ID("parameter", 2), ESTIMATE,          SOURCE };
static const csv_column flows[] = { ID("material", 0), ID("from", 1), ID("to", 2), ESTIMATE,
                                    SOURCE };
static const csv_column lanes[] = { ID("from", 0), ID("to", 1), ID("parameter", 2), ESTIMATE,
                                    SOURCE };
static const csv_column prices[] = { ID("material", 0), ID("place", 1), ESTIMATE, SOURCE };
static const csv_column parameters[] = { ID("parameter", 0), ID("scope", 1), ESTIMATE,
                                         ID("unit", 2), SOURCE };
static const csv_column seasons[] = { ID("material", 0), ID("from", 1),
                                      FIELD("month", CSV_INTEGER, month, true, 1, 12), ESTIMATE,
                                      SOURCE };

#define SCHEMA(columns)                                                                            \
    {                                                                                              \
        .column = columns, .n = COUNT_OF(columns), .size = sizeof(world_row),                      \
        .line = offsetof(world_row, line)                                                          \
    }
#define PLAIN(at, name, columns, keys, binder)                                                     \
    [at] = { .file = name, .schema = SCHEMA(columns), .n_name = keys, .bind = binder }
#define NUMBERS(at, name, columns, keys, empty, binder)                                            \
    [at] = { .file = name,                                                                         \
             .schema = SCHEMA(columns),                                                            \
             .n_name = keys,                                                                       \
             .by_month = (at) == FILE_SEASONS,                                                     \
             .may_be_empty = empty,                                                                \
             .estimates = true,                                                                    \
             .bind = binder }

const world_table world_tables[WORLD_FILES] = {
    PLAIN(FILE_PLACES, "places.csv", places, 1, bind_places),
    PLAIN(FILE_MATERIALS, "materials.csv", materials, 1, bind_materials),
    PLAIN(FILE_WORLD, "world.csv", world_columns, 1, bind_world),
    NUMBERS(FILE_BASKETS, "baskets.csv", baskets, 2, true, bind_baskets),
    PLAIN(FILE_PROCESSES, "processes.csv", processes, 1, bind_processes),
    NUMBERS(FILE_RECIPES, "recipes.csv", recipes, 3, false, bind_recipes),
    NUMBERS(FILE_PRODUCTION, "production.csv", production, 2, false, bind_production),
    NUMBERS(FILE_PLANTS, "plants.csv", plants, 1, true, bind_plants),
    NUMBERS(FILE_USES, "uses.csv", uses, 3, false, bind_uses),
    NUMBERS(FILE_USE_SHARES, "use_shares.csv", use_shares, 3, false, bind_use_shares),
    NUMBERS(FILE_SWITCHES, "switches.csv", switches, 4, true, bind_switches),
    NUMBERS(FILE_FLOWS, "flows.csv", flows, 3, true, bind_flows),
    NUMBERS(FILE_LANES, "lanes.csv", lanes, 3, true, bind_lanes),
    NUMBERS(FILE_PRICES, "prices.csv", prices, 2, false, bind_prices),
    NUMBERS(FILE_PARAMETERS, "parameters.csv", parameters, 2, false, bind_parameters),
    NUMBERS(FILE_SEASONS, "seasons.csv", seasons, 2, true, bind_seasons),
};
