/* Order, sample and marks: see classify/review.h. */
#include "review.h"

#include "parley/random.h"

#include <math.h>
#include <stdlib.h>

/* A row and what it is sorted by: the highest key first, then the row that came first. */
typedef struct ranked {
    double key;
    size_t row;
} ranked;

static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->key != b->key)
        return a->key > b->key ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static const parley_prediction *predictions_of(const review_rows *rows, size_t row)
{
    return rows->predictions + row * rows->tasks;
}

static double doubt(const review_rows *rows, size_t row)
{
    double right = 1;
    for (size_t t = 0; t < rows->tasks; t++)
        right *= predictions_of(rows, row)[t].confidence;
    return 1 - right;
}

/* --- the order ---------------------------------------------------------------------------------- */

/* A row's labels: what kind of row it is. */
typedef struct kinds {
    const review_rows *rows;
    size_t *slots; /* [slot_count], a row of the kind + 1; open addressing */
    size_t *taken; /* [slot_count], rows of the kind so far */
    size_t slot_count;
} kinds;

static bool same_kind(const review_rows *rows, size_t a, size_t b)
{
    for (size_t t = 0; t < rows->tasks; t++)
        if (predictions_of(rows, a)[t].label != predictions_of(rows, b)[t].label)
            return false;
    return true;
}

/* Counts the row among its kind; returns how many came before. */
static size_t take_kind(kinds *k, size_t row)
{
    size_t at = 0;
    for (size_t t = 0; t < k->rows->tasks; t++)
        at = at * 31 + predictions_of(k->rows, row)[t].label;
    for (at %= k->slot_count; k->slots[at]; at = (at + 1) % k->slot_count)
        if (same_kind(k->rows, row, k->slots[at] - 1))
            return k->taken[at]++;
    k->slots[at] = row + 1;
    k->taken[at] = 1;
    return 0;
}

/* Sinks the near-copies behind all others and lets kinds fade; `list` is in the order of doubt. */
static void spread(const review_rows *rows, kinds *k, bool *seen, ranked *list)
{
    /* Logarithms: a kind of many rows would fade to zero. */
    const double fade = log(REVIEW_FADE), behind = -1e12, least = 1e-300;
    for (size_t i = 0; i < rows->count; i++) {
        size_t row = list[i].row, first = rows->cluster ? rows->cluster[row] : row;
        if (seen[first])
            list[i].key = behind + list[i].key;
        else
            list[i].key = log(fmax(list[i].key, least)) + fade * (double)take_kind(k, row);
        seen[first] = true;
    }
}

parley_status review_order(const review_rows *rows, size_t *order)
{
    kinds k = {.rows = rows, .slot_count = 2 * rows->count + 1};
    k.slots = calloc(k.slot_count, sizeof *k.slots);
    k.taken = calloc(k.slot_count, sizeof *k.taken);
    bool *seen = calloc(rows->count + 1, sizeof *seen);
    ranked *list = malloc((rows->count + 1) * sizeof *list);
    parley_status status = k.slots && k.taken && seen && list ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK) {
        for (size_t i = 0; i < rows->count; i++)
            list[i] = (ranked){doubt(rows, i), i};
        qsort(list, rows->count, sizeof *list, compare_ranked);
        spread(rows, &k, seen, list);
        qsort(list, rows->count, sizeof *list, compare_ranked);
        for (size_t i = 0; i < rows->count; i++)
            order[i] = list[i].row;
    }
    free(k.slots);
    free(k.taken);
    free(seen);
    free(list);
    return status;
}

/* --- the sample --------------------------------------------------------------------------------- */

parley_status review_sample(const review_rows *rows, const size_t *order, size_t wanted,
                            uint64_t seed, bool *chosen, bool *at_random)
{
    ranked *list = malloc((rows->count + 1) * sizeof *list);
    if (!list)
        return PARLEY_E_MEMORY;
    if (wanted > rows->count)
        wanted = rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        list[i] = (ranked){parley_random_fraction(parley_random_at(seed, i)), i};
        chosen[i] = at_random[i] = false;
    }
    qsort(list, rows->count, sizeof *list, compare_ranked);
    size_t taken = wanted - wanted / 2;
    for (size_t i = 0; i < taken; i++)
        chosen[list[i].row] = at_random[list[i].row] = true;
    for (size_t i = 0; i < rows->count && taken < wanted; i++) {
        taken += !chosen[order[i]];
        chosen[order[i]] = true;
    }
    free(list);
    return PARLEY_OK;
}

/* --- the marks ---------------------------------------------------------------------------------- */

parley_status review_mark(const review_rows *rows, double accuracy, bool *marked, size_t *marks)
{
    ranked *list = malloc((rows->count + 1) * sizeof *list);
    double *sums = calloc(rows->tasks + 1, sizeof *sums); /* of the confidences so far */
    parley_status status = list && sums ? PARLEY_OK : PARLEY_E_MEMORY;
    size_t enough = 0; /* so many of the surest rows can be left alone */
    for (size_t i = 0; i < rows->count && status == PARLEY_OK; i++) {
        list[i] = (ranked){1, i};
        for (size_t t = 0; t < rows->tasks; t++)
            list[i].key = fmin(list[i].key, predictions_of(rows, i)[t].confidence);
    }
    if (status == PARLEY_OK)
        qsort(list, rows->count, sizeof *list, compare_ranked);
    for (size_t i = 0; i < rows->count && status == PARLEY_OK; i++) {
        bool holds = true;
        for (size_t t = 0; t < rows->tasks; t++) {
            sums[t] += predictions_of(rows, list[i].row)[t].confidence;
            holds = holds && sums[t] >= accuracy * (double)(i + 1);
        }
        if (holds)
            enough = i + 1;
    }
    for (size_t i = 0; i < rows->count && status == PARLEY_OK; i++)
        marked[list[i].row] = i >= enough;
    *marks = rows->count - enough;
    free(list);
    free(sums);
    return status;
}
