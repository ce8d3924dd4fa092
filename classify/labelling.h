/* A worker's part: from what was read to labelled rows of CSV.
 *
 *     labelling_plan plan = {.settings = &settings, .model = model, .format = &format};
 *     labelling *l = labelling_new(&plan, &error);
 *     labelling_run(l, &job);
 *     …job.rows, job.predictions, job.lines, job.events…
 *     labelling_free(l);
 */
#ifndef PARLEY_CLASSIFY_LABELLING_H
#define PARLEY_CLASSIFY_LABELLING_H

#include "prior.h"
#include "rows.h"
#include "source.h"

/* What is to be done; all is borrowed. */
typedef struct labelling_plan {
    const source_settings *settings;
    const parley_model *model; /* NULL: rows are not labelled */
    const rows_format *format; /* NULL: no lines are wanted */
    const prior *prior;        /* the shares that confidences go by; NULL: those of training */
    bool scores;               /* the job's scores are wanted */
} labelling_plan;

/* What one thread labels with. */
typedef struct labelling labelling;

/* NULL and an error if memory runs out. */
labelling *labelling_new(const labelling_plan *plan, parley_error *error);
void labelling_free(labelling *l);

/* Makes rows of the job's pieces, labels all rows, and writes them into its lines. A failure becomes a
 * part of the job. */
void labelling_run(labelling *l, job *j);

#endif
