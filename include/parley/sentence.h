/* Splits the text of an article into sentences.
 *
 * The splitter walks over UTF-8 text and hands out spans of it, in order, without overlap: every
 * character that is not white space lies in exactly one of them. It allocates nothing, keeps its
 * whole state in the caller's storage, and takes time linear in the text, whatever the text holds.
 *
 *     parley_splitter splitter;
 *     parley_span sentence;
 *     parley_splitter_init(&splitter, text, length, NULL);
 *     while (parley_splitter_next(&splitter, &sentence))
 *         fwrite(text + sentence.begin, 1, sentence.end - sentence.begin, stdout);
 */
#ifndef PARLEY_SENTENCE_H
#define PARLEY_SENTENCE_H

#include "parley/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Abbreviations beyond those compiled in. */
typedef struct parley_abbreviations parley_abbreviations;

/* Reads abbreviations in the notation of lib/abbreviations.txt: classes in brackets, words between
 * blanks, `#` for comments; words before the first class are of the class [end].
 * `text`, `length`: the file's contents (UTF-8, bytes), borrowed for the call.
 * `out`: set on success only; the caller's, for parley_abbreviations_free.
 * PARLEY_OK; PARLEY_E_FORMAT with the line for an unknown class or an overlong word;
 * PARLEY_E_MEMORY. The result never changes: threads may share it. */
parley_status parley_abbreviations_new(const char *text, size_t length, parley_abbreviations **out,
                                       parley_error *error);

/* Frees them; NULL is nothing to free. No splitter may use them any more. */
void parley_abbreviations_free(parley_abbreviations *abbreviations);

/* The walk over one text. The fields are the splitter's own. */
typedef struct parley_splitter {
    const char *text; /* borrowed until the walk ends */
    size_t length;    /* bytes */
    size_t at;        /* where the next sentence is looked for */
    size_t width;     /* columns at which the lines are wrapped; 0: each line is a paragraph */
    const parley_abbreviations *extra;
} parley_splitter;

/* Starts a walk and decides, by the first 32 KiB, whether the lines are hard-wrapped.
 * `text`, `length` (bytes): borrowed until the walk ends; malformed UTF-8 and zero bytes are taken
 * as characters like others. `extra`: borrowed likewise; may be NULL. */
void parley_splitter_init(parley_splitter *splitter, const char *text, size_t length,
                          const parley_abbreviations *extra);

/* Finds the next sentence: a span without white space at its ends, never empty.
 * Returns false, and leaves `sentence` alone, when there is none. */
bool parley_splitter_next(parley_splitter *splitter, parley_span *sentence);

#ifdef __cplusplus
}
#endif
#endif
