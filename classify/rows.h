/* Rows out: what each column of the output is. */
#ifndef PARLEY_CLASSIFY_ROWS_H
#define PARLEY_CLASSIFY_ROWS_H

#include "parley/model.h"
#include "source.h"

typedef struct rows_format {
    const parley_model_view *model; /* NULL: sentences only */
    size_t explain;                 /* features in the TASK_why columns; 0: no such column */
    bool kinds;                     /* the column kind */
    bool offsets;                   /* the columns begin, end */
    bool dates;                     /* the column date */
    bool review;                    /* a sheet (io/sheet.h) with columns to fill in */
    bool no_text;                   /* neither the column text nor TASK_why of the input */
    bool sample;                    /* the column sample: random or doubt */
    bool marks;                     /* the column review: yes, or empty */
    const source *from;             /* where the rows come from */
    /* Of rows_format_init: the cells of the labels, [label_count], all tasks one behind the other; empty
     * where a sheet would cut them. */
    parley_str *label_cells;
    parley_buffer label_bytes; /* what they point to */
} rows_format;

/* Makes the cells that are the same in many rows; the members above are set, the rest is zero.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status rows_format_init(rows_format *format);
void rows_format_fini(rows_format *format);

/* What is said of a row beside its labels. */
typedef struct rows_marks {
    bool at_random; /* it is of the random part of the sample */
    bool marked;    /* it needs a look */
} rows_marks;

/* What writing rows uses, one for each thread. */
typedef struct rows_tools {
    parley_labeller *labeller; /* for explanations; NULL without a model */
    parley_buffer *scratch;
    parley_buffer *said; /* warnings of cells that were cut, each with a zero behind it */
} rows_tools;

/* Appends the header: id,article,sentence,text, then for each task TASK,TASK_confidence, perhaps
 * TASK_why, and in a sheet TASK_corrected, then kind, begin, end, date, sample and review if wanted, in a sheet
 * comment, then the input's other columns. One whose name is taken gets input_ before it, as often as it takes.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status rows_put_header(const rows_format *format, const source *from, parley_buffer *out);

/* Appends one row, and to tools->said what cells of it were cut. predictions: [tasks], NULL without a
 * model. marks: NULL where the format has none. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status rows_put(const rows_format *format, const source_row *row, size_t extra_count,
                       const parley_prediction *predictions, const rows_marks *marks,
                       const rows_tools *tools, parley_buffer *out);

#endif
