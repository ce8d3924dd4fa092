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

#include "features_internal.h"
#include "wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

parley_status sentence_sums_init(sentence_sums *s, const parley_model *model)
{
    *s = (sentence_sums){.model = model};
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

/* Adds rows of a table to sums: [stride]. */
PARLEY_WIDE static void add_rows(const float *restrict table, size_t stride,
                                 const uint32_t *restrict which, size_t count,
                                 double *restrict sums)
{
    for (size_t i = 0; i < count; i++) {
        const float *row = table + which[i] * stride;
        for (size_t column = 0; column < stride; column += ROW_LANES)
            for (size_t k = 0; k < ROW_LANES; k++)
                sums[column + k] += (double)row[column + k];
    }
}

/* Counts one more of a word n-gram. There is room. */
static void count_one(sentence_sums *s, uint32_t feature)
{
    uint32_t seen = s->counts[feature];
    seen = (seen < s->base ? s->base : seen) + 1;
    s->counts[feature] = seen;
    s->repeated[s->repeated_count] = feature;
    s->repeated_count += seen == s->base + 2;
}

static parley_status make_room(sentence_sums *s, size_t more)
{
    if (more < s->repeated_capacity - s->repeated_count)
        return PARLEY_OK;
    size_t capacity = 2 * (s->repeated_count + more + 1);
    uint32_t *repeated = realloc(s->repeated, capacity * sizeof *repeated);
    if (!repeated)
        return PARLEY_E_MEMORY;
    s->repeated = repeated;
    s->repeated_capacity = capacity;
    return PARLEY_OK;
}

/* Takes what is made of single words: at most LEXICON_STEP tokens. */
static parley_status take_words(sentence_sums *s, const parley_token *tokens, size_t token_count)
{
    uint32_t records[LEXICON_STEP], features[LEXICON_STEP];
    size_t known = 0;
    lexicon_make_room(&s->words);
    for (size_t i = 0; i < token_count; i++)
        lexicon_expect(&s->words, &tokens[i]);
    for (size_t i = 0; i < token_count; i++) {
        const lexicon_word *word;
        if (lexicon_find(&s->words, &s->features, &tokens[i], &word) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        lexicon_expect_more(&s->words, word);
        records[i] = word->record;
        features[known] = word->feature;
        known += word->feature != LEXICON_NONE;
    }
    for (size_t i = 0; i < known; i++)
        count_one(s, features[i]);
    add_rows(s->words.records, s->words.record_stride, records, token_count, s->parts);
    return PARLEY_OK;
}

/* Takes the n-grams of several words that begin at tokens [begin, end), at most LEXICON_STEP. Whether one
 * is known is a toss-up: no branch depends on it. */
static void take_ngrams(sentence_sums *s, size_t begin, size_t end)
{
    const parley_feature_options *options = &s->model->view.features;
    const hash_index *index = &s->model->features;
    const parley_token *tokens = s->features.tokens;
    size_t stride = s->model->row_stride, size = 0, known = 0;
    uint64_t longer[LEXICON_STEP], hashes[LEXICON_STEP * PARLEY_NGRAM_MAX];
    uint32_t features[LEXICON_STEP * PARLEY_NGRAM_MAX];
    for (size_t i = begin; i < end; i++)
        longer[i - begin] = tokens[i].hash;
    for (size_t n = 2; n <= options->word_max; n++)
        for (size_t i = begin; i < end && i + n <= s->features.token_count; i++) {
            uint64_t hash = features_extend(longer[i - begin], tokens[i + n - 1].hash);
            longer[i - begin] = hashes[size] = hash;
            size += (n >= options->word_min) & hash_index_may_have(index, hash);
        }
    for (size_t i = 0; i < size; i++)
        hash_index_expect(index, hashes[i]);
    for (size_t i = 0; i < size; i++)
        hash_index_expect_more(index, hashes[i]);
    for (size_t i = 0; i < size; i++) {
        size_t found = hash_index_look(index, hashes[i]);
        features[known] = (uint32_t)found;
        known += found != SIZE_MAX;
    }
    for (size_t i = 0; i < known; i++)
        parley_prefetch(s->model->rows + features[i] * stride);
    for (size_t i = 0; i < known; i++)
        count_one(s, features[i]);
    add_rows(s->model->rows, stride, features, known, s->parts + s->words.part[LEXICON_WORD]);
}

/* --- what it comes to --------------------------------------------------------------------------- */

/* Makes of the repeated word n-grams what the weighting wants. part: [row_stride]. */
static void correct_repeated(const sentence_sums *s, double *part)
{
    for (size_t i = 0; i < s->repeated_count; i++) {
        const float *row = s->model->rows + s->repeated[i] * s->model->row_stride;
        uint32_t count = s->counts[s->repeated[i]] - s->base;
        double term = count < COMMON_COUNTS
                          ? s->terms[count]
                          : features_term(s->model->view.features.weighting, count);
        part[0] += (term * term - count) * (double)row[0];
        for (size_t m = 1; m <= s->model->view.machine_count; m++)
            part[m] += (term - count) * (double)row[m];
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
        memset(s->counts, 0, s->model->view.feature_count * sizeof *s->counts);
        s->base = 1;
    }
    s->repeated_count = 0;
    memset(s->parts, 0, s->words.record_stride * sizeof *s->parts);
}

parley_status sentence_sums_run(sentence_sums *s, parley_str sentence, double *sums)
{
    const parley_model_view *view = &s->model->view;
    start(s);
    if (features_tokenize(&view->features, sentence.data, sentence.size, false, &s->features) !=
        PARLEY_OK)
        return PARLEY_E_MEMORY;
    for (size_t begin = 0, end; begin < s->features.token_count; begin = end) {
        end = begin + LEXICON_STEP;
        if (end > s->features.token_count)
            end = s->features.token_count;
        if (make_room(s, LEXICON_STEP * PARLEY_NGRAM_MAX) != PARLEY_OK ||
            take_words(s, s->features.tokens + begin, end - begin) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        if (view->features.word_max > 1)
            take_ngrams(s, begin, end);
    }
    if (s->repeated_count > 0)
        correct_repeated(s, s->parts + s->words.part[LEXICON_WORD]);
    for (size_t t = 0; t < view->task_count; t++)
        memcpy(sums + view->tasks[t].machine_begin, view->tasks[t].bias,
               view->tasks[t].machine_count * sizeof *sums);
    for (int part = 0; part < LEXICON_PARTS; part++)
        add_part(s, part, sums);
    return PARLEY_OK;
}
