/* Rows out: what each column of the output is. */
#ifndef PARLEY_CLASSIFY_ROWS_H
#define PARLEY_CLASSIFY_ROWS_H

#include "../io/message.h"
#include "parley/model.h"
#include "source.h"

typedef struct rows_format {
    const parley_model_view *model; /* NULL: sentences only */
    size_t explain;                 /* features in the TASK_why columns; 0: no such column */
    bool kinds;                     /* the column kind */
    bool offsets;                   /* the columns begin, end */
    bool review;                    /* a sheet (io/sheet.h) with columns to fill in */
    bool no_text;                   /* neither the column text nor TASK_why of the input */
    const source *from;             /* where the rows come from */
    const messages *say;            /* where cells that were cut are named */
} rows_format;

/* Appends the header: id,article,sentence,text, then for each task TASK,TASK_confidence, perhaps
 * TASK_why, and in a sheet TASK_corrected, then kind, begin and end if wanted, in a sheet comment, then
 * the input's other columns. One whose name is taken gets input_ before it, as often as it takes.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status rows_put_header(const rows_format *format, const source *from, parley_buffer *out);

/* Appends one row, and warns of its cells that were cut. predictions: [tasks]; labeller: for explanations; both NULL without a model.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status rows_put(const rows_format *format, const source_row *row, size_t extra_count,
                       const parley_prediction *predictions, parley_labeller *labeller,
                       parley_buffer *scratch, parley_buffer *out);

#endif
