/* The model's card: what it was trained from, how well it does, what it is not for. */
#ifndef PARLEY_TRAIN_CARD_H
#define PARLEY_TRAIN_CARD_H

#include "../io/figures.h"
#include "duplicates.h"
#include "fit.h"

typedef struct card {
    const char *model_path;
    const char *command; /* the command line that made the model */
    const fit_input *input;
    const fitted *fitted;
    const duplicates *duplicates;
    const char *vectors_path; /* or NULL */
    bool tuned;               /* features and weighting were chosen on these rows */
    size_t training_rows, extra_rows;
    unsigned folds;       /* of the figures; 0: none */
    const figures *cross; /* [task_count], of cross-validation; NULL: none */
    const figures *apart; /* [task_count], of --test; NULL: none */
} card;

/* Appends the card as Markdown. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status card_write(const card *c, parley_buffer *out);

#endif
