/* manual.c - layer 5: the manual page gadolin(1) in roff (man macros), made from the tables. */
#include "cli.h"

/* Text for roff: backslashes and dashes are escaped, and no line starts with a control character. */
static void roff(outlet *s, const char *text, size_t n)
{
    for (size_t i = 0; i < n && text[i]; i++) {
        bool first = i == 0 || text[i - 1] == '\n';
        if (first && (text[i] == '.' || text[i] == '\''))
            outlet_text(s, "\\&");
        if (text[i] == '\\')
            outlet_text(s, "\\e");
        else if (text[i] == '-')
            outlet_text(s, "\\-");
        else if (text[i] == '\'')
            outlet_text(s, "\\(aq");
        else if (text[i] == '^')
            outlet_text(s, "\\(ha");
        else
            outlet_write(s, text + i, 1);
        if (text[i] == ',' && i + 1 < n && text[i + 1] && text[i + 1] != ' ')
            outlet_text(s, "\\:"); /* long lists may break after a comma */
    }
}

static void words(outlet *s, const char *text)
{
    roff(s, text, strlen(text));
}

static void choices(outlet *s, const option *o)
{
    char one[64];
    outlet_text(s, " One of ");
    for (int32_t k = 0; option_choice(o->takes, k, one, sizeof one); k++) {
        outlet_text(s, k ? ", " : "");
        words(s, one);
    }
    outlet_text(s, ".");
}

static void one_option(outlet *s, const command *cmd, const option *o)
{
    char value[64], def[32];
    outlet_text(s, ".TP\n");
    if (o->letter)
        outlet_fmt(s, "\\fB\\-%c\\fR, ", o->letter);
    outlet_text(s, "\\fB\\-\\-");
    words(s, o->name);
    outlet_text(s, "\\fR");
    if (*option_value(o, value)) {
        outlet_text(s, " \\fI");
        words(s, value);
        outlet_text(s, "\\fR");
    }
    outlet_text(s, "\n");
    words(s, o->help);
    outlet_text(s, ".");
    if (cmd && option_required(cmd, o))
        outlet_text(s, " Required.");
    if (o->kind == OPTION_ENUM)
        choices(s, o);
    if (o->kind == OPTION_I32)
        outlet_fmt(s, " From %d to %d.", (int)o->lo, (int)o->hi);
    if (*option_default(o, def)) {
        outlet_text(s, " Default ");
        words(s, def);
        outlet_text(s, ".");
    }
    outlet_text(s, "\n");
}

static void examples(outlet *s, const command *cmd)
{
    for (const char *line = cmd->examples; *line;) {
        size_t len = strcspn(line, "\n");
        const char *note = strstr(line, " # ");
        size_t code = note && note < line + len ? (size_t)(note - line) : len;
        outlet_text(s, ".PP\n");
        if (code < len) {
            roff(s, note + 3, len - code - 3);
            outlet_text(s, ":\n.br\n");
        }
        outlet_text(s, "\\fB");
        roff(s, line, code);
        outlet_text(s, "\\fR\n");
        line += len + (line[len] == '\n');
    }
}

static void one_command(outlet *s, const command *cmd)
{
    outlet_fmt(s, ".SS gadolin %s%s", cmd->name, cmd->n_option ? " [OPTION]..." : "");
    if (*cmd->args) {
        outlet_text(s, " ");
        words(s, cmd->args);
    }
    outlet_text(s, "\n");
    words(s, cmd->about);
    outlet_text(s, "\n");
    for (int32_t i = 0; i < cmd->n_option; i++)
        one_option(s, cmd, &cmd->options[i]);
    if (!cmd->formats)
        return;
    outlet_text(s, ".PP\nFormats of \\fB\\-o\\fR:");
    for (int32_t f = 0, k = 0; f < n_formats; f++)
        if (cmd->formats >> f & 1U)
            outlet_fmt(s, "%s %s", k++ ? "," : "", format_names[f]);
    outlet_text(s, ".\n");
}

static const struct {
    const char *name;
    const char *rows[8][2];
} lists[] = {
    { "EXIT STATUS",
      { { "0", "Done." },
        { "1", "Failed: a file, the store, a name that is not known, or no such data." },
        { "2", "Wrong usage: an option is unknown, missing or malformed." },
        { "3",
          "market: there is no equilibrium, or none was found within the tolerance; the answer was written and says which." },
        { "4",
          "check: a claim has one of the verdicts of --fail-on; watch: a new alert. The answer was written." },
        { "130", "Interrupted; files that were ingested before are in the store." },
        { "141", "The reader of the output went away (a pipe was closed)." } } },
    { "ENVIRONMENT",
      { { "GADOLIN_STORE", "The store, unless --store is given." },
        { "GADOLIN_DATA",
          "The folder of the code tables (products.csv, countries.csv and others), instead of the installed one." },
        { "NO_COLOR", "When set and not empty: no colours." },
        { "TMPDIR", "Where temporary files go; /tmp otherwise." } } },
    { "FILES",
      { { "gadolin.duckdb",
          "The store: a DuckDB file in the current folder. DuckDB itself, Python and R open it as well." } } },
};

void manual_write(outlet *s)
{
    outlet_fmt(s, ".TH GADOLIN 1 \"\" \"gadolin %s\" \"User Commands\"\n", gad_version());
    outlet_text(
        s,
        ".SH NAME\ngadolin \\- trade in rare earths and other critical minerals\n"
        ".SH SYNOPSIS\n.B gadolin\n[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n"
        ".SH DESCRIPTION\n"
        "gadolin reads customs files and published figures into one store and answers what was traded, between whom, and how unusual it is. "
        "Quantities are tonnes; a missing number is shown as missing, never as zero.\n"
        ".SH OPTIONS\nThese stand before or after the command. A value is written \\fB\\-\\-name value\\fR or \\fB\\-\\-name=value\\fR; \\fB\\-\\-\\fR ends the options.\n");
    for (int32_t i = 0; i < n_global_options; i++)
        one_option(s, NULL, &global_options[i]);
    outlet_text(s, ".SH COMMANDS\n");
    for (int32_t i = 0; i < n_commands; i++)
        one_command(s, &commands[i]);
    for (int32_t k = 0; k < ROWS_OF(lists); k++) {
        outlet_fmt(s, ".SH %s\n", lists[k].name);
        for (int32_t i = 0; i < ROWS_OF(lists[k].rows) && lists[k].rows[i][0]; i++) {
            outlet_fmt(s, ".TP\n.B %s\n", lists[k].rows[i][0]);
            words(s, lists[k].rows[i][1]);
            outlet_text(s, "\n");
        }
    }
    outlet_text(s, ".SH EXAMPLES\n");
    for (int32_t i = 0; i < n_commands; i++)
        examples(s, &commands[i]);
}
