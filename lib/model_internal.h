/* The model as its two halves share it: model.c labels with it, model_file.c reads and writes it. */
#ifndef PARLEY_MODEL_INTERNAL_H
#define PARLEY_MODEL_INTERNAL_H

#include "hash_index.h"
#include "parley/model.h"
#include "row_sums.h"

struct parley_model {
    parley_model_view view;
    hash_index features; /* over view.hashes */
    hash_index words;    /* over view.word_hashes */
    /* [feature_count][row_stride]: of a feature that occurs once, the square of its value and what each
     * machine makes of it, before it is divided by the length; zeros behind. */
    float *rows;
    size_t row_stride; /* a multiple of ROW_LANES */
    /* What the view points to. */
    parley_task_view *tasks;
    char *strings;       /* every name of the header */
    const char **labels; /* [label_count] */
    double *numbers;   /* offsets, intercepts, shifts and priors [label_count each], then biases and
                        usual scores [machine_count each] */
    const void *bytes; /* the file */
    size_t size;
    bool mapped; /* bytes came from mmap, not malloc */
};

#endif
