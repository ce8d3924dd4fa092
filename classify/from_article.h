/* Sentences of articles: text and web pages. See classify/reading.h. */
#ifndef PARLEY_CLASSIFY_FROM_ARTICLE_H
#define PARLEY_CLASSIFY_FROM_ARTICLE_H

#include "reading.h"

/* All zero before the first file. */
typedef struct article_input {
    article_text text;
    article_walk walk;
    bool begun;    /* part of it is in a job */
    size_t number; /* of the last sentence */
    size_t unit;
} article_input;

/* Whether a worker should read and split this article: it is a small file, of `*size` bytes. */
bool article_input_is_small(const file_item *file, size_t *size);

/* Reads the file's text. As article_read. */
parley_status article_input_open(article_input *in, reading *r, size_t unit, parley_error *error);

/* Fills the job; `*more`: there may be more. PARLEY_E_MEMORY. */
parley_status article_input_next(article_input *in, reading *r, bool *more, parley_error *error);

void article_input_close(article_input *in);

#endif
