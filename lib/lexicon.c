/* Words and what is known of them: see lib/lexicon.h.
 *
 * The sizes are chosen so that all that is used often stays in a core's second-level cache: a text's
 * most frequent thousand words make up three quarters of it. Memory is touched as words come, so that a
 * short run takes little.
 */
#include "lexicon.h"

#include <stdlib.h>

enum {
    RECORDS = 1 << 20, /* floats in the records: models of many labels keep fewer words */
};

parley_status lexicon_init(lexicon *words, const parley_model *model)
{
    const parley_model_view *view = &model->view;
    const bool has[LEXICON_PARTS] = {[LEXICON_WORD] = view->features.word_max > 0,
                                     [LEXICON_CHARS] = view->features.char_max > 0,
                                     [LEXICON_VECTOR] = view->word_count > 0};
    *words = (lexicon){.model = model};
    for (int i = 0; i < LEXICON_PARTS; i++) {
        words->part[i] = has[i] ? words->record_stride : SIZE_MAX;
        words->record_stride += has[i] ? model->row_stride : 0;
    }
    words->capacity = RECORDS / words->record_stride;
    if (words->capacity > LEXICON_WORDS)
        words->capacity = LEXICON_WORDS;
    if (words->capacity < LEXICON_STEP)
        words->capacity = LEXICON_STEP;
    words->slots = calloc(LEXICON_SLOTS, sizeof *words->slots);
    /* A stride is a multiple of 32 bytes, so this is one of the alignment for any even number of words. */
    words->records =
        aligned_alloc(PARLEY_CACHE_LINE, (words->capacity + 2) / 2 * 2 * words->record_stride *
                                             sizeof *words->records);
    words->sum = malloc(model->row_stride * sizeof *words->sum);
    if (!words->slots || !words->records || !words->sum) {
        lexicon_fini(words);
        return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

void lexicon_fini(lexicon *words)
{
    free(words->slots);
    free(words->records);
    free(words->sum);
    *words = (lexicon){0};
}

void lexicon_make_room(lexicon *words)
{
    if (words->count + LEXICON_STEP <= words->capacity)
        return;
    memset(words->slots, 0, LEXICON_SLOTS * sizeof *words->slots);
    words->count = 0;
}

/* Adds up the rows of the character n-grams that the model knows. */
static parley_status enter_chars(lexicon *words, parley_features *found, const parley_token *token,
                                 float *part)
{
    const parley_model *model = words->model;
    parley_token spelled = *token;
    memset(words->sum, 0, model->row_stride * sizeof *words->sum);
    if (!token->word)
        return PARLEY_OK;
    if (features_spell(found, &spelled) != PARLEY_OK)
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
            const float *row = model->rows + feature * model->row_stride;
            for (size_t k = 0; k < model->row_stride; k++)
                words->sum[k] += (double)row[k];
        }
    }
    for (size_t k = 0; k < model->row_stride; k++)
        part[k] = (float)words->sum[k];
    return PARLEY_OK;
}

/* Enters the word as a feature, where the model has it as one. */
static uint32_t enter_word(const parley_model *model, uint64_t hash, float *part)
{
    size_t feature = hash_index_find(&model->features, hash);
    if (feature == SIZE_MAX || model->view.features.word_min > 1)
        return (uint32_t)model->view.feature_count;
    memcpy(part, model->rows + feature * model->row_stride, model->row_stride * sizeof *part);
    return (uint32_t)feature;
}

static void enter_vector(const parley_model *model, uint64_t hash, float *part)
{
    size_t size = 1 + model->view.machine_count;
    size_t word = hash_index_find(&model->words, hash);
    if (word != SIZE_MAX)
        memcpy(part, model->view.word_rows + word * size, size * sizeof *part);
}

static parley_status enter(lexicon *words, parley_features *found, const parley_token *token,
                           lexicon_word *word)
{
    size_t begin = (words->count + 1) * words->record_stride;
    float *record = words->records + begin;
    memset(record, 0, words->record_stride * sizeof *record);
    word->hash = features_hash(found, token);
    word->feature = (uint32_t)words->model->view.feature_count;
    if (words->part[LEXICON_WORD] != SIZE_MAX)
        word->feature = enter_word(words->model, word->hash, record + words->part[LEXICON_WORD]);
    if (words->part[LEXICON_VECTOR] != SIZE_MAX)
        enter_vector(words->model, word->hash, record + words->part[LEXICON_VECTOR]);
    if (words->part[LEXICON_CHARS] != SIZE_MAX &&
        enter_chars(words, found, token, record + words->part[LEXICON_CHARS]) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    word->record = (uint32_t)begin;
    words->count++;
    return PARLEY_OK;
}

/* Kept out of the loop that looks words up. */
#if defined(__GNUC__)
__attribute__((noinline))
#endif
lexicon_word *
lexicon_find_or_enter(lexicon *words, parley_features *found, const parley_token *token,
                      lexicon_word *slot)
{
    lexicon_word new_word = {.key = lexicon_key_of(found, token)};
    const lexicon_word *end = slot + LEXICON_PROBES;
    while (slot < end && slot->record && !lexicon_is(slot, new_word.key))
        slot++;
    if (slot < end && slot->record)
        return slot;
    if (slot == end) /* all taken */
        slot = &words->spare;
    if (enter(words, found, token, &new_word) != PARLEY_OK)
        return NULL;
    *slot = new_word;
    return slot;
}
