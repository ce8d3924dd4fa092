/* The tree of a page, as far as the extractor needs one.
 *
 * libxml2 parses the sieved page as a stream of events; of these are kept the block elements (one
 * html_node each, without what it is called or what attributes it has beyond their hints) and the
 * runs of text between block boundaries (one html_paragraph each, over one buffer of text). A block
 * without text is forgotten when it ends. Paragraphs, headings and the like, which hold no blocks,
 * leave no node: their tag and hints go into the paragraph. So a page costs about as many bytes as
 * it has, however its tags are nested.
 *
 * Depth. libxml2 keeps a stack of the open elements and searches it for each end tag. Were it to
 * grow with the page, hostile pages would take quadratic time. So once the stack holds DEPTH names,
 * the oldest ones but for html and body are taken out of it, and the same entries out of ours. Blocks
 * opened later go on nesting, their end tags go on matching; what is lost is that the end tags of
 * those outermost elements count for nothing. Nodes know their parents by index, and every pass over
 * them is a loop: no depth is too deep.
 *
 * libxml2 2.9 has one fault that is not ours to mend: where it runs out of memory while it keeps a
 * tag's name, it can wait for ever for the rest of the tag.
 *
 * Two line breaks, or blank lines in <pre>, end a paragraph; one is a blank.
 */
#define _POSIX_C_SOURCE 200809L
#include "html_tree.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH = 128,              /* open elements that the parser knows; real pages stay below 100 */
    KEPT = 2,                 /* of these, at the bottom: html, body */
    SHED = 64,                /* how many are forgotten at once */
    NODES_MAX = 1 << 19,      /* later blocks are part of the last one */
    PARAGRAPHS_MAX = 1 << 19, /* later text is part of the last one */
};

/* What holds inside the open element. */
typedef struct place {
    uint32_t node;
    uint16_t hints; /* of the paragraph's own element */
    uint8_t tag;    /* of the paragraph's own element, or of the node */
    bool link;
    bool marked;     /* in a span that says that it is no text */
    uint8_t element; /* html_tag that opened this place */
} place;

typedef struct reader {
    html_tree *tree;
    htmlParserCtxtPtr context;
    parley_status status;
    place here;
    place stack[DEPTH]; /* what held outside of each open element */
    size_t depth;
    size_t begin; /* where the paragraph at hand begins in the text */
    uint32_t links;
    uint32_t marked;
    bool blank;   /* white space since the last character */
    bool escaped; /* the last byte was HTML_ESCAPE */
    bool in_title;
    bool last;       /* the page has ended */
    unsigned breaks; /* line breaks since the last character */
    parley_buffer title;
} reader;

/* ---- arrays ------------------------------------------------------------------------------- */

