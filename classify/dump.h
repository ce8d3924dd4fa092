/* The model as a table. */
#ifndef PARLEY_CLASSIFY_DUMP_H
#define PARLEY_CLASSIFY_DUMP_H

#include "../io/output.h"
#include "parley/model.h"

/* Writes feature,family,idf and the weight for each task and label, one feature a line, in byte
 * order of the spellings. PARLEY_E_IO, PARLEY_E_PIPE, PARLEY_E_MEMORY. */
parley_status dump_model(const parley_model_view *model, output *out, parley_error *error);

#endif
