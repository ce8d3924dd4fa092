/* What the sentence splitter knows about words: the table made of lib/abbreviations.txt, and the
 * abbreviations that a caller added. Private to the library.
 *
 *     unsigned classes = abbreviations_find(extra, "Gen", 3);
 *     if (classes & WORD_TITLE)
 *         …a name follows…
 */
#ifndef PARLEY_ABBREVIATIONS_H
#define PARLEY_ABBREVIATIONS_H

#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The classes of lib/abbreviations.txt, which says what they mean. */
enum {
    WORD_TITLE = 1 << 0,
    WORD_NAME = 1 << 1,
    WORD_NUMBER = 1 << 2,
    WORD_END = 1 << 3,
    WORD_EXCLAIM = 1 << 4,
    WORD_TIME = 1 << 5,
    WORD_LIST = 1 << 6,
    WORD_INNER = 1 << 7,
    WORD_CALENDAR = 1 << 8,
    WORD_OPENER = 1 << 9,
    WORD_SMALL = 1 << 10,
    WORD_SPEECH = 1 << 11,
    WORD_PREPOSITION = 1 << 12,
    /* Those of words that a full stop abbreviates. */
    WORD_ABBREVIATION =
        WORD_TITLE | WORD_NAME | WORD_NUMBER | WORD_END | WORD_TIME | WORD_LIST | WORD_INNER,
};

/* No word in the tables is longer, in bytes. */
enum { WORD_SIZE = 32 };

/* The classes of a word without its last full stop, in the spelling given: the sum of WORD_ flags,
 * 0 for a word in no class. `extra` may be NULL. */
unsigned abbreviations_find(const parley_abbreviations *extra, const char *word, size_t length);

#ifdef __cplusplus
}
#endif
#endif