/* Makes room for one more item of `size` bytes; returns the array, NULL when memory runs out. */
static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t more = *capacity + *capacity / 2 + 64;
    if (more > SIZE_MAX / size)
        return NULL;
    void *grown = realloc(array, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

static void add_node(reader *r, html_tag tag, uint16_t hints)
{
    html_tree *tree = r->tree;
    if (tree->node_count >= NODES_MAX)
        return;
    html_node *nodes =
        grow(tree->nodes, tree->node_count, &tree->node_capacity, sizeof *tree->nodes);
    if (!nodes) {
        r->status = PARLEY_E_MEMORY;
        return;
    }
    tree->nodes = nodes;
    uint32_t parent = r->here.node;
    uint16_t inherited = tree->node_count > 0 ? nodes[parent].inherited : 0;
    nodes[tree->node_count] = (html_node){
        .parent = parent,
        .first = (uint32_t)tree->paragraph_count,
        .hints = hints,
        .inherited = inherited | hints,
        .tag = (uint8_t)tag,
    };
    r->here.node = (uint32_t)tree->node_count++;
}

/* ---- text --------------------------------------------------------------------------------- */

/* Ends the paragraph at hand, if there is one. */
static void end_paragraph(reader *r)
{
    html_tree *tree = r->tree;
    r->blank = false;
    r->breaks = 0;
    if (tree->text.size == r->begin || r->status != PARLEY_OK)
        return;
    if (tree->paragraph_count >= PARAGRAPHS_MAX - 1 && !r->last) {
        r->blank = true;
        return;
    }
    html_paragraph *paragraphs = grow(tree->paragraphs, tree->paragraph_count,
                                      &tree->paragraph_capacity, sizeof *tree->paragraphs);
    if (!paragraphs || tree->text.size >= UINT32_MAX) {
        r->status = paragraphs ? PARLEY_E_LIMIT : PARLEY_E_MEMORY;
        tree->paragraphs = paragraphs ? paragraphs : tree->paragraphs;
        return;
    }
    tree->paragraphs = paragraphs;
    paragraphs[tree->paragraph_count++] = (html_paragraph){
        .node = r->here.node,
        .begin = (uint32_t)r->begin,
        .end = (uint32_t)tree->text.size,
        .links = r->links,
        .marked = r->marked,
        .hints = r->here.hints,
        .tag = r->here.tag,
    };
    r->begin = tree->text.size;
    r->links = 0;
    r->marked = 0;
}

/* Appends one character (a byte, or a whole sequence) of text. */
static void put(reader *r, const char *bytes, size_t size)
{
    parley_buffer *out = r->in_title ? &r->title : &r->tree->text;
    size_t before = out->size;
    bool inside = r->in_title ? out->size > 0 : out->size > r->begin;
    if (r->blank && inside)
        r->status = parley_buffer_append(out, " ", 1);
    r->blank = false;
    r->breaks = 0;
    if (r->status == PARLEY_OK)
        r->status = parley_buffer_append(out, bytes, size);
    uint32_t added = (uint32_t)(out->size - before);
    r->links += r->here.link && !r->in_title ? added : 0;
    r->marked += r->here.marked && !r->in_title ? added : 0;
}

/* Handles white space: `size` bytes at `bytes`. */
static void put_blank(reader *r, const char *bytes)
{
    r->blank = true;
    if (*bytes == '\n' && r->here.tag == HTML_PRE && ++r->breaks == 2)
        end_paragraph(r);
}

/* The length of a run of bytes that need no attention. */
static size_t plain_run(const char *text, size_t size)
{
    size_t n = 0;
    while (n < size) {
        unsigned char c = (unsigned char)text[n];
        if (c <= ' ' || c == HTML_ESCAPE || c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 ||
            c == 0xEF)
            break;
        n++;
    }
    return n;
}

/* Text as libxml2 hands it on: whole characters, in pieces of any length. */
static void on_text(void *user, const xmlChar *text, int length)
{
    reader *r = user;
    const char *at = (const char *)text;
    const char *end = at + length;
    while (at < end && r->status == PARLEY_OK) {
        if (r->escaped) {
            put(r, *at == 'l' ? "<" : "&", 1);
            r->escaped = false;
            at++;
            continue;
        }
        size_t run = plain_run(at, (size_t)(end - at));
        if (run > 0) {
            put(r, at, run);
            at += run;
            continue;
        }
        int32_t code = 0;
        size_t size = parley_utf8_decode(at, (size_t)(end - at), &code);
        if (code == HTML_ESCAPE)
            r->escaped = true;
        else if (parley_is_space(code))
            put_blank(r, at);
        else if (code != 0xAD)
            put(r, at, size);
        at += size;
    }
}

/* ---- facts -------------------------------------------------------------------------------- */

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (size_t i = 0; attributes && attributes[i]; i += 2)
        if (strcmp((const char *)attributes[i], name) == 0)
            return attributes[i + 1] ? (const char *)attributes[i + 1] : "";
    return NULL;
}

/* Keeps a copy of the first value that is not blank. */
static void keep(reader *r, char **slot, const char *value)
{
    if (*slot || !value || !*value)
        return;
    parley_buffer copy = {0};
    parley_status status = parley_text_squeeze(value, strlen(value), &copy);
    bool blank = copy.size == 0;
    if (status == PARLEY_OK)
        status = parley_buffer_append(&copy, "", 1);
    if (status == PARLEY_OK && !blank)
        *slot = copy.data;
    else
        parley_buffer_fini(&copy);
    r->status = r->status == PARLEY_OK ? status : r->status;
}

