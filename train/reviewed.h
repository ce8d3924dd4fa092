/* What people decided in sheets, and the rows of sheets put in order.
 *
 * Part of corpus_read, which hands over what was written, and of corpus_finish, which settles it.
 */
#ifndef PARLEY_TRAIN_REVIEWED_H
#define PARLEY_TRAIN_REVIEWED_H

#include "corpus.h"

/* Adds a decision, whose row is the corpus's next. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status reviewed_add(corpus *c, const corpus_decision *decision);

/* Makes labels of the decisions. Afterwards each key (article, sentence, id, occurrence) has one row
 * of sheets in each role, all of them stand behind the other rows in the order of article and
 * sentence, and corpus.redecided, .plain_corrected and .damaged count what became of the decisions.
 * PARLEY_E_DATA: something was written that is no label; PARLEY_E_MEMORY. */
parley_status reviewed_settle(corpus *c, parley_error *error);

#endif
