/* Counts, vocabularies and vectors: see train/vectors.h. */
#include "vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static int compare_index(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Sorts indexes and counts repeated ones. Returns how many are left. */
static size_t count_repeats(uint32_t *index, uint32_t *count, size_t size)
{
    size_t left = 0;
    qsort(index, size, sizeof *index, compare_index);
    for (size_t i = 0; i < size; i++) {
        if (left && index[left - 1] == index[i]) {
            count[left - 1]++;
        } else {
            index[left] = index[i];
            count[left++] = 1;
        }
    }
    return left;
}

static parley_status enter_feature(vectors *v, const parley_features *found,
                                   const parley_feature *feature, parley_buffer *key,
                                   uint32_t *index)
{
    size_t number;
    char family = (char)feature->family;
    key->size = 0;
    if (parley_buffer_append(key, &family, 1) != PARLEY_OK ||
        parley_buffer_append(key, found->line.data + feature->begin, feature->size) != PARLEY_OK ||
        intern_add_hashed(&v->dictionary, feature->hash, (parley_str){key->data, key->size},
                          &number) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    *index = (uint32_t)number;
    return PARLEY_OK;
}

static parley_status make_room(vectors *v, size_t *capacity, size_t needed)
{
    if (needed <= *capacity)
        return PARLEY_OK;
    size_t size = *capacity ? *capacity : 1024;
    while (size < needed)
        size *= 2;
    uint32_t *index = realloc(v->index, size * sizeof *index);
    if (!index)
        return PARLEY_E_MEMORY;
    v->index = index;
    uint32_t *count = realloc(v->count, size * sizeof *count);
    if (!count)
        return PARLEY_E_MEMORY;
    v->count = count;
    *capacity = size;
    return PARLEY_OK;
}

parley_status vectors_build(const corpus *c, const parley_feature_options *options, vectors *v,
                            parley_error *error)
{
    parley_features found = {0};
    parley_buffer key = {0};
    size_t capacity = 0;
    parley_status status = PARLEY_OK;
    v->starts = calloc(c->count + 1, sizeof *v->starts);
    if (!v->starts)
        status = PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->count && status == PARLEY_OK; row++) {
        size_t begin = v->starts[row];
        parley_str text = c->rows[row].text;
        status = parley_features_extract(options, text.data, text.size, &found);
        if (status == PARLEY_OK)
            status = make_room(v, &capacity, begin + found.count);
        for (size_t i = 0; i < found.count && status == PARLEY_OK; i++)
            status = enter_feature(v, &found, &found.items[i], &key, &v->index[begin + i]);
        if (status == PARLEY_OK)
            v->starts[row + 1] = begin + (found.count ? count_repeats(v->index + begin,
                                                                      v->count + begin, found.count)
                                                      : 0);
    }
    v->row_count = c->count;
    parley_features_fini(&found);
    parley_buffer_fini(&key);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

void vectors_fini(vectors *v)
{
    intern_fini(&v->dictionary);
    free(v->starts);
    free(v->index);
    free(v->count);
    *v = (vectors){0};
}

size_t vectors_longest(const vectors *v)
{
    size_t longest = 0;
    for (size_t row = 0; row < v->row_count; row++)
        if (v->starts[row + 1] - v->starts[row] > longest)
            longest = v->starts[row + 1] - v->starts[row];
    return longest;
}

/* Numbers the features that occur in enough rows, and weighs them. */
static parley_status choose_columns(const vectors *v, unsigned min_df, const size_t *rows,
                                    size_t count, space *s)
{
    size_t known = v->dictionary.count;
    uint32_t *df = calloc(known + 1, sizeof *df);
    s->column = malloc((known + 1) * sizeof *s->column);
    if (!df || !s->column) {
        free(df);
        return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = v->starts[rows[i]]; k < v->starts[rows[i] + 1]; k++)
            df[v->index[k]]++;
    size_t columns = 0;
    for (size_t f = 0; f < known; f++)
        s->column[f] = df[f] >= min_df && df[f] > 0 ? (uint32_t)columns++ : NO_COLUMN;
    s->feature = malloc((columns + 1) * sizeof *s->feature);
    s->idf = malloc((columns + 1) * sizeof *s->idf);
    if (!s->feature || !s->idf) {
        free(df);
        return PARLEY_E_MEMORY;
    }
    for (size_t f = 0; f < known; f++) {
        if (s->column[f] == NO_COLUMN)
            continue;
        s->feature[s->column[f]] = (uint32_t)f;
        s->idf[s->column[f]] = s->options.weighting == PARLEY_WEIGHTING_TFIDF
                                   ? (float)(1 + log((1 + (double)count) / (1 + (double)df[f])))
                                   : 1;
    }
    s->matrix.columns = columns;
    free(df);
    return PARLEY_OK;
}

size_t space_row(const space *s, const vectors *v, size_t row, uint32_t *column, uint32_t *count,
                 double *values)
{
    size_t size = 0;
    for (size_t k = v->starts[row]; k < v->starts[row + 1]; k++) {
        uint32_t c = s->column[v->index[k]];
        if (c == NO_COLUMN)
            continue;
        column[size] = c;
        count[size++] = v->count[k];
    }
    parley_features_weigh(&s->options, (parley_counts){column, count, size}, s->idf, values);
    return size;
}

parley_status space_build(const vectors *v, const parley_feature_options *options, unsigned min_df,
                          const size_t *rows, size_t count, space *s, parley_error *error)
{
    *s = (space){.options = *options};
    uint32_t *counts = NULL;
    parley_status status = choose_columns(v, min_df, rows, count, s);
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += v->starts[rows[i] + 1] - v->starts[rows[i]];
    s->starts = malloc((count + 1) * sizeof *s->starts);
    s->columns = malloc((total + 1) * sizeof *s->columns);
    s->values = malloc((total + 1) * sizeof *s->values);
    counts = malloc((vectors_longest(v) + 1) * sizeof *counts);
    if (status != PARLEY_OK || !s->starts || !s->columns || !s->values || !counts) {
        free(counts);
        return no_memory(error);
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        s->starts[i] = at;
        at += space_row(s, v, rows[i], s->columns + at, counts, s->values + at);
    }
    s->starts[count] = at;
    s->matrix = (sparse_matrix){.rows = count,
                                .columns = s->matrix.columns,
                                .starts = s->starts,
                                .column = s->columns,
                                .value = s->values};
    free(counts);
    return PARLEY_OK;
}

void space_fini(space *s)
{
    free(s->column);
    free(s->feature);
    free(s->idf);
    free(s->starts);
    free(s->columns);
    free(s->values);
    *s = (space){0};
}