static void read_meta(reader *r, const xmlChar **attributes)
{
    static const char *const TITLES[] = {"og:title", "twitter:title", "dc.title", "headline"};
    static const char *const DATES[] = {
        "article:published_time",
        "og:published_time",
        "datePublished",
        "dc.date.issued",
        "dc.date",
        "date",
        "pubdate",
        "publishdate",
        "parsely-pub-date",
        "sailthru.date",
        "cXenseParse:recs:publishtime",
        "DC.date.created",
        "article.published",
    };
    const char *name = attribute(attributes, "name");
    const char *content = attribute(attributes, "content");
    if (!name || !content)
        return;
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++)
        if (xmlStrcasecmp((const xmlChar *)name, (const xmlChar *)TITLES[i]) == 0)
            keep(r, &r->tree->meta_title, content);
    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++)
        if (xmlStrcasecmp((const xmlChar *)name, (const xmlChar *)DATES[i]) == 0)
            keep(r, &r->tree->meta_date, content);
}

/* ---- elements ----------------------------------------------------------------------------- */

/* Forgets the oldest open elements, in libxml2's stack and in ours; see the essay. */
static void shed(reader *r)
{
    htmlParserCtxtPtr context = r->context;
    if (context->nameNr >= DEPTH) {
        size_t left = (size_t)context->nameNr - KEPT - SHED;
        memmove(context->nameTab + KEPT, context->nameTab + KEPT + SHED,
                left * sizeof *context->nameTab);
        context->nameNr -= SHED;
    }
    if (r->depth >= DEPTH) {
        memmove(r->stack + KEPT, r->stack + KEPT + SHED,
                (r->depth - KEPT - SHED) * sizeof *r->stack);
        r->depth -= SHED;
    }
}

static bool is_leaf(html_tag tag)
{
    switch (tag) {
    case HTML_P:
    case HTML_PRE:
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
    case HTML_DT:
        return true;
    default:
        return false;
    }
}

static bool is_inline(html_tag tag)
{
    return tag == HTML_NONE || tag == HTML_A || tag == HTML_SPAN || tag == HTML_TIME;
}

/* Hints that make the text of a span none of the article's. */
static bool marks(uint16_t hints)
{
    return hints & (HTML_IS_SHARE | HTML_IS_AD | HTML_IS_HIDDEN | HTML_IS_CAPTION | HTML_IS_BYLINE |
                    HTML_IS_META | HTML_IS_RELATED | HTML_IS_CONSENT);
}

static uint16_t hints_of(const xmlChar **attributes)
{
    const char *names = attribute(attributes, "class");
    uint16_t hints = names ? html_hints_of(names) : 0;
    if (attribute(attributes, "hidden"))
        hints |= HTML_IS_HIDDEN;
    return hints;
}

/* Opens a block. A leaf inside a leaf, or in a block of its own, takes the outer one's place. */
static void start_block(reader *r, html_tag tag, uint16_t hints)
{
    end_paragraph(r);
    r->here.tag = (uint8_t)tag;
    r->here.hints = is_leaf(tag) ? hints : 0;
    if (!is_leaf(tag))
        add_node(r, tag, hints);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    reader *r = user;
    if (r->status != PARLEY_OK)
        return;
    html_tag tag = html_tag_of((const char *)name);
    shed(r);
    r->stack[r->depth++] = r->here;
    r->here.element = (uint8_t)tag;
    switch (tag) {
    case HTML_NONE: /* html, head, body */
        break;
    case HTML_BR:
        r->blank = true;
        if (++r->breaks == 2)
            end_paragraph(r);
        break;
    case HTML_HR:
        end_paragraph(r);
        break;
    case HTML_META:
        read_meta(r, attributes);
        break;
    case HTML_TIME:
        keep(r, &r->tree->time, attribute(attributes, "datetime"));
        break;
    case HTML_TITLE:
        r->in_title = true;
        r->title.size = 0;
        r->blank = false;
        break;
    case HTML_A:
        r->here.link = true;
        r->here.marked = r->here.marked || marks(hints_of(attributes));
        break;
    case HTML_SPAN:
        r->here.marked = r->here.marked || marks(hints_of(attributes));
        break;
    default:
        start_block(r, tag, hints_of(attributes));
        break;
    }
}

