/* A worker's part: from what was read to labelled rows of CSV.
 *
 *     labelling *l = labelling_new(&settings, model, &format, &error);
 *     labelling_run(l, &job);
 *     …job.rows, job.predictions, job.lines, job.events…
 *     labelling_free(l);
 */
#ifndef PARLEY_CLASSIFY_LABELLING_H
#define PARLEY_CLASSIFY_LABELLING_H

#include "rows.h"
#include "source.h"

/* What one thread labels with. */
typedef struct labelling labelling;

/* model: NULL, if rows are not labelled. format: NULL, if no lines are wanted. All is borrowed.
 * NULL and an error if memory runs out. */
labelling *labelling_new(const source_settings *settings, const parley_model *model,
                         const rows_format *format, parley_error *error);
void labelling_free(labelling *l);

/* Makes rows of the job's pieces, labels all rows, and writes them into its lines. A failure becomes a
 * part of the job. */
void labelling_run(labelling *l, job *j);

#endif
