/* One table from the parts that --shard made. */
#ifndef PARLEY_CLASSIFY_MERGE_H
#define PARLEY_CLASSIFY_MERGE_H

#include "../io/output.h"

/* Writes the rows of all parts in the order of the input, as a single run would have written them.
 * paths: [count], the parts; the journal of each is beside it. `*rows`: how many.
 * PARLEY_E_DATA: a part is missing, is there twice, was made from something else, or was changed;
 * PARLEY_E_IO, PARLEY_E_PIPE, PARLEY_E_FORMAT, PARLEY_E_CORRUPT, PARLEY_E_MEMORY. */
parley_status merge_parts(const char *const *paths, size_t count, output *out, size_t *rows,
                          parley_error *error);

#endif
