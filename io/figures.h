/* The figures of one task, as both programs count, print and save them.
 *
 *     figures f;
 *     if (figures_init(&f, "stance", labels, 4) == PARLEY_OK) {
 *         figures_add(&f, gold, predicted, confidence);
 *         figures_print(&f, &text);
 *     }
 *     figures_fini(&f);
 */
#ifndef PARLEY_IO_FIGURES_H
#define PARLEY_IO_FIGURES_H

#include "parley/buffer.h"
#include "parley/metrics.h"

#include <stdbool.h>

/* Points of the learning curve. */
enum { FIGURES_CURVE = 3 };

typedef struct figures {
    const char *task;          /* borrowed */
    const char *const *labels; /* [label_count], borrowed */
    parley_confusion confusion;
    parley_reliability reliability;
    /* What only cross-validation knows; see figures_init. */
    bool bounded;
    parley_bounds accuracy_bounds, macro_f1_bounds; /* 95 %, by groups */
    double ungrouped_macro_f1;   /* had rows of one group stood on both sides; below 0: unknown */
    double curve[FIGURES_CURVE]; /* macro F1 from a quarter, half and all of the groups; below 0:
                                    unknown */
    double oov;                  /* share of words unknown in training; below 0: unknown */
} figures;

/* PARLEY_OK or PARLEY_E_MEMORY. */
parley_status figures_init(figures *f, const char *task, const char *const *labels,
                           size_t label_count);
void figures_fini(figures *f);

/* Counts one row. */
void figures_add(figures *f, size_t gold, size_t predicted, double confidence);

/* Appends the figures as text for a terminal, or as Markdown tables for a card.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status figures_print(const figures *f, parley_buffer *out);
parley_status figures_markdown(const figures *f, parley_buffer *out);

/* Appends the lines of a metrics file: task,split,metric,label,value; the first call of a file is
 * preceded by figures_csv_header. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status figures_csv_header(parley_buffer *out);
parley_status figures_csv(const figures *f, const char *split, parley_buffer *out);

/* Appends one such line of other figures, with `digits` (0 to 17) digits behind the point. */
parley_status figures_csv_value(const char *task, const char *split, const char *metric,
                                const char *label, double value, int digits, parley_buffer *out);

#endif
