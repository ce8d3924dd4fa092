/* What belongs to a sentence though a mark stands between: credits and references behind it, datelines
 * and headings in front. Private to the library.
 *
 *     size_t end = attached_bracket(splitter, at);
 *     if (end)
 *         …"(Wire/A. Lind)" ends there, and the sentence with it…
 */
#ifndef PARLEY_ATTACHMENTS_H
#define PARLEY_ATTACHMENTS_H

#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of the number of a note at `at`, raised ("end.¹²") or in brackets as encyclopedias have
 * them ("end.[12]"), or 0. */
size_t attached_note(const parley_splitter *s, size_t at);

/* The end of a bracket that opens at `at` and holds a credit or a reference, not a sentence: names,
 * and no mark at its end. 0 if there is none such. */
size_t attached_bracket(const parley_splitter *s, size_t at);

/* The end of a credit behind a dash at `at`, up to three words that end the paragraph, or 0. */
size_t attached_dash(const parley_splitter *s, size_t at);

/* Takes in what stands by itself behind the mark but belongs to its sentence: an ellipsis, the
 * number of a note, a typographic quotation mark that can only close. Returns where it ends, or
 * `end` if there is nothing. */
size_t attached_stragglers(const parley_splitter *s, size_t end);

/* Whether the sentence has only just begun, with a phrase of time or place: "At about 5 a.m." */
bool attached_phrase(const parley_splitter *s, size_t begin, size_t end);

/* Whether [begin, end) is what stands in front of a report's first sentence and belongs to it: a
 * dateline ("MINSK, June 2", "Minsk, 2 June"), the time stamp of a live blog ("Friday, 14.30",
 * "2:30 p.m"), a heading in capitals ("GAS PRICES"). */
bool attached_head(const parley_splitter *s, size_t begin, size_t end);

#ifdef __cplusplus
}
#endif
#endif
