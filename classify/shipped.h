/* Where the model is that ships with parley.
 *
 *     parley_buffer path = {0};
 *     if (shipped_model_find(&path, &error) == PARLEY_OK)
 *         status = parley_model_load(path.data, &model, &error);
 *     parley_buffer_fini(&path);
 */
#ifndef PARLEY_CLASSIFY_SHIPPED_H
#define PARLEY_CLASSIFY_SHIPPED_H

#include "parley/buffer.h"

/* Finds the model: PARLEY_MODEL, else beside the program, installed or in the build tree. `path` (an
 * empty buffer) gets it with a zero at the end. PARLEY_E_IO: there is none; PARLEY_E_MEMORY. */
parley_status shipped_model_find(parley_buffer *path, parley_error *error);

#endif
