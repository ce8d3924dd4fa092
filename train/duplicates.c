/* Near-duplicates: see train/duplicates.h. */
#include "duplicates.h"

#include "../io/near_copies.h"

#include <stdlib.h>

static size_t root(size_t *parents, size_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* Joins two groups; the first stays, so that the result does not depend on the order. */
static void unite(size_t *parents, size_t a, size_t b)
{
    a = root(parents, a);
    b = root(parents, b);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

/* Counts clusters and conflicts, and gives the rows their joined groups. sizes: [rows], all zero. */
static void report(corpus *c, const size_t *cluster, size_t *group, size_t *sizes,
                   duplicates *found)
{
    *found = (duplicates){.groups_before = c->groups.count};
    for (size_t row = 0; row < c->count; row++)
        sizes[cluster[row]]++;
    for (size_t row = 0; row < c->count; row++) {
        size_t first = cluster[row];
        c->rows[row].group = root(group, c->rows[row].group);
        if (sizes[first] < 2)
            continue;
        found->rows++;
        found->clusters += first == row;
        for (size_t t = 0; t < c->task_count; t++) {
            int own = corpus_label(c, row, t), other = corpus_label(c, first, t);
            if (own == NO_LABEL || other == NO_LABEL || own == other)
                continue;
            if (found->conflicts++ == 0) {
                found->conflict[0] = first;
                found->conflict[1] = row;
                found->conflict_task = t;
            }
        }
    }
    for (size_t g = 0; g < c->groups.count; g++)
        found->groups_after += root(group, g) == g;
}

parley_status duplicates_join(corpus *c, size_t threads, duplicates *found, parley_error *error)
{
    parley_str *sentences = malloc((c->count + 1) * sizeof *sentences);
    size_t *cluster = malloc((c->count + 1) * sizeof *cluster);
    size_t *sizes = calloc(c->count + 1, sizeof *sizes);
    size_t *group = malloc((c->groups.count + 1) * sizeof *group);
    parley_status status = sentences && cluster && sizes && group ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->count && status == PARLEY_OK; row++)
        sentences[row] = c->rows[row].text;
    if (status == PARLEY_OK)
        status = near_copies_find(sentences, c->count, threads, cluster);
    for (size_t g = 0; g < c->groups.count && status == PARLEY_OK; g++)
        group[g] = g;
    for (size_t row = 0; row < c->count && status == PARLEY_OK; row++)
        unite(group, c->rows[row].group, c->rows[cluster[row]].group);
    if (status == PARLEY_OK)
        report(c, cluster, group, sizes, found);
    else
        parley_error_set(error, status, "out of memory");
    free(sentences);
    free(cluster);
    free(sizes);
    free(group);
    return status;
}
