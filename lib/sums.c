/* The dot products of a sentence with all machines: see lib/sums.h.
 *
 * It is what parley_features_extract, parley_model_find and parley_features_weigh say, and what
 * parley_model_view says of words' vectors, in the order that costs least (tests/test_model.c holds the
 * two together):
 *
 *   - a family's values are divided by its length, which is known last: its sums are divided instead.
 *     So a part of a record, or a feature's row, holds the square that goes into the length and what
 *     each machine makes of the undivided value, and all that is done is to add these up;
 *   - words come out of the lexicon with all that is made of them alone, added up already;
 *   - a word n-gram that occurs more than once is in these sums so many times, where the weighting wants
 *     it 1 + ln(count) times, or once: the few of those are corrected. Rows are floats and sums doubles,
 *     so that what is taken off is what was added, however often.
 */
#include "sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

parley_status sentence_sums_init(sentence_sums *s, const parley_model *model)
{
    *s = (sentence_sums){.model = model, .add_rows = rows_adder_here()};
    if (lexicon_init(&s->words, model) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    s->counts = calloc(model->view.feature_count + 1, sizeof *s->counts);
    s->parts = malloc(s->words.record_stride * sizeof *s->parts);
    for (uint32_t i = 0; i < COMMON_COUNTS; i++)
        s->terms[i] = features_term(model->view.features.weighting, i);
    return s->counts && s->parts ? PARLEY_OK : PARLEY_E_MEMORY;
}

void sentence_sums_fini(sentence_sums *s)
{
    parley_features_fini(&s->features);
    lexicon_fini(&s->words);
    free(s->counts);
    free(s->repeated);
    free(s->parts);
    *s = (sentence_sums){0};
}

/* --- adding up ---------------------------------------------------------------------------------- */

/* Counts one more of a word n-gram, and enters it at `repeated` if it is the second. Returns the next place
 * there. */
static inline uint32_t *count_one(uint32_t *counts, uint32_t base, uint32_t feature,
                                  uint32_t *repeated)
{
    uint32_t seen = counts[feature];
    seen = (seen < base ? base : seen) + 1;
    counts[feature] = seen;
    *repeated = feature;
    return repeated + (seen == base + 2);
}

/* Finds the words of tokens [begin, end), at most LEXICON_STEP, counts them, and gives the tokens their
 * hashes. rows: [end - begin], written: what is made of the words. */
static parley_status find_words(sentence_sums *s, size_t begin, size_t end, const float **rows)
{
    struct {
        lexicon_key key;
        lexicon_word *word;
    } wanted[LEXICON_STEP];
    parley_token *tokens = s->features.tokens + begin;
    const float *records = s->words.records;
    const size_t stride = s->words.record_stride, count = end - begin;
    const uint32_t base = s->base;
    uint32_t *counts = s->counts, *repeated = s->repeated + s->repeated_count;
    lexicon_make_room(&s->words);
    for (size_t i = 0; i < count; i++) {
        wanted[i].key = lexicon_key_of(&s->features, &tokens[i]);
        wanted[i].word = lexicon_home(&s->words, wanted[i].key);
        parley_prefetch(wanted[i].word);
    }
    for (size_t i = 0; i < count; i++) {
        lexicon_word *word = wanted[i].word;
        if (!lexicon_is(word, wanted[i].key) &&
            !(word = lexicon_find_or_enter(&s->words, &s->features, &tokens[i], word)))
            return PARLEY_E_MEMORY;
        rows[i] = records + word->record;
        parley_prefetch(rows[i]);
        parley_prefetch(rows[i] + stride - 1); /* of a longer one, what is between comes late */
        tokens[i].hash = word->hash;
        repeated = count_one(counts, base, word->feature, repeated);
    }
    s->repeated_count = (size_t)(repeated - s->repeated);
    return PARLEY_OK;
}

/* Hashes the n-grams of several words that end at tokens [begin, end), keeps those that the model may have,
 * and asks for their places. Whether it has one is a toss-up: no branch depends on it. hashes: written.
 * Returns how many were kept. */
static size_t hash_ngrams(const sentence_sums *s, size_t begin, size_t end, uint64_t *hashes)
{
    const parley_feature_options *options = &s->model->view.features;
    const hash_index index = s->model->features;
    size_t size = 0;
    for (size_t n = options->word_min < 2 ? 2 : options->word_min; n <= options->word_max; n++)
        for (size_t last = begin < n ? n - 1 : begin; last < end; last++) {
            const parley_token *token = s->features.tokens + last + 2 - n;
            uint64_t hash = features_extend(token[-1].hash, token[0].hash);
            for (size_t i = 2; i < n; i++)
                hash = features_extend(hash, token[i - 1].hash);
            hashes[size] = hash;
            size += hash_index_may_have(&index, hash);
        }
    for (size_t i = 0; i < size; i++)
        hash_index_expect(&index, hashes[i]);
    return size;
}

/* Finds n-grams that the model may have, and counts them. rows: written. Returns how many it has. */
static size_t find_ngrams(sentence_sums *s, const uint64_t *hashes, size_t size, const float **rows)
{
    const hash_index index = s->model->features;
    const size_t stride = s->model->row_stride;
    const float *table = s->model->rows;
    const uint32_t base = s->base;
    uint32_t *counts = s->counts, *repeated = s->repeated + s->repeated_count;
    size_t known = 0;
    for (size_t i = 0; i < size; i++) {
        size_t first = hash_index_expect_more(&index, hashes[i]); /* it, or a neighbour of it */
        parley_prefetch(table + first * stride);
        parley_prefetch(counts + first);
    }
    for (size_t i = 0; i < size; i++) {
        size_t feature = hash_index_look(&index, hashes[i]);
        if (feature == SIZE_MAX)
            continue;
        rows[known++] = table + feature * stride;
        repeated = count_one(counts, base, (uint32_t)feature, repeated);
    }
    s->repeated_count = (size_t)(repeated - s->repeated);
    return known;
}

/* Takes tokens [begin, end), at most LEXICON_STEP, and the n-grams that end there. While one thing comes
 * from memory, another is done. */
static parley_status take_step(sentence_sums *s, size_t begin, size_t end)
{
    const float *words[LEXICON_STEP], *ngrams[LEXICON_STEP * PARLEY_NGRAM_MAX];
    uint64_t hashes[LEXICON_STEP * PARLEY_NGRAM_MAX];
    /* count_one writes one place beyond those that it keeps. */
    if (parley_list_reserve(&s->repeated, sizeof *s->repeated, &s->repeated_capacity,
                            s->repeated_count + LEXICON_STEP * PARLEY_NGRAM_MAX + 1) != PARLEY_OK ||
        find_words(s, begin, end, words) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t size = hash_ngrams(s, begin, end, hashes);
    s->add_rows(words, end - begin, s->words.record_stride, s->parts);
    if (size > 0) {
        size_t known = find_ngrams(s, hashes, size, ngrams);
        s->add_rows(ngrams, known, s->model->row_stride, s->parts + s->words.part[LEXICON_WORD]);
    }
    return PARLEY_OK;
}

/* --- what it comes to --------------------------------------------------------------------------- */

/* Makes of the repeated word n-grams what the weighting wants. part: [row_stride]. */
static void correct_repeated(const sentence_sums *s, double *part)
{
    for (size_t i = 0; i < s->repeated_count; i++) {
        if (s->repeated[i] == s->model->view.feature_count)
            continue; /* words that are none */
        const float *row = s->model->rows + s->repeated[i] * s->model->row_stride;
        uint32_t count = s->counts[s->repeated[i]] - s->base;
        double term = count < COMMON_COUNTS
                          ? s->terms[count]
                          : features_term(s->model->view.features.weighting, count);
        double squares = part[0] + (term * term - count) * (double)row[0];
        for (size_t k = 0; k < s->model->row_stride; k++)
            part[k] += (term - count) * (double)row[k];
        part[0] = squares;
    }
}

/* Adds what the machines make of a part. */
static void add_part(const sentence_sums *s, int which, double *sums)
{
    const parley_model_view *view = &s->model->view;
    bool is_vector = which == LEXICON_VECTOR;
    if (s->words.part[which] == SIZE_MAX)
        return;
    const double *part = s->parts + s->words.part[which];
    if (!(part[0] > 0))
        return;
    double factor = is_vector || view->features.normalise ? 1 / sqrt(part[0]) : 1;
    factor *= is_vector ? view->vector_scale : 1;
    for (size_t m = 0; m < view->machine_count; m++)
        sums[m] += factor * part[m + 1];
}

/* Forgets the sentence before, finished or not. */
static void start(sentence_sums *s)
{
    enum { COUNTED_MAX = PARLEY_TEXT_MAX * PARLEY_NGRAM_MAX }; /* in one sentence; a bound */
    s->base += (uint32_t)(s->features.token_count * PARLEY_NGRAM_MAX) + 1;
    if (s->base > UINT32_MAX - COUNTED_MAX) {
        memset(s->counts, 0, (s->model->view.feature_count + 1) * sizeof *s->counts);
        s->base = 1;
    }
    s->repeated_count = 0;
    memset(s->parts, 0, s->words.record_stride * sizeof *s->parts);
}

parley_status sentence_sums_run(sentence_sums *s, parley_str sentence, double *sums)
{
    const parley_model_view *view = &s->model->view;
    start(s);
    if (features_tokenize(&view->features, sentence.data, sentence.size, &s->features) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t count = s->features.token_count;
    for (size_t begin = 0; begin < count; begin += LEXICON_STEP)
        if (take_step(s, begin, count - begin > LEXICON_STEP ? begin + LEXICON_STEP : count) !=
            PARLEY_OK)
            return PARLEY_E_MEMORY;
    if (s->repeated_count > 0 && s->words.part[LEXICON_WORD] != SIZE_MAX)
        correct_repeated(s, s->parts + s->words.part[LEXICON_WORD]);
    for (size_t t = 0; t < view->task_count; t++)
        memcpy(sums + view->tasks[t].machine_begin, view->tasks[t].bias,
               view->tasks[t].machine_count * sizeof *sums);
    for (int part = 0; part < LEXICON_PARTS; part++)
        add_part(s, part, sums);
    return PARLEY_OK;
}
