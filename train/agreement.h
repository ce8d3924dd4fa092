/* How far coders agree (--agreement): Cohen's kappa of each pair, Krippendorff's alpha of all, the rows
 * in dispute. Nothing is trained. */
#ifndef PARLEY_TRAIN_AGREEMENT_H
#define PARLEY_TRAIN_AGREEMENT_H

#include "settings.h"

/* Compares the coders of these files, prints the figures, and writes what the settings ask for:
 * `output` (the rows in dispute) and `metrics`. On failure nothing is written. As codings_read, and
 * PARLEY_E_PIPE. */
parley_status agreement_run(settings *s, const option_list *files, parley_error *error);

#endif
