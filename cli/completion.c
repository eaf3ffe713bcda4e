/* completion.c - layer 5: gadolin completion bash|zsh. The scripts know commands, options and choices
 * from the tables; products and countries are asked of gadolin itself while completing. */
#include "cli.h"

/* What completes a value, by the word its option shows. */
static const struct {
    const char *takes;
    const char *bash;
    const char *zsh;
} completers[] = {
    { "FILE", "COMPREPLY=($(compgen -f -- \"$cur\"))", "_files" },
    { "DIR", "COMPREPLY=($(compgen -d -- \"$cur\"))", "_files -/" },
    { "PRODUCT", "_gadolin_ids products", "_gadolin_products" },
    { "COUNTRY", "_gadolin_ids countries", "_gadolin_countries" },
};

static int32_t completer_of(const option *o)
{
    for (int32_t i = 0; i < ROWS_OF(completers); i++)
        if (o->takes && strcmp(o->takes, completers[i].takes) == 0)
            return i;
    return -1;
}

static void spaced(outlet *s, const char *alternatives)
{
    for (; *alternatives; alternatives++)
        outlet_write(s, *alternatives == '|' ? " " : alternatives, 1);
}

/* ---- bash ---- */

/* One line per option that takes a value: "series:--flow|series:-x) COMPREPLY=...;;" */
static void bash_value(outlet *s, const char *cmd, const option *o)
{
    int32_t k = completer_of(o);
    if (o->kind == OPTION_BOOL)
        return;
    outlet_fmt(s, "    %s:--%s", cmd, o->name);
    if (o->letter)
        outlet_fmt(s, "|%s:-%c", cmd, o->letter);
    outlet_text(s, ") ");
    if (o->kind == OPTION_ENUM) {
        outlet_text(s, "COMPREPLY=($(compgen -W '");
        spaced(s, o->takes);
        outlet_text(s, "' -- \"$cur\"))");
    } else {
        outlet_text(s, k >= 0 ? completers[k].bash : "COMPREPLY=()");
    }
    outlet_text(s, "; return;;\n");
}

static void option_words(outlet *s, const option *o, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        outlet_fmt(s, " --%s", o[i].name);
}

static void command_words(outlet *s)
{
    for (int32_t i = 0; i < n_commands; i++)
        outlet_fmt(s, "%s%s", i ? " " : "", commands[i].name);
}

/* Options that take a value, so that the value is not taken for the command. */
static void bash_takers(outlet *s)
{
    for (int32_t i = 0; i < n_global_options; i++) {
        if (global_options[i].kind == OPTION_BOOL)
            continue;
        outlet_fmt(s, "--%s|", global_options[i].name);
        if (global_options[i].letter)
            outlet_fmt(s, "-%c|", global_options[i].letter);
    }
}

/* Whether every argument of a command is a file or a folder. */
static bool takes_files(const command *cmd)
{
    return strcmp(cmd->args, "PATH...") == 0 || strcmp(cmd->args, "ARTICLE...") == 0;
}

/* Whether the arguments of a command are a word of several and then a file: "solve|gsim FILE". */
static bool word_then_file(const command *cmd)
{
    const char *space = strchr(cmd->args, ' ');
    return space && strcmp(space, " FILE") == 0 &&
           memchr(cmd->args, '|', (size_t)(space - cmd->args));
}

/* The first word of the arguments, its alternatives spaced. */
static void first_words(outlet *s, const char *args)
{
    for (; *args && *args != ' '; args++)
        outlet_write(s, *args == '|' ? " " : args, 1);
}

/* A file, once one of the words stands after the command; the words before. */
static void bash_word_then_file(outlet *s, const command *cmd)
{
    outlet_text(s, "; [[ $cur == -* ]] || { words='");
    first_words(s, cmd->args);
    outlet_text(
        s,
        "'; for w in \"${COMP_WORDS[@]:i+1:COMP_CWORD-i-1}\"; do"
        " if [[ \" $words \" == *\" $w \"* ]]; then COMPREPLY=($(compgen -f -- \"$cur\")); return; fi; done; }");
}

