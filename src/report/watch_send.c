/* watch_send.c - layer 4: one POST to a webhook, with patience. libcurl is included here only.
 *
 * Flow: watch_check_url -> try_once -> is it worth another try? -> wait, twice as long each time -> ...
 * The address is somebody's secret as often as not: messages name scheme and host only. No redirect is followed, and
 * certificates are checked. libcurl takes its own memory from malloc, within a call only. */
#include "report/watch.h"
#include <curl/curl.h>

enum { WAIT_MAX = 60, BUSY_MAX = 300, HOST_TEXT = 128, OK_FIRST = 200, OK_LAST = 299 };

typedef struct post {
    gad_ctx *cx;
    CURL *curl;
    struct curl_slist *header;
    char host[HOST_TEXT];
    char error[CURL_ERROR_SIZE];
    int32_t tried, tries;
    bool stopped;
} post;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode ready = CURLE_OK; /* written once, under `once` */

static void start_curl(void)
{
    ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* ---- the address --------------------------------------------------------------------------------- */

/* "https://example.org:8443" of an address, without user, path and query. False: no such address. */
static bool host_of(const char *url, char out[HOST_TEXT])
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    CURLU *u = curl_url();
    bool ok = u && curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    if (ok) {
        bool has_port = curl_url_get(u, CURLUPART_PORT, &port, 0) == CURLUE_OK;
        snprintf(out, HOST_TEXT, "%.8s://%.90s%s%.8s", scheme, host, has_port ? ":" : "",
                 has_port ? port : "");
        ok = STR_EQ(scheme, "http") || STR_EQ(scheme, "https");
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(u);
    return ok;
}

gad_status watch_check_url(gad_ctx *cx, const char *what, const char *url)
{
    char host[HOST_TEXT];
    for (const char *s = url; *s; s++)
        if ((unsigned char)*s <= ' ' || *s == 0x7F)
            return gad_fail(cx, GAD_E_ARG, "%s holds a space or a control character", what);
    if (!host_of(url, host))
        return gad_fail(cx, GAD_E_ARG, "%s is no address as https://example.org/hook", what);
    return GAD_OK;
}

/* ---- one try ------------------------------------------------------------------------------------- */

static size_t drop_answer(char *bytes, size_t size, size_t n, void *user)
{
    (void)bytes;
    (void)user;
    return size * n;
}

static int ask_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    post *p = user;
    (void)a, (void)b, (void)c, (void)d;
    p->stopped |= gad_progress(p->cx, "sending the alerts", p->tried, p->tries) != GAD_OK;
    return p->stopped;
}

static bool set_up(post *p, const char *url, const char *bytes, size_t n, int32_t timeout)
{
    CURL *c = p->curl;
    p->header = curl_slist_append(NULL, "Content-Type: application/json");
    struct curl_slist *more =
        curl_slist_append(p->header, "Expect:"); /* no pause before the body */
    p->header = more ? more : p->header;
    CURLcode bad = CURLE_OK;
#define SET(option, value)                                                                         \
    if (!bad)                                                                                      \
    bad = curl_easy_setopt(c, option, value)
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT, (long)timeout);
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
    SET(CURLOPT_POSTFIELDS, bytes);
    SET(CURLOPT_HTTPHEADER, p->header);
    SET(CURLOPT_USERAGENT, "gadolin");
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_WRITEFUNCTION, drop_answer);
    SET(CURLOPT_XFERINFOFUNCTION, ask_progress);
    SET(CURLOPT_XFERINFODATA, p);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_ERRORBUFFER, p->error);
#undef SET
    return more && !bad;
}

typedef struct attempt {
    CURLcode code;
    long answer;      /* HTTP status, 0: none came */
    curl_off_t later; /* seconds the webhook asks to wait, 0: it does not say */
} attempt;

static attempt try_once(post *p)
{
    attempt a = { .answer = 0 };
    p->error[0] = '\0';
    a.code = curl_easy_perform(p->curl);
    if (curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &a.answer) != CURLE_OK)
        a.answer = 0;
    if (curl_easy_getinfo(p->curl, CURLINFO_RETRY_AFTER, &a.later) != CURLE_OK)
        a.later = 0;
    return a;
}

/* What may be better next time: nobody there, no answer in time, too many requests, trouble on their side. */
static bool worth_another(const attempt *a)
{
    static const CURLcode passing[] = {
        CURLE_COULDNT_CONNECT,    CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
        CURLE_OPERATION_TIMEDOUT, CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,
        CURLE_RECV_ERROR,         CURLE_PARTIAL_FILE,         CURLE_HTTP2,
        CURLE_HTTP2_STREAM
    };
    if (a->code == CURLE_OK)
        return a->answer == 408 || a->answer == 429 || (a->answer >= 500 && a->answer <= 599);
    for (int32_t i = 0; i < COUNT_OF(passing); i++)
        if (a->code == passing[i])
            return true;
    return false;
}

/* ---- all tries ----------------------------------------------------------------------------------- */

/* Sleep in small steps, so that Ctrl-C is heard. */
static void wait_for(post *p, int32_t seconds)
{
    struct timespec step = { 0, 100000000 };
    for (int32_t k = 0; k < 10 * seconds && !p->stopped; k++) {
        nanosleep(&step, NULL);
        p->stopped |= gad_progress(p->cx, "waiting for the webhook", p->tried, p->tries) != GAD_OK;
    }
}

static gad_status give_up(const post *p, const attempt *a)
{
    char tries[64] = "";
    if (p->tried > 1)
        snprintf(tries, sizeof tries, " after %" PRId32 " attempts", p->tried);
    if (a->code != CURLE_OK)
        return gad_fail(p->cx, GAD_E_IO, "the webhook at %s cannot be reached%s: %s", p->host,
                        tries, *p->error ? p->error : curl_easy_strerror(a->code));
    return gad_fail(p->cx, GAD_E_IO, "the webhook at %s answered %ld%s%s", p->host, a->answer,
                    tries,
                    a->answer >= 300 && a->answer < 400
                        ? ": it has moved, and redirects are not followed: write the new address"
                        : "");
}

static gad_status try_all(post *p, int32_t retries)
{
    int32_t pause = 1;
    p->tries = retries + 1;
    for (;;) {
        attempt a = try_once(p);
        p->tried++;
        if (p->stopped)
            return GAD_E_CANCEL; /* recorded by gad_progress */
        if (a.code == CURLE_OK && a.answer >= OK_FIRST && a.answer <= OK_LAST)
            return GAD_OK;
        if (p->tried > retries || !worth_another(&a))
            return give_up(p, &a);
        wait_for(p, (int32_t)MAX_OF((curl_off_t)pause, MIN_OF(a.later, (curl_off_t)BUSY_MAX)));
        if (p->stopped)
            return GAD_E_CANCEL;
        pause = MIN_OF(2 * pause, WAIT_MAX);
    }
}

gad_status watch_send(gad_ctx *cx, const char *url, const char *bytes, size_t n, int32_t retries,
                      int32_t timeout)
{
    post p = { .cx = cx };
    gad_status st = watch_check_url(cx, "the webhook", url);
    if (st)
        return st;
    pthread_once(&once, start_curl);
    p.curl = ready == CURLE_OK ? curl_easy_init() : NULL;
    if (!p.curl || !host_of(url, p.host) || !set_up(&p, url, bytes, n, timeout))
        st = gad_nomem(cx, "the webhook");
    else
        st = try_all(&p, retries);
    curl_slist_free_all(p.header);
    curl_easy_cleanup(p.curl);
    return st;
}
