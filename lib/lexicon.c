/* Words and what is known of them: see lib/lexicon.h.
 *
 * The sizes are chosen so that all that is used often stays in a core's second-level cache: a text's
 * most frequent thousand words make up three quarters of it. Memory is touched as words come, so that a
 * short run takes little.
 */
#include "lexicon.h"

#include "features_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORDS = 1 << 15,
    RECORDS = 1 << 20, /* doubles in the records: models of many labels keep fewer words */
    SLOTS = 2 * WORDS,
    LONGEST = 256,   /* bytes of a word that is kept */
    GRAMS = 1 << 20, /* of all words */
    GRAMS_OF_STEP =
        LEXICON_STEP * (LONGEST + 2) * PARLEY_NGRAM_MAX, /* the most that a step takes */
    LANES = 8, /* the length of a record is a multiple of it */
};

static size_t rounded(size_t count)
{
    return (count + LANES - 1) / LANES * LANES;
}

parley_status lexicon_init(lexicon *words, const parley_model *model)
{
    const parley_model_view *view = &model->view;
    size_t dimension = view->embedding.dimension, machines = view->machine_count;
    *words = (lexicon){.model = model, .gram_count = 1};
    words->record_stride = rounded(2 * (machines + 1));
    words->dense_stride = rounded(machines);
    words->slots = calloc(SLOTS, sizeof *words->slots);
    words->grams = malloc(GRAMS * sizeof *words->grams);
    words->capacity = RECORDS / words->record_stride;
    if (words->capacity > WORDS)
        words->capacity = WORDS;
    if (words->capacity < LEXICON_STEP)
        words->capacity = LEXICON_STEP;
    words->records = malloc(words->capacity * words->record_stride * sizeof *words->records);
    words->dense = calloc(dimension * words->dense_stride + 1, sizeof *words->dense);
    if (!words->slots || !words->grams || !words->records || !words->dense) {
        lexicon_fini(words);
        return PARLEY_E_MEMORY;
    }
    for (size_t d = 0; d < dimension; d++)
        for (size_t m = 0; m < machines; m++)
            words->dense[d * words->dense_stride + m] = (double)view->dense[m * dimension + d];
    return PARLEY_OK;
}

void lexicon_fini(lexicon *words)
{
    free(words->slots);
    free(words->grams);
    free(words->records);
    free(words->dense);
    *words = (lexicon){0};
}

void lexicon_make_room(lexicon *words)
{
    if (words->count + LEXICON_STEP <= words->capacity &&
        words->gram_count + GRAMS_OF_STEP <= GRAMS)
        return;
    memset(words->slots, 0, SLOTS * sizeof *words->slots);
    words->count = 0;
    words->gram_count = 1;
}

/* Enters the vector of a word of the embedding; shares: [machine_count + 1], zeros. */
static void enter_vector(lexicon *words, size_t index, lexicon_word *word, double *shares)
{
    const parley_model_view *view = &words->model->view;
    size_t dimension = view->embedding.dimension, machines = view->machine_count;
    const int8_t *components = view->embedding.components + index * dimension;
    double weight = (double)view->word_weights[index];
    double factor = weight * (double)view->embedding.scales[index];
    for (size_t column = 0; column < machines; column += LANES) {
        double sum[LANES] = {0};
        for (size_t d = 0; d < dimension; d++) {
            const double *row = words->dense + d * words->dense_stride + column;
            double component = components[d];
            for (size_t k = 0; k < LANES; k++)
                sum[k] += component * row[k];
        }
        for (size_t k = 0; k < LANES && column + k < machines; k++)
            shares[column + k] = factor * sum[k];
    }
    shares[machines] = weight;
    word->factor = (float)factor;
    word->vector = (uint32_t)index;
}

void lexicon_add_feature(const parley_model *model, size_t feature, double *sums)
{
    const float *row = model->rows + feature * model->row_stride;
    double value = (double)row[0];
    for (size_t m = 0; m <= model->view.machine_count; m++)
        sums[m] += value * (double)row[m];
}

/* Enters the character n-grams that the model knows; sums: [machine_count + 1]. */
static parley_status enter_grams(lexicon *words, parley_features *found, const parley_token *token,
                                 lexicon_word *word, double *sums)
{
    const parley_model *model = words->model;
    word->grams = (uint32_t)words->gram_count;
    parley_token spelled;
    if (!token->word || model->view.features.char_max == 0)
        return PARLEY_OK;
    if (features_spell(found, token, &spelled) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t at = spelled.begin - 1; at <= spelled.end;) {
        found->count = 0;
        if (features_of_word(&model->view.features, &spelled, &at, found) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        for (size_t i = 0; i < found->count; i++)
            hash_index_expect(&model->features, found->items[i].hash);
        for (size_t i = 0; i < found->count; i++)
            hash_index_expect_more(&model->features, found->items[i].hash);
        for (size_t i = 0; i < found->count; i++) {
            size_t feature = hash_index_find(&model->features, found->items[i].hash);
            if (feature == SIZE_MAX)
                continue;
            words->grams[word->grams + word->gram_count++] = (uint32_t)feature;
            lexicon_add_feature(model, feature, sums);
        }
    }
    return PARLEY_OK;
}

static size_t slot_of(uint64_t hash)
{
    return hash % SLOTS;
}

void lexicon_expect(const lexicon *words, const parley_token *token)
{
    prefetch(&words->slots[slot_of(token->hash)]);
}

void lexicon_expect_more(const lexicon *words, const lexicon_word *word)
{
    const parley_model *model = words->model;
    if (word->vector != LEXICON_NONE || word->gram_count > 0)
        prefetch_all(words->records + word->record * words->record_stride,
                     words->record_stride * sizeof *words->records);
    prefetch_all(words->grams + word->grams, word->gram_count * sizeof *words->grams);
    if (word->vector != LEXICON_NONE)
        prefetch_all(model->view.embedding.components +
                         word->vector * model->view.embedding.dimension,
                     model->view.embedding.dimension);
    if (word->feature != LEXICON_NONE)
        prefetch(model->rows + word->feature * model->row_stride);
}

parley_status lexicon_find(lexicon *words, parley_features *found, const parley_token *token,
                           const lexicon_word **out)
{
    size_t slot = slot_of(token->hash);
    while (words->slots[slot].grams && words->slots[slot].hash != token->hash)
        slot = (slot + 1) % SLOTS;
    *out = &words->slots[slot];
    if (words->slots[slot].grams)
        return PARLEY_OK;
    *out = NULL;
    if (token->end - token->begin > LONGEST)
        return PARLEY_OK;
    lexicon_word word = {
        .hash = token->hash, .vector = LEXICON_NONE, .record = (uint32_t)words->count};
    double *record = words->records + words->count * words->record_stride;
    memset(record, 0, words->record_stride * sizeof *record);
    if (enter_grams(words, found, token, &word, record) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t feature = hash_index_find(&words->model->features, token->hash);
    word.feature = feature == SIZE_MAX ? LEXICON_NONE : (uint32_t)feature;
    size_t vector = hash_index_find(&words->model->words, token->hash);
    if (vector != SIZE_MAX)
        enter_vector(words, vector, &word, record + words->model->view.machine_count + 1);
    words->gram_count += word.gram_count;
    words->count++;
    words->slots[slot] = word;
    *out = &words->slots[slot];
    return PARLEY_OK;
}
