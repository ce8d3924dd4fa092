/* Threads: see classify/pipeline.h.
 *
 * There is no thread for reading and none for writing. All threads are alike and do what is due, the
 * last stage first: if the oldest job is done and nobody is sinking, sink it; else if a job has been
 * read, work on it; else, if a job is free and nobody is reading, read. So no thread idles while there
 * is anything to do, the order of the output needs no sorting, and one thread alone runs the plain
 * loop read, work, sink. Jobs are a ring: that bounds the memory, as a slow job keeps its place and the
 * others wait for it.
 *
 * Only the turns are taken under the lock; the stages run outside of it. What a stage wrote is seen by
 * the next as the job passes through the lock.
 *
 * The first job is read before any thread is started: small inputs pay nothing for threads. With
 * threads, the calling one only waits for them: after a failure one of them may be waiting for input
 * that never comes, and the program must still be able to end.
 */
#define _GNU_SOURCE /* sched_getaffinity */

#include "pipeline.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A reader that has not come back after so many nanoseconds is taken to wait for input. */
enum { PATIENCE = 200 * 1000 * 1000, SECOND = 1000 * 1000 * 1000 };

typedef struct pipeline {
    const pipeline_stages *stages;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t changed;
    /* Numbers of jobs: sunk <= worked on <= read; a job's place in the ring is its number modulo the
     * size of the ring. */
    size_t next_read, next_work, next_sink;
    bool *done; /* [job_count], of the jobs between next_sink and next_work */
    bool reading, sinking;
    bool ended;   /* nothing more to read */
    bool stopped; /* a sink failed */
    size_t running, next_worker;
    bool left; /* pipeline_run no longer uses this: the last thread frees it */
    parley_status status;
    parley_error error;
} pipeline;

size_t pipeline_processors(void)
{
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 0)
        return (size_t)CPU_COUNT(&mine);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (size_t)count : 1;
}

/* --- turns; all are called, and return, with the lock held -------------------------------------- */

static void *job_of(const pipeline *p, size_t number)
{
    return p->stages->jobs[number % p->stages->job_count];
}

static void do_read(pipeline *p)
{
    p->reading = true;
    pthread_mutex_unlock(&p->lock);
    bool more = p->stages->read(p->stages->context, job_of(p, p->next_read));
    pthread_mutex_lock(&p->lock);
    p->reading = false;
    p->ended = !more;
    p->next_read++;
    pthread_cond_broadcast(&p->changed);
}

static void do_work(pipeline *p, size_t worker)
{
    size_t number = p->next_work++;
    pthread_mutex_unlock(&p->lock);
    p->stages->work(p->stages->context, worker, job_of(p, number));
    pthread_mutex_lock(&p->lock);
    p->done[number % p->stages->job_count] = true;
    pthread_cond_broadcast(&p->changed);
}

static void do_sink(pipeline *p)
{
    size_t number = p->next_sink;
    p->sinking = true;
    pthread_mutex_unlock(&p->lock);
    parley_status status = p->stages->sink(p->stages->context, job_of(p, number), &p->error);
    pthread_mutex_lock(&p->lock);
    p->sinking = false;
    p->done[number % p->stages->job_count] = false;
    p->next_sink++;
    p->status = status;
    p->stopped = status != PARLEY_OK;
    pthread_cond_broadcast(&p->changed);
}

static bool is_over(const pipeline *p)
{
    return p->stopped || (p->ended && p->next_sink == p->next_read);
}

static void take_turns(pipeline *p, size_t worker)
{
    while (!is_over(p)) {
        if (!p->sinking && p->done[p->next_sink % p->stages->job_count])
            do_sink(p);
        else if (p->next_work < p->next_read)
            do_work(p, worker);
        else if (!p->reading && !p->ended && p->next_read - p->next_sink < p->stages->job_count)
            do_read(p);
        else
            pthread_cond_wait(&p->changed, &p->lock);
    }
}

/* --- threads ------------------------------------------------------------------------------------ */

static void pipeline_free(pipeline *p)
{
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p->done);
    free(p);
}

static void *live(void *argument)
{
    pipeline *p = argument;
    pthread_mutex_lock(&p->lock);
    take_turns(p, p->next_worker++);
    p->running--;
    bool last = p->left && p->running == 0;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (last)
        pipeline_free(p);
    return NULL;
}

/* Waits until all threads are through; with the lock held. Returns false if one is stuck. */
static bool wait_for_all(pipeline *p)
{
    while (p->running > 0 && !(p->stopped && p->running == 1 && p->reading))
        pthread_cond_wait(&p->changed, &p->lock);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PATIENCE;
    until.tv_sec += until.tv_nsec / SECOND;
    until.tv_nsec %= SECOND;
    while (p->running > 0)
        if (pthread_cond_timedwait(&p->changed, &p->lock, &until) != 0)
            return p->running == 0;
    return true;
}

/* Runs the rest in several threads, or in this one if the system gives no other; with the lock held.
 * Returns false if one is stuck. */
static bool run_threads(pipeline *p, pthread_t *threads, size_t count)
{
    while (p->running < count && pthread_create(&threads[p->running], NULL, live, p) == 0)
        p->running++;
    size_t started = p->running;
    if (started == 0)
        take_turns(p, 0);
    bool all = wait_for_all(p);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < started && all; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_lock(&p->lock);
    return all;
}

parley_status pipeline_run(const pipeline_stages *stages, size_t threads, bool *stuck,
                           parley_error *error)
{
    pipeline *p = calloc(1, sizeof *p);
    bool *done = calloc(stages->job_count, sizeof *done);
    pthread_t *handles = calloc(threads, sizeof *handles);
    if (!p || !done || !handles) {
        free(p);
        free(done);
        free(handles);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    *p = (pipeline){.stages = stages, .done = done, .status = PARLEY_OK};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    pthread_mutex_lock(&p->lock);
    do_read(p);
    if (p->ended || threads < 2)
        take_turns(p, 0);
    else
        *stuck = !run_threads(p, handles, threads);
    parley_status status = p->status;
    if (status != PARLEY_OK && error)
        *error = p->error;
    bool left = p->left = p->running > 0;
    pthread_mutex_unlock(&p->lock);
    free(handles);
    if (!left)
        pipeline_free(p);
    return status;
}
