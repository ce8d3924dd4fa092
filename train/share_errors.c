/* Errors of shares: see train/share_errors.h. */
#include "share_errors.h"

#include <math.h>
#include <stdlib.h>

/* What is summed up of one group. */
typedef struct group_sums {
    double *excess;   /* [labels]: rows with the label less the sum of its probability */
    double *variance; /* [labels] */
    size_t rows;
} group_sums;

/* groups: all zero, with their arrays; posterior: [labels], scratch. */
static void sum_groups(const parley_task_view *task, const double *scores, const int *gold,
                       const size_t *group, size_t count, group_sums *groups, double *posterior)
{
    size_t labels = task->label_count;
    for (size_t i = 0; i < count; i++) {
        group_sums *g = &groups[group[i]];
        parley_posterior(task, scores + i * labels, posterior);
        for (size_t l = 0; l < labels; l++) {
            g->excess[l] += ((int)l == gold[i]) - posterior[l];
            g->variance[l] += posterior[l] * (1 - posterior[l]);
        }
        g->rows++;
    }
}

static void settle(const group_sums *groups, size_t group_count, size_t label, double *spread,
                   double *error_of)
{
    double beyond = 0, pairs = 0, total = 0, rows = 0;
    for (size_t g = 0; g < group_count; g++) {
        double n = (double)groups[g].rows, d = n > 0 ? groups[g].excess[label] : 0;
        beyond += d * d - (n > 0 ? groups[g].variance[label] : 0);
        pairs += n > 0 ? n * (n - 1) : 0;
        total += d * d;
        rows += n;
    }
    *spread = beyond > 0 && pairs > 0 ? fmin(1, sqrt(beyond / pairs)) : 0;
    *error_of = rows > 0 ? fmin(1, sqrt(total) / rows) : 1;
}

parley_status share_errors(const parley_task_view *task, const double *scores, const int *gold,
                           const size_t *group, size_t count, double *spread, double *error_of,
                           parley_error *error)
{
    size_t labels = task->label_count, group_count = 0;
    for (size_t i = 0; i < count; i++)
        if (group[i] >= group_count)
            group_count = group[i] + 1;
    group_sums *groups = calloc(group_count + 1, sizeof *groups);
    double *memory = calloc(2 * (group_count + 1) * labels, sizeof *memory);
    parley_status status = groups && memory ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK) {
        for (size_t g = 0; g < group_count; g++) {
            groups[g].excess = memory + (2 * g + 2) * labels; /* the first row is scratch */
            groups[g].variance = groups[g].excess + labels;
        }
        sum_groups(task, scores, gold, group, count, groups, memory);
        for (size_t l = 0; l < labels; l++)
            settle(groups, group_count, l, &spread[l], &error_of[l]);
    } else {
        parley_error_set(error, status, "out of memory");
    }
    free(groups);
    free(memory);
    return status;
}
