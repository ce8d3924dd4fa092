/* The features of many texts, a block of rows at a time, extracted by several threads. */
#ifndef PARLEY_IO_EXTRACTION_H
#define PARLEY_IO_EXTRACTION_H

#include "parley/features.h"

/* Sees one row's features right after they were extracted, in the thread that did it, and may change
 * them. */
typedef parley_status extraction_each(parley_features *found, void *context);

/* Sees the features of a block, found: [count], of the rows from `first`. Blocks come in order, one at a
 * time, in the caller's thread. */
typedef parley_status extraction_block(const parley_features *found, size_t first, size_t count,
                                       void *context);

/* Extracts the features of texts: [count]. `each` may be NULL. Memory is bounded by a block: 4,096 rows or
 * 256 KiB of text and the row that goes beyond. PARLEY_OK, PARLEY_E_MEMORY, or the first failure of the two functions. */
parley_status extract_rows(const parley_str *texts, size_t count,
                           const parley_feature_options *options, size_t threads,
                           extraction_each *each, extraction_block *block, void *context);

#endif
