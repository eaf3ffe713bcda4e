/* cmd_ingest.c - layer 5: gadolin ingest PATH... One line (or JSON object) per file as it is done.
 *
 * A path that fails does not stop the others; one that the store itself cannot take (disk full, out of
 * memory) does. Exit status 1 when any path failed or nothing at all could be read. */
#include "cli.h"
#include <errno.h>
#include <unistd.h>

typedef struct tally {
    int64_t files, refused, read, added, changed, unchanged, folded, rejected;
    double seconds;
} tally;

typedef struct run {
    call *c;
    progress bar;
    tally sum;
    int64_t kept;     /* rejected rows that the store keeps: those of refused files are not */
    const char *path; /* the argument being read */
} run;

static const char *const outcome_names[] = { [GAD_INGESTED] = "ingested",
                                             [GAD_KNOWN] = "known",
                                             [GAD_CODE_TABLE] = "code-table",
                                             [GAD_REFUSED] = "refused" };

/* "1234567" -> "1,234,567" */
static const char *count(char out[32], int64_t n)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n), k = 0;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
            out[k++] = ',';
        out[k++] = digits[i];
    }
    out[k] = '\0';
    return out;
}

/* What is always said, and what only when there is any. */
static void counts_as_text(outlet *s, const tally *t)
{
    const struct {
        const char *name;
        int64_t n;
        bool always;
    } rows[] = { { "read", t->read, true },       { "added", t->added, true },
                 { "changed", t->changed, true }, { "unchanged", t->unchanged, false },
                 { "folded", t->folded, false },  { "rejected", t->rejected, true } };
    char text[32];
    for (int32_t i = 0; i < ROWS_OF(rows); i++)
        if (rows[i].n || rows[i].always)
            outlet_fmt(s, "%s %s, ", count(text, rows[i].n), rows[i].name);
    outlet_fmt(s, "%.2f s", t->seconds);
}

static void counts_as_json(outlet *s, const tally *t)
{
    outlet_fmt(
        s,
        "\"read\": %lld, \"added\": %lld, \"changed\": %lld, \"unchanged\": %lld, \"folded\": %lld, \"rejected\": %lld, \"seconds\": %.3f",
        (long long)t->read, (long long)t->added, (long long)t->changed, (long long)t->unchanged,
        (long long)t->folded, (long long)t->rejected, t->seconds);
}

/* File names and notes are other people's text: nothing in them may steer the terminal. */
static void plain_text(outlet *s, const char *text)
{
    for (; *text; text++)
        outlet_write(s, (unsigned char)*text < 0x20 || *text == 0x7F ? " " : text, 1);
}

static void file_as_text(run *r, const gad_ingest_report *f, const tally *t)
{
    outlet *s = r->c->out;
    plain_text(s, f->file);
    if (f->outcome == GAD_INGESTED) {
        outlet_fmt(s, ": %s, ", f->format);
        counts_as_text(s, t);
    } else if (f->outcome == GAD_KNOWN) {
        outlet_fmt(s, ": %s, in the store already, nothing to do", f->format);
    } else if (f->outcome == GAD_CODE_TABLE) {
        outlet_fmt(s, ": not data");
    } else {
        outlet_text(s, ": refused");
    }
    outlet_text(s, "\n");
    if (f->note && *f->note && f->outcome != GAD_KNOWN) {
        outlet_text(s, "    ");
        plain_text(s, f->note);
        outlet_text(s, "\n");
    }
}

static void file_as_json(run *r, const gad_ingest_report *f, const tally *t)
{
    outlet *s = r->c->out;
    outlet_text(s, r->sum.files > 1 ? ",\n    {\"file\": " : "\n    {\"file\": ");
    outlet_json(s, f->file);
    outlet_text(s, ", \"format\": ");
    outlet_json(s, f->format ? f->format : "");
    outlet_fmt(s, ", \"outcome\": \"%s\", ", outcome_names[f->outcome]);
    counts_as_json(s, t);
    outlet_text(s, ", \"note\": ");
    outlet_json(s, f->note ? f->note : "");
    outlet_text(s, "}");
}

