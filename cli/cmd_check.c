/* cmd_check.c - layer 5: gadolin check ARTICLE... Each is a file, a folder (every file below, in name order) or "-".
 *
 * Flow: arguments to a list of articles -> each read whole and checked -> exit status.
 * An article that fails does not stop the others; what stops the program (memory, the store, an output that cannot be
 * written) does. The answer counts as whole when any article was answered: --out keeps it. */
#include "cli.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_DEEP = 32, FIRST_ROOM = 1 << 16 };

typedef struct articles {
    char **path; /* [n] each its own */
    int32_t n, cap;
    bool failed; /* some argument could not be used: said so */
} articles;

/* ---- what to check ------------------------------------------------------------------------------ */

static bool keep_path(articles *l, const char *path)
{
    if (l->n == l->cap) {
        int32_t cap = l->cap ? 2 * l->cap : 64;
        char **grown = realloc(l->path, (size_t)cap * sizeof *grown);
        if (!grown)
            return false;
        l->path = grown;
        l->cap = cap;
    }
    l->path[l->n] = strdup(path);
    return l->path[l->n] && ++l->n;
}

static void cannot_use(articles *l, const char *path, const char *why)
{
    say_failure("'%s': %s", path, why);
    l->failed = true;
}

static int is_shown(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk(articles *l, const char *path, int32_t depth);

/* False: out of memory. */
static bool walk_folder(articles *l, const char *path, int32_t depth)
{
    struct dirent **entry = NULL;
    bool ok = true;
    int n = scandir(path, &entry, is_shown, by_name);
    if (n < 0) {
        if (errno == ENOMEM)
            return false;
        cannot_use(l, path, strerror(errno));
        return true;
    }
    for (int i = 0; i < n; i++) {
        size_t size = strlen(path) + strlen(entry[i]->d_name) + 2;
        char *below = ok ? malloc(size) : NULL;
        ok &= below != NULL;
        if (below) {
            bool slash = path[0] && path[strlen(path) - 1] == '/';
            snprintf(below, size, "%s%s%s", path, slash ? "" : "/", entry[i]->d_name);
            ok = walk(l, below, depth + 1);
        }
        free(below);
        free(entry[i]);
    }
    free(entry);
    return ok;
}

/* An argument (depth 0) must be a file or a folder; below a folder other things are passed over. */
static bool walk(articles *l, const char *path, int32_t depth)
{
    struct stat sb;
    if (stat(path, &sb) != 0) {
        cannot_use(l, path, strerror(errno));
        return true;
    }
    if (!S_ISDIR(sb.st_mode))
        return depth && !S_ISREG(sb.st_mode) ? true : keep_path(l, path);
    if (depth == FOLDERS_DEEP) {
        cannot_use(l, path, "folders nested too deep: is there a loop of links?");
        return true;
    }
    return walk_folder(l, path, depth);
}

/* False: out of memory. */
static bool list_articles(const call *c, articles *l)
{
    bool ok = true;
    for (int32_t i = 0; i < c->n_arg && ok; i++)
        ok = strcmp(c->arg[i], "-") == 0 ? keep_path(l, "-") : walk(l, c->arg[i], 0);
    return ok;
}

static void articles_release(articles *l)
{
    for (int32_t i = 0; i < l->n; i++)
        free(l->path[i]);
    free(l->path);
}

/* ---- reading ------------------------------------------------------------------------------------ */

typedef struct whole {
    char *bytes;
    size_t n, cap;
} whole;

static bool make_room(whole *w)
{
    if (w->n < w->cap)
        return true;
    size_t cap = w->cap ? 2 * w->cap : FIRST_ROOM;
    char *grown = realloc(w->bytes, cap);
    if (!grown)
        return false;
    w->bytes = grown;
    w->cap = cap;
    return true;
}

/* All of it, or one byte more than is allowed: the library says so. The room is kept for the next article. */
static const char *read_whole(int fd, whole *w)
{
    ssize_t k = 1;
    for (w->n = 0; k > 0 && w->n <= GAD_ARTICLE_MAX; w->n += k > 0 ? (size_t)k : 0) {
        if (!make_room(w))
            return "out of memory";
        do
            k = read(fd, w->bytes + w->n, w->cap - w->n);
        while (k < 0 && errno == EINTR && !interrupted());
    }
    return k < 0 ? strerror(errno) : NULL;
}

/* False: said so. */
static bool read_article(const char *path, whole *w)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    const char *wrong = fd < 0 ? strerror(errno) : read_whole(fd, w);
    if (fd >= 0 && !standard)
        close(fd);
    if (wrong)
        say_failure("%s%s%s: %s", standard ? "" : "'", standard ? "standard input" : path,
                    standard ? "" : "'", wrong);
    return !wrong;
}