/* The words that may stand where the argument of a command stands. */
static void bash_args(outlet *s, const command *cmd)
{
    if (takes_files(cmd)) {
        outlet_text(s, "; [[ $cur == -* ]] || { COMPREPLY=($(compgen -f -- \"$cur\")); return; }");
    } else if (word_then_file(cmd)) {
        bash_word_then_file(s, cmd);
    } else if (cmd->run == cmd_help) {
        outlet_text(s, "; [[ $cur == -* ]] || words='");
        command_words(s);
        outlet_text(s, "'");
    } else if (strchr(cmd->args, '|')) {
        outlet_text(s, "; [[ $cur == -* ]] || words='");
        spaced(s, cmd->args);
        outlet_text(s, "'");
    }
}

static void bash_words(outlet *s)
{
    outlet_text(s, "  local words='");
    option_words(s, global_options, n_global_options);
    outlet_text(s, "'\n  case $cmd in\n    '') [[ $cur == -* ]] || words='");
    command_words(s);
    outlet_text(s, "';;\n");
    for (int32_t i = 0; i < n_commands; i++) {
        outlet_fmt(s, "    %s) words+='", commands[i].name);
        option_words(s, commands[i].options, commands[i].n_option);
        outlet_text(s, "'");
        bash_args(s, &commands[i]);
        outlet_text(s, ";;\n");
    }
    outlet_text(s, "  esac\n");
}

/* Finds the command, then what completes the option before the cursor, then the words that may stand. */
static void bash_script(outlet *s)
{
    outlet_text(
        s,
        "# bash completion of gadolin, printed by: gadolin completion bash\n"
        "_gadolin_ids() {\n"
        "  local IFS=$'\\n'\n"
        "  COMPREPLY=($(compgen -W \"$(\"${COMP_WORDS[0]}\" \"$1\" -o csv 2>/dev/null | tail -n +2 | cut -d, -f1)\" -- \"$cur\"))\n"
        "}\n"
        "_gadolin() {\n"
        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd= i w\n"
        "  if [ \"$cur\" = = ]; then cur=; elif [ \"$prev\" = = ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "    case ${COMP_WORDS[i]} in\n"
        "    ");
    bash_takers(s);
    outlet_text(s, "=) if [ \"${COMP_WORDS[i+1]}\" != = ]; then ((i++)); fi;;\n"
                   "    -*) ;;\n"
                   "    *) cmd=${COMP_WORDS[i]}; break;;\n"
                   "    esac\n"
                   "  done\n"
                   "  case $cmd:$prev in\n");
    for (int32_t k = 0; k < n_global_options; k++)
        bash_value(s, "*", &global_options[k]);
    for (int32_t i = 0; i < n_commands; i++)
        for (int32_t k = 0; k < commands[i].n_option; k++)
            bash_value(s, commands[i].name, &commands[i].options[k]);
    outlet_text(s, "  esac\n");
    bash_words(s);
    outlet_text(s, "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                   "}\n"
                   "complete -o filenames -F _gadolin gadolin\n");
}

/* ---- zsh ---- */

/* Text inside single quotes, and inside [..] of an _arguments specification. */
static void zsh_text(outlet *s, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            outlet_text(s, "'\\''");
        else if (strchr("[]:\\", *text))
            outlet_fmt(s, "\\%c", *text);
        else
            outlet_write(s, text, 1);
    }
}

static void zsh_action(outlet *s, const option *o)
{
    int32_t k = completer_of(o);
    outlet_text(s, ":");
    zsh_text(s, o->kind == OPTION_ENUM ? o->name : o->takes);
    outlet_text(s, ":");
    if (o->kind == OPTION_ENUM) {
        outlet_text(s, "(");
        spaced(s, o->takes);
        outlet_text(s, ")");
    } else if (k >= 0) {
        outlet_text(s, completers[k].zsh);
    }
}

