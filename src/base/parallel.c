/* parallel.c - layer 0: a shared counter hands out the pieces. */
#include "base/base.h"
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

typedef struct job {
    atomic_int next;
    int32_t n;
    void (*fn)(void *user, int32_t i);
    void *user;
} job;

static void *work(void *arg)
{
    job *j = arg;
    for (int32_t i = atomic_fetch_add(&j->next, 1); i < j->n; i = atomic_fetch_add(&j->next, 1))
        j->fn(j->user, i);
    return NULL;
}

int32_t parallel_cpus(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int32_t)n;
}

void parallel_for(int32_t n, int32_t threads, void (*fn)(void *user, int32_t i), void *user)
{
    job j = { .n = n, .fn = fn, .user = user };
    pthread_t thread[THREADS_MAX];
    int32_t want = threads > 0 ? MIN_OF(threads, THREADS_MAX) : parallel_cpus();
    int32_t started = 0;
    want = MIN_OF(want, n);
    for (int32_t i = 1; i < want; i++)
        if (pthread_create(&thread[started], NULL, work, &j) == 0)
            started++;
    work(&j);
    for (int32_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
}
