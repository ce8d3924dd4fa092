/* Grouped, balanced folds: see train/folds.h. */
#include "folds.h"

#include "parley/random.h"

#include <stdlib.h>

typedef struct group {
    size_t number;
    size_t rows;
    uint64_t luck; /* breaks ties */
} group;

static int compare_groups(const void *left, const void *right)
{
    const group *a = left, *b = right;
    if (a->rows != b->rows)
        return a->rows < b->rows ? 1 : -1;
    if (a->luck != b->luck)
        return a->luck < b->luck ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* The counts of one group or fold: cells of (column, class), then the number of rows. */
typedef struct tally {
    size_t cells;
    double *group; /* [group_count][cells] */
    double *fold;  /* [fold_count][cells] */
    double *total; /* [cells] */
} tally;

/* What the sum of squares grows by if the group goes to the fold, each cell relative to its total. */
static double price(const tally *t, const double *group_cells, const double *fold_cells)
{
    double sum = 0;
    for (size_t i = 0; i < t->cells; i++)
        if (group_cells[i] > 0)
            sum += group_cells[i] * (2 * fold_cells[i] + group_cells[i]) / t->total[i];
    return sum;
}

static void deal(const group *order, size_t group_count, const tally *t, size_t fold_count,
                 size_t *group_fold)
{
    for (size_t g = 0; g < group_count && order[g].rows > 0; g++) {
        const double *cells = t->group + order[g].number * t->cells;
        size_t best = 0;
        double best_price = 0;
        for (size_t f = 0; f < fold_count; f++) {
            double p = price(t, cells, t->fold + f * t->cells);
            if (f == 0 || p < best_price) {
                best = f;
                best_price = p;
            }
        }
        for (size_t i = 0; i < t->cells; i++)
            t->fold[best * t->cells + i] += cells[i];
        group_fold[order[g].number] = best;
    }
}

parley_status folds_deal(const size_t *groups, size_t group_count, const int *classes,
                         size_t class_columns, size_t class_count, size_t row_count,
                         size_t fold_count, uint64_t seed, size_t *fold, parley_error *error)
{
    size_t cells = class_columns * class_count + 1;
    tally t = {.cells = cells,
               .group = calloc(group_count * cells + 1, sizeof(double)),
               .fold = calloc(fold_count * cells, sizeof(double)),
               .total = calloc(cells, sizeof(double))};
    group *order = calloc(group_count + 1, sizeof *order);
    size_t *group_fold = calloc(group_count + 1, sizeof *group_fold);
    parley_status status = PARLEY_OK;
    if (!t.group || !t.fold || !t.total || !order || !group_fold) {
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        goto done;
    }
    for (size_t g = 0; g < group_count; g++)
        order[g] = (group){.number = g, .luck = parley_random_at(seed ^ parley_random_at(g, 0), 0)};
    for (size_t row = 0; row < row_count; row++) {
        double *own = t.group + groups[row] * cells;
        order[groups[row]].rows++;
        own[cells - 1]++;
        t.total[cells - 1]++;
        for (size_t k = 0; k < class_columns; k++) {
            int class = classes[row * class_columns + k];
            if (class < 0)
                continue;
            own[k * class_count + (size_t) class]++;
            t.total[k * class_count + (size_t) class]++;
        }
    }
    qsort(order, group_count, sizeof *order, compare_groups);
    deal(order, group_count, &t, fold_count, group_fold);
    for (size_t row = 0; row < row_count; row++)
        fold[row] = group_fold[groups[row]];
done:
    free(t.group);
    free(t.fold);
    free(t.total);
    free(order);
    free(group_fold);
    return status;
}

/* Gives every group that occurs among tested rows a number, in order of appearance; the others get
 * SIZE_MAX. Returns how many there are. */
static size_t number_groups(const corpus *c, const size_t *rows, size_t count, bool extra,
                            size_t *number)
{
    size_t groups = 0;
    for (size_t g = 0; g < c->groups.count; g++)
        number[g] = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        if ((c->rows[rows[i]].role == ROLE_TESTED || extra) &&
            number[c->rows[rows[i]].group] == SIZE_MAX)
            number[c->rows[rows[i]].group] = groups++;
    return groups;
}

parley_status folds_of_corpus(const corpus *c, const size_t *rows, size_t count, bool extra,
                              unsigned *folds, uint64_t seed, size_t *fold, parley_error *error)
{
    size_t *number = malloc((c->groups.count + 1) * sizeof *number);
    size_t *dense = calloc(count + 1, sizeof *dense);
    size_t *dealt = malloc((count + 1) * sizeof *dealt);
    size_t *of_group = malloc((c->groups.count + 1) * sizeof *of_group);
    int *classes = calloc(count * c->task_count + 1, sizeof *classes);
    parley_status status = PARLEY_OK;
    if (!number || !dense || !dealt || !of_group || !classes) {
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        goto done;
    }
    size_t groups = number_groups(c, rows, count, extra, number), tested = 0, most = 1;
    if (*folds > groups)
        *folds = (unsigned)groups;
    for (size_t t = 0; t < c->task_count; t++)
        if (c->tasks[t].label_count > most)
            most = c->tasks[t].label_count;
    for (size_t i = 0; i < count; i++) {
        if (c->rows[rows[i]].role != ROLE_TESTED && !extra)
            continue;
        dense[tested] = number[c->rows[rows[i]].group];
        for (size_t t = 0; t < c->task_count; t++)
            classes[tested * c->task_count + t] = corpus_label(c, rows[i], t);
        tested++;
    }
    if (*folds > 0)
        status = folds_deal(dense, groups, classes, c->task_count, most, tested, *folds, seed,
                            dealt, error);
    if (status != PARLEY_OK)
        goto done;
    for (size_t i = 0; i<tested && * folds> 0; i++)
        of_group[dense[i]] = dealt[i];
    for (size_t i = 0; i < count; i++) {
        size_t g = number[c->rows[rows[i]].group];
        fold[i] = *folds > 0 && g != SIZE_MAX ? of_group[g] : NO_FOLD;
    }
done:
    free(number);
    free(dense);
    free(dealt);
    free(of_group);
    free(classes);
    return status;
}