static void on_file(void *user, const gad_ingest_report *f)
{
    run *r = user;
    tally *sum = &r->sum;
    tally t = { 1,          f->outcome == GAD_REFUSED,
                f->read,    f->added,
                f->changed, f->unchanged,
                f->folded,  f->rejected,
                f->seconds };
    sum->files++;
    sum->refused += t.refused;
    sum->read += t.read;
    sum->added += t.added;
    sum->changed += t.changed;
    sum->unchanged += t.unchanged;
    sum->folded += t.folded;
    sum->rejected += t.rejected;
    r->kept += t.refused ? 0 : t.rejected;
    sum->seconds += t.seconds;
    progress_clear(&r->bar);
    if (r->c->output.format == GAD_AS_JSON)
        file_as_json(r, f, &t);
    else if (f->outcome != GAD_REFUSED || strcmp(f->file, r->path) != 0)
        file_as_text(r, f, &t); /* a named file that is refused is an error, said once */
    outlet_flush(r->c->out);
}

static void total_as_text(run *r)
{
    outlet *s = r->c->out;
    char text[32];
    if (r->sum.files > 1) {
        outlet_fmt(s, "total: %s files", count(text, r->sum.files));
        if (r->sum.refused)
            outlet_fmt(s, " (%s refused)", count(text, r->sum.refused));
        outlet_text(s, ", ");
        counts_as_text(s, &r->sum);
        outlet_text(s, "\n");
    }
    if (r->kept)
        outlet_fmt(s, "%s row%s rejected: gadolin sources --show rejects\n", count(text, r->kept),
                   r->kept == 1 ? "" : "s");
}

static void total_as_json(run *r)
{
    outlet *s = r->c->out;
    outlet_fmt(s, "%s],\n  \"total\": {\"files\": %lld, \"refused\": %lld, ",
               r->sum.files ? "\n  " : "", (long long)r->sum.files, (long long)r->sum.refused);
    counts_as_json(s, &r->sum);
    outlet_text(s, "}\n}\n");
}

/* Failures of a path: the others are still tried. */
static bool is_local(gad_status st)
{
    return st == GAD_E_FORMAT || st == GAD_E_NOTFOUND || st == GAD_E_IO;
}

static bool is_there(const char *path)
{
    if (access(path, F_OK) == 0)
        return true;
    say_failure("'%s': %s", path, strerror(errno));
    return false;
}

static int each_path(run *r, gad_store *store)
{
    int status = EXIT_OK;
    for (int32_t i = 0; i < r->c->n_arg; i++) {
        r->path = r->c->arg[i];
        if (!is_there(r->path)) {
            status = EXIT_FAILED;
            continue;
        }
        gad_status st = gad_ingest(r->c->cx, store, r->path, &r->c->opts.ingest, on_file, r, NULL);
        progress_clear(&r->bar);
        if (st)
            status = say_error(r->c, st);
        if (st && !is_local(st))
            return status;
    }
    return status;
}

/* A store is not made for paths none of which exists. */
static bool any_there(const call *c)
{
    for (int32_t i = 0; i < c->n_arg; i++)
        if (access(c->arg[i], F_OK) == 0)
            return true;
    for (int32_t i = 0; i < c->n_arg; i++)
        is_there(c->arg[i]);
    return false;
}

int cmd_ingest(call *c)
{
    run r = { .c = c };
    gad_store *store = NULL;
    int status = EXIT_OK;
    bool as_json = c->output.format == GAD_AS_JSON;
    if (!any_there(c))
        return EXIT_FAILED;
    if (!store_of(c, GAD_OPEN_WRITE, &store, &status))
        return status;
    progress_start(&r.bar, c);
    gad_ctx_progress(c->cx, progress_tell, &r.bar);
    if (as_json)
        outlet_text(c->out, "{\n  \"version\": 1,\n  \"files\": [");
    status = each_path(&r, store);
    if (as_json)
        total_as_json(&r);
    else
        total_as_text(&r);
    if (status == EXIT_OK && r.sum.files && r.sum.refused == r.sum.files)
        status = say_failure("none of the %lld files could be read", (long long)r.sum.files);
    gad_store_close(store);
    return status;
}