static void zsh_one(outlet *s, const char *name, const option *o)
{
    bool is_long = name[1] == '-';
    outlet_fmt(s, " \\\n    '%s%s[", name, o->kind == OPTION_BOOL ? "" : is_long ? "=" : "+");
    zsh_text(s, o->help);
    outlet_text(s, "]");
    if (o->kind != OPTION_BOOL)
        zsh_action(s, o);
    outlet_text(s, "'");
}

static void zsh_options(outlet *s, const option *o, int32_t n)
{
    char name[64];
    for (int32_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "--%s", o[i].name);
        zsh_one(s, name, &o[i]);
        snprintf(name, sizeof name, "-%c", o[i].letter);
        if (o[i].letter)
            zsh_one(s, name, &o[i]);
    }
}

static void zsh_args(outlet *s, const command *cmd)
{
    if (takes_files(cmd))
        outlet_text(s, " \\\n    '*:file:_files'");
    else if (word_then_file(cmd)) {
        outlet_text(s, " \\\n    '1:question:(");
        first_words(s, cmd->args);
        outlet_text(s, ")' '2:file:_files'");
    } else if (cmd->run == cmd_help) {
        outlet_text(s, " \\\n    '1:command:(");
        command_words(s);
        outlet_text(s, ")'");
    } else if (strchr(cmd->args, '|')) {
        outlet_text(s, " \\\n    '1:shell:(");
        spaced(s, cmd->args);
        outlet_text(s, ")'");
    } else if (*cmd->args) {
        outlet_text(s, " \\\n    '1:text:'");
    }
}

static void zsh_script(outlet *s)
{
    outlet_text(
        s,
        "#compdef gadolin\n# zsh completion of gadolin, printed by: gadolin completion zsh\n"
        "_gadolin_ids() {\n  local -a ids\n"
        "  ids=(${(f)\"$(gadolin $1 -o csv 2>/dev/null | tail -n +2 | cut -d, -f1)\"})\n"
        "  compadd -a ids\n}\n"
        "_gadolin_products() { _gadolin_ids products }\n"
        "_gadolin_countries() { _gadolin_ids countries }\n"
        "_gadolin() {\n  local context state state_descr line\n  typeset -A opt_args\n  local -a commands\n  commands=(\n");
    for (int32_t i = 0; i < n_commands; i++) {
        outlet_fmt(s, "    '%s:", commands[i].name);
        zsh_text(s, commands[i].summary);
        outlet_text(s, "'\n");
    }
    outlet_text(s, "  )\n  _arguments -C");
    zsh_options(s, global_options, n_global_options);
    outlet_text(
        s,
        " \\\n    '1:command:->command' '*::argument:->argument'\n"
        "  case $state in\n  command) _describe command commands;;\n  argument)\n    case $words[1] in\n");
    for (int32_t i = 0; i < n_commands; i++) {
        outlet_fmt(s, "    %s) _arguments", commands[i].name);
        zsh_options(s, commands[i].options, commands[i].n_option);
        zsh_options(s, global_options, n_global_options);
        zsh_args(s, &commands[i]);
        outlet_text(s, ";;\n");
    }
    outlet_text(
        s,
        "    esac;;\n  esac\n}\n"
        "if [ \"$funcstack[1]\" = _gadolin ]; then _gadolin \"$@\"; else compdef _gadolin gadolin; fi\n");
}

int cmd_completion(call *c)
{
    static const struct {
        const char *name;
        void (*write)(outlet *s);
    } shells[] = { { "bash", bash_script }, { "zsh", zsh_script } };
    for (int32_t i = 0; i < ROWS_OF(shells); i++) {
        if (strcmp(c->arg[0], shells[i].name) == 0) {
            shells[i].write(c->out);
            return EXIT_OK;
        }
    }
    return say_usage(c, "there is a script for bash and one for zsh, not for '%s'", c->arg[0]);
}
