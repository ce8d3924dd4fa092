/* From what was fitted to a model file. */
#ifndef PARLEY_TRAIN_SAVE_H
#define PARLEY_TRAIN_SAVE_H

#include "fit.h"

/* Appends the bytes of the model. The weights are rounded to single precision.
 * PARLEY_E_MEMORY, PARLEY_E_LIMIT, PARLEY_E_ARGUMENT. */
parley_status save_model(const fit_input *input, const fitted *f, size_t training_rows,
                         parley_buffer *out, parley_error *error);

#endif
