/* The model as its two halves share it: model.c labels with it, model_file.c reads and writes it. */
#ifndef PARLEY_MODEL_INTERNAL_H
#define PARLEY_MODEL_INTERNAL_H

#include "parley/model.h"

struct parley_model {
    parley_model_view view;
    /* hashes of bucket b (their upper bits) stand at starts[b] to starts[b + 1] */
    uint32_t *starts; /* [(1 << bucket_bits) + 1] */
    unsigned bucket_bits;
    /* What the view points to. */
    parley_task_view *tasks;
    char *strings;       /* every name of the header */
    const char **labels; /* [label_count] */
    double *numbers;     /* offsets [label_count], then biases [machine_count] */
    const void *bytes;   /* the file */
    size_t size;
    bool mapped; /* bytes came from mmap, not malloc */
};

#endif
