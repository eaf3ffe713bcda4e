/* progress.c - layer 5: one line on the terminal that says how far we are, and stopping on Ctrl-C. */
#include "cli.h"
#include <signal.h>
#include <time.h>
#include <unistd.h>

static const double quiet_s = 2.0; /* shorter calls say nothing */
static const double every_s = 0.2;
static const double settle_s = 1.0; /* a phase must run this long before its end is guessed */

static volatile sig_atomic_t stop;

static void on_interrupt(int sig)
{
    stop = 1;
    signal(sig, SIG_DFL); /* a second one stops at once; the store is safe either way */
}

bool interrupted(void)
{
    return stop != 0;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void progress_start(progress *p, const call *c)
{
    *p = (progress){ .allowed = isatty(STDERR_FILENO) == 1 && !c->global.quiet, .out = c->out };
    p->start = now_s();
    p->phase_start = p->start;
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
}

void progress_clear(progress *p)
{
    if (p->shown)
        fputs("\r\x1b[K", stderr);
    p->shown = false;
}

static void time_left(char out[64], const progress *p, double t)
{
    double spent = t - p->phase_start, left = spent * (p->total - p->done) / p->done;
    out[0] = '\0';
    if (spent < settle_s || p->done <= 0 || left < 0.5)
        return;
    if (left < 90)
        snprintf(out, 64, ", about %.0f s left", left);
    else
        snprintf(out, 64, ", about %.0f min left", left / 60);
}

static void show(progress *p, double t)
{
    char line[320], left[64] = "";
    if (p->done > 0 && p->done <= p->total) {
        time_left(left, p, t);
        snprintf(line, sizeof line, "%s: %.0f %%%s", p->what, 100 * p->done / p->total, left);
    } else if (p->done > 0) {
        snprintf(line, sizeof line, "%s: %.0f, %.0f s", p->what, p->done, t - p->phase_start);
    } else {
        snprintf(line, sizeof line, "%s: %.0f s", p->what, t - p->phase_start);
    }
    int32_t width = terminal_width(STDERR_FILENO);
    fprintf(stderr, "\r%.*s\x1b[K", width > 1 ? (int)width - 1 : 79, line);
    p->shown = true;
}

bool progress_tell(void *user, const char *what, double done, double total)
{
    progress *p = user;
    double t = now_s();
    if (strncmp(what, p->what, sizeof p->what - 1) != 0) {
        snprintf(p->what, sizeof p->what, "%s", what);
        p->phase_start = t;
    }
    p->done = done;
    p->total = total;
    if (p->allowed && t - p->start >= quiet_s && t - p->last >= every_s) {
        p->last = t;
        show(p, t);
    }
    return !stop && !(p->out && outlet_failed(p->out));
}
