/* What the command line of parley-train says. */
#ifndef PARLEY_TRAIN_SETTINGS_H
#define PARLEY_TRAIN_SETTINGS_H

#include "../io/options.h"
#include "fit.h"

typedef struct settings {
    messages say;
    const char *output, *metrics, *predictions, *suspects, *vectors; /* files, or NULL */
    size_t vector_words;
    option_list articles, extra, test, labels, new_labels;
    corpus_settings corpus;
    char *where; /* COLUMN, a zero, VALUE */
    learner learner;
    unsigned folds;
    bool tune;
    bool agreement; /* compare coders instead of training: train/agreement.h */
    bool brief;     /* no learning curve, no figure without grouping */
    size_t threads;
    enum { HELP_NONE, HELP_COMMON, HELP_ALL, HELP_VERSION } help;
} settings;

/* Reads the command line. PARLEY_E_ARGUMENT, PARLEY_E_MEMORY. Both are the caller's to finish also
 * after a failure. */
parley_status settings_parse(int argc, char **argv, settings *s, option_operands *operands,
                             parley_error *error);
void settings_fini(settings *s);

/* Prints help or version on standard output. */
void settings_help(const settings *s);

#endif
