/* The dot products of a sentence with all machines: see lib/sums.h.
 *
 * It is what parley_features_extract, parley_model_find, parley_features_weigh and the functions of
 * parley/embedding.h say, in the order that costs least (tests/test_model.c holds the two together):
 *
 *   - words come out of the lexicon with all that is made of them alone, summed up. A character n-gram
 *     that occurs once in the sentence is in these sums as it should be; one that occurs more often is
 *     there so many times, where the weighting wants it 1 + ln(count) times: the few of those are
 *     corrected. So each occurrence of an n-gram costs one count, and only repeated ones a product;
 *   - a family's values are divided by its length, which is known last: its sums are divided instead;
 *   - a machine's product with the mean vector is the sum of its products with the words' vectors; only
 *     the length of the mean needs the vector itself.
 *
 * Sums are of doubles; only the words' vectors are added up as floats, LEXICON_STEP of them at most, for
 * the length.
 */
#include "sums.h"

#include "features_internal.h"
#include "wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

parley_status sentence_sums_init(sentence_sums *s, const parley_model *model)
{
    const parley_model_view *view = &model->view;
    size_t dimension = view->embedding.dimension, machines = view->machine_count;
    *s = (sentence_sums){.model = model};
    if (lexicon_init(&s->words, model) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    s->counts = calloc(view->feature_count + 1, sizeof *s->counts);
    s->part = calloc(model->row_stride, sizeof *s->part);
    s->records = calloc(s->words.record_stride, sizeof *s->records);
    s->stride = (dimension + 3) / 4 * 4;
    s->step = calloc(s->stride + 1, sizeof *s->step);
    s->vector = calloc(s->stride + 1, sizeof *s->vector);
    s->center = calloc(s->stride + 1, sizeof *s->center);
    s->center_shares = calloc(machines, sizeof *s->center_shares);
    if (!s->counts || !s->part || !s->records || !s->step || !s->vector || !s->center ||
        !s->center_shares)
        return PARLEY_E_MEMORY;
    bool has_idf = parley_weighting_has_idf(view->features.weighting);
    for (size_t i = 0; i < COMMON_COUNTS; i++)
        s->terms[i] = has_idf && i > 1 ? 1 + log((double)i) : 1;
    for (size_t d = 0; d < dimension; d++)
        s->center[d] = (double)view->center[d];
    for (size_t m = 0; m < machines; m++)
        for (size_t d = 0; d < dimension; d++)
            s->center_shares[m] += s->center[d] * (double)view->dense[m * dimension + d];
    return PARLEY_OK;
}

void sentence_sums_fini(sentence_sums *s)
{
    parley_features_fini(&s->features);
    lexicon_fini(&s->words);
    free(s->known_words.items);
    free(s->repeated.items);
    free(s->counts);
    free(s->values);
    free(s->part);
    free(s->records);
    free(s->step);
    free(s->vector);
    free(s->center);
    free(s->center_shares);
    *s = (sentence_sums){0};
}

/* --- counting ----------------------------------------------------------------------------------- */

static parley_status make_room(feature_list *list, size_t more)
{
    if (more <= list->capacity - list->size)
        return PARLEY_OK;
    size_t capacity = 2 * (list->size + more);
    uint32_t *items = realloc(list->items, capacity * sizeof *items);
    if (!items)
        return PARLEY_E_MEMORY;
    list->items = items;
    list->capacity = capacity;
    return PARLEY_OK;
}

/* Counts features and lists those that have now been seen `times` times. */
static parley_status count(sentence_sums *s, const uint32_t *features, size_t feature_count,
                           uint32_t times, feature_list *list)
{
    if (make_room(list, feature_count + 1) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    uint32_t *counts = s->counts, *items = list->items, base = s->base;
    size_t size = list->size;
    for (size_t i = 0; i < feature_count; i++) {
        uint32_t feature = features[i], seen = counts[feature];
        seen = (seen < base ? base : seen) + 1;
        counts[feature] = seen;
        items[size] = feature;
        size += seen == base + times;
    }
    for (size_t i = list->size; i < size; i++)
        prefetch(s->model->rows + items[i] * s->model->row_stride);
    list->size = size;
    s->counted += feature_count;
    return PARLEY_OK;
}

/* Counts one word n-gram; room has been made. */
static void count_word(sentence_sums *s, size_t feature)
{
    feature_list *list = &s->known_words;
    uint32_t seen = s->counts[feature];
    seen = (seen < s->base ? s->base : seen) + 1;
    s->counts[feature] = seen;
    s->counted++;
    if (seen != s->base + 1)
        return;
    list->items[list->size++] = (uint32_t)feature;
    prefetch(s->model->rows + feature * s->model->row_stride);
}

/* Takes the character n-grams of a word that the lexicon does not keep. */
static parley_status take_long_word(sentence_sums *s, const parley_token *token)
{
    const parley_model *model = s->model;
    parley_token spelled;
    if (!token->word || model->view.features.char_max == 0)
        return PARLEY_OK;
    if (features_spell(&s->features, token, &spelled) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t at = spelled.begin - 1; at <= spelled.end;) {
        s->features.count = 0;
        if (features_of_word(&model->view.features, &spelled, &at, &s->features) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        for (size_t i = 0; i < s->features.count; i++) {
            size_t found = hash_index_find(&model->features, s->features.items[i].hash);
            uint32_t feature = (uint32_t)found;
            if (found == SIZE_MAX)
                continue;
            lexicon_add_feature(model, found, s->records);
            if (count(s, &feature, 1, 2, &s->repeated) != PARLEY_OK)
                return PARLEY_E_MEMORY;
        }
    }
    return PARLEY_OK;
}

PARLEY_WIDE static void add_vector(float *restrict sum, const int8_t *restrict components,
                                   float factor, size_t dimension)
{
    for (size_t d = 0; d < dimension; d++)
        sum[d] += factor * (float)components[d];
}

static void add_record(double *restrict sum, const double *restrict record, size_t stride)
{
    for (size_t k = 0; k < stride; k++)
        sum[k] += record[k];
}

static parley_status take_word(sentence_sums *s, const lexicon_word *word)
{
    const lexicon *words = &s->words;
    const parley_embedding *embedding = &s->model->view.embedding;
    if (word->feature != LEXICON_NONE && s->model->view.features.word_min == 1)
        count_word(s, word->feature);
    if (word->vector != LEXICON_NONE)
        add_vector(s->step, embedding->components + word->vector * embedding->dimension,
                   word->factor, embedding->dimension);
    if (word->vector != LEXICON_NONE || word->gram_count > 0)
        add_record(s->records, words->records + word->record * words->record_stride,
                   words->record_stride);
    if (word->gram_count == 0)
        return PARLEY_OK;
    return count(s, words->grams + word->grams, word->gram_count, 2, &s->repeated);
}

/* Takes what is made of single words: at most LEXICON_STEP tokens. */
static parley_status take_words(sentence_sums *s, const parley_token *tokens, size_t token_count)
{
    const lexicon_word *words[LEXICON_STEP];
    lexicon_make_room(&s->words);
    if (make_room(&s->known_words, token_count) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < token_count; i++)
        lexicon_expect(&s->words, &tokens[i]);
    for (size_t i = 0; i < token_count; i++) {
        if (lexicon_find(&s->words, &s->features, &tokens[i], &words[i]) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        if (words[i])
            lexicon_expect_more(&s->words, words[i]);
    }
    for (size_t i = 0; i < token_count; i++)
        if ((words[i] ? take_word(s, words[i]) : take_long_word(s, &tokens[i])) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    return PARLEY_OK;
}

/* Takes the floats that have been added up over to the doubles. */
static void flush_step(sentence_sums *s)
{
    if (!s->flushed)
        memset(s->vector, 0, s->stride * sizeof *s->vector);
    s->flushed = true;
    for (size_t d = 0; d < s->stride; d++) {
        s->vector[d] += (double)s->step[d];
        s->step[d] = 0;
    }
}

/* Counts the n-grams of several tokens that begin at tokens [begin, end), at most LEXICON_STEP. */
static parley_status take_ngrams(sentence_sums *s, size_t begin, size_t end)
{
    const parley_feature_options *options = &s->model->view.features;
    const hash_index *features = &s->model->features;
    const parley_token *tokens = s->features.tokens;
    uint64_t hashes[LEXICON_STEP * PARLEY_NGRAM_MAX];
    size_t size = 0;
    for (size_t i = begin; i < end; i++) {
        uint64_t hash = tokens[i].hash;
        for (unsigned n = 2; n <= options->word_max && i + n <= s->features.token_count; n++) {
            hash = features_extend(hash, tokens[i + n - 1].hash);
            hashes[size] = hash;
            if (n >= options->word_min && hash_index_may_have(features, hash))
                hash_index_expect(features, hashes[size++]);
        }
    }
    if (make_room(&s->known_words, size) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < size; i++)
        hash_index_expect_more(features, hashes[i]);
    for (size_t i = 0; i < size; i++) {
        size_t found = hash_index_find(features, hashes[i]);
        if (found != SIZE_MAX)
            count_word(s, found);
    }
    return PARLEY_OK;
}

/* --- weighing ----------------------------------------------------------------------------------- */

/* How often a feature occurs, and what that counts for. */
static double occurrences(const sentence_sums *s, uint32_t feature, double *term)
{
    uint32_t count = s->counts[feature] - s->base;
    if (count < COMMON_COUNTS)
        *term = s->terms[count];
    else
        *term = parley_weighting_has_idf(s->model->view.features.weighting) ? 1 + log(count) : 1;
    return count;
}

static parley_status make_value_room(sentence_sums *s, const feature_list *list)
{
    if (list->size <= s->value_capacity)
        return PARLEY_OK;
    double *values = realloc(s->values, list->capacity * sizeof *values);
    if (!values)
        return PARLEY_E_MEMORY;
    s->values = values;
    s->value_capacity = list->capacity;
    return PARLEY_OK;
}

/* Adds value times row over the features of a list, for ROW_LANES columns from `column` on. */
static void add_rows(const sentence_sums *s, const feature_list *list, size_t column)
{
    const float *rows = s->model->rows + column;
    size_t stride = s->model->row_stride;
    double sum[ROW_LANES] = {0};
    for (size_t i = 0; i < list->size; i++) {
        const float *row = rows + list->items[i] * stride;
        double value = s->values[i];
        for (size_t k = 0; k < ROW_LANES; k++)
            sum[k] += value * (double)row[k];
    }
    memcpy(s->part + column, sum, sizeof sum);
}

/* Adds a family's part: `s->part` and, if given, sums: [machine_count], over its length. */
static void add_part(sentence_sums *s, double squares, const double *more, double *sums)
{
    bool normalise = s->model->view.features.normalise && squares > 0;
    double factor = normalise ? 1 / sqrt(squares) : 1;
    for (size_t m = 0; m < s->model->view.machine_count; m++)
        sums[m] += factor * (s->part[m + 1] + (more ? more[m] : 0));
}

static parley_status add_word_ngrams(sentence_sums *s, double *sums)
{
    const feature_list *list = &s->known_words;
    double squares = 0, term;
    if (make_value_room(s, list) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < list->size; i++) {
        occurrences(s, list->items[i], &term);
        s->values[i] = term * (double)s->model->rows[list->items[i] * s->model->row_stride];
        squares += s->values[i] * s->values[i];
    }
    for (size_t column = 0; column < s->model->row_stride; column += ROW_LANES)
        add_rows(s, list, column);
    add_part(s, squares, NULL, sums);
    return PARLEY_OK;
}

/* Adds the records' part that is of character n-grams, with those corrected that occur repeatedly. */
static parley_status add_char_ngrams(sentence_sums *s, double *sums)
{
    const feature_list *list = &s->repeated;
    double squares = s->records[0], term;
    if (make_value_room(s, list) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < list->size; i++) {
        double count = occurrences(s, list->items[i], &term);
        double idf = (double)s->model->rows[list->items[i] * s->model->row_stride];
        s->values[i] = (term - count) * idf;
        squares += (term * term - count) * idf * idf;
    }
    for (size_t column = 0; column < s->model->row_stride; column += ROW_LANES)
        add_rows(s, list, column);
    add_part(s, squares, s->records + 1, sums);
    return PARLEY_OK;
}

/* Adds the mean vector's part: that of the words, less the centre's, at its length. */
static void add_mean(sentence_sums *s, double *sums)
{
    const parley_model_view *view = &s->model->view;
    const double *shares = s->records + view->machine_count + 1;
    double total = shares[view->machine_count];
    if (!(total > 0))
        return;
    if (s->flushed)
        flush_step(s);
    double squares[4] = {0}, share = 1 / total;
    for (size_t d = 0; d < s->stride; d += 4)
        for (size_t k = 0; k < 4; k++) {
            double sum = s->flushed ? s->vector[d + k] : (double)s->step[d + k];
            double centred = sum * share - s->center[d + k];
            squares[k] += centred * centred;
        }
    double length = sqrt(squares[0] + squares[1] + squares[2] + squares[3]);
    for (size_t m = 0; m < view->machine_count && length > 0; m++)
        sums[m] += view->vector_scale / length * (shares[m] / total - s->center_shares[m]);
}

/* Forgets the sentence before, finished or not. */
static void start(sentence_sums *s)
{
    enum { COUNTED_MAX = PARLEY_TEXT_MAX * 4 * PARLEY_NGRAM_MAX }; /* in one sentence; a bound */
    s->base += (uint32_t)s->counted + 1;
    if (s->base > UINT32_MAX - COUNTED_MAX) {
        memset(s->counts, 0, s->model->view.feature_count * sizeof *s->counts);
        s->base = 1;
    }
    s->counted = 0;
    s->known_words.size = 0;
    s->repeated.size = 0;
    memset(s->records, 0, s->words.record_stride * sizeof *s->records);
    memset(s->step, 0, s->stride * sizeof *s->step);
    s->flushed = false;
}

parley_status sentence_sums_run(sentence_sums *s, parley_str sentence, double *sums)
{
    const parley_model_view *view = &s->model->view;
    const parley_feature_options *options = &view->features;
    start(s);
    if (features_tokenize(options, sentence.data, sentence.size, false, &s->features) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t t = 0; t < view->task_count; t++)
        memcpy(sums + view->tasks[t].machine_begin, view->tasks[t].bias,
               view->tasks[t].machine_count * sizeof *sums);
    for (size_t begin = 0, end; begin < s->features.token_count; begin = end) {
        end = begin + LEXICON_STEP;
        if (end > s->features.token_count)
            end = s->features.token_count;
        if (take_words(s, s->features.tokens + begin, end - begin) != PARLEY_OK ||
            take_ngrams(s, begin, end) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        if (end < s->features.token_count)
            flush_step(s);
    }
    if (options->word_max > 0 && add_word_ngrams(s, sums) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (options->char_max > 0 && add_char_ngrams(s, sums) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    if (view->embedding.count > 0)
        add_mean(s, sums);
    return PARLEY_OK;
}
