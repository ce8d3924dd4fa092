/* Comparing the labels with those that the input brings. */
#ifndef PARLEY_CLASSIFY_SCORE_H
#define PARLEY_CLASSIFY_SCORE_H

#include "../io/figures.h"
#include "parley/model.h"
#include "source.h"

typedef struct score {
    const parley_model_view *model;
    figures *tasks;  /* [task_count] */
    size_t *columns; /* [task_count], into the extra columns; SIZE_MAX: the input has none */
    size_t *corrected, *confidences; /* the same, TASK_corrected and TASK_confidence of sheets */
    size_t labels;                   /* how many were compared */
} score;

/* Finds the label columns. PARLEY_E_DATA if there is none, PARLEY_E_MEMORY. On failure too, the score
 * is the caller's to finish. */
parley_status score_init(score *s, const parley_model_view *model, const source *from,
                         parley_error *error);

/* Counts one row of the file `path`; an empty cell is no label.
 * Of a sheet the decisions count, not the machine's labels. PARLEY_E_DATA for a label that the model lacks. */
parley_status score_add(score *s, const char *path, const source_row *row,
                        const parley_prediction *predictions, parley_error *error);

/* At the end: PARLEY_E_DATA if no row had a label. */
parley_status score_check(const score *s, const source *from, parley_error *error);

/* Appends the figures as text, or as a metrics file. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status score_print(const score *s, parley_buffer *out);
parley_status score_csv(const score *s, parley_buffer *out);

void score_fini(score *s);

#endif
