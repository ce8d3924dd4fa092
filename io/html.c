/* From the bytes of a saved page to its article.
 *
 * The way is html_decode (bytes to UTF-8), html_sieve (only the tags that matter), html_tree
 * (libxml2's events to blocks and paragraphs), html_pick (which paragraphs are the article's); this
 * module puts the article together.
 *
 * The headline. Pages state it in a heading, in og:title, in their JSON-LD, in <title>, often with
 * the site's name behind it. Where a heading agrees with what the page states elsewhere, it is the
 * headline as readers see it; else the nearest <h1> at or above the text is, else what is stated. It
 * comes first, and does not come twice.
 *
 * The date is the first that names a day (html_date) of: a <meta> of publication, JSON-LD's
 * datePublished, a <time> element; where none does, the first that is stated.
 *
 * Cells of one row of a table that hold no more than a few words make one paragraph: they are read
 * together. Where a page has no text but its JSON-LD does (its script would have put it there), that
 * is the text, with or without markup.
 */
#include "html.h"

#include "html_date.h"
#include "html_decode.h"
#include "html_json.h"
#include "html_pick.h"
#include "html_tree.h"

#include <stdlib.h>
#include <string.h>

enum {
    SITE_MAX = 45,   /* bytes: longer parts behind a bar are no site's name */
    CELL_MAX = 120,  /* bytes: longer cells stand alone */
    EMPTY_MAX = 250, /* bytes: pages with less text than that may have it in JSON-LD only */
};

/* What is known while the article is put together. */
typedef struct draft {
    const html_tree *tree;
    const uint8_t *kinds;
    unsigned keep;
    html_article *article;
    parley_buffer headline; /* its text; empty if there is none */
    uint32_t row;           /* the table row of the last paragraph and its cell; 0: none */
    uint32_t cell;
} draft;

static const char *text_of(const html_tree *tree, size_t i, size_t *size)
{
    *size = tree->paragraphs[i].end - tree->paragraphs[i].begin;
    return tree->text.data + tree->paragraphs[i].begin;
}

/* ---- what the page states ----------------------------------------------------------------- */

/* Appends the first of the page's JSON-LD strings under `key`; nothing if there is none. */
static parley_status find_json(const html_tree *tree, parley_str page, const char *key,
                               parley_buffer *out)
{
    bool found = false;
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < tree->json_count && !found && status == PARLEY_OK; i++) {
        const parley_span *span = &tree->json[i];
        status =
            html_json_string(page.data + span->begin, span->end - span->begin, key, out, &found);
    }
    for (size_t i = 0; i < out->size; i++)
        if (out->data[i] == '\0')
            out->data[i] = ' ';
    return status;
}

/* The same as a string without line ends; `slot` stays if there is none. */
static parley_status from_json(const html_tree *tree, parley_str page, const char *key, char **slot)
{
    parley_buffer raw = {0};
    parley_buffer value = {0};
    parley_status status = find_json(tree, page, key, &raw);
    if (status == PARLEY_OK && raw.size > 0)
        status = parley_text_squeeze(raw.data, raw.size, &value);
    if (status == PARLEY_OK && value.size > 0)
        status = parley_buffer_append(&value, "", 1);
    if (status == PARLEY_OK && value.size > 0) {
        *slot = value.data;
        value = (parley_buffer){0};
    }
    parley_buffer_fini(&raw);
    parley_buffer_fini(&value);
    return status;
}

