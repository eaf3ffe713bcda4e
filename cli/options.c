/* options.c - layer 5: the command line, read by tables. The loop knows no option by name.
 *
 * Global options stand before or after the command, those of a command after it. `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, and letters of options without a value together (`-qh`). "--"
 * ends the options. No abbreviations: a slip is named with the option that was probably meant. */
#include "cli.h"
#include <ctype.h>
#include <errno.h>
#include <strings.h>

typedef struct reader {
    call *c;
    char **argv;
    int argc;
    int at; /* the argument being read */
} reader;

bool option_choice(const char *choices, int32_t k, char *out, size_t size)
{
    for (; k > 0 && choices; k--) {
        choices = strchr(choices, '|');
        choices = choices ? choices + 1 : NULL;
    }
    if (!choices)
        return false;
    snprintf(out, size, "%.*s", (int)strcspn(choices, "|"), choices);
    return true;
}

const char *option_default(const option *o, char out[32])
{
    snprintf(out, 32, "%s", o->def ? o->def : "");
    if (o->kind == OPTION_I32)
        snprintf(out, 32, "%d", (int)o->number);
    return out;
}

const command *command_find(const char *name)
{
    for (int32_t i = 0; i < n_commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* ---- finding ---- */

static const option *find_in(const option *o, int32_t n, const char *name, size_t len, char letter)
{
    for (int32_t i = 0; i < n; i++)
        if (name ? strlen(o[i].name) == len && strncmp(o[i].name, name, len) == 0
                 : o[i].letter == letter)
            return &o[i];
    return NULL;
}

/* By long name, or by letter when name is NULL; the command's own first. */
static const option *find(const call *c, const char *name, size_t len, char letter)
{
    const option *o = c->cmd ? find_in(c->cmd->options, c->cmd->n_option, name, len, letter) : NULL;
    return o ? o : find_in(global_options, n_global_options, name, len, letter);
}

static const char *option_name(const void *user, int32_t k)
{
    const call *c = user;
    int32_t own = c->cmd ? c->cmd->n_option : 0;
    if (c->cmd && k < own)
        return c->cmd->options[k].name;
    return k - own < n_global_options ? global_options[k - own].name : NULL;
}

static const char *command_name(const void *user, int32_t k)
{
    (void)user;
    return k < n_commands ? commands[k].name : NULL;
}

/* A command that has the option, for options that came too early or belong to another one. */
static const command *owner(const char *name, size_t len)
{
    for (int32_t i = 0; i < n_commands; i++)
        if (find_in(commands[i].options, commands[i].n_option, name, len, 0))
            return &commands[i];
    return NULL;
}

static bool unknown_option(const call *c, const char *name, size_t len)
{
    char asked[80];
    snprintf(asked, sizeof asked, "%.*s", (int)len, name);
    const char *near = nearest(asked, option_name, c);
    const command *of = owner(name, len);
    if (!c->cmd && of)
        say_usage(c, "--%s belongs after the command, as in 'gadolin %s --%s ...'", asked, of->name,
                  asked);
    else if (near)
        say_usage(c, "there is no option --%s: did you mean --%s?", asked, near);
    else
        say_usage(c, "there is no option --%s", asked);
    return false;
}

static bool unknown_command(const call *c, const char *name)
{
    const char *near = nearest(name, command_name, NULL);
    if (near)
        say_usage(c, "there is no command '%s': did you mean '%s'?", name, near);
    else
        say_usage(c, "there is no command '%s'", name);
    return false;
}

/* ---- storing ---- */

static char *field(call *c, const option *o)
{
    bool global = o >= global_options && o < global_options + n_global_options;
    return (global ? (char *)&c->global : (char *)&c->opts) + o->offset;
}

static void store_text(call *c, const option *o, const char *text)
{
    memcpy(field(c, o), &text, sizeof text);
}

static bool store_choice(call *c, const option *o, char *text)
{
    char one[64];
    for (int32_t k = 0; option_choice(o->takes, k, one, sizeof one); k++) {
        if (strcasecmp(one, text) != 0)
            continue;
        memcpy(text, one, strlen(one)); /* "x" was meant as "X"; same length */
        store_text(c, o, text);
        return true;
    }
    say_usage(c, "--%s takes one of %s, not '%s'", o->name, o->takes, text);
    return false;
}

static bool store_number(call *c, const option *o, const char *text)
{
    char *end = NULL;
    errno = 0;
    long v = strtol(text, &end, 10);
    bool whole = *text && !isspace((unsigned char)*text) && *end == '\0' && errno == 0;
    if (!whole || v < o->lo || v > o->hi) {
        say_usage(c, "--%s takes a whole number from %d to %d, not '%s'", o->name, (int)o->lo,
                  (int)o->hi, text);
        return false;
    }
    int32_t number = (int32_t)v;
    memcpy(field(c, o), &number, sizeof number);
    return true;
}

static bool store_value(call *c, const option *o, char *text)
{
    if (c->cmd && o >= c->cmd->options && o < c->cmd->options + c->cmd->n_option)
        c->given |= (uint64_t)1 << (o - c->cmd->options);
    if (o->kind == OPTION_BOOL) {
        bool yes = true;
        memcpy(field(c, o), &yes, sizeof yes);
        return true;
    }
    if (o->kind == OPTION_I32)
        return store_number(c, o, text);
    if (*text == '\0' || !is_utf8(text)) {
        say_usage(c, "--%s takes %s, not %s", o->name, o->takes,
                  *text ? "a text that is not UTF-8" : "an empty text");
        return false;
    }
    if (o->kind == OPTION_ENUM)
        return store_choice(c, o, text);
    store_text(c, o, text);
    return true;
}

/* ---- reading ---- */

/* Whether an argument is one of our options: then it is no value of the option before it. */
static bool looks_like_option(const call *c, const char *arg)
{
    if (arg[0] != '-' || !arg[1])
        return false;
    if (arg[1] == '-')
        return find(c, arg + 2, strcspn(arg + 2, "="), 0) != NULL;
    return !arg[2] && find(c, NULL, 0, arg[1]) != NULL;
}

/* The value in the next argument. */
static bool next_value(reader *r, const option *o)
{
    char *next = r->at + 1 < r->argc ? r->argv[r->at + 1] : NULL;
    if (!next) {
        say_usage(r->c, "--%s needs a value: --%s %s", o->name, o->name, o->takes);
        return false;
    }
    if (looks_like_option(r->c, next)) {
        say_usage(r->c, "--%s needs a value, but '%s' is an option (write --%s=%s if you mean it)",
                  o->name, next, o->name, next);
        return false;
    }
    r->at++;
    return store_value(r->c, o, next);
}

static bool read_long(reader *r, char *arg)
{
    char *name = arg + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const option *o = find(r->c, name, len, 0);
    if (!o)
        return unknown_option(r->c, name, len);
    if (o->kind == OPTION_BOOL && equals) {
        say_usage(r->c, "--%s takes no value", o->name);
        return false;
    }
    if (o->kind == OPTION_BOOL || equals)
        return store_value(r->c, o, equals ? equals + 1 : NULL);
    return next_value(r, o);
}

static bool read_letters(reader *r, char *arg)
{
    for (char *l = arg + 1; *l; l++) {
        const option *o = find(r->c, NULL, 0, *l);
        if (!o) {
            say_usage(r->c, "there is no option -%c%s", isprint((unsigned char)*l) ? *l : '?',
                      r->c->cmd ? "" : " before the command");
            return false;
        }
        if (o->kind != OPTION_BOOL)
            return l[1] ? store_value(r->c, o, l + 1 + (l[1] == '=')) : next_value(r, o);
        store_value(r->c, o, NULL);
    }
    return true;
}

static void set_defaults(call *c, const command *cmd)
{
    for (int32_t i = 0; i < cmd->n_option; i++) {
        const option *o = &cmd->options[i];
        if (o->kind == OPTION_I32)
            memcpy((char *)&c->opts + o->offset, &o->number, sizeof o->number);
        else if (o->kind != OPTION_BOOL)
            memcpy((char *)&c->opts + o->offset, &o->def, sizeof o->def);
    }
}

static bool take_word(call *c, char *word)
{
    if (c->cmd) {
        c->arg[c->n_arg++] = word;
        return true;
    }
    c->cmd = command_find(word);
    if (!c->cmd)
        return unknown_command(c, word);
    set_defaults(c, c->cmd);
    return true;
}

static bool read_all(reader *r)
{
    bool options = true;
    for (r->at = 1; r->at < r->argc; r->at++) {
        char *arg = r->argv[r->at];
        bool ok = true;
        if (options && strcmp(arg, "--") == 0)
            options = false;
        else if (options && arg[0] == '-' && arg[1] == '-')
            ok = read_long(r, arg);
        else if (options && arg[0] == '-' && arg[1])
            ok = read_letters(r, arg);
        else
            ok = take_word(r->c, arg);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- what must be there ---- */

bool option_given(const call *c, const char *name)
{
    for (int32_t i = 0; i < c->cmd->n_option; i++)
        if (strcmp(c->cmd->options[i].name, name) == 0)
            return (c->given >> i & 1U) != 0;
    return false;
}

static bool is_listed(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (; list && *list; list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL)
        if (strcspn(list, ",") == len && strncmp(list, name, len) == 0)
            return true;
    return false;
}

bool option_required(const command *cmd, const option *o)
{
    return is_listed(cmd->required, o->name);
}

static bool check_required(const call *c)
{
    for (int32_t i = 0; i < c->cmd->n_option; i++) {
        const option *o = &c->cmd->options[i];
        if (option_required(c->cmd, o) && !(c->given >> i & 1U)) {
            say_usage(c, "--%s is missing: --%s %s, %s", o->name, o->name, o->takes, o->help);
            return false;
        }
    }
    return true;
}

static bool check_args(const call *c)
{
    if (c->n_arg < c->cmd->min_args) {
        say_usage(c, "something is missing: gadolin %s %s", c->cmd->name, c->cmd->args);
        return false;
    }
    if (c->n_arg > c->cmd->max_args) {
        const char *extra = c->arg[c->cmd->max_args];
        if (c->cmd->max_args)
            say_usage(c, "'%s' is one argument too many: gadolin %s %s", extra, c->cmd->name,
                      c->cmd->args);
        else
            say_usage(c, "'%s' is not expected here: this command takes options only", extra);
        return false;
    }
    for (int32_t i = 0; i < c->n_arg; i++)
        if (!is_utf8(c->arg[i]) && c->cmd->run != cmd_ingest && c->cmd->run != cmd_check) {
            say_usage(c, "argument %d is not UTF-8", (int)i + 1);
            return false;
        }
    return true;
}

static bool check_format(call *c)
{
    const char *asked = c->global.output ? c->global.output : "table";
    char list[64] = "";
    for (int32_t f = 0; f < n_formats; f++) {
        bool can = (c->cmd->formats >> f & 1U) != 0;
        if (strcmp(asked, format_names[f]) == 0)
            c->output.format = (gad_format)f;
        if (can)
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? ", " : "",
                     format_names[f]);
    }
    if (!c->global.output || c->cmd->formats >> c->output.format & 1U)
        return true;
    if (*list)
        say_usage(c, "-o %s is not offered here: choose one of %s", asked, list);
    else
        say_usage(c, "-o is not offered here");
    return false;
}

bool options_parse(call *c, int argc, char **argv, char **arg)
{
    reader r = { c, argv, argc, 1 };
    c->arg = arg;
    if (!read_all(&r))
        return false;
    if (c->global.help || c->global.version)
        return true;
    if (!c->cmd) {
        say_usage(c, "no command was given");
        return false;
    }
    return check_args(c) && check_required(c) && check_format(c);
}
