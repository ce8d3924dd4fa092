/* Near-copies: sentences that repeat one another but for a few words, as wire copy and quotations do.
 *
 *     size_t *cluster = malloc(count * sizeof *cluster);
 *     if (near_copies_find(texts, count, threads, cluster) == PARLEY_OK)
 *         …rows with the same cluster[row] are near-copies…
 */
#ifndef PARLEY_IO_NEAR_COPIES_H
#define PARLEY_IO_NEAR_COPIES_H

#include "parley/error.h"
#include "parley/text.h"

/* Clusters texts. Two of at least NEAR_COPY_WORDS words are near-copies if half of their word trigrams,
 * as sets, are shared (Jaccard similarity of shingles, Broder 1997), and near-copies of near-copies
 * are in one cluster. texts: [count]. cluster: [count], written: the first row of the cluster, or the
 * row itself. What comes out does not depend on the number of threads. PARLEY_OK or
 * PARLEY_E_MEMORY. */
enum { NEAR_COPY_WORDS = 6 };
parley_status near_copies_find(const parley_str *texts, size_t count, size_t threads,
                               size_t *cluster);

#endif
