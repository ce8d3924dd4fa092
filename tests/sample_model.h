/* A small model made by hand, for tests of models.
 *
 *     sample_model sample;
 *     sample_model_init(&sample);
 *     status = parley_model_write(&sample.view, &bytes, &error);
 */
#ifndef PARLEY_TEST_SAMPLE_MODEL_H
#define PARLEY_TEST_SAMPLE_MODEL_H

#include "parley/model.h"

enum {
    SAMPLE_FEATURES = 9,
    SAMPLE_MACHINES = 4,
    SAMPLE_LABELS = 5,
    SAMPLE_WORDS = 3,
};

/* Two tasks: stance with three labels, tone with two; features "peace", "war", "talks",
 * "peace talks", "stall", "fail", "hope", " ho" and "é"; vectors of "peace", "war" and "truce";
 * context for stance. The view points into the struct. */
typedef struct sample_model {
    parley_model_view view;
    parley_task_view tasks[2];
    uint64_t hashes[SAMPLE_FEATURES];
    uint8_t families[SAMPLE_FEATURES];
    uint32_t name_ends[SAMPLE_FEATURES];
    char names[128];
    float idf[SAMPLE_FEATURES];
    float weights[SAMPLE_FEATURES * SAMPLE_MACHINES];
    double offsets[SAMPLE_LABELS], intercepts[SAMPLE_LABELS];
    double shifts[SAMPLE_LABELS], prior[SAMPLE_LABELS];
    double spread[SAMPLE_LABELS], share_error[SAMPLE_LABELS];
    double bias[SAMPLE_MACHINES], usual[SAMPLE_MACHINES];
    uint64_t word_hashes[SAMPLE_WORDS];
    float word_rows[SAMPLE_WORDS * (1 + SAMPLE_MACHINES)];
} sample_model;

/* 0, or -1 if memory runs out. */
int sample_model_init(sample_model *sample);

/* Takes the word vectors and the context out of it. */
void sample_model_strip(sample_model *sample);

#endif
