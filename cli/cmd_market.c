/* cmd_market.c - layer 5: gadolin market solve|sensitivity|reconcile|gsim FILE.
 *
 * An answer that is no equilibrium is written all the same; the exit status
 * tells. */
#include "cli.h"
#include "gadolin/market.h"

static gad_status solve(call *c, const char *file, gad_market_status *outcome)
{
    return gad_market_file_solve(c->cx, file, &c->output, outcome);
}

static gad_status sensitivity(call *c, const char *file, gad_market_status *outcome)
{
    const market_opts *o = &c->opts.market;
    return gad_market_file_sensitivity(c->cx, file, o->outcome, o->top, &c->output, outcome);
}

static gad_status reconcile(call *c, const char *file, gad_market_status *outcome)
{
    return gad_market_file_reconcile(c->cx, file, &c->output, outcome);
}

static gad_status gsim(call *c, const char *file, gad_market_status *outcome)
{
    *outcome = GAD_SOLVED; /* anything else is an error here */
    return gad_market_file_gsim(c->cx, file, &c->output);
}

/* In the order of the help. `options`: takes --outcome and --top. */
static const struct question {
    const char *name;
    gad_status (*ask)(call *c, const char *file, gad_market_status *outcome);
    bool options;
} questions[] = {
    { "solve", solve, false },
    { "sensitivity", sensitivity, true },
    { "reconcile", reconcile, false },
    { "gsim", gsim, false },
};

static const char *question_name(const void *user, int32_t k)
{
    (void)user;
    return k < ROWS_OF(questions) ? questions[k].name : NULL;
}

static const struct question *question_of(const char *name)
{
    for (int32_t k = 0; k < ROWS_OF(questions); k++)
        if (strcmp(questions[k].name, name) == 0)
            return &questions[k];
    return NULL;
}

/* EXIT_OK, or a usage error that was said. */
static int check_options(const call *c, const struct question *q)
{
    static const char *const own[] = { "outcome", "top" };
    for (int32_t k = 0; k < ROWS_OF(own) && !q->options; k++)
        if (option_given(c, own[k]))
            return say_usage(c, "--%s belongs to 'gadolin market sensitivity', not to '%s'", own[k],
                             q->name);
    if (q->options && !option_given(c, "outcome"))
        return say_usage(c, "--outcome is missing: --outcome price:NODE or --outcome "
                            "level:ACTIVITY, what the derivatives are of");
    return EXIT_OK;
}

int cmd_market(call *c)
{
    progress bar;
    gad_market_status outcome = GAD_NOT_CONVERGED;
    const struct question *q = question_of(c->arg[0]);
    if (!q) {
        const char *near = nearest(c->arg[0], question_name, NULL);
        if (near)
            return say_usage(c, "there is no 'market %s': did you mean 'market %s'?", c->arg[0],
                             near);
        return say_usage(c,
                         "there is no 'market %s': choose one of solve, "
                         "sensitivity, reconcile, gsim",
                         c->arg[0]);
    }
    int status = check_options(c, q);
    if (status != EXIT_OK)
        return status;
    progress_start(&bar, c);
    gad_ctx_progress(c->cx, progress_tell, &bar);
    gad_status st = q->ask(c, c->arg[1], &outcome);
    progress_clear(&bar);
    if (st)
        return say_error(c, st);
    return outcome == GAD_SOLVED ? EXIT_OK : EXIT_NOT_SOLVED;
}
