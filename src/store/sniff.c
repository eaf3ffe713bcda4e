/* sniff.c - layer 1: delimiter, header and shape of a CSV text.
 *
 * The delimiter is the one of , ; tab | under which the first records agree best on a number of
 * fields not below the header's. Lines that no row agrees with are titles, if a wider record follows
 * them with which two or more rows and nine of ten do. Then all records in the text show whether
 *  - every line ends with a delimiter (GACC): one empty column more, dropped;
 *  - the rows have more fields than the header (a known fault of Comtrade downloads, where reading
 *    on shifts every name by one): counted in `extra`, for the format adapters to explain.
 * Nine of ten rows must agree on that; the others are faulty. */
#include "store/sniff.h"

enum { LOOK_AT = 200, TITLES_MAX = 20, EXTRA_MAX = 4 };

typedef struct tally {
    int32_t n;
    int32_t count[LOOK_AT]; /* fields of the first records, 0 for faulty ones */
    size_t at[LOOK_AT];
    int64_t line[LOOK_AT]; /* lines before it */
} tally;

static void count_fields(char delimiter, const char *text, size_t n, bool eof, scan_record *r,
                         tally *t)
{
    dialect d = { .delimiter = delimiter };
    int64_t line = 0;
    *t = (tally){ .n = 0 };
    for (size_t p = 0; p < n && t->n < LOOK_AT; p += r->used, line += r->n_line) {
        scan_one(&d, text + p, n - p, eof, r);
        if (r->kind == SCAN_MORE)
            break;
        if (r->kind == SCAN_BLANK)
            continue;
        t->at[t->n] = p;
        t->line[t->n] = line;
        t->count[t->n++] = r->kind == SCAN_RECORD ? r->n_field : 0;
    }
}

/* How many records from `from` on have `fields` fields or up to EXTRA_MAX more, all the same: the
 * best such number. */
static int32_t agreeing(const tally *t, int32_t from, int32_t fields)
{
    int32_t votes[EXTRA_MAX + 1] = { 0 }, best = 0;
    for (int32_t i = from; i < t->n; i++)
        if (t->count[i] >= fields && t->count[i] - fields <= EXTRA_MAX)
            votes[t->count[i] - fields]++;
    for (int32_t k = 0; k <= EXTRA_MAX; k++)
        best = MAX_OF(best, votes[k]);
    return best;
}

/* Which record is the header, and how well the rest agrees with it: 0 to 1, or -1 if it has one
 * field only. A later record than the first is the header only if nothing agrees with the first. */
static double find_header(const tally *t, int32_t *header)
{
    int32_t same = t->n && t->count[0] > 1 ? agreeing(t, 1, t->count[0]) : 0;
    *header = 0;
    if (same)
        return (double)same / (t->n - 1);
    for (int32_t i = 1; i < MIN_OF(t->n, TITLES_MAX); i++) {
        int32_t rest = t->n - i - 1;
        same = t->count[i] > MAX_OF(t->count[0], 1) ? agreeing(t, i + 1, t->count[i]) : 0;
        if (same >= 2 && same * 10 >= rest * 9) {
            *header = i;
            return (double)same / rest / 2; /* no title is likelier than a title */
        }
    }
    return t->n && t->count[0] > 1 ? 0 : -1;
}

static bool numeric(const scan_field *f)
{
    bool digit = false;
    for (size_t i = 0; i < f->n; i++) {
        char c = f->at[i];
        digit = digit || (c >= '0' && c <= '9');
        if (!(c >= '0' && c <= '9') && !strchr(" +-.,eE", c))
            return false;
    }
    return digit || !f->n;
}

static bool all_numeric(const scan_record *r)
{
    size_t bytes = 0;
    for (int32_t i = 0; i < r->n_field; i++) {
        bytes += r->field[i].n;
        if (!numeric(&r->field[i]))
            return false;
    }
    return bytes > 0;
}

/* Whether the last of the fields is empty. */
static bool last_empty(const scan_record *r)
{
    return r->n_field > 1 && r->n_field <= SCAN_FIELDS && r->field[r->n_field - 1].n == 0;
}

/* Look at all records of the text: see the head of this file. */
static void find_shape(layout *l, const char *text, size_t n, bool eof, scan_record *r)
{
    int64_t rows = 0, with_value = 0, more[EXTRA_MAX + 1] = { 0 };
    dialect d = { .delimiter = l->d.delimiter };
    bool open_end = l->d.drop_last;
    int32_t head = l->n_head + open_end;
    for (size_t p = l->start + r->used; p < n; p += r->used) {
        scan_one(&d, text + p, n - p, eof, r);
        if (r->kind == SCAN_MORE)
            break;
        if (r->kind != SCAN_RECORD)
            continue;
        rows++;
        if (r->n_field >= head && r->n_field - head <= EXTRA_MAX)
            more[r->n_field - head]++;
        with_value += r->n_field == head && !last_empty(r);
    }
    for (int32_t k = 1; k <= EXTRA_MAX; k++)
        if (rows && more[k] * 10 >= rows * 9)
            l->extra = k;
    if (open_end && (l->extra || with_value * 10 > rows)) {
        l->d.drop_last = false; /* the unnamed column holds something: keep it */
        l->n_head = head;
    }
    l->d.want = l->n_head + l->d.drop_last + l->extra;
}

layout sniff(const char *text, size_t n, bool eof, scan_record *r)
{
    static const char delimiters[] = { ',', ';', '\t', '|' };
    layout l = { .d = { .delimiter = ',' } };
    double best = -1;
    tally t;
    for (int32_t i = 0; i < COUNT_OF(delimiters); i++) {
        int32_t header = 0;
        count_fields(delimiters[i], text, n, eof, r, &t);
        double score = find_header(&t, &header);
        if (score > best) {
            best = score;
            l.d.delimiter = delimiters[i];
            l.start = t.at[header];
            l.n_title = t.line[header];
        }
    }
    scan_one(&l.d, text + l.start, n - l.start, eof, r);
    l.found = r->kind == SCAN_RECORD && r->n_field <= SCAN_FIELDS - EXTRA_MAX;
    l.why = l.found ? FAULT_NONE : r->kind == SCAN_BAD ? r->fault : FAULT_COUNT;
    l.why_at = r->kind == SCAN_BAD ? r->at : r->n_field;
    if (!l.found)
        return l;
    l.d.drop_last = last_empty(r);
    l.n_head = r->n_field - l.d.drop_last;
    l.headerless = all_numeric(r);
    l.d.crlf = r->ended && r->used >= 2 && text[l.start + r->used - 2] == '\r';
    find_shape(&l, text, n, eof, r);
    return l;
}
