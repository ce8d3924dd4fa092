/* Drawing groups of rows again and again: what the bootstraps of figures share.
 *
 *     resample rows;
 *     if (resample_init(&rows, group, count, group_count) == PARLEY_OK)
 *         for (size_t draw = 0; draw < rows.groups; draw++) {
 *             size_t g = resample_draw(&rows, &seed);
 *             for (size_t i = rows.starts[g]; i < rows.starts[g + 1]; i++)
 *                 …rows.rows[i]…
 *         }
 *     resample_fini(&rows);
 */
#ifndef PARLEY_RESAMPLE_H
#define PARLEY_RESAMPLE_H

#include "parley/metrics.h"

/* The rows of one group stand together, in their order. */
typedef struct resample {
    size_t *starts; /* [groups + 1] */
    size_t *rows;   /* [count] */
    size_t groups;  /* those that have rows */
} resample;

/* group: [count], numbers below group_count; SIZE_MAX leaves a row out. PARLEY_OK or
 * PARLEY_E_MEMORY; to be finished in either case. */
parley_status resample_init(resample *r, const size_t *group, size_t count, size_t group_count);
void resample_fini(resample *r);

/* One of the groups; there must be one. `state` begins as the seed. */
size_t resample_draw(const resample *r, uint64_t *state);

/* The middle 95 % of [count] values, which are sorted; there must be one. */
parley_bounds resample_middle(double *values, size_t count);

#endif
