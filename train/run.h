/* One run of parley-train: what it reads, what it finds, what it writes. */
#ifndef PARLEY_TRAIN_RUN_H
#define PARLEY_TRAIN_RUN_H

#include "../io/figures.h"
#include "../io/output.h"
#include "duplicates.h"
#include "settings.h"

/* All that a run makes; given back by run_fini. */
typedef struct run {
    settings *s;
    const char *command; /* as typed, for the card */
    texts *articles;
    corpus corpus;
    duplicates duplicates;
    vectors vectors;
    word_vectors words;
    fit_input input;
    size_t *rows; /* [count], those that train */
    size_t count;
    size_t labelled, extra; /* of them: with a label; of these: of ROLE_EXTRA */
    size_t *apart;          /* [apart_count], those of --test */
    size_t apart_count;
    size_t *fold; /* [count] */
    unsigned folds;
    size_t verdict_count; /* rows of the corpus times tasks */
    verdict *cross_verdicts, *apart_verdicts, *suspect_verdicts; /* shared; or NULL */
    figures *cross, *test;                                       /* [tasks], or NULL */
    fitted fitted;
    output *model, *card, *metrics, *predictions, *suspects; /* or NULL */
} run;

/* Does it all. files: the labelled CSVs. On failure nothing is written. */
parley_status run_all(run *r, const option_list *files, parley_error *error);
void run_fini(run *r);

/* Extracts the features that the settings' learner names, and their word vectors; sets r->input. */
parley_status run_extract(run *r, parley_error *error);

/* Writes what the settings ask for, and prints the figures: train/report.c. */
parley_status report_all(run *r, parley_error *error);

#endif
