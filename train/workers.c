/* Jobs in processes: see train/workers.h. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "workers.h"

#include "../io/output.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

/* How a job ended; in shared memory. */
typedef struct outcome {
    bool done;
    parley_error error; /* code PARLEY_OK: none */
} outcome;

parley_status workers_share(size_t size, void **memory, parley_error *error)
{
    void *map =
        mmap(NULL, size ? size : 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    *memory = map;
    return PARLEY_OK;
}

void workers_unshare(void *memory, size_t size)
{
    if (memory)
        munmap(memory, size ? size : 1);
}

static parley_status run_here(size_t count, workers_job *job, void *context, const messages *say,
                              const char *what, parley_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (say)
            message_progress(say, what, i, count);
        parley_status status = job(i, context, error);
        if (status != PARLEY_OK)
            return status;
    }
    if (say)
        message_progress(say, what, count, count);
    return PARLEY_OK;
}

/* A child's life: every n-th job, a byte into the pipe for each that is done. */
static _Noreturn void live(size_t first, size_t step, size_t count, workers_job *job, void *context,
                           outcome *outcomes, int report, pid_t parent)
{
    output_release_signals();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a parent that is killed takes its workers along */
#endif
    if (getppid() != parent) /* it was killed before that line */
        _exit(1);
    for (size_t i = first; i < count; i += step) {
        parley_status status = job(i, context, &outcomes[i].error);
        outcomes[i].error.code = status;
        outcomes[i].done = true;
        if (write(report, "", 1) != 1)
            _exit(1);
    }
    _exit(0);
}

/* Follows the progress until every child has closed its end of the pipe. */
static void watch(int report, size_t count, const messages *say, const char *what)
{
    char bytes[64];
    size_t done = 0;
    for (;;) {
        ssize_t got = read(report, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
        if (say && done < count)
            message_progress(say, what, done, count);
    }
    if (say)
        message_progress(say, what, count, count);
}

static parley_status first_failure(const outcome *outcomes, size_t count, parley_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!outcomes[i].done)
            return parley_error_set(error, PARLEY_E_MEMORY,
                                    "a worker process ended before its time; if memory is short, "
                                    "try --threads 1");
        if (outcomes[i].error.code != PARLEY_OK) {
            if (error)
                *error = outcomes[i].error;
            return outcomes[i].error.code;
        }
    }
    return PARLEY_OK;
}

parley_status workers_run(size_t count, size_t processes, workers_job *job, void *context,
                          const messages *say, const char *what, parley_error *error)
{
    if (processes > count)
        processes = count;
    if (processes < 2)
        return run_here(count, job, context, say, what, error);
    void *memory = NULL;
    int ends[2] = {-1, -1};
    pid_t parent = getpid();
    parley_status status = workers_share(count * sizeof(outcome), &memory, error);
    if (status != PARLEY_OK)
        return status;
    outcome *outcomes = memory;
    pid_t *children = calloc(processes, sizeof *children);
    if (!children || pipe(ends) != 0) {
        status = parley_error_set(error, PARLEY_E_IO, "cannot start workers: %s", strerror(errno));
        goto done;
    }
#ifdef __GLIBC__
    malloc_trim(0); /* what is free would be kept by each process, to be written by each anew */
#endif
    for (size_t w = 0; w < processes; w++) {
        children[w] = fork();
        if (children[w] == 0) {
            close(ends[0]);
            live(w, processes, count, job, context, outcomes, ends[1], parent);
        }
        if (children[w] < 0)
            break; /* its jobs are missed below */
    }
    close(ends[1]);
    watch(ends[0], count, say, what);
    close(ends[0]);
    for (size_t w = 0; w < processes && children[w] > 0; w++)
        while (waitpid(children[w], NULL, 0) < 0 && errno == EINTR)
            continue;
    status = first_failure(outcomes, count, error);
done:
    free(children);
    workers_unshare(memory, count * sizeof(outcome));
    return status;
}
