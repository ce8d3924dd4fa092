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

/* Room for the arrays that grow while rows are read. */
typedef struct room {
    size_t features, words, hashes;
} room;

static parley_status grow(void *list, size_t size, size_t *capacity, size_t needed)
{
    void **memory = list;
    if (needed <= *capacity)
        return PARLEY_OK;
    size_t count = *capacity ? *capacity : 1024;
    while (count < needed)
        count *= 2;
    void *grown = realloc(*memory, count * size);
    if (!grown)
        return PARLEY_E_MEMORY;
    *memory = grown;
    *capacity = count;
    return PARLEY_OK;
}

/* Takes the tokens of a row. */
static parley_status enter_words(vectors *v, const parley_features *found, size_t row, room *have)
{
    size_t begin = v->word_starts[row];
    if (grow(&v->word, sizeof *v->word, &have->words, begin + found->token_count) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < found->token_count; i++) {
        const parley_token *t = &found->tokens[i];
        size_t number;
        if (intern_add(&v->words, (parley_str){found->line.data + t->begin, t->end - t->begin},
                       &number) != PARLEY_OK ||
            grow(&v->word_hashes, sizeof *v->word_hashes, &have->hashes, number + 1) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        v->word_hashes[number] = t->hash;
        v->word[begin + i] = (uint32_t)number;
    }
    v->word_starts[row + 1] = begin + found->token_count;
    return PARLEY_OK;
}

/* Takes the features of a row. */
static parley_status enter_row(vectors *v, const parley_features *found, size_t row,
                               parley_buffer *key, room *have)
{
    size_t begin = v->starts[row], index_room = have->features;
    if (grow(&v->index, sizeof *v->index, &index_room, begin + found->count) != PARLEY_OK ||
        grow(&v->count, sizeof *v->count, &have->features, begin + found->count) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < found->count; i++)
        if (enter_feature(v, found, &found->items[i], key, &v->index[begin + i]) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    v->starts[row + 1] = begin;
    if (found->count)
        v->starts[row + 1] += count_repeats(v->index + begin, v->count + begin, found->count);
    return PARLEY_OK;
}

parley_status vectors_build(const corpus *c, const parley_feature_options *options, vectors *v,
                            parley_error *error)
{
    parley_features found = {0};
    parley_buffer key = {0};
    room have = {0};
    parley_status status = PARLEY_OK;
    v->row_count = c->count;
    v->starts = calloc(c->count + 1, sizeof *v->starts);
    v->word_starts = calloc(c->count + 1, sizeof *v->word_starts);
    if (!v->starts || !v->word_starts)
        status = PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->count && status == PARLEY_OK; row++) {
        parley_str text = c->rows[row].text;
        status = parley_features_extract(options, text.data, text.size, &found);
        if (status == PARLEY_OK)
            status = enter_row(v, &found, row, &key, &have);
        if (status == PARLEY_OK)
            status = enter_words(v, &found, row, &have);
    }
    v->families = malloc(v->dictionary.count + 1);
    if (!v->families)
        status = PARLEY_E_MEMORY;
    for (size_t f = 0; f < v->dictionary.count && status == PARLEY_OK; f++)
        v->families[f] = (uint8_t)v->dictionary.strings[f].data[0];
    parley_features_fini(&found);
    parley_buffer_fini(&key);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

parley_status vectors_embed(vectors *v, const parley_embedding *embedding, parley_error *error)
{
    uint32_t *place = malloc((v->words.count + 1) * sizeof *place);
    if (!place)
        return no_memory(error);
    for (size_t i = 0; i < v->words.count; i++) {
        const uint64_t *found = bsearch(&v->word_hashes[i], embedding->hashes, embedding->count,
                                        sizeof *embedding->hashes, compare_hashes);
        place[i] = found ? (uint32_t)(found - embedding->hashes) : NO_WORD;
    }
    for (size_t i = 0; i < v->word_starts[v->row_count]; i++)
        v->word[i] = place[v->word[i]];
    v->embedding = embedding;
    free(place);
    return PARLEY_OK;
}

void vectors_fini(vectors *v)
{
    intern_fini(&v->dictionary);
    intern_fini(&v->words);
    free(v->families);
    free(v->starts);
    free(v->index);
    free(v->count);
    free(v->word_hashes);
    free(v->word_starts);
    free(v->word);
    *v = (vectors){0};
}

/* --- rows --------------------------------------------------------------------------------------- */

static size_t longest_row(const vectors *v)
{
    size_t longest = 0;
    for (size_t row = 0; row < v->row_count; row++)
        if (v->starts[row + 1] - v->starts[row] > longest)
            longest = v->starts[row + 1] - v->starts[row];
    return longest;
}

static size_t dimension_of(const vectors *v)
{
    return v->embedding ? v->embedding->dimension : 0;
}

parley_status row_vector_init(row_vector *r, const vectors *v)
{
    size_t most = longest_row(v) + dimension_of(v) + 1;
    *r = (row_vector){.column = malloc(most * sizeof *r->column),
                      .values = malloc(most * sizeof *r->values),
                      .count = malloc(most * sizeof *r->count),
                      .mean = malloc((dimension_of(v) + 1) * sizeof *r->mean)};
    return r->column && r->values && r->count && r->mean ? PARLEY_OK : PARLEY_E_MEMORY;
}

void row_vector_fini(row_vector *r)
{
    free(r->column);
    free(r->values);
    free(r->count);
    free(r->mean);
    *r = (row_vector){0};
}

/* The weighted sum of the vectors of a row's words; returns the sum of the weights. */
static double sum_words(const space *s, const vectors *v, size_t row, double *sum)
{
    double total = 0;
    memset(sum, 0, dimension_of(v) * sizeof *sum);
    for (size_t k = v->word_starts[row]; k < v->word_starts[row + 1]; k++) {
        if (v->word[k] == NO_WORD)
            continue;
        double weight = (double)s->word_weights[v->word[k]];
        parley_embedding_add(v->embedding, v->word[k], weight, sum);
        total += weight;
    }
    return total;
}

void space_row(const space *s, const vectors *v, size_t row, row_vector *r)
{
    size_t size = 0;
    for (size_t k = v->starts[row]; k < v->starts[row + 1]; k++) {
        uint32_t c = s->column[v->index[k]];
        if (c == NO_COLUMN)
            continue;
        r->column[size] = c;
        r->count[size++] = v->count[k];
    }
    parley_features_weigh(&s->options.features, (parley_counts){r->column, r->count, size},
                          s->families, s->idf, r->values);
    if (v->embedding) {
        double total = sum_words(s, v, row, r->mean);
        parley_embedding_finish(v->embedding, r->mean, total, s->center, s->options.vector_scale);
        for (size_t d = 0; d < v->embedding->dimension; d++, size++) {
            r->column[size] = (uint32_t)(s->feature_count + d);
            r->values[size] = r->mean[d];
        }
    }
    r->size = size;
}

/* --- spaces ------------------------------------------------------------------------------------- */

static float inverse_frequency(size_t rows, size_t df)
{
    return (float)(1 + log((1 + (double)rows) / (1 + (double)df)));
}

/* Numbers the features that occur in enough rows, and weighs them. */
static parley_status choose_columns(const vectors *v, const size_t *rows, size_t count, space *s)
{
    size_t known = v->dictionary.count, columns = 0;
    uint32_t *df = calloc(known + 1, sizeof *df);
    s->column = malloc((known + 1) * sizeof *s->column);
    if (!df || !s->column) {
        free(df);
        return PARLEY_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = v->starts[rows[i]]; k < v->starts[rows[i] + 1]; k++)
            df[v->index[k]]++;
    for (size_t f = 0; f < known; f++)
        s->column[f] = df[f] >= s->options.min_df && df[f] > 0 ? (uint32_t)columns++ : NO_COLUMN;
    s->feature = malloc((columns + 1) * sizeof *s->feature);
    s->families = malloc(columns + 1);
    s->idf = malloc((columns + 1) * sizeof *s->idf);
    if (!s->feature || !s->families || !s->idf) {
        free(df);
        return PARLEY_E_MEMORY;
    }
    bool weighted = parley_weighting_has_idf(s->options.features.weighting);
    for (size_t f = 0; f < known; f++) {
        uint32_t column = s->column[f];
        if (column == NO_COLUMN)
            continue;
        s->feature[column] = (uint32_t)f;
        s->families[column] = v->families[f];
        s->idf[column] = weighted ? inverse_frequency(count, df[f]) : 1;
    }
    s->feature_count = columns;
    free(df);
    return PARLEY_OK;
}

/* Weighs the words that have vectors, and finds the mean of the rows. */
static parley_status weigh_words(const vectors *v, const size_t *rows, size_t count, space *s)
{
    size_t words = v->embedding->count, dimension = v->embedding->dimension;
    size_t *df = calloc(words + 1, sizeof *df), *last = calloc(words + 1, sizeof *last);
    double *sum = calloc(dimension + 1, sizeof *sum), *mean = calloc(dimension + 1, sizeof *mean);
    s->word_weights = malloc((words + 1) * sizeof *s->word_weights);
    s->center = malloc((dimension + 1) * sizeof *s->center);
    parley_status status = PARLEY_E_MEMORY;
    if (!df || !last || !sum || !mean || !s->word_weights || !s->center)
        goto done;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = v->word_starts[rows[i]]; k < v->word_starts[rows[i] + 1]; k++) {
            uint32_t word = v->word[k];
            if (word == NO_WORD || last[word] == i + 1)
                continue;
            last[word] = i + 1;
            df[word]++;
        }
    }
    for (size_t w = 0; w < words; w++)
        s->word_weights[w] = inverse_frequency(count, df[w]);
    for (size_t i = 0; i < count; i++) {
        double total = sum_words(s, v, rows[i], sum);
        for (size_t d = 0; d < dimension && total > 0; d++)
            mean[d] += sum[d] / total / (double)count;
    }
    for (size_t d = 0; d < dimension; d++)
        s->center[d] = (float)mean[d];
    status = PARLEY_OK;
done:
    free(df);
    free(last);
    free(sum);
    free(mean);
    return status;
}

