/* Errors of shares: see train/share_errors.h. */
#include "share_errors.h"

#include <math.h>
#include <stdlib.h>

/* What is summed up of one group. */
typedef struct group_sums {
    double *excess;   /* [labels]: rows with the label less the sum of its probability */
    double *variance; /* [labels] */
    size_t rows, fold;
} group_sums;

/* Numbers the groups in the order in which their rows come, so that sums do not depend on how they are
 * called. place: [count], written. Returns how many there are, or SIZE_MAX if memory runs out. */
static size_t number_groups(const size_t *group, size_t count, size_t *place)
{
    size_t most = 0, found = 0;
    for (size_t i = 0; i < count; i++)
        most = group[i] > most ? group[i] : most;
    size_t *number = calloc(most + 1, sizeof *number); /* from 1 */
    if (!number)
        return SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (number[group[i]] == 0)
            number[group[i]] = ++found;
        place[i] = number[group[i]] - 1;
    }
    free(number);
    return found;
}

/* groups: all zero, with their arrays; place: [count], of each row; posterior: [labels], scratch. */
static void sum_groups(const parley_task_view *task, const double *scores, const int *gold,
                       const size_t *place, const size_t *fold, size_t count, group_sums *groups,
                       double *posterior)
{
    size_t labels = task->label_count;
    for (size_t i = 0; i < count; i++) {
        group_sums *g = &groups[place[i]];
        parley_posterior(task, scores + i * labels, posterior);
        for (size_t l = 0; l < labels; l++) {
            g->excess[l] += ((int)l == gold[i]) - posterior[l];
            g->variance[l] += posterior[l] * (1 - posterior[l]);
        }
        g->rows++;
        g->fold = fold[i];
    }
}

/* How far the folds are off beyond what their groups explain, as a mean square. */
static double between_folds(const group_sums *groups, size_t group_count, size_t label)
{
    double sum = 0, folds = 0;
    size_t last = 0;
    for (size_t g = 0; g < group_count; g++)
        last = groups[g].fold > last ? groups[g].fold : last;
    for (size_t f = 0; f <= last; f++) {
        double off = 0, squares = 0, rows = 0;
        for (size_t g = 0; g < group_count; g++) {
            if (groups[g].fold != f)
                continue;
            off += groups[g].excess[label];
            squares += groups[g].excess[label] * groups[g].excess[label];
            rows += (double)groups[g].rows;
        }
        sum += rows > 0 ? (off * off - squares) / (rows * rows) : 0;
        folds += rows > 0;
    }
    return folds > 1 ? fmax(0, sum / folds) : 0;
}

static void settle(const group_sums *groups, size_t group_count, size_t label, double *spread,
                   double *error_of)
{
    double beyond = 0, pairs = 0, total = 0, rows = 0;
    for (size_t g = 0; g < group_count; g++) {
        double n = (double)groups[g].rows, d = groups[g].excess[label];
        beyond += d * d - groups[g].variance[label];
        pairs += n * (n - 1);
        total += d * d;
        rows += n;
    }
    double folds = between_folds(groups, group_count, label);
    *spread = beyond > 0 && pairs > 0 ? fmin(1, sqrt(beyond / pairs)) : 0;
    *error_of = rows > 0 ? fmin(1, sqrt(total / (rows * rows) + folds)) : 1;
}

parley_status share_errors(const parley_task_view *task, const double *scores, const int *gold,
                           const size_t *group, const size_t *fold, size_t count, double *spread,
                           double *error_of, parley_error *error)
{
    size_t labels = task->label_count;
    size_t *place = malloc((count + 1) * sizeof *place);
    size_t group_count = place ? number_groups(group, count, place) : SIZE_MAX;
    group_sums *groups = group_count < SIZE_MAX ? calloc(group_count + 1, sizeof *groups) : NULL;
    double *memory = groups ? calloc(2 * (group_count + 1) * labels, sizeof *memory) : NULL;
    if (memory) {
        for (size_t g = 0; g < group_count; g++) {
            groups[g].excess = memory + (2 * g + 2) * labels; /* the first row is scratch */
            groups[g].variance = groups[g].excess + labels;
        }
        sum_groups(task, scores, gold, place, fold, count, groups, memory);
        for (size_t l = 0; l < labels; l++)
            settle(groups, group_count, l, &spread[l], &error_of[l]);
    }
    parley_status status =
        memory ? PARLEY_OK : parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    free(place);
    free(groups);
    free(memory);
    return status;
}
