/* Word vectors from a file: see train/word_vectors.h.
 *
 * Files hold hundreds of thousands of words, of which a model keeps some ten thousand: the numbers of
 * a line are read only if its word is wanted.
 */
#define _POSIX_C_SOURCE 200809L

#include "word_vectors.h"

#include "parley/features.h"
#include "parley/number.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct loading {
    const char *path;
    size_t line;
    size_t dimension;
    const intern_table *corpus_words;
    intern_table taken; /* folded words that are kept already */
    parley_features features;
    parley_buffer hashes, scales, components; /* as they come */
    double row[EMBEDDING_DIMENSION_MAX];
} loading;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status bad(const loading *l, parley_error *error, const char *what)
{
    return parley_error_at(error, PARLEY_E_FORMAT, l->path, l->line,
                           "%s; word vectors are text, a word and its numbers on each line", what);
}

/* The next word of a line; empty at its end. */
static parley_str next_field(const char **at, const char *end)
{
    while (*at < end && (**at == ' ' || **at == '\t'))
        ++*at;
    const char *begin = *at;
    while (*at < end && **at != ' ' && **at != '\t')
        ++*at;
    return (parley_str){begin, (size_t)(*at - begin)};
}

static size_t count_fields(const char *at, const char *end)
{
    size_t count = 0;
    while (next_field(&at, end).size)
        count++;
    return count;
}

