/* defaults.c - layer 4: the defaults of the option tables whose questions are answered here. */
#include "base/base.h"

#define OPT_STR(field, name, letter, metavar, def, help)         .field = (def),
#define OPT_ENUM(field, name, letter, choices, def, help)        .field = (def),
#define OPT_I32(field, name, letter, metavar, def, lo, hi, help) .field = (def),
#define OPT_BOOL(field, name, letter, help)                      .field = false,

gad_sources_opts gad_sources_defaults(void)
{
    return (gad_sources_opts){
#include "gadolin/sources_opts.def"
    };
}

gad_export_opts gad_export_defaults(void)
{
    return (gad_export_opts){
#include "gadolin/export_opts.def"
    };
}

gad_brief_opts gad_brief_defaults(void)
{
    return (gad_brief_opts){
#include "gadolin/brief_opts.def"
    };
}

gad_check_opts gad_check_defaults(void)
{
    return (gad_check_opts){
#include "gadolin/check_opts.def"
    };
}

gad_reconcile_opts gad_reconcile_defaults(void)
{
    return (gad_reconcile_opts){
#include "gadolin/reconcile_opts.def"
    };
}

gad_mirror_opts gad_mirror_defaults(void)
{
    return (gad_mirror_opts){
#include "gadolin/mirror_opts.def"
    };
}

gad_risk_opts gad_risk_defaults(void)
{
    return (gad_risk_opts){
#include "gadolin/risk_opts.def"
    };
}

gad_watch_opts gad_watch_defaults(void)
{
    return (gad_watch_opts){
#include "gadolin/watch_opts.def"
    };
}

gad_simulate_opts gad_simulate_defaults(void)
{
    return (gad_simulate_opts){
#include "gadolin/simulate_opts.def"
    };
}

gad_hindcast_opts gad_hindcast_defaults(void)
{
    return (gad_hindcast_opts){
#include "gadolin/hindcast_opts.def"
    };
}

gad_world_opts gad_world_defaults(void)
{
    return (gad_world_opts){
#include "gadolin/world_opts.def"
    };
}
