/* Numbers for strings: the first gets 0, the next new one 1, and so on. */
#ifndef PARLEY_IO_INTERN_H
#define PARLEY_IO_INTERN_H

#include "arena.h"

#include <stdint.h>

/* All zero is empty. */
typedef struct intern_table {
    parley_str *strings; /* [count], in order of arrival; zero-terminated */
    uint64_t *hashes;    /* [count] */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* [slot_count], index + 1, or 0 */
    size_t slot_count;
    arena bytes;
} intern_table;

/* The number of a string, which is added if it is new. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status intern_add(intern_table *table, parley_str string, size_t *index);

/* The same for a caller that has a hash of the string already. Strings that are equal must come with
 * equal hashes. */
parley_status intern_add_hashed(intern_table *table, uint64_t hash, parley_str string,
                                size_t *index);

/* The number of a string, or SIZE_MAX. */
size_t intern_find(const intern_table *table, parley_str string);

void intern_fini(intern_table *table);

#endif
