/* Counts, vocabularies and vectors: see train/vectors.h. */
#include "vectors.h"

#include "../io/extraction.h"
#include "../io/sorting.h"
#include "../io/threads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static size_t longest_row(const vectors *v)
{
    size_t longest = 0;
    for (size_t row = 0; row < v->row_count; row++)
        if (v->starts[row + 1] - v->starts[row] > longest)
            longest = v->starts[row + 1] - v->starts[row];
    return longest;
}

/* --- counting ----------------------------------------------------------------------------------- */

/* What the threads that count share. Until the end v->index holds tickets of the dictionary, one for
 * each occurrence, and v->starts where those of a row begin. */
typedef struct counting {
    vectors *v;
    const parley_features *found; /* [count], of the block in hand */
    size_t first, count;          /* its rows */
    parley_status *status;        /* [threads] */
    size_t threads;
    size_t room, word_room, hash_room; /* of v->index, v->word, v->word_hashes */
} counting;

/* Features so many places ahead are already asked for. */
enum { SOON = 12 };

/* Each thread enters the features of its share of the dictionary's parts. */
static void enter_share(size_t thread, size_t threads, void *context)
{
    counting *n = context;
    for (size_t i = 0; i < n->count; i++) {
        const parley_features *found = &n->found[i];
        if (found->count == 0)
            continue;
        uint32_t *tickets = n->v->index + n->v->starts[n->first + i];
        for (size_t k = 0; k < found->count; k++) {
            const parley_feature *f = &found->items[k];
            if (k + SOON < found->count && dictionary_part_of(f[SOON].hash) % threads == thread)
                dictionary_expect(&n->v->dictionary, f[SOON].hash);
            if (dictionary_part_of(f->hash) % threads != thread)
                continue;
            parley_status status = dictionary_add(
                &n->v->dictionary, f, (parley_str){found->line.data + f->begin, f->size},
                n->first + i, &tickets[k]);
            if (status != PARLEY_OK) {
                n->status[thread] = status;
                return;
            }
        }
    }
}

/* Each thread sorts the numbers of its share of all rows. */
static void number_share(size_t thread, size_t threads, void *context)
{
    counting *n = context;
    const vectors *v = n->v;
    uint32_t *scratch = malloc((longest_row(v) + 1) * sizeof *scratch);
    n->status[thread] = scratch ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t row = thread; row < v->row_count && scratch; row += threads) {
        size_t begin = v->starts[row], end = v->starts[row + 1];
        for (size_t k = begin; k < end; k++)
            v->index[k] = dictionary_number(&v->dictionary, v->index[k]);
        sort_numbers(v->index + begin, end - begin, (uint32_t)v->dictionary.count, scratch);
    }
    free(scratch);
}

/* Runs a share in every thread. Returns what the first that failed returned. */
static parley_status run_shares(counting *n, threads_part *part)
{
    memset(n->status, 0, n->threads * sizeof *n->status);
    threads_run(n->threads, part, n);
    for (size_t i = 0; i < n->threads; i++)
        if (n->status[i] != PARLEY_OK)
            return n->status[i];
    return PARLEY_OK;
}

