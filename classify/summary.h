/* Shares of the labels, for each article and over all, with bounds.
 *
 * Counting labels counts the model's errors too: a label that is often missed seems rarer than it is.
 * So a share is estimated by the mean of the label's calibrated probability over the sentences
 * ("probabilistic classify and count", Bella et al. 2010; with --prior auto, after the shares were
 * estimated as by Saerens, Latinne and Decaestecker 2002). Its variance has three parts: each sentence's
 * own, p(1 - p); what sentences of an article have in common beyond their probabilities; and the error
 * of the calibration itself. The model carries the latter two (train/share_errors.h).
 *
 *     summary s = {0};
 *     status = summary_make(&kept, model, NULL, &s, &error);
 *     status = summary_print(&s, &text);
 *     summary_fini(&s);
 */
#ifndef PARLEY_CLASSIFY_SUMMARY_H
#define PARLEY_CLASSIFY_SUMMARY_H

#include "../io/intern.h"
#include "kept.h"
#include "prior.h"

/* What is summed up of one label, or of a pair of labels of two tasks. */
typedef struct summary_cell {
    double share, low, high; /* 95 % bounds */
    double printed;          /* the share of sentences that were given the label */
} summary_cell;

typedef struct summary {
    const parley_model_view *model; /* borrowed */
    intern_table articles;          /* in order of appearance */
    size_t *sizes;                  /* [articles + 1], sentences; the last: of all */
    size_t cells;                   /* of an article: its labels, then its pairs of labels */
    summary_cell *table;            /* [articles + 1][cells]; the last row: over all */
} summary;

/* Sums up all rows. p: the shares that the probabilities are to go by, or NULL. PARLEY_E_MEMORY. `out`
 * is the caller's to finish also after a failure. */
parley_status summary_make(const kept_rows *rows, const parley_model_view *model, const prior *p,
                           summary *out, parley_error *error);

/* Appends tables for people, of up to SUMMARY_ARTICLES articles. PARLEY_OK or PARLEY_E_MEMORY. */
enum { SUMMARY_ARTICLES = 40 };
parley_status summary_print(const summary *s, parley_buffer *out);

/* Appends article,task,label,share,low,high,printed,sentences; the article is empty over all; a pair is
 * TASK:TASK and LABEL:LABEL. PARLEY_OK or PARLEY_E_MEMORY. */
#define SUMMARY_HEADER "article,task,label,share,low,high,printed,sentences\n"
parley_status summary_csv(const summary *s, parley_buffer *out);

void summary_fini(summary *s);

#endif
