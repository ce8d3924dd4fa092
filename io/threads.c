/* Threads: see io/threads.h. */
#include "threads.h"

#include <pthread.h>
#include <stdbool.h>

enum { THREADS_MOST = 64 };

typedef struct share {
    threads_part *part;
    void *context;
    size_t thread, threads;
    pthread_t handle;
    bool started;
} share;

static void *run_share(void *context)
{
    share *s = context;
    s->part(s->thread, s->threads, s->context);
    return NULL;
}

void threads_run(size_t threads, threads_part *part, void *context)
{
    share shares[THREADS_MOST];
    if (threads > THREADS_MOST)
        threads = THREADS_MOST;
    for (size_t i = 1; i < threads; i++) {
        shares[i] = (share){.part = part, .context = context, .thread = i, .threads = threads};
        shares[i].started = pthread_create(&shares[i].handle, NULL, run_share, &shares[i]) == 0;
    }
    part(0, threads ? threads : 1, context);
    for (size_t i = 1; i < threads; i++) {
        if (shares[i].started)
            pthread_join(shares[i].handle, NULL);
        else
            run_share(&shares[i]);
    }
}
