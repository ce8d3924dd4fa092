/* Rows that are kept until all have been read: for what can be said only of the whole input.
 *
 *     kept_rows kept = {.tasks = 2, .labels = 7};
 *     …for each batch: status = kept_add(&kept, path, rows, count, predictions, scores);
 *     source_row row = kept_row(&kept, 0);
 *     kept_fini(&kept);
 */
#ifndef PARLEY_CLASSIFY_KEPT_H
#define PARLEY_CLASSIFY_KEPT_H

#include "batch.h"

/* All zero, but for the first three, is empty. */
typedef struct kept_rows {
    size_t tasks, labels;           /* of the model; labels of all tasks together */
    size_t extra_count;             /* foreign columns of a row */
    source_row *rows;               /* [count]; their `extra` is kept_row's to say */
    const char **paths;             /* [count], the file of each row; borrowed */
    parley_prediction *predictions; /* [count][tasks] */
    double *scores;                 /* [count][labels], offsets included */
    parley_str *cells;              /* [count][extra_count] */
    size_t count, capacity;
    arena strings;
} kept_rows;

/* Copies rows of a file: [count]. predictions: [count][tasks]; scores: [count][labels]. The path is
 * borrowed. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status kept_add(kept_rows *k, const char *path, const source_row *rows, size_t count,
                       const parley_prediction *predictions, const double *scores);

/* A row with all its strings, which live until kept_fini. */
source_row kept_row(const kept_rows *k, size_t index);

void kept_fini(kept_rows *k);

#endif
