/* How much memory there is, and how many processes fit into it. */
#ifndef PARLEY_TRAIN_MEMORY_H
#define PARLEY_TRAIN_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that this process and its children can still take: what the system has to give, and what limits
 * (of the process, of its control group) leave. UINT64_MAX if nobody says. */
uint64_t memory_available(void);

/* The bytes that a control group (version 2) has left, files kept in memory not counted; `folder` is
 * where the kernel shows it. UINT64_MAX if it has no limit. */
uint64_t memory_left_of_group(const char *folder);

/* How many of `wanted` processes fit into `available` bytes if each takes `each`; 0: not even one. */
size_t memory_processes(uint64_t available, uint64_t each, size_t wanted);

#endif
