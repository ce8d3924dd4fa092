/* The words that spreadsheets know in dates, times, amounts and truth values. */
#ifndef PARLEY_IO_GUARD_WORDS_H
#define PARLEY_IO_GUARD_WORDS_H

#include "parley/buffer.h"

#include <stdbool.h>

typedef enum guard_word {
    GUARD_WORD_NONE,  /* a word of another kind */
    GUARD_WORD_VALUE, /* of a date, a time, a number or an amount */
    GUARD_WORD_TRUTH, /* true, false */
} guard_word;

/* Looks up the word at the start of `text` (size > 0): a run of letters, in any case. `after_digit`:
 * a digit came before, so that the short words that follow numbers count too (3 pm, 3E5, 5 kr).
 * Sets `*size` to the bytes of the word, at least 1. */
guard_word guard_word_find(parley_str text, bool after_digit, size_t *size);

#endif
