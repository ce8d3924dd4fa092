/* Sorting many short lists of numbers, where qsort takes most of the time that there is. */
#ifndef PARLEY_IO_SORTING_H
#define PARLEY_IO_SORTING_H

#include <stddef.h>
#include <stdint.h>

/* Sorts numbers: [count] below `limit`, upwards. scratch: [count]. */
void sort_numbers(uint32_t *numbers, size_t count, uint32_t limit, uint32_t *scratch);

/* The same for hashes, which may be anything; made for those that are spread evenly. */
void sort_hashes(uint64_t *hashes, size_t count, uint64_t *scratch);

#endif
