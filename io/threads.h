/* Shares of one piece of work, in threads. */
#ifndef PARLEY_IO_THREADS_H
#define PARLEY_IO_THREADS_H

#include <stddef.h>

/* Runs part(0 … threads - 1, threads, context) in threads of this process, at most 64, and waits for
 * them. A thread that cannot be started is done without: the caller does its part. */
typedef void threads_part(size_t thread, size_t threads, void *context);
void threads_run(size_t threads, threads_part *part, void *context);

#endif