/* Takes the tokens of a row, for word vectors. */
static parley_status enter_words(counting *n, const parley_features *found, size_t row)
{
    vectors *v = n->v;
    size_t begin = v->word_starts[row];
    if (parley_list_reserve(&v->word, sizeof *v->word, &n->word_room, begin + found->token_count) !=
        PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < found->token_count; i++) {
        const parley_token *t = &found->tokens[i];
        size_t number;
        if (intern_add(&v->words, (parley_str){found->line.data + t->begin, t->end - t->begin},
                       &number) != PARLEY_OK ||
            parley_list_reserve(&v->word_hashes, sizeof *v->word_hashes, &n->hash_room,
                                number + 1) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        v->word_hashes[number] = t->hash;
        v->word[begin + i] = (uint32_t)number;
    }
    v->word_starts[row + 1] = begin + found->token_count;
    return PARLEY_OK;
}

static parley_status take_block(const parley_features *found, size_t first, size_t count,
                                void *context)
{
    counting *n = context;
    vectors *v = n->v;
    n->found = found;
    n->first = first;
    n->count = count;
    for (size_t i = 0; i < count; i++)
        v->starts[first + i + 1] = v->starts[first + i] + found[i].count;
    /* One more: rows without features have a place, too. */
    parley_status status =
        parley_list_reserve(&v->index, sizeof *v->index, &n->room, v->starts[first + count] + 1);
    if (status == PARLEY_OK)
        status = run_shares(n, enter_share);
    for (size_t i = 0; i < count && status == PARLEY_OK && v->word_starts; i++)
        status = enter_words(n, &found[i], first + i);
    return status;
}

/* From sorted occurrences to features and their counts, in place. */
static parley_status count_repeats(vectors *v)
{
    size_t different = 0, at = 0;
    for (size_t row = 0; row < v->row_count; row++)
        for (size_t k = v->starts[row]; k < v->starts[row + 1]; k++)
            different += k == v->starts[row] || v->index[k] != v->index[k - 1];
    v->count = malloc((different + 1) * sizeof *v->count);
    if (!v->count)
        return PARLEY_E_MEMORY;
    for (size_t row = 0, begin = 0; row < v->row_count; row++) {
        size_t end = v->starts[row + 1];
        v->starts[row] = at;
        for (size_t k = begin; k < end; k++) {
            if (at > v->starts[row] && v->index[at - 1] == v->index[k]) {
                v->count[at - 1]++;
            } else {
                v->index[at] = v->index[k];
                v->count[at++] = 1;
            }
        }
        begin = end;
    }
    v->starts[v->row_count] = at;
    uint32_t *fitting = realloc(v->index, (at + 1) * sizeof *fitting);
    if (!fitting)
        return PARLEY_E_MEMORY;
    v->index = fitting;
    return PARLEY_OK;
}

static parley_status count_all(counting *n, const corpus *c, const parley_feature_options *options)
{
    parley_str *rows = malloc((c->count + 1) * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->count; row++)
        rows[row] = c->rows[row].text;
    parley_status status = dictionary_begin(&n->v->dictionary);
    if (status == PARLEY_OK)
        status = extract_rows(rows, c->count, options, n->threads, NULL, take_block, n);
    free(rows);
    if (status == PARLEY_OK)
        status = dictionary_finish(&n->v->dictionary, c->count);
    if (status == PARLEY_OK)
        status = run_shares(n, number_share);
    dictionary_forget(&n->v->dictionary);
    return status == PARLEY_OK ? count_repeats(n->v) : status;
}

parley_status vectors_build(const corpus *c, const parley_feature_options *options, bool words,
                            size_t threads, vectors *v, parley_error *error)
{
    counting n = {.v = v, .threads = threads ? threads : 1};
    v->row_count = c->count;
    v->starts = calloc(c->count + 1, sizeof *v->starts);
    v->word_starts = words ? calloc(c->count + 1, sizeof *v->word_starts) : NULL;
    n.status = calloc(n.threads, sizeof *n.status);
    parley_status status = PARLEY_E_MEMORY;
    if (v->starts && (v->word_starts || !words) && n.status)
        status = c->count < UINT32_MAX ? count_all(&n, c, options) : PARLEY_E_LIMIT;
    free(n.status);
    if (status == PARLEY_E_LIMIT)
        return parley_error_set(error, status,
                                "too many rows or too many different features to number them; "
                                "shorter n-grams (--features) have fewer");
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

/* --- word vectors ------------------------------------------------------------------------------- */

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

parley_status vectors_embed(vectors *v, const embedding *words, parley_error *error)
{
    uint32_t *place = malloc((v->words.count + 1) * sizeof *place);
    if (!place)
        return no_memory(error);
    for (size_t i = 0; i < v->words.count; i++) {
        const uint64_t *found = bsearch(&v->word_hashes[i], words->hashes, words->count,
                                        sizeof *words->hashes, compare_hashes);
        place[i] = found ? (uint32_t)(found - words->hashes) : NO_WORD;
    }
    for (size_t i = 0; i < v->word_starts[v->row_count]; i++)
        v->word[i] = place[v->word[i]];
    v->embedding = words;
    free(place);
    return PARLEY_OK;
}

void vectors_drop_rows(vectors *v)
{
    free(v->starts);
    free(v->index);
    free(v->count);
    free(v->word_starts);
    free(v->word);
    v->row_count = 0;
    v->starts = v->word_starts = NULL;
    v->index = v->count = v->word = NULL;
}

void vectors_fini(vectors *v)
{
    vectors_drop_rows(v);
    dictionary_fini(&v->dictionary);
    intern_fini(&v->words);
    free(v->word_hashes);
    *v = (vectors){0};
}

/* --- rows --------------------------------------------------------------------------------------- */

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

/* The weighted sum of the vectors of a row's words; returns the sum of the weights. squares: of the
 * words' lengths, or NULL. */
static double sum_words(const space *s, const vectors *v, size_t row, double *sum, double *squares)
{
    double total = 0;
    memset(sum, 0, dimension_of(v) * sizeof *sum);
    if (squares)
        *squares = 0;
    for (size_t k = v->word_starts[row]; k < v->word_starts[row + 1]; k++) {
        if (v->word[k] == NO_WORD)
            continue;
        double weight = (double)s->word_weights[v->word[k]];
        embedding_add(v->embedding, v->word[k], weight, sum);
        total += weight;
        if (squares)
            *squares += (double)s->word_squares[v->word[k]];
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
        double squares, total = sum_words(s, v, row, r->mean, &squares);
        embedding_finish(v->embedding, r->mean, total, s->center, squares, s->options.vector_scale);
        for (size_t d = 0; d < v->embedding->dimension; d++, size++) {
            r->column[size] = (uint32_t)(s->feature_count + d);
            r->values[size] = r->mean[d];
        }
    }
    r->size = size;
    for (size_t k = 0; k < size; k++) /* as the matrix holds them */
        r->values[k] = (double)(float)r->values[k];
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
        s->families[column] = v->dictionary.families[f];
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
    s->word_squares = malloc((words + 1) * sizeof *s->word_squares);
    s->center = malloc((dimension + 1) * sizeof *s->center);
    parley_status status = PARLEY_E_MEMORY;
    if (!df || !last || !sum || !mean || !s->word_weights || !s->word_squares || !s->center)
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
        double total = sum_words(s, v, rows[i], sum, NULL);
        for (size_t d = 0; d < dimension && total > 0; d++)
            mean[d] += sum[d] / total / (double)count;
    }
    for (size_t d = 0; d < dimension; d++)
        s->center[d] = (float)mean[d];
    for (size_t w = 0; w < words; w++)
        s->word_squares[w] =
            (float)embedding_squares(v->embedding, w, (double)s->word_weights[w], s->center);
    status = PARLEY_OK;
done:
    free(df);
    free(last);
    free(sum);
    free(mean);
    return status;
}

parley_status vectors_measure(const vectors *v, unsigned min_df, size_t *values, size_t *columns)
{
    uint32_t *df = calloc(v->dictionary.count + 1, sizeof *df);
    if (!df)
        return PARLEY_E_MEMORY;
    *columns = dimension_of(v);
    *values = *columns * v->row_count;
    for (size_t k = 0; k < v->starts[v->row_count]; k++)
        df[v->index[k]]++;
    for (size_t f = 0; f < v->dictionary.count; f++) {
        if (df[f] < min_df)
            continue;
        *values += df[f];
        ++*columns;
    }
    free(df);
    return PARLEY_OK;
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
        for (size_t k = 0; k < r.size; k++)
            s->values[at + k] = (float)r.values[k];
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

parley_status space_learn(const vectors *v, const row_options *options, const size_t *rows,
                          size_t count, space *s, parley_error *error)
{
    *s = (space){.options = *options};
    parley_status status = choose_columns(v, rows, count, s);
    if (status == PARLEY_OK && v->embedding)
        status = weigh_words(v, rows, count, s);
    s->matrix.columns = s->feature_count + dimension_of(v);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

parley_status space_build(const vectors *v, const row_options *options, const size_t *rows,
                          size_t count, space *s, parley_error *error)
{
    parley_status status = space_learn(v, options, rows, count, s, error);
    if (status != PARLEY_OK)
        return status;
    status = fill_matrix(v, rows, count, s);
    return status == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

void space_drop_matrix(space *s)
{
    free(s->starts);
    free(s->columns);
    free(s->values);
    s->starts = NULL;
    s->columns = NULL;
    s->values = NULL;
    s->matrix = (sparse_matrix){.columns = s->matrix.columns};
}

void space_fini(space *s)
{
    free(s->column);
    free(s->feature);
    free(s->families);
    free(s->idf);
    free(s->word_weights);
    free(s->word_squares);
    free(s->center);
    space_drop_matrix(s);
    *s = (space){0};
}
