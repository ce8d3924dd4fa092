/* The labels' shares in the input, where they are not those of the training rows.
 *
 * News holds far more neutral sentences than a corpus written to teach. Where the labels have other
 * shares than in training, a confidence is too high for labels that have become rare, too low for those
 * that have become frequent. --prior says what the shares are, or has them estimated.
 *
 *     prior p = {0};
 *     status = prior_parse(model, "stance:neutral=0.8,stance:favor=0.1", &p, &error);
 *     prior_shift(model, &p, scores, predictions, scratch);
 *     prior_fini(&p);
 */
#ifndef PARLEY_CLASSIFY_PRIOR_H
#define PARLEY_CLASSIFY_PRIOR_H

#include "parley/buffer.h"
#include "parley/model.h"

typedef struct prior {
    double *shares; /* [labels of all tasks], tasks one behind the other, each 1 in sum */
} prior;

/* Reads LABEL=SHARE,…, with TASK: before a label that several tasks have. Labels of a task that are not
 * named divide among them what is left, as they did in training; a task without a named label stays
 * as it is. PARLEY_E_ARGUMENT: says what is wrong; PARLEY_E_MEMORY. */
parley_status prior_parse(const parley_model_view *model, const char *text, prior *out,
                          parley_error *error);

/* Estimates the shares from the scores of all rows: [count][labels of all tasks], offsets included
 * (parley_estimate_shares). PARLEY_E_MEMORY. */
parley_status prior_estimate(const parley_model_view *model, const double *scores, size_t count,
                             prior *out, parley_error *error);

/* The probability of each label of a task under these shares (NULL: those of training). scores: those of
 * the task; shares: those of the task. posterior: [label_count], written. */
void prior_posterior(const parley_task_view *task, const double *shares, const double *scores,
                     double *posterior);

/* Shifts the confidences of one row. scores: [labels]; predictions: [tasks]; posterior: as long as the
 * longest list of labels, scratch. */
void prior_shift(const parley_model_view *model, const prior *p, const double *scores,
                 parley_prediction *predictions, double *posterior);

/* Appends the shares as --prior takes them. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status prior_print(const parley_model_view *model, const prior *p, parley_buffer *out);

void prior_fini(prior *p);

#endif