/* Cuts "Headline | Site" down to the headline. */
static void cut_site(char *title)
{
    static const char *const BARS[] = {" | ",  " - ",        " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                       " :: ", " \xC2\xBB ", " \xC2\xB7 "};
    size_t size = strlen(title);
    for (size_t at = size; at-- > 0;) {
        if (size - at > SITE_MAX || title[at] != ' ')
            continue;
        for (size_t i = 0; i < sizeof BARS / sizeof *BARS; i++)
            if (strncmp(title + at, BARS[i], strlen(BARS[i])) == 0 && 2 * at > size) {
                title[at] = '\0';
                return;
            }
    }
}

/* Takes a date that the page states, unless the article has one that is as good. */
static void take_date(html_article *article, char **stated)
{
    char day[HTML_DAY_SIZE] = "";
    if (!*stated || article->day[0] || (!html_day_of(*stated, day) && article->date))
        return;
    free(article->date);
    article->date = *stated;
    *stated = NULL;
    memcpy(article->day, day, sizeof day);
}

/* Finds what the page states as its title and date; `stated` tells whether the title is the
 * article's own. */
static parley_status find_facts(html_tree *tree, parley_str page, html_article *article,
                                bool *stated)
{
    char *published = NULL;
    article->title = tree->meta_title;
    tree->meta_title = NULL;
    parley_status status = PARLEY_OK;
    if (!article->title)
        status = from_json(tree, page, "headline", &article->title);
    *stated = article->title != NULL; /* <title> names the page, not the article */
    take_date(article, &tree->meta_date);
    if (!article->day[0] && status == PARLEY_OK)
        status = from_json(tree, page, "datePublished", &published);
    take_date(article, &published);
    take_date(article, &tree->time);
    free(published);
    if (!article->title) {
        article->title = tree->title;
        tree->title = NULL;
    }
    return status;
}

/* ---- the headline ------------------------------------------------------------------------- */

/* Sets the headline to that of the text, else to what the page states. */
static parley_status set_headline(draft *d, size_t at, bool stated)
{
    const html_tree *tree = d->tree;
    char *title = d->article->title;
    if (at < tree->paragraph_count) {
        size_t size = 0;
        const char *text = text_of(tree, at, &size);
        if (title && strlen(title) > size && html_agree(text, size, title, strlen(title)))
            cut_site(title);
        return parley_buffer_append(&d->headline, text, size);
    }
    if (!title)
        return PARLEY_OK;
    cut_site(title);
    return stated ? parley_buffer_puts(&d->headline, title) : PARLEY_OK;
}

/* ---- the text ----------------------------------------------------------------------------- */

static parley_status put_paragraph(draft *d, const char *text, size_t size, html_kind kind)
{
    html_article *article = d->article;
    parley_status status = PARLEY_OK;
    if (article->text.size > 0)
        status = parley_buffer_puts(&article->text, "\n\n");
    size_t begin = article->text.size;
    if (status == PARLEY_OK)
        status = parley_buffer_append(&article->text, text, size);
    if (status == PARLEY_OK && article->text.size >= UINT32_MAX)
        status = PARLEY_E_LIMIT;
    if (status != PARLEY_OK)
        return status;
    article->paragraphs[article->paragraph_count++] = (html_article_paragraph){
        .begin = (uint32_t)begin, .end = (uint32_t)article->text.size, .kind = kind};
    return PARLEY_OK;
}

/* Whether a paragraph goes on a table row that the last one began. */
static bool continues_row(draft *d, const html_paragraph *p)
{
    const html_node *node = &d->tree->nodes[p->node];
    uint32_t row = node->tag == HTML_TD && p->end - p->begin <= CELL_MAX ? node->parent : 0;
    bool same = row > 0 && row == d->row && p->node != d->cell;
    d->row = row;
    d->cell = p->node;
    return same;
}

static parley_status put_text(draft *d)
{
    html_article *article = d->article;
    parley_status status = PARLEY_OK;
    if (d->headline.size > 0)
        status = put_paragraph(d, d->headline.data, d->headline.size, HTML_HEADLINE);
    for (size_t i = 0; i < d->tree->paragraph_count && status == PARLEY_OK; i++) {
        html_kind kind = (html_kind)d->kinds[i];
        if (kind == HTML_HEADLINE || (kind == HTML_CAPTION && !(d->keep & HTML_KEEP_CAPTIONS)) ||
            (kind == HTML_FURNITURE && !(d->keep & HTML_KEEP_FURNITURE)))
            continue;
        size_t size = 0;
        const char *text = text_of(d->tree, i, &size);
        html_article_paragraph *last = article->paragraph_count > 0
                                           ? &article->paragraphs[article->paragraph_count - 1]
                                           : NULL;
        if (!continues_row(d, &d->tree->paragraphs[i]) || !last || last->kind != kind) {
            status = put_paragraph(d, text, size, kind);
            continue;
        }
        status = parley_buffer_append(&article->text, " ", 1);
        if (status == PARLEY_OK)
            status = parley_buffer_append(&article->text, text, size);
        last->end = (uint32_t)article->text.size;
    }
    return status;
}

/* Reads the text of the JSON-LD into a tree of its own: it may hold markup, and its line ends part
 * paragraphs. */
static parley_status read_json_body(const draft *d, parley_str page, html_tree *body)
{
    parley_buffer raw = {0};
    parley_buffer markup = {0};
    parley_status status = find_json(d->tree, page, "articleBody", &raw);
    for (size_t i = 0, from = 0; i <= raw.size && status == PARLEY_OK; i++) {
        if (i < raw.size && raw.data[i] != '\n')
            continue;
        if (i > from)
            status = parley_buffer_append(&markup, raw.data + from, i - from);
        if (i > from && status == PARLEY_OK)
            status = parley_buffer_puts(&markup, "<p>");
        from = i + 1;
    }
    parley_buffer_fini(&raw);
    if (status == PARLEY_OK)
        status = html_tree_read(body, markup.data ? markup.data : "", markup.size);
    parley_buffer_fini(&markup);
    return status;
}

/* Puts all paragraphs of a tree behind the headline, if there is one, and drops the rest. */
static parley_status replace_text(draft *d, const html_tree *body)
{
    html_article *article = d->article;
    size_t kept = d->headline.size > 0 ? 1 : 0;
    html_article_paragraph *grown = realloc(
        article->paragraphs, (kept + body->paragraph_count + 1) * sizeof *article->paragraphs);
    if (!grown)
        return PARLEY_E_MEMORY;
    article->paragraphs = grown;
    article->paragraph_count = kept;
    article->text.size = kept ? grown[0].end : 0;
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < body->paragraph_count && status == PARLEY_OK; i++) {
        size_t size = 0;
        const char *text = text_of(body, i, &size);
        if (!kept || !html_agree(text, size, d->headline.data, d->headline.size))
            status = put_paragraph(d, text, size, HTML_BODY);
    }
    return status;
}

