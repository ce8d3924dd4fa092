/* The sentences of an article, with what they are.
 *
 *     article_walk walk;
 *     article_sentence s;
 *     article_walk_init(&walk, &text, NULL, true);
 *     while (article_walk_next(&walk, &s))
 *         …text.text.data[s.begin … s.end), s.kind…
 */
#ifndef PARLEY_IO_WALK_H
#define PARLEY_IO_WALK_H

#include "html.h"
#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A text and its paragraphs, as far as they are known: what lies behind the last one is plain text,
 * whose lines say what they are (io/kinds.h). All is borrowed. */
typedef struct article_parts {
    parley_str text;                          /* UTF-8 */
    const html_article_paragraph *paragraphs; /* in the order of the text */
    size_t paragraph_count;
} article_parts;

typedef struct article_sentence {
    size_t begin; /* bytes of the text; no white space at either end */
    size_t end;
    html_kind kind;
} article_sentence;

/* The fields are the walk's own. */
typedef struct article_walk {
    article_parts parts;
    const parley_abbreviations *extra;
    size_t next; /* the next paragraph */
    bool open;   /* a part is being split */
    bool decide; /* it is plain text */
    bool rest_done;
    size_t base;      /* where the part begins */
    size_t block_end; /* plain text: where the block ends that `kind` is of */
    html_kind kind;
    bool headline; /* one may yet come */
    bool kindless; /* lines of plain text are not asked what they are */
    parley_splitter splitter;
} article_walk;

/* Starts a walk. `extra`: abbreviations, or NULL. `whole`: the text is an article from its beginning,
 * so that its first line may be its headline. */
void article_walk_init(article_walk *walk, article_parts parts, const parley_abbreviations *extra,
                       bool whole);

/* Lines of plain text need not be told apart: all are body, which saves the time. Call it before the
 * first sentence. */
void article_walk_skip_kinds(article_walk *walk);

/* Finds the next sentence; false at the end. Every character that is not white space lies in exactly
 * one sentence, in order. */
bool article_walk_next(article_walk *walk, article_sentence *sentence);

#ifdef __cplusplus
}
#endif
#endif
