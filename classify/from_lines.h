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

/* Fills the next batch; `*more`: there may be another. As line_reader_next. */
parley_status line_input_next(line_input *in, reading *r, bool *more, parley_error *error);

void line_input_close(line_input *in);

/* All zero before the first file. */
typedef struct json_input {
    line_reader *lines;
    bool open; /* an article is being split */
    article_walk walk;
    html_article_paragraph title;
    size_t line;              /* of the article */
    size_t number;            /* of its last sentence */
    size_t empty;             /* articles without text */
    size_t empty_line;        /* the first of them */
    parley_buffer name, text; /* of the article */
} json_input;

/* As for lines; PARLEY_E_FORMAT: no JSON; PARLEY_E_DATA: a line without the text field;
 * PARLEY_E_LIMIT: a line with far more values than text. */
parley_status json_input_open(json_input *in, reading *r, parley_error *error);
parley_status json_input_next(json_input *in, reading *r, bool *more, parley_error *error);

/* Says how many articles had no text, and closes the file. */
void json_input_close(json_input *in, const reading *r);

/* Frees what is kept from file to file. */
void json_input_fini(json_input *in);

#endif