/* ---- checking ----------------------------------------------------------------------------------- */

typedef struct run {
    call *c;
    gad_checker *ck;
    progress bar;
    whole text;
    uint32_t fail_on; /* bit per verdict */
    bool several;
    int32_t answered;
    bool found; /* one of the verdicts of --fail-on */
} run;

/* Failures of an article: the others are still checked. */
static bool is_local(gad_status st)
{
    return st == GAD_E_FORMAT;
}

static void look_for(run *r, const gad_check_summary *sum)
{
    for (int32_t v = 0; v < GAD_VERDICTS; v++)
        r->found |= sum->count[v] > 0 && (r->fail_on >> v & 1U);
}

/* GAD_OK also for a failure of the article alone, which *failed tells. */
static gad_status check_one(run *r, const char *path, bool *failed)
{
    gad_check_summary sum;
    gad_check_opts opts = r->c->opts.check;
    if (!read_article(path, &r->text)) {
        *failed = true;
        return GAD_OK;
    }
    opts.place = r->several ? r->answered + 1 : 0;
    progress_clear(&r->bar);
    gad_status st =
        gad_check(r->c->cx, r->ck, path, r->text.bytes, r->text.n, &opts, &r->c->output, &sum);
    if (st) {
        *failed = true;
        if (is_local(st))
            say_failure("%s", gad_last_error(r->c->cx).text);
        return is_local(st) ? GAD_OK : st;
    }
    r->answered++;
    if (outlet_is_terminal(r->c->out))
        outlet_flush(r->c->out);
    look_for(r, &sum);
    return GAD_OK;
}

static int check_all(run *r, const articles *l)
{
    bool failed = l->failed;
    for (int32_t i = 0; i < l->n; i++) {
        if (r->several && !progress_tell(&r->bar, "checking", i, l->n)) {
            if (interrupted())
                say_failure("stopped after %d of %d articles", (int)i, (int)l->n);
            return interrupted() ? EXIT_INTERRUPTED : EXIT_FAILED;
        }
        gad_status st = check_one(r, l->path[i], &failed);
        if (st)
            return say_error(r->c, st);
    }
    progress_clear(&r->bar);
    if (failed && r->answered)
        outlet_keep(r->c->out);
    return failed ? EXIT_FAILED : r->found ? EXIT_FOUND : EXIT_OK;
}

static bool is_folder(const char *path)
{
    struct stat sb;
    return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

/* Whether answers follow each other, told from the command line alone: a script knows what it will get. */
static bool is_several(const call *c)
{
    return c->n_arg > 1 || is_folder(c->arg[0]);
}

static int check_articles(run *r, gad_store *store)
{
    articles l = { 0 };
    int status = EXIT_FAILED;
    gad_status st = GAD_OK;
    if (!list_articles(r->c, &l)) {
        say_failure("out of memory");
    } else if (!l.n) {
        if (!l.failed)
            say_failure("'%s' holds no files", r->c->arg[0]);
    } else {
        st = gad_checker_new(r->c->cx, store, &r->ck);
        status = st ? say_error(r->c, st) : check_all(r, &l);
    }
    gad_checker_free(r->ck);
    articles_release(&l);
    free(r->text.bytes);
    return status;
}

/* EXIT_OK, or a usage error that was said. */
static int check_usage(run *r)
{
    const call *c = r->c;
    int32_t inputs = 0;
    if (gad_verdict_set(c->cx, c->opts.check.fail_on, &r->fail_on))
        return say_usage(c, "--fail-on: %s", gad_last_error(c->cx).text);
    if (r->several && c->output.format == GAD_AS_HTML)
        return say_usage(c, "-o html makes a page of one article: check them one by one");
    for (int32_t i = 0; i < c->n_arg; i++)
        inputs += strcmp(c->arg[i], "-") == 0;
    if (inputs > 1)
        return say_usage(c, "'-' stands twice, but standard input can be read once only");
    return EXIT_OK;
}

int cmd_check(call *c)
{
    run r = { .c = c, .several = is_several(c) };
    gad_store *store = NULL;
    int status = check_usage(&r);
    if (status != EXIT_OK || !store_of(c, GAD_OPEN_READ, &store, &status))
        return status;
    progress_start(&r.bar, c);
    if (!r.several) /* else the line counts articles, not what happens inside of one */
        gad_ctx_progress(c->cx, progress_tell, &r.bar);
    status = check_articles(&r, store);
    progress_clear(&r.bar);
    gad_store_close(store);
    return status;
}
