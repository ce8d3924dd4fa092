/* The words beside a mark, as the sentence splitter judges them. Private to the library.
 *
 *     word before = word_before(splitter, begin, mark);
 *     if (before.classes & WORD_TITLE)
 *         …a name follows…
 */
#ifndef PARLEY_SENTENCE_WORDS_H
#define PARLEY_SENTENCE_WORDS_H

#include "abbreviations.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far ahead "a few words" reach, in bytes. */
enum { LOOK_PHRASE = 60 };

/* A word: bytes [begin, end) of the text, with its classes. */
typedef struct word {
    size_t begin;
    size_t end;
    unsigned classes; /* WORD_ flags */
} word;

/* The word that begins at `at`, with its classes; no further than WORD_SIZE bytes. */
word word_at(const parley_splitter *s, size_t at);

/* The word that ends at `end` and begins at `floor` or later; no longer than WORD_SIZE bytes. */
word word_before(const parley_splitter *s, size_t floor, size_t end);

/* The word in front of `w`, over white space; empty at `floor` or behind punctuation. */
word word_previous(const parley_splitter *s, size_t floor, word w);

/* Whether the word is one capital letter. */
bool word_is_initial(const parley_splitter *s, word w);

/* Whether letters and full stops alternate, as in U.S and p.m. */
bool word_is_dotted(const parley_splitter *s, word w);

/* Whether it looks like an abbreviation that no table knows: a capital and up to three small
 * letters without a vowel ("Sgt"). */
bool word_is_clipped(const parley_splitter *s, word w);

/* Where the word at `at` ends; an apostrophe and what it shortens are part of it. */
size_t word_whole_end(const parley_splitter *s, size_t at, size_t limit);

/* Whether a full stop behind the word may be that of an abbreviation, whatever follows. */
bool word_is_abbreviation(const parley_splitter *s, word w);

/* Whether the words from `at` on read like a sentence rather than a headline with a capital on every
 * word: one that is no mere particle begins with a small letter. */
bool word_reads_as_sentence(const parley_splitter *s, size_t at);

/* Whether the word at `at` opens a sentence. */
bool word_opens_sentence(const parley_splitter *s, size_t at);

/* Whether the word at `at` is "I", "I'm" and the like. */
bool word_is_i(const parley_splitter *s, size_t at);

/* Whether up to four names, a verb of speech and nothing more stand at `at`: "Mr. Lind asked." With
 * more behind the verb it is a sentence as often as not. */
bool word_ascribes_speech(const parley_splitter *s, size_t at);

#ifdef __cplusplus
}
#endif
#endif