/* Rounds a vector to bytes and keeps it. */
static parley_status keep(loading *l, uint64_t hash)
{
    double largest = 0;
    for (size_t d = 0; d < l->dimension; d++)
        if (fabs(l->row[d]) > largest)
            largest = fabs(l->row[d]);
    float scale = (float)(largest / 127);
    if (parley_buffer_append(&l->hashes, &hash, sizeof hash) != PARLEY_OK ||
        parley_buffer_append(&l->scales, &scale, sizeof scale) != PARLEY_OK ||
        parley_buffer_reserve(&l->components, l->dimension) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    int8_t *to = (int8_t *)l->components.data + l->components.size;
    for (size_t d = 0; d < l->dimension; d++)
        to[d] = scale > 0 ? (int8_t)lround(l->row[d] / (double)scale) : 0;
    l->components.size += l->dimension;
    return PARLEY_OK;
}

/* Whether a word is wanted: it folds to one token that is not yet kept, and is frequent or of the
 * corpus. */
static parley_status is_wanted(loading *l, parley_str word, bool frequent, bool *wanted,
                               uint64_t *hash)
{
    static const parley_feature_options options = {.word_min = 1, .word_max = 1, .marks = true};
    *wanted = false;
    if (parley_features_extract(&options, word.data, word.size, &l->features) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (l->features.token_count != 1)
        return PARLEY_OK;
    const parley_token *token = &l->features.tokens[0];
    parley_str folded = {l->features.line.data + token->begin, token->end - token->begin};
    if (!frequent && intern_find(l->corpus_words, folded) == SIZE_MAX)
        return PARLEY_OK;
    size_t before = l->taken.count, index;
    if (intern_add(&l->taken, folded, &index) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    *wanted = index == before;
    *hash = token->hash;
    return PARLEY_OK;
}

static parley_status take_line(loading *l, const char *line, size_t size, size_t rank,
                               size_t frequent, parley_error *error)
{
    const char *at = line, *end = line + size;
    uint64_t hash = 0;
    bool wanted;
    parley_str word = next_field(&at, end);
    if (word.size == 0)
        return PARLEY_OK;
    if (is_wanted(l, word, rank < frequent, &wanted, &hash) != PARLEY_OK)
        return no_memory(error);
    if (!wanted || count_fields(at, end) > l->dimension) /* a "word" with blanks in it */
        return PARLEY_OK;
    for (size_t d = 0; d < l->dimension; d++) {
        parley_str field = next_field(&at, end);
        if (!parley_number_parse(field.data, field.size, &l->row[d]))
            return bad(l, error, field.size ? "this is no number" : "a number is missing");
        if (fabs(l->row[d]) > 1e6) /* the square of its length must fit a model */
            return bad(l, error, "a number is too large");
    }
    return keep(l, hash) == PARLEY_OK ? PARLEY_OK : no_memory(error);
}

/* Learns the dimension from the first line; a header of two numbers is no word. */
static parley_status take_first(loading *l, const char *line, size_t size, bool *header,
                                parley_error *error)
{
    const char *at = line, *end = line + size;
    uint64_t number;
    size_t fields = count_fields(at, end);
    parley_str first = next_field(&at, end), second = next_field(&at, end);
    *header = fields == 2 &&
              parley_number_parse_whole(first.data, first.size, 1, UINT64_MAX, &number) &&
              parley_number_parse_whole(second.data, second.size, 1, UINT64_MAX, &number);
    l->dimension = *header ? (size_t)number : fields - (fields > 0);
    if (l->dimension < 2 || l->dimension > EMBEDDING_DIMENSION_MAX)
        return bad(l, error, "the vectors must have 2 to 1024 numbers");
    return PARLEY_OK;
}

static parley_status read_lines(loading *l, FILE *file, size_t frequent, parley_error *error)
{
    char *line = NULL;
    size_t room = 0, rank = 0;
    ssize_t size;
    parley_status status = PARLEY_OK;
    while (status == PARLEY_OK && (size = getline(&line, &room, file)) >= 0) {
        bool header = false;
        while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
            size--;
        l->line++;
        if (l->line == 1)
            status = take_first(l, line, (size_t)size, &header, error);
        if (status == PARLEY_OK && !header)
            status = take_line(l, line, (size_t)size, rank++, frequent, error);
    }
    if (status == PARLEY_OK && ferror(file))
        status =
            parley_error_at(error, PARLEY_E_IO, l->path, 0, "cannot read: %s", strerror(errno));
    if (status == PARLEY_OK && l->taken.count == 0)
        status = bad(l, error, "no word of the corpus stands in it");
    free(line);
    return status;
}

/* A word and where it was kept. */
typedef struct place {
    uint64_t hash;
    size_t index;
} place;

static int compare_places(const void *left, const void *right)
{
    const place *a = left, *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* Puts the words in the order of their hashes. */
static parley_status sort_words(const loading *l, word_vectors *out)
{
    size_t count = l->taken.count, dimension = l->dimension;
    place *places = calloc(count + 1, sizeof *places);
    out->hashes = calloc(count + 1, sizeof *out->hashes);
    out->scales = calloc(count + 1, sizeof *out->scales);
    out->components = malloc(count * dimension + 1);
    if (!places || !out->hashes || !out->scales || !out->components) {
        free(places);
        return PARLEY_E_MEMORY;
    }
    size_t kept = l->hashes.size / sizeof(uint64_t), size = 0;
    for (size_t i = 0; i < kept; i++) {
        memcpy(&places[i].hash, l->hashes.data + i * sizeof(uint64_t), sizeof(uint64_t));
        places[i].index = i;
    }
    qsort(places, kept, sizeof *places, compare_places);
    for (size_t i = 0; i < kept; i++) {
        if (size && out->hashes[size - 1] == places[i].hash)
            continue;
        out->hashes[size] = places[i].hash;
        memcpy(&out->scales[size], l->scales.data + places[i].index * sizeof(float), sizeof(float));
        memcpy(out->components + size * dimension, l->components.data + places[i].index * dimension,
               dimension);
        size++;
    }
    out->view = (embedding){size, dimension, out->hashes, out->scales, out->components};
    free(places);
    return PARLEY_OK;
}

parley_status word_vectors_load(const char *path, const intern_table *corpus_words, size_t frequent,
                                word_vectors *out, parley_error *error)
{
    *out = (word_vectors){0};
    loading *l = calloc(1, sizeof *l);
    if (!l)
        return no_memory(error);
    l->path = path;
    l->corpus_words = corpus_words;
    parley_status status;
    FILE *file = fopen(path, "rb");
    if (file) {
        status = read_lines(l, file, frequent, error);
        fclose(file);
    } else {
        status = parley_error_at(error, PARLEY_E_IO, path, 0, "cannot open: %s", strerror(errno));
    }
    if (status == PARLEY_OK && sort_words(l, out) != PARLEY_OK)
        status = no_memory(error);
    intern_fini(&l->taken);
    parley_features_fini(&l->features);
    parley_buffer_fini(&l->hashes);
    parley_buffer_fini(&l->scales);
    parley_buffer_fini(&l->components);
    free(l);
    return status;
}

void word_vectors_fini(word_vectors *v)
{
    free(v->hashes);
    free(v->scales);
    free(v->components);
    *v = (word_vectors){0};
}
