/* Groups of rows, drawn again and again: see lib/resample.h. */
#include "resample.h"

#include "parley/random.h"

#include <stdlib.h>

parley_status resample_init(resample *r, const size_t *group, size_t count, size_t group_count)
{
    size_t *sizes = calloc(group_count + 1, sizeof *sizes);
    *r = (resample){.starts = calloc(group_count + 1, sizeof *r->starts),
                    .rows = malloc((count + 1) * sizeof *r->rows)};
    if (!sizes || !r->starts || !r->rows) {
        free(sizes);
        return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        if (group[i] != SIZE_MAX)
            sizes[group[i]]++;
    /* sizes becomes the place of each group's next row; empty groups are left out. */
    size_t at = 0;
    for (size_t g = 0; g < group_count; g++) {
        size_t size = sizes[g];
        sizes[g] = at;
        at += size;
        if (size)
            r->starts[++r->groups] = at;
    }
    for (size_t i = 0; i < count; i++)
        if (group[i] != SIZE_MAX)
            r->rows[sizes[group[i]]++] = i;
    free(sizes);
    return PARLEY_OK;
}

void resample_fini(resample *r)
{
    free(r->starts);
    free(r->rows);
    *r = (resample){0};
}

size_t resample_draw(const resample *r, uint64_t *state)
{
    return (size_t)(parley_random(state) % r->groups);
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

parley_bounds resample_middle(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_numbers);
    size_t cut = (size_t)((double)count * 0.025);
    return (parley_bounds){values[cut], values[count - 1 - cut]};
}
