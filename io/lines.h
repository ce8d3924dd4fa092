/* Lines of a file, one at a time: whatever the size of the file, memory holds one line.
 *
 *     line_reader *lines = NULL;
 *     const text_line *line;
 *     if (line_reader_open("sentences.txt", NULL, &lines, &error) == PARLEY_OK)
 *         while (line_reader_next(lines, &line, &error) == PARLEY_OK && line)
 *             …line->text, line->number…
 *     line_reader_close(lines);
 */
#ifndef PARLEY_IO_LINES_H
#define PARLEY_IO_LINES_H

#include "input.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct line_reader line_reader;

typedef struct text_line {
    parley_str text; /* UTF-8, without its end; valid until the next line */
    size_t number;   /* 1-based */
    size_t begin;    /* where it begins in the decoded text of the file, bytes */
} text_line;

/* Opens a file as input_open does. */
parley_status line_reader_open(const char *path, const char *encoding, line_reader **out,
                               parley_error *error);

/* Reads the next line; `*line` is NULL at the end. A line that is not UTF-8 is read as Windows-1252.
 * As input_read; PARLEY_E_FORMAT: a NUL byte; PARLEY_E_LIMIT: a line of more than INPUT_RECORD_MAX. */
parley_status line_reader_next(line_reader *reader, const text_line **line, parley_error *error);

/* How many lines so far were read as Windows-1252, and how often U+FFFD was put in. */
size_t line_reader_converted(const line_reader *reader);
size_t line_reader_replaced(const line_reader *reader);

/* Closes it; NULL is fine. */
void line_reader_close(line_reader *reader);

#ifdef __cplusplus
}
#endif
#endif
