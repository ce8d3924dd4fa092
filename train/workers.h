/* Jobs side by side in processes of their own.
 *
 * liblinear draws from the one rand() of a process, so fits that run at the same time get a process
 * each (threads for other work: io/threads.h). A job writes its results to shared memory, at places
 * that belong to it alone, and a failure is reported by the lowest job that failed: what comes out
 * never depends on the number of workers.
 *
 *     double *scores;
 *     workers_share(rows * sizeof *scores, (void **)&scores, &error);
 *     status = workers_run(10, threads, job, &context, &say, "fold", &error);
 *     workers_unshare(scores, rows * sizeof *scores);
 */
#ifndef PARLEY_TRAIN_WORKERS_H
#define PARLEY_TRAIN_WORKERS_H

#include "../io/message.h"

typedef parley_status workers_job(size_t job, void *context, parley_error *error);

/* Runs jobs 0 to count - 1 in at most `processes` processes; with one, in this one. Memory that a
 * job changes is seen by the caller only if it is shared. `say` and `what` are for the progress; say
 * may be NULL. Returns what the first job that failed returned. */
parley_status workers_run(size_t count, size_t processes, workers_job *job, void *context,
                          const messages *say, const char *what, parley_error *error);

/* Zeroed memory that jobs and caller share. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status workers_share(size_t size, void **memory, parley_error *error);

/* Gives it back; NULL is fine. */
void workers_unshare(void *memory, size_t size);

#endif