/* Puts the text of the JSON-LD in the place of a page's that has none. */
static parley_status put_json_body(draft *d, parley_str page)
{
    html_tree body = {0};
    size_t own = 0;
    for (size_t i = 0; i < d->tree->paragraph_count; i++)
        own += d->kinds[i] == HTML_BODY ? d->tree->paragraphs[i].end - d->tree->paragraphs[i].begin
                                        : 0;
    if (own >= EMPTY_MAX || d->tree->json_count == 0)
        return PARLEY_OK;
    parley_status status = read_json_body(d, page, &body);
    if (status == PARLEY_OK && body.text.size > 2 * own)
        status = replace_text(d, &body);
    html_tree_fini(&body);
    return status;
}

static parley_status assemble(html_tree *tree, parley_str page, unsigned keep,
                              html_article *article)
{
    draft d = {.tree = tree, .keep = keep, .article = article};
    uint8_t *kinds = NULL;
    size_t headline = 0;
    size_t count = 1; /* a headline that the page states */
    bool stated = false;
    parley_status status = find_facts(tree, page, article, &stated);
    if (status == PARLEY_OK)
        status = html_pick(tree, article->title, &kinds, &headline);
    if (status != PARLEY_OK)
        return status;
    d.kinds = kinds;
    for (size_t i = 0; i < tree->paragraph_count; i++)
        count += kinds[i] <= HTML_BODY || keep != HTML_KEEP_BODY;
    article->paragraphs = malloc(count * sizeof *article->paragraphs);
    status = article->paragraphs ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK)
        status = set_headline(&d, headline, stated);
    if (status == PARLEY_OK)
        status = put_text(&d);
    if (status == PARLEY_OK)
        status = put_json_body(&d, page);
    parley_buffer_fini(&d.headline);
    free(kinds);
    return status;
}

/* ---- public ------------------------------------------------------------------------------- */

parley_status html_extract(const char *bytes, size_t size, const char *encoding, unsigned keep,
                           html_article *article, parley_error *error)
{
    *article = (html_article){0};
    parley_buffer copy = {0};
    html_tree tree = {0};
    parley_str page;
    parley_status status =
        html_decode(bytes, size, encoding, &copy, &page, &article->replaced, error);
    if (status != PARLEY_OK)
        goto done;
    status = html_tree_read(&tree, page.data, page.size);
    if (status == PARLEY_OK)
        status = assemble(&tree, page, keep, article);
    if (status == PARLEY_E_LIMIT)
        parley_error_set(error, status, "the page holds 4 GiB of text or more");
    else if (status != PARLEY_OK)
        parley_error_set(error, status, "out of memory while reading the page");
done:
    html_tree_fini(&tree);
    parley_buffer_fini(&copy);
    if (status != PARLEY_OK)
        html_article_fini(article);
    return status;
}

void html_article_fini(html_article *article)
{
    parley_buffer_fini(&article->text);
    free(article->paragraphs);
    free(article->title);
    free(article->date);
    *article = (html_article){0};
}
