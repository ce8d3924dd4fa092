/* The decisions of the sentence splitter: does a sentence end at this mark, at this line end?
 * Private to the library; lib/sentence.c walks, lib/boundary.c decides.
 *
 *     size_t end;
 *     if (boundary_at_mark(splitter, begin, mark, &end))
 *         …the sentence is [begin, end)…
 *     else
 *         …it goes on; nothing before `end` needs another look…
 */
#ifndef PARLEY_BOUNDARY_H
#define PARLEY_BOUNDARY_H

#include "parley/sentence.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far a decision may look ahead or back, in bytes: what keeps the time linear. */
enum {
    BOUNDARY_BRACKET = 400, /* to the end of a bracket */
    BOUNDARY_LINE = 200,    /* to the start of a line */
    BOUNDARY_CREDIT = 100,  /* a credit in brackets or behind a dash */
    BOUNDARY_PHRASE = 60,   /* a few words */
};

/* Whether a sentence that begins at `begin` ends at the mark (. ! ? … and their like) at `mark`.
 * `*end`: if so, where it ends, behind marks and quotation marks; if not, where to go on. */
bool boundary_at_mark(const parley_splitter *splitter, size_t begin, size_t mark, size_t *end);

/* Whether the line end at `at` (where boundary_line_end is not 0) also ends the paragraph. */
bool boundary_at_line_end(const parley_splitter *splitter, size_t at);

/* The bytes of the line end at `at` (one carriage return and line feed count as one), or 0. */
size_t boundary_line_end(const char *text, size_t length, size_t at);

/* The bytes of the white space at `at` (one character), or 0. */
size_t boundary_space(const char *text, size_t length, size_t at);

/* The bytes of the white space that ends at `at` and begins at `floor` or later, or 0. */
size_t boundary_space_before(const char *text, size_t floor, size_t at);

/* The bytes of the mark that may end a sentence at `at`, or 0. */
size_t boundary_mark(const char *text, size_t length, size_t at);

/* The bytes of the bullet at `at`, or 0. */
size_t boundary_bullet(const char *text, size_t length, size_t at);

/* The number or letter of an item of a list, as in "3.", "(3)", "c)" or "3.)". */
typedef struct list_marker {
    int number;   /* 1 and up; letters count from 1; 0: there is none */
    char kind;    /* '1', 'a' or 'A' */
    char first;   /* the mark behind it: '.' or ')' */
    bool bracket; /* a bracket stands in front */
    size_t end;   /* where it ends in the text */
} list_marker;

/* Reads the marker at `at`; `.number` is 0 if there is none. */
list_marker boundary_list_marker(const char *text, size_t length, size_t at);

#ifdef __cplusplus
}
#endif
#endif