/* Closes the block that is open. */
static void end_block(reader *r, html_tag tag)
{
    end_paragraph(r);
    html_tree *tree = r->tree;
    if (is_leaf(tag) || tree->node_count == 0)
        return;
    uint32_t at = r->here.node;
    tree->nodes[at].last = (uint32_t)tree->paragraph_count;
    if (at > 0 && at == tree->node_count - 1 && tree->nodes[at].first == tree->paragraph_count)
        tree->node_count--;
}

static void end_title(reader *r)
{
    r->in_title = false;
    r->blank = false;
    if (parley_buffer_append(&r->title, "", 1) != PARLEY_OK) {
        r->status = PARLEY_E_MEMORY;
        return;
    }
    keep(r, &r->tree->title, r->title.data);
}

static void on_end(void *user, const xmlChar *name)
{
    reader *r = user;
    if (r->status != PARLEY_OK)
        return;
    html_tag tag = html_tag_of((const char *)name);
    size_t depth = r->depth;
    if (depth == 0 || r->here.element != tag)
        return; /* never: libxml2 balances its events */
    if (tag == HTML_TITLE)
        end_title(r);
    else if (!is_inline(tag) && tag != HTML_BR && tag != HTML_HR && tag != HTML_META)
        end_block(r, tag);
    r->here = r->stack[--r->depth];
}

/* ---- the walk ----------------------------------------------------------------------------- */

/* Feeds the page through the sieve to the parser. */
static void feed(reader *r, html_sieve *sieve)
{
    parley_buffer piece = {0};
    parley_status status = PARLEY_OK;
    while (r->status == PARLEY_OK && html_sieve_next(sieve, &piece, &status))
        htmlParseChunk(r->context, piece.data, (int)piece.size, 0);
    if (status != PARLEY_OK)
        r->status = status;
    htmlParseChunk(r->context, "", 0, 1);
    if (r->context->errNo == XML_ERR_NO_MEMORY)
        r->status = PARLEY_E_MEMORY;
    parley_buffer_fini(&piece);
}

/* Gives every node the end of its paragraphs, also those that were never closed. */
static void close_nodes(html_tree *tree)
{
    for (size_t i = 0; i < tree->node_count; i++)
        tree->nodes[i].last = tree->nodes[i].first;
    for (size_t i = 0; i < tree->paragraph_count; i++)
        tree->nodes[tree->paragraphs[i].node].last = (uint32_t)i + 1;
    for (size_t i = tree->node_count; i-- > 1;) {
        html_node *parent = &tree->nodes[tree->nodes[i].parent];
        if (parent->last < tree->nodes[i].last)
            parent->last = tree->nodes[i].last;
    }
}

parley_status html_tree_read(html_tree *tree, const char *page, size_t size)
{
    *tree = (html_tree){0};
    reader r = {.tree = tree, .status = PARLEY_OK};
    htmlSAXHandler handler = {0};
    handler.startElement = on_start;
    handler.endElement = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    html_sieve sieve;
    html_sieve_init(&sieve, page, size);
    add_node(&r, HTML_NONE, 0);
    r.context = htmlCreatePushParserCtxt(&handler, &r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!r.context || r.status != PARLEY_OK) {
        r.status = PARLEY_E_MEMORY;
        goto done;
    }
    htmlCtxtUseOptions(r.context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET);
    feed(&r, &sieve);
    r.last = true;
    end_paragraph(&r);
    if (r.status == PARLEY_OK)
        close_nodes(tree);
    memcpy(tree->json, sieve.json, sizeof tree->json);
    tree->json_count = sieve.json_count;
done:
    htmlFreeParserCtxt(r.context);
    parley_buffer_fini(&r.title);
    return r.status;
}

void html_tree_fini(html_tree *tree)
{
    parley_buffer_fini(&tree->text);
    free(tree->nodes);
    free(tree->paragraphs);
    free(tree->title);
    free(tree->meta_title);
    free(tree->meta_date);
    free(tree->time);
    *tree = (html_tree){0};
}
