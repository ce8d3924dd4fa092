/* The blocks of a web page and the text in them: what is left of its tree.
 *
 *     html_tree tree = {0};
 *     if (html_tree_read(&tree, page.data, page.size) == PARLEY_OK)
 *         for (size_t i = 0; i < tree.paragraph_count; i++)
 *             …tree.text.data + tree.paragraphs[i].begin…
 *     html_tree_fini(&tree);
 */
#ifndef PARLEY_IO_HTML_TREE_H
#define PARLEY_IO_HTML_TREE_H

#include "html_hints.h"
#include "html_sieve.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A block element. Its paragraphs are [first, last); its parent has a smaller index. */
typedef struct html_node {
    uint32_t parent; /* of the root: itself */
    uint32_t first;
    uint32_t last;
    uint16_t hints;     /* its own */
    uint16_t inherited; /* its own and its ancestors' */
    uint8_t tag;        /* html_tag */
} html_node;

/* A run of text that no block interrupts: text [begin, end), without blanks at either end, every
 * run of blanks made one space. */
typedef struct html_paragraph {
    uint32_t node;
    uint32_t begin;
    uint32_t end;
    uint32_t links;  /* bytes that are in links */
    uint32_t marked; /* bytes in spans whose class says that they are no text */
    uint16_t hints;  /* its own element's */
    uint8_t tag;     /* p, h1, li, td, … */
} html_paragraph;

/* All zero is an empty tree. */
typedef struct html_tree {
    parley_buffer text; /* the paragraphs' text, one after the other */
    html_node *nodes;   /* [0] is the root */
    size_t node_count;
    size_t node_capacity;
    html_paragraph *paragraphs;
    size_t paragraph_count;
    size_t paragraph_capacity;
    char *title;      /* <title> */
    char *meta_title; /* og:title and the like */
    char *meta_date;  /* article:published_time and the like */
    char *time;       /* the first <time datetime> */
    size_t json_count;
    parley_span json[HTML_JSON_BLOCKS]; /* JSON-LD blocks: spans of the page */
} html_tree;

/* Reads a page of UTF-8 text. PARLEY_OK, PARLEY_E_LIMIT (4 GiB or more of text) or
 * PARLEY_E_MEMORY; the tree is to be freed in either case. */
parley_status html_tree_read(html_tree *tree, const char *page, size_t size);

/* Frees what the tree holds and makes it empty. */
void html_tree_fini(html_tree *tree);

#ifdef __cplusplus
}
#endif
#endif
