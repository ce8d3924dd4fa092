/* A model made by hand: see sample_model.h. */
#include "sample_model.h"

#include <stdlib.h>
#include <string.h>

typedef struct row {
    uint64_t hash;
    const char *spelling;
    uint8_t family;
    float idf;
    float weights[SAMPLE_MACHINES]; /* con, neutral, pro; positive tone */
} row;

static int compare_rows(const void *left, const void *right)
{
    const row *a = left, *b = right;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* The hash of a feature, found by extracting it: blanks around it are those of a word's ends. */
static int find_hash(const parley_feature_options *options, row *r)
{
    parley_features found = {0};
    int result = -1;
    size_t size = strlen(r->spelling);
    if (parley_features_extract(options, r->spelling, size, &found) == PARLEY_OK) {
        for (size_t i = 0; i < found.count && result != 0; i++) {
            const parley_feature *f = &found.items[i];
            if (f->family != r->family || f->size != size ||
                memcmp(found.line.data + f->begin, r->spelling, size) != 0)
                continue;
            r->hash = f->hash;
            result = 0;
        }
    }
    parley_features_fini(&found);
    return result;
}

static void fill_tasks(sample_model *s)
{
    static const char *const stances[] = {"con", "neutral", "pro"};
    static const char *const tones[] = {"bad mood", "good %"};
    static const double offsets[] = {0.125, -0.5, 0.25, 0.0625, -0.0625};
    static const double bias[] = {-0.5, 0.75, -0.25, 0.1};
    static const double usual[] = {-0.75, 0.5, -0.625, 0};
    memcpy(s->offsets, offsets, sizeof offsets);
    static const double intercepts[] = {0.3, -0.2, 0.5, -0.1, 0.7};
    memcpy(s->intercepts, intercepts, sizeof intercepts);
    static const double shifts[] = {0.25, 0, -0.5, 0.125, -0.125};
    memcpy(s->shifts, shifts, sizeof shifts);
    static const double prior[] = {0.25, 0.5, 0.25, 0.375, 0.625};
    memcpy(s->prior, prior, sizeof prior);
    static const double spread[] = {0.0625, 0.125, 0, 0.25, 0.25};
    memcpy(s->spread, spread, sizeof spread);
    static const double share_error[] = {0.015625, 0.03125, 0.0078125, 0, 0};
    memcpy(s->share_error, share_error, sizeof share_error);
    memcpy(s->bias, bias, sizeof bias);
    memcpy(s->usual, usual, sizeof usual);
    s->tasks[0] = (parley_task_view){.name = "stance",
                                     .label_count = 3,
                                     .labels = stances,
                                     .offsets = s->offsets,
                                     .slope = -1.75,
                                     .intercepts = s->intercepts,
                                     .posterior_scale = 1.5,
                                     .posterior_shifts = s->shifts,
                                     .prior = s->prior,
                                     .share_spread = s->spread,
                                     .share_error = s->share_error,
                                     .machine_begin = 0,
                                     .machine_count = 3,
                                     .bias = s->bias,
                                     .context = 0.5,
                                     .usual_score = s->usual};
    s->tasks[1] = (parley_task_view){.name = "tone of voice",
                                     .label_count = 2,
                                     .labels = tones,
                                     .offsets = s->offsets + 3,
                                     .slope = -1.0 / 3,
                                     .intercepts = s->intercepts + 3,
                                     .posterior_scale = 2,
                                     .posterior_shifts = s->shifts + 3,
                                     .prior = s->prior + 3,
                                     .share_spread = s->spread + 3,
                                     .share_error = s->share_error + 3,
                                     .machine_begin = 3,
                                     .machine_count = 1,
                                     .bias = s->bias + 3,
                                     .usual_score = s->usual + 3};
}

typedef struct word_row {
    row word; /* its hash */
    float numbers[1 + SAMPLE_MACHINES];
} word_row;

static int compare_words(const void *left, const void *right)
{
    const word_row *a = left, *b = right;
    return compare_rows(&a->word, &b->word);
}

static int fill_words(sample_model *s)
{
    word_row words[SAMPLE_WORDS] = {
        {{.spelling = "peace"}, {2.25F, -0.5F, 0.25F, 1, 0.125F}},
        {{.spelling = "war"}, {4, 1, 0, -0.75F, -1}},
        {{.spelling = "truce"}, {0.5F, -0.25F, 0.5F, 1.5F, 0.375F}},
    };
    for (size_t i = 0; i < SAMPLE_WORDS; i++)
        if (find_hash(&s->view.features, &words[i].word) != 0)
            return -1;
    qsort(words, SAMPLE_WORDS, sizeof *words, compare_words);
    for (size_t i = 0; i < SAMPLE_WORDS; i++) {
        s->word_hashes[i] = words[i].word.hash;
        memcpy(s->word_rows + i * (1 + SAMPLE_MACHINES), words[i].numbers, sizeof words[i].numbers);
    }
    s->view.word_count = SAMPLE_WORDS;
    s->view.word_hashes = s->word_hashes;
    s->view.word_rows = s->word_rows;
    s->view.vector_scale = 0.8;
    return 0;
}

void sample_model_strip(sample_model *s)
{
    s->view.word_count = 0;
    s->tasks[0].context = 0;
}

int sample_model_init(sample_model *s)
{
    row rows[SAMPLE_FEATURES] = {
        {0, "peace", PARLEY_FAMILY_WORD, 1.5F, {-0.5F, 0, 1, 0.5F}},
        {0, "war", PARLEY_FAMILY_WORD, 1.25F, {1, 0, -0.5F, -1}},
        {0, "talks", PARLEY_FAMILY_WORD, 1, {0, 0.5F, 0.25F, 0}},
        {0, "peace talks", PARLEY_FAMILY_WORD, 2, {-0.25F, 0, 0.75F, 0.125F}},
        {0, "stall", PARLEY_FAMILY_WORD, 3, {2, -0.5F, -1, -0.75F}},
        {0, "fail", PARLEY_FAMILY_WORD, 3, {1.5F, -0.5F, -1.5F, -2}},
        {0, "hope", PARLEY_FAMILY_WORD, 2.5F, {-1, 0, 2, 1.5F}},
        {0, " ho", PARLEY_FAMILY_CHAR, 2, {0, 0, 0.5F, 0.25F}},
        {0, "é", PARLEY_FAMILY_WORD, 4, {0.1F, 0.2F, -0.3F, 0.4F}},
    };
    memset(s, 0, sizeof *s);
    s->view.features = (parley_feature_options){.word_min = 1,
                                                .word_max = 2,
                                                .char_min = 3,
                                                .char_max = 3,
                                                .marks = true,
                                                .weighting = PARLEY_WEIGHTING_TFIDF,
                                                .normalise = true};
    for (size_t i = 0; i < SAMPLE_FEATURES; i++) {
        row *r = &rows[i];
        if (find_hash(&s->view.features, r) != 0)
            return -1;
    }
    qsort(rows, SAMPLE_FEATURES, sizeof *rows, compare_rows);
    uint32_t end = 0;
    for (size_t i = 0; i < SAMPLE_FEATURES; i++) {
        size_t size = strlen(rows[i].spelling);
        memcpy(s->names + end, rows[i].spelling, size);
        end += (uint32_t)size;
        s->hashes[i] = rows[i].hash;
        s->families[i] = rows[i].family;
        s->name_ends[i] = end;
        s->idf[i] = rows[i].idf;
        memcpy(s->weights + i * SAMPLE_MACHINES, rows[i].weights, sizeof rows[i].weights);
    }
    fill_tasks(s);
    s->view.task_count = 2;
    s->view.tasks = s->tasks;
    s->view.label_count = SAMPLE_LABELS;
    s->view.machine_count = SAMPLE_MACHINES;
    s->view.feature_count = SAMPLE_FEATURES;
    s->view.hashes = s->hashes;
    s->view.families = s->families;
    s->view.name_ends = s->name_ends;
    s->view.names = s->names;
    s->view.idf = s->idf;
    s->view.weights = s->weights;
    s->view.training_rows = 137;
    s->view.training_digest = "0123456789abcdef";
    s->view.program = "parley test";
    return fill_words(s);
}
