/* What is said of the input on standard error, in the order of the input.
 *
 *     notices n = {.say = &say};
 *     notices_take(&n, &event);       // each event of each job but groups
 *     notices_count_rows(&n, rows);   // each group
 */
#ifndef PARLEY_CLASSIFY_NOTICES_H
#define PARLEY_CLASSIFY_NOTICES_H

#include "../io/message.h"
#include "job.h"

/* All zero but the first two before the first job. */
typedef struct notices {
    const messages *say;
    bool partial;                       /* not all rows come here: none of a file is no news */
    bool said_converted, said_replaced; /* once in a run each */
    size_t rows;                        /* of the file so far */
    size_t empty, empty_line;           /* its rows or articles without text, the first of them */
} notices;

void notices_take(notices *n, const job_event *event);
void notices_count_rows(notices *n, size_t rows);

#endif
