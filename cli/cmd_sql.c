/* cmd_sql.c - layer 5: gadolin sql [QUERY]. The query is the argument or standard input. */
#include "cli.h"
#include <errno.h>
#include <unistd.h>

enum { QUERY_MAX = 1 << 20 };

/* Standard input as text; NULL: said so. The caller frees it. */
static char *read_query(void)
{
    char *text = malloc(QUERY_MAX + 1);
    size_t n = 0;
    ssize_t k = text ? 1 : 0;
    while (k > 0 && n < QUERY_MAX) {
        k = read(STDIN_FILENO, text + n, QUERY_MAX - n);
        n += k > 0 ? (size_t)k : 0;
    }
    const char *wrong = NULL;
    if (!text)
        wrong = "out of memory";
    else if (k < 0)
        wrong = strerror(errno);
    else if (n == QUERY_MAX)
        wrong = "it is longer than 1 MiB";
    else if (memchr(text, '\0', n))
        wrong = "it holds zero bytes: is it a text?";
    if (wrong) {
        say_failure("the query on standard input: %s", wrong);
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}

int cmd_sql(call *c)
{
    gad_store *store = NULL;
    int status = EXIT_OK;
    bool from_input = c->n_arg == 0 || strcmp(c->arg[0], "-") == 0;
    if (c->n_arg == 0 && isatty(STDIN_FILENO) == 1)
        return say_usage(
            c,
            "the query is missing: gadolin sql \"SELECT ...\" (or '-' to type it, ended by Ctrl-D)");
    char *query = from_input ? read_query() : c->arg[0];
    if (!query)
        return EXIT_FAILED;
    if (!is_utf8(query))
        status = say_failure("the query is not UTF-8");
    else if (store_of(c, GAD_OPEN_SQL, &store, &status)) {
        gad_status st = gad_sql(c->cx, store, query, &c->output);
        if (st)
            status = say_error(c, st);
    }
    gad_store_close(store);
    if (from_input)
        free(query);
    return status;
}
