/* Jobs in three stages, in several threads: read in order, worked on in any order, sunk in order.
 *
 *     void *jobs[2] = {&first, &second};
 *     pipeline_stages stages = {.context = &run, .jobs = jobs, .job_count = 2,
 *                               .read = fill, .work = label, .sink = write};
 *     status = pipeline_run(&stages, threads, &stuck, &error);
 */
#ifndef PARLEY_CLASSIFY_PIPELINE_H
#define PARLEY_CLASSIFY_PIPELINE_H

#include "parley/error.h"

#include <stdbool.h>

typedef struct pipeline_stages {
    void *context;     /* for the three functions */
    void *const *jobs; /* [job_count], used again and again; the caller's */
    size_t job_count;  /* at least 1; twice the threads keep all of them busy */

    /* Fills a job; called by one thread at a time, in the order of the input. Returns false if it was
     * the last (it may be empty). A failure is a part of the job, for `sink` to find. */
    bool (*read)(void *context, void *job);

    /* Does what takes time, in several threads at once. worker: 0 to threads - 1, never twice at a
     * time. */
    void (*work)(void *context, size_t worker, void *job);

    /* Takes a job that is done; called by one thread at a time, in the order of reading. A failure
     * ends the run. */
    parley_status (*sink)(void *context, void *job, parley_error *error);
} pipeline_stages;

/* How many threads this process may run at once. */
size_t pipeline_processors(void);

/* Runs until the last job is sunk or a sink fails, whose status and error it returns. One thread, or
 * an input of one job, starts no thread.
 * `*stuck` (false before) becomes true if after a failure a thread still waits for input: it holds
 * what the stages use, so nothing of that may be freed; end the process with _exit. */
parley_status pipeline_run(const pipeline_stages *stages, size_t threads, bool *stuck,
                           parley_error *error);

#endif
