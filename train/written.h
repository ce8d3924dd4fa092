/* From what a reviewer wrote to a label. */
#ifndef PARLEY_TRAIN_WRITTEN_H
#define PARLEY_TRAIN_WRITTEN_H

#include "corpus.h"

typedef struct written written;

/* Collects the labels that are known: those of plain files, those that a machine gave in sheets, and
 * corpus.new_labels. `*out` is the caller's; free it with written_free. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status written_new(const corpus *c, written **out);
void written_free(written *w);

/* The label that a decision means, valid as long as the corpus: the machine's for ok; else the known
 * label that is written so, in any case and with any blanks; size 0 if there is none. A task without
 * known labels knows all that is written. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status written_find(written *w, const corpus_decision *decision, parley_str *label);

/* The error for one that written_find did not find; `others`: how many more there are. */
parley_status written_refuse(written *w, const corpus_decision *decision, size_t others,
                             parley_error *error);

#endif
