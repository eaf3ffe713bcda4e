/* help.c - layer 5: --help and `gadolin help`, made from the tables. */
#include "cli.h"
#include <ctype.h>

enum { HELP_WIDTH = 80, HELP_COLUMN = 30, CHOICES_SHORT = 20 };

const char *option_value(const option *o, char out[64])
{
    if (o->kind == OPTION_BOOL) {
        out[0] = '\0';
    } else if (o->kind == OPTION_ENUM && strlen(o->takes) > CHOICES_SHORT) {
        size_t n = 0; /* the choices are listed with the help text */
        for (const char *s = o->name; *s && n < 63; s++)
            out[n++] = (char)toupper((unsigned char)*s);
        out[n] = '\0';
    } else {
        snprintf(out, 64, "%s", o->takes);
    }
    return out;
}

/* Words of `text` from column `at` on, wrapped and indented by `indent`. */
static void wrapped(outlet *s, const char *text, int32_t indent, int32_t at)
{
    while (*text) {
        size_t len = strcspn(text, " "), part = len;
        while (indent + (int32_t)part > HELP_WIDTH &&
               part > 1) /* a long list breaks after a comma */
            for (part--; part > 1 && text[part - 1] != ',';)
                part--;
        len = part > 1 ? part : len;
        if (at > indent && at + 1 + (int32_t)len > HELP_WIDTH) {
            outlet_fmt(s, "\n%*s", (int)indent, "");
            at = indent;
        } else if (at > indent) {
            outlet_text(s, " ");
            at++;
        }
        outlet_write(s, text, len);
        at += (int32_t)len;
        text += len + strspn(text + len, " ");
    }
    outlet_text(s, "\n");
}

/* "default X; one of a, b, c; 1 to 100" */
static void allowed(char *out, size_t size, const option *o, bool required)
{
    char def[32], one[64];
    size_t n = 0;
    out[0] = '\0';
    option_default(o, def);
    if (required)
        n += (size_t)snprintf(out, size, " (required)");
    if (o->kind == OPTION_ENUM && strlen(o->takes) > CHOICES_SHORT) {
        for (int32_t k = 0; option_choice(o->takes, k, one, sizeof one) && n < size; k++)
            n += (size_t)snprintf(out + n, size - n, "%s%s", k ? ", " : ": ", one);
    }
    if (o->kind == OPTION_I32 && n < size)
        n += (size_t)snprintf(out + n, size - n, ", %d to %d", (int)o->lo, (int)o->hi);
    if (def[0] && n < size)
        snprintf(out + n, size - n, " (default %s)", def);
}

static void one_option(outlet *s, const command *cmd, const option *o)
{
    char left[128], value[64], text[1024], more[512];
    char letter[8] = "    ";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    option_value(o, value);
    int n = snprintf(left, sizeof left, "  %s--%s%s%s", letter, o->name, *value ? " " : "", value);
    allowed(more, sizeof more, o, cmd && option_required(cmd, o));
    snprintf(text, sizeof text, "%s%s", o->help, more);
    outlet_text(s, left);
    if (n >= HELP_COLUMN - 1)
        outlet_fmt(s, "\n%*s", HELP_COLUMN, "");
    else
        outlet_fmt(s, "%*s", HELP_COLUMN - n, "");
    wrapped(s, text, HELP_COLUMN, HELP_COLUMN);
}

static void global_list(outlet *s, const command *cmd)
{
    outlet_text(s, cmd ? "\nOptions of every command:\n"
                       : "\nOptions of every command (before or after its name):\n");
    for (int32_t i = 0; i < n_global_options; i++) {
        bool is_output = strcmp(global_options[i].name, "output") == 0;
        if (is_output && cmd && !cmd->formats)
            continue;
        if (!is_output || !cmd) {
            one_option(s, NULL, &global_options[i]);
            continue;
        }
        option o = global_options[i]; /* only the formats this command has */
        char list[64] = "";
        for (int32_t f = 0; f < n_formats; f++)
            if (cmd->formats >> f & 1U)
                snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? "|" : "",
                         format_names[f]);
        o.takes = list;
        one_option(s, NULL, &o);
    }
}

void help_command(outlet *s, const command *cmd)
{
    outlet_fmt(s, "Usage: gadolin %s%s%s%s\n\n", cmd->name, cmd->n_option ? " [OPTION]..." : "",
               *cmd->args ? " " : "", cmd->args);
    wrapped(s, cmd->about, 0, 0);
    if (cmd->n_option)
        outlet_text(s, "\nOptions:\n");
    for (int32_t i = 0; i < cmd->n_option; i++)
        one_option(s, cmd, &cmd->options[i]);
    global_list(s, cmd);
    outlet_text(s, "\nExamples:\n");
    for (const char *line = cmd->examples; *line;) {
        size_t len = strcspn(line, "\n"), code = len;
        for (size_t i = 0; i + 3 <= len && code == len; i++)
            if (strncmp(line + i, " # ", 3) == 0)
                code = i;
        if (code < len)
            outlet_fmt(s, "  # %.*s\n", (int)(len - code - 3), line + code + 3);
        outlet_fmt(s, "  %.*s\n", (int)code, line);
        line += len + (line[len] == '\n');
    }
}

void help_overview(outlet *s)
{
    outlet_text(s, "Usage: gadolin [OPTION]... COMMAND [ARGUMENT]...\n\n"
                   "What customs statistics and published figures say about trade in rare earths\n"
                   "and other critical minerals.\n\nCommands:\n");
    for (int32_t i = 0; i < n_commands; i++)
        outlet_fmt(s, "  %-12s%s\n", commands[i].name, commands[i].summary);
    global_list(s, NULL);
    outlet_text(s, "\nStart with:\n  gadolin ingest data/observations\n"
                   "  gadolin brief --product magnets --reporter CHN --period 2025-06\n\n"
                   "'gadolin COMMAND --help' shows the options of a command.\n"
                   "Exit status: 0 done, 1 failed, 2 wrong usage, 3 no equilibrium,\n"
                   "4 a verdict of --fail-on or a new alert, 130 interrupted.\n");
}

static const char *command_name(const void *user, int32_t k)
{
    (void)user;
    return k < n_commands ? commands[k].name : NULL;
}

int cmd_help(call *c)
{
    if (c->opts.help.man) {
        manual_write(c->out);
        return EXIT_OK;
    }
    if (c->n_arg == 0) {
        help_overview(c->out);
        return EXIT_OK;
    }
    const command *cmd = command_find(c->arg[0]);
    if (cmd) {
        help_command(c->out, cmd);
        return EXIT_OK;
    }
    const char *near = nearest(c->arg[0], command_name, NULL);
    if (near)
        return say_usage(c, "there is no command '%s': did you mean '%s'?", c->arg[0], near);
    return say_usage(c, "there is no command '%s'", c->arg[0]);
}
