/* Sentences one a line, and articles one a line as JSON. See classify/reading.h. */
#ifndef PARLEY_CLASSIFY_FROM_LINES_H
#define PARLEY_CLASSIFY_FROM_LINES_H

#include "../io/lines.h"
#include "reading.h"

/* All zero before the first file. */
typedef struct line_input {
    line_reader *lines;
} line_input;

/* Opens the file. As line_reader_open. */
parley_status line_input_open(line_input *in, reading *r, parley_error *error);

/* Fills the job; `*more`: there may be more. As line_reader_next. */
parley_status line_input_next(line_input *in, reading *r, bool *more, parley_error *error);

void line_input_close(line_input *in);

/* Opens the file, adds its lines to the job as pieces until it is full, closes it. As for lines. */
parley_status json_input_open(line_input *in, reading *r, parley_error *error);
parley_status json_input_next(line_input *in, reading *r, bool *more, parley_error *error);

/* What taking articles out of lines of JSON needs; all zero before the first. */
typedef struct json_taker {
    article_walk walk;
    html_article_paragraph title;
    char day[HTML_DAY_SIZE];  /* of publication, or "" */
    parley_buffer name, text; /* of the article */
} json_taker;

/* Takes the article out of a piece and adds its sentences to the job. PARLEY_E_FORMAT: no JSON;
 * PARLEY_E_DATA: a line without the text field; PARLEY_E_LIMIT: a line with far more values than text;
 * PARLEY_E_MEMORY. */
parley_status json_take(json_taker *in, reading *r, const job_piece *piece, parley_error *error);

void json_taker_fini(json_taker *in);

#endif
