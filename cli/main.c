/* main.c - layer 5: the command. Parse, open the output, run the command's function, close.
 *
 * Exit status: 0 done, 1 failed, 2 wrong usage, 3 a market without equilibrium, 4 a verdict of --fail-on or a new alert, 130 stopped by Ctrl-C, 141 the reader of the output
 * went away. Messages go to standard error, answers to standard output or --out. */
#include "cli.h"
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* Standard streams that were closed by the caller must not become the numbers of files we open: an
 * answer would be written into the store. The stand-ins refuse what the stream is for. */
static void hold_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_FAILED);
}

/* Things that need neither a store nor the library. False: go on. */
static bool answered_early(call *c, int *status)
{
    if (!c->global.help && !c->global.version)
        return false;
    *status = EXIT_FAILED;
    c->out = outlet_open(NULL);
    if (!c->out)
        return true;
    if (c->global.version)
        outlet_fmt(c->out, "gadolin %s\n", gad_version());
    else if (c->cmd)
        help_command(c->out, c->cmd);
    else
        help_overview(c->out);
    *status = outlet_finish(c->out, EXIT_OK);
    return true;
}

static bool prepare_output(call *c, int *status)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (c->output.format == GAD_AS_PARQUET && c->cmd->formats && !c->global.out &&
        isatty(STDOUT_FILENO) == 1) {
        *status = say_usage(c, "-o parquet is not for a terminal: add --out FILE");
        return false;
    }
    c->out = outlet_open(c->global.out);
    if (!c->out) {
        *status = EXIT_FAILED;
        return false;
    }
    bool terminal = outlet_is_terminal(c->out);
    c->output.write = outlet_write;
    c->output.user = c->out;
    c->output.width = terminal && !c->global.out ? terminal_width(STDOUT_FILENO) : 0;
    c->output.colour = terminal && !c->global.no_color && !(no_color && *no_color) && term &&
                       strcmp(term, "dumb") != 0;
    return true;
}

int main(int argc, char **argv)
{
    call c = { 0 };
    int status = EXIT_OK;
    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away shows as a failed write */
    char **arg = calloc((size_t)argc + 1, sizeof *arg);
    if (!arg)
        return say_failure("out of memory");
    if (!options_parse(&c, argc, argv, arg)) {
        status = EXIT_USAGE;
    } else if (!answered_early(&c, &status) && prepare_output(&c, &status)) {
        c.cx = gad_ctx_new(NULL, NULL);
        status = c.cx ? c.cmd->run(&c) : say_failure("out of memory");
        status = outlet_finish(c.out, status);
        gad_ctx_free(c.cx);
    }
    free(arg);
    return status;
}
