/* Sentences and kinds: see io/walk.h.
 *
 * Paragraphs are split one by one: what a page says is a paragraph ends its last sentence. Plain text
 * goes to the splitter whole, which finds its paragraphs; for the kinds, a block is a line or, where
 * the splitter found the lines hard-wrapped, what lies between empty lines.
 */
#include "walk.h"

#include "kinds.h"

#include <string.h>

void article_walk_init(article_walk *walk, article_parts parts, const parley_abbreviations *extra,
                       bool whole)
{
    *walk = (article_walk){.parts = parts, .extra = extra, .headline = whole};
}

void article_walk_skip_kinds(article_walk *walk)
{
    walk->kindless = true;
}

/* Opens the next part, or finds that there is none. */
static bool open_part(article_walk *w)
{
    const article_parts *p = &w->parts;
    size_t end;
    if (w->next < p->paragraph_count) {
        const html_article_paragraph *paragraph = &p->paragraphs[w->next++];
        w->base = paragraph->begin;
        end = paragraph->end;
        w->kind = paragraph->kind;
        w->headline = w->headline && w->kind != HTML_HEADLINE;
    } else if (!w->rest_done) {
        w->rest_done = true;
        w->base = p->paragraph_count ? p->paragraphs[p->paragraph_count - 1].end : 0;
        w->block_end = w->base;
        w->decide = !w->kindless;
        w->kind = HTML_BODY;
        end = p->text.size;
    } else {
        return false;
    }
    parley_splitter_init(&w->splitter, p->text.data + w->base, end - w->base, w->extra);
    w->open = true;
    return true;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == '\f';
}

/* The end of the block that goes on at `at`. */
static size_t find_block_end(parley_str text, size_t at, bool wrapped)
{
    for (; at < text.size; at++) {
        if (!is_line_end(text.data[at]))
            continue;
        if (!wrapped)
            return at;
        size_t next = at + 1;
        next += text.data[at] == '\r' && next < text.size && text.data[next] == '\n';
        while (next < text.size && (text.data[next] == ' ' || text.data[next] == '\t'))
            next++;
        if (next == text.size || is_line_end(text.data[next]))
            return at;
        at = next - 1;
    }
    return text.size;
}

/* Decides of the block that begins with the sentence at `begin`. */
static void decide_block(article_walk *w, size_t begin)
{
    parley_str text = w->parts.text;
    w->block_end = find_block_end(text, begin, w->splitter.width > 0);
    size_t next = w->block_end;
    while (w->headline && next < text.size &&
           (is_line_end(text.data[next]) || text.data[next] == ' '))
        next++;
    w->kind =
        kinds_of_block(text.data + begin, w->block_end - begin, w->headline && next < text.size);
    w->headline = w->headline && w->kind == HTML_FURNITURE;
}

bool article_walk_next(article_walk *w, article_sentence *sentence)
{
    parley_span span;
    for (;;) {
        if (!w->open && !open_part(w))
            return false;
        if (parley_splitter_next(&w->splitter, &span))
            break;
        w->open = false;
    }
    *sentence = (article_sentence){.begin = w->base + span.begin, .end = w->base + span.end};
    if (w->decide && sentence->begin >= w->block_end)
        decide_block(w, sentence->begin);
    sentence->kind = w->kind;
    return true;
}
