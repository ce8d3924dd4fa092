/* Near-duplicate sentences: wire copy and shared quotations, which stand in several articles.
 *
 * A machine that was trained on one copy and is tested on another is tested on what it knows. So the
 * groups of near-duplicates are joined: their articles go into one fold.
 */
#ifndef PARLEY_TRAIN_DUPLICATES_H
#define PARLEY_TRAIN_DUPLICATES_H

#include "corpus.h"

typedef struct duplicates {
    size_t rows;                        /* that have a near-duplicate */
    size_t clusters;                    /* of such rows */
    size_t groups_before, groups_after; /* of all rows */
    size_t conflicts;   /* rows labelled otherwise than the first of their cluster */
    size_t conflict[2]; /* the first such pair of rows; valid if conflicts > 0 */
    size_t conflict_task;
} duplicates;

/* Finds near-duplicates among all rows (io/near_copies.h) and joins their groups.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status duplicates_join(corpus *c, size_t threads, duplicates *found, parley_error *error);

#endif
