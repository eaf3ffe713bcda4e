/* hasher.c - layer 1: one worker thread, one job at a time.
 *
 * Invariant: the digest is touched by the worker while `busy`, by the owner otherwise. Small pieces
 * are hashed on the spot, so small files never start a thread; without a thread everything is. */
#include "store/hasher.h"

enum { WORTH_A_THREAD = 1 << 16 }; /* bytes; waking the worker costs what hashing 10 KiB does */

struct hasher {
    const alloc *al;
    digest sum;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const void *job; /* NULL: none */
    size_t n;
    bool threaded;
    bool unthreadable; /* a thread could not be started: do not try again */
    bool quit;
};

static void *worker(void *user)
{
    hasher *h = user;
    pthread_mutex_lock(&h->lock);
    for (;;) {
        while (!h->job && !h->quit)
            pthread_cond_wait(&h->changed, &h->lock);
        if (!h->job)
            break;
        pthread_mutex_unlock(&h->lock);
        digest_add(&h->sum, h->job, h->n);
        pthread_mutex_lock(&h->lock);
        h->job = NULL;
        pthread_cond_signal(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

gad_status hasher_new(gad_ctx *cx, hasher **out)
{
    hasher *h = alloc_get(&cx->al, sizeof *h);
    if (!h)
        return gad_nomem(cx, "the digest of a file");
    memset(h, 0, sizeof *h);
    h->al = &cx->al;
    digest_init(&h->sum);
    if (pthread_mutex_init(&h->lock, NULL)) {
        alloc_drop(&cx->al, h);
        return gad_nomem(cx, "the digest of a file");
    }
    if (pthread_cond_init(&h->changed, NULL)) {
        pthread_mutex_destroy(&h->lock);
        alloc_drop(&cx->al, h);
        return gad_nomem(cx, "the digest of a file");
    }
    *out = h;
    return GAD_OK;
}

void hasher_free(hasher *h)
{
    if (!h)
        return;
    if (h->threaded) {
        pthread_mutex_lock(&h->lock);
        h->quit = true;
        pthread_cond_broadcast(&h->changed);
        pthread_mutex_unlock(&h->lock);
        pthread_join(h->thread, NULL);
    }
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    alloc_drop(h->al, h);
}

void hasher_wait(hasher *h)
{
    if (!h->threaded)
        return;
    pthread_mutex_lock(&h->lock);
    while (h->job)
        pthread_cond_wait(&h->changed, &h->lock);
    pthread_mutex_unlock(&h->lock);
}

void hasher_restart(hasher *h)
{
    hasher_wait(h);
    digest_init(&h->sum);
}

void hasher_add(hasher *h, const void *bytes, size_t n)
{
    hasher_wait(h);
    if (n >= WORTH_A_THREAD && !h->threaded && !h->unthreadable) {
        h->threaded = pthread_create(&h->thread, NULL, worker, h) == 0;
        h->unthreadable = !h->threaded;
    }
    if (n < WORTH_A_THREAD || !h->threaded) {
        digest_add(&h->sum, bytes, n);
        return;
    }
    pthread_mutex_lock(&h->lock);
    h->job = bytes;
    h->n = n;
    pthread_cond_signal(&h->changed);
    pthread_mutex_unlock(&h->lock);
}

void hasher_text(hasher *h, char out[DIGEST_TEXT])
{
    hasher_wait(h);
    digest_text(&h->sum, out);
}
