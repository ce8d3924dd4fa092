/* What the programs say on standard error: `program: file:line: what is wrong, and what to do`.
 *
 *     messages say = {.program = "parley-train"};
 *     message_warning(&say, "news.csv", 12, "no label in this row");
 *     message_error(&say, &error);
 */
#ifndef PARLEY_IO_MESSAGE_H
#define PARLEY_IO_MESSAGE_H

#include "parley/error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct messages {
    const char *program;
    bool quiet;   /* errors only */
    bool verbose; /* notes as well */
} messages;

/* Prints an error with its place. A closed pipe is no news to anyone: it prints nothing. */
void message_error(const messages *say, const parley_error *error);

/* Prints a warning, unless quiet; `file` may be NULL, `line` 0. */
void message_warning(const messages *say, const char *file, size_t line, const char *format, ...)
    PARLEY_PRINTF(4, 5);

/* Prints what was asked for besides the data, unless quiet. */
void message_result(const messages *say, const char *format, ...) PARLEY_PRINTF(2, 3);

/* Prints a note, if verbose. */
void message_note(const messages *say, const char *format, ...) PARLEY_PRINTF(2, 3);

/* Prints how far a long task is, over itself, if standard error is a terminal and not quiet.
 * `done` == `total` clears the line. */
void message_progress(const messages *say, const char *what, size_t done, size_t total);

#endif