static parley_status fill_matrix(const vectors *v, const size_t *rows, size_t count, space *s)
{
    row_vector r = {0};
    size_t total = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        total += v->starts[rows[i] + 1] - v->starts[rows[i]] + dimension_of(v);
    s->starts = malloc((count + 1) * sizeof *s->starts);
    s->columns = malloc((total + 1) * sizeof *s->columns);
    s->values = malloc((total + 1) * sizeof *s->values);
    parley_status status = row_vector_init(&r, v);
    if (!s->starts || !s->columns || !s->values)
        status = PARLEY_E_MEMORY;
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        space_row(s, v, rows[i], &r);
        s->starts[i] = at;
        memcpy(s->columns + at, r.column, r.size * sizeof *r.column);
        memcpy(s->values + at, r.values, r.size * sizeof *r.values);
        at += r.size;
    }
    row_vector_fini(&r);
    if (status != PARLEY_OK)
        return status;
    s->starts[count] = at;
    s->matrix = (sparse_matrix){.rows = count,
                                .columns = s->feature_count + dimension_of(v),
                                .starts = s->starts,
                                .column = s->columns,
                                .value = s->values};
    return PARLEY_OK;
}

parley_status space_build(const vectors *v, const row_options *options, const size_t *rows,
                          size_t count, space *s, parley_error *error)
{
    *s = (space){.options = *options};
    parley_status status = choose_columns(v, rows, count, s);
    if (status == PARLEY_OK && v->embedding)
        status = weigh_words(v, rows, count, s);
    if (status == PARLEY_OK)
        status = fill_matrix(v, rows, count, s);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

void space_fini(space *s)
{
    free(s->column);
    free(s->feature);
    free(s->families);
    free(s->idf);
    free(s->word_weights);
    free(s->center);
    free(s->starts);
    free(s->columns);
    free(s->values);
    *s = (space){0};
}
