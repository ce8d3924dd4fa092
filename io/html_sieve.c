/* The sieve: what stands between a hostile page and libxml2.
 *
 * libxml2 2.9 reads a page of unclosed <b> tags in time that grows with the square of its length,
 * compares every attribute of a tag with all others of it, asks a list of 253 names about each
 * ampersand, and never forgets a tag's name. The sieve walks over the page once, by the rules of
 * the HTML standard's tokenizer, and hands on only what the extractor can use:
 *
 * - text, with character references by number already replaced;
 * - the tags in the table below: those that break lines, links, spans (for their classes), <time>;
 *   all others (<b>, <font>, elements that a site made up) are dropped and their content kept;
 * - of their attributes one `class`, which joins class, id, role, itemprop and a few data-
 *   attributes, all of which say what a part of the page is for; and `hidden`;
 * - <meta> and <time> with what they say about title and date.
 *
 * Elements with content that is never the article's text (scripts, drawings, players, menus of
 * forms) are skipped up to their end tag; where a page ends before that, only the start tag is.
 * Comments likewise. Each search that reaches the end of the page in vain is remembered, so no
 * search is made twice and the walk takes time linear in the page. An attribute is cut at a length
 * that no useful one reaches.
 *
 * Named character references are left to libxml2, and so is all knowledge of which tags end which.
 */
#include "html_sieve.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 32768, CLASS_MAX = 320, VALUE_MAX = 2048, ENTITY_MAX = 10 };

/* How an element is treated. */
typedef enum treatment {
    PASS,     /* hand on the tag */
    DROP_ALL, /* drop it and its content; if it never ends, the rest of the page */
    DROP,     /* drop it and its content; if it never ends, only the tag */
    QUOTE,    /* hand on, its content is text whatever it looks like; short */
} treatment;

/* Sorted by name. The position of an element is its bit in html_sieve.unclosed. */
static const struct element {
    char name[12];
    unsigned char tag; /* html_tag */
    unsigned char treatment;
} ELEMENTS[] = {
    {"a", HTML_A, PASS},
    {"address", HTML_BLOCK, PASS},
    {"amp-consent", HTML_NONE, DROP},
    {"article", HTML_ARTICLE, PASS},
    {"aside", HTML_ASIDE, PASS},
    {"audio", HTML_NONE, DROP},
    {"blockquote", HTML_BLOCKQUOTE, PASS},
    {"br", HTML_BR, PASS},
    {"button", HTML_NONE, DROP},
    {"canvas", HTML_NONE, DROP},
    {"center", HTML_BLOCK, PASS},
    {"datalist", HTML_NONE, DROP},
    {"dd", HTML_DD, PASS},
    {"details", HTML_BLOCK, PASS},
    {"dialog", HTML_ASIDE, PASS},
    {"dir", HTML_LIST, PASS},
    {"div", HTML_DIV, PASS},
    {"dl", HTML_DL, PASS},
    {"dt", HTML_DT, PASS},
    {"fieldset", HTML_BLOCK, PASS},
    {"figcaption", HTML_FIGCAPTION, PASS},
    {"figure", HTML_FIGURE, PASS},
    {"footer", HTML_FOOTER, PASS},
    {"form", HTML_FORM, PASS},
    {"h1", HTML_H1, PASS},
    {"h2", HTML_H2, PASS},
    {"h3", HTML_H3, PASS},
    {"h4", HTML_H4, PASS},
    {"h5", HTML_H5, PASS},
    {"h6", HTML_H6, PASS},
    {"header", HTML_HEADER, PASS},
    {"hgroup", HTML_BLOCK, PASS},
    {"hr", HTML_HR, PASS},
    {"iframe", HTML_NONE, DROP},
    {"li", HTML_LI, PASS},
    {"main", HTML_MAIN, PASS},
    {"map", HTML_NONE, DROP},
    {"math", HTML_NONE, DROP},
    {"menu", HTML_LIST, PASS},
    {"meta", HTML_META, PASS},
    {"nav", HTML_NAV, PASS},
    {"noembed", HTML_NONE, DROP},
    {"noscript", HTML_NONE, DROP},
    {"object", HTML_NONE, DROP},
    {"ol", HTML_LIST, PASS},
    {"p", HTML_P, PASS},
    {"pre", HTML_PRE, PASS},
    {"script", HTML_NONE, DROP_ALL},
    {"section", HTML_SECTION, PASS},
    {"select", HTML_NONE, DROP},
    {"span", HTML_SPAN, PASS},
    {"style", HTML_NONE, DROP_ALL},
    {"svg", HTML_NONE, DROP},
    {"table", HTML_TABLE, PASS},
    {"td", HTML_TD, PASS},
    {"template", HTML_NONE, DROP},
    {"textarea", HTML_NONE, DROP},
    {"th", HTML_TD, PASS},
    {"time", HTML_TIME, PASS},
    {"title", HTML_TITLE, QUOTE},
    {"tr", HTML_TR, PASS},
    {"ul", HTML_LIST, PASS},
    {"video", HTML_NONE, DROP},
    {"xmp", HTML_PRE, PASS},
};

enum { ELEMENT_COUNT = sizeof ELEMENTS / sizeof *ELEMENTS };
_Static_assert(ELEMENT_COUNT <= 64, "html_sieve.unclosed has a bit for each element");

/* One attribute of a tag: spans of the page. */
typedef struct attribute {
    const char *name;
    size_t name_length;
    const char *value;
    size_t value_length;
} attribute;

/* ---- characters --------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether `text` begins with `word` (in lower case), whatever the case of its letters. */
static bool begins(const char *text, size_t size, const char *word)
{
    size_t i = 0;
    for (; word[i]; i++)
        if (i >= size || lower(text[i]) != word[i])
            return false;
    return true;
}

static bool is_name(const attribute *a, const char *name)
{
    return begins(a->name, a->name_length, name) && strlen(name) == a->name_length;
}

static int compare_names(const void *key, const void *element)
{
    return strcmp(key, ((const struct element *)element)->name);
}

static const struct element *find_element(const char *name)
{
    return bsearch(name, ELEMENTS, ELEMENT_COUNT, sizeof *ELEMENTS, compare_names);
}

/* The element whose name begins at `text`; NULL for all that are not in the table. */
static const struct element *read_name(const char *text, size_t size, size_t *length)
{
    char name[sizeof ELEMENTS->name];
    size_t n = 0;
    while (n < size && !is_blank(text[n]) && text[n] != '/' && text[n] != '>') {
        if (n < sizeof name - 1)
            name[n] = lower(text[n]);
        n++;
    }
    *length = n;
    if (n >= sizeof name)
        return NULL;
    name[n] = '\0';
    return find_element(name);
}

/* ---- output ------------------------------------------------------------------------------- */

/* Appends a tag, or the beginning of one. */
static parley_status put_tag(parley_buffer *out, const char *before, const struct element *element,
                             const char *behind)
{
    if (parley_buffer_puts(out, before) != PARLEY_OK ||
        parley_buffer_puts(out, element->name) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    return parley_buffer_puts(out, behind);
}

/* Appends text that stands in quotation marks. Cut at `most` bytes, between characters. */
static parley_status put_value(parley_buffer *out, const char *value, size_t length, size_t most)
{
    if (length > most) {
        length = most;
        while (length > 0 && ((unsigned char)value[length] & 0xC0) == 0x80)
            length--;
    }
    parley_status status = PARLEY_OK;
    size_t from = 0;
    for (size_t i = 0; i < length && status == PARLEY_OK; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c >= 0x20 && c != '"' && c != HTML_ESCAPE && c != '<' && c != '>')
            continue;
        status = parley_buffer_append(out, value + from, i - from);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(out, c == '"' ? "&quot;" : " ");
        from = i + 1;
    }
    return status == PARLEY_OK ? parley_buffer_append(out, value + from, length - from) : status;
}

static parley_status put_code_point(parley_buffer *out, uint32_t code)
{
    if (code == '<' || code == '&') {
        char escaped[2] = {HTML_ESCAPE, code == '<' ? 'l' : 'a'};
        return parley_buffer_append(out, escaped, 2);
    }
    if (code >= 0x80 && code < 0xA0) { /* meant as Windows-1252, and browsers read it so */
        char byte = (char)code;
        return parley_text_from_windows1252(&byte, 1, out);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || code == 0xFFFE || code == 0xFFFF)
        code = 0xFFFD;
    if (code < 0x20 || code == HTML_ESCAPE)
        code = ' ';
    char utf8[4];
    size_t n = 0;
    if (code < 0x80) {
        utf8[n++] = (char)code;
    } else if (code < 0x800) {
        utf8[n++] = (char)(0xC0 | code >> 6);
        utf8[n++] = (char)(0x80 | (code & 0x3F));
    } else {
        if (code < 0x10000) {
            utf8[n++] = (char)(0xE0 | code >> 12);
        } else {
            utf8[n++] = (char)(0xF0 | code >> 18);
            utf8[n++] = (char)(0x80 | (code >> 12 & 0x3F));
        }
        utf8[n++] = (char)(0x80 | (code >> 6 & 0x3F));
        utf8[n++] = (char)(0x80 | (code & 0x3F));
    }
    return parley_buffer_append(out, utf8, n);
}

/* ---- text --------------------------------------------------------------------------------- */

/* Reads &#8211; or &#x2013; at `at`; leaves `code` alone and returns 0 if it is none. */
static size_t number_reference(const char *text, size_t size, uint32_t *code)
{
    size_t at = 2;
    uint32_t base = 10;
    if (at < size && lower(text[at]) == 'x') {
        base = 16;
        at++;
    }
    size_t first = at;
    uint32_t value = 0;
    for (; at < size && is_alnum(text[at]); at++) {
        char c = lower(text[at]);
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)(c - 'a') + 10;
        if (digit >= base)
            break;
        if (value <= 0x10FFFF)
            value = value * base + digit;
    }
    if (at == first)
        return 0;
    *code = value;
    return at < size && text[at] == ';' ? at + 1 : at;
}

/* References that pages write without the semicolon; the standard has a hundred, these are met. */
static size_t bare_reference(const char *text, size_t size, uint32_t *code)
{
    static const struct {
        char name[6];
        uint32_t code;
    } BARE[] = {{"&amp", '&'}, {"&lt", '<'}, {"&gt", '>'}, {"&quot", '"'}, {"&nbsp", 0xA0}};
    for (size_t i = 0; i < sizeof BARE / sizeof *BARE; i++) {
        size_t length = strlen(BARE[i].name);
        if (size >= length && memcmp(text, BARE[i].name, length) == 0) {
            *code = BARE[i].code;
            return length < size && text[length] == ';' ? length + 1 : length;
        }
    }
    return 0;
}

/* Hands on the ampersand at sieve->at, or the reference that it begins. */
static parley_status pass_ampersand(html_sieve *sieve, parley_buffer *out)
{
    const char *text = sieve->text + sieve->at;
    size_t size = sieve->size - sieve->at;
    uint32_t code = '&';
    size_t length = 0;
    if (size > 2 && text[1] == '#')
        length = number_reference(text, size, &code);
    else
        length = bare_reference(text, size, &code);
    if (length == 0) {
        size_t end = 1;
        while (end < size && end <= ENTITY_MAX && is_alnum(text[end]))
            end++;
        if (end > 2 && end < size && text[end] == ';' && is_letter(text[1])) {
            sieve->at += end + 1;
            return parley_buffer_append(out, text, end + 1);
        }
        length = 1;
    }
    sieve->at += length;
    return put_code_point(out, code);
}

/* Hands on the run of plain text at sieve->at, which may be empty. */
static parley_status pass_text(html_sieve *sieve, parley_buffer *out)
{
    size_t limit = sieve->size - sieve->at < PIECE ? sieve->size : sieve->at + PIECE;
    size_t at = sieve->at;
    for (; at < limit; at++) {
        unsigned char c = (unsigned char)sieve->text[at];
        if (c == '<' || c == '&' || c == HTML_ESCAPE || (c < 0x20 && c != '\n'))
            break;
    }
    parley_status status = parley_buffer_append(out, sieve->text + sieve->at, at - sieve->at);
    sieve->at = at;
    return status;
}

/* ---- skipping ----------------------------------------------------------------------------- */

/* Where "</name" stands in [from, limit); sieve->size if nowhere. */
static size_t find_end_tag(const html_sieve *sieve, size_t from, size_t limit, const char *name)
{
    size_t length = strlen(name);
    while (from < limit) {
        const char *found = memchr(sieve->text + from, '<', limit - from);
        if (!found)
            break;
        size_t at = (size_t)(found - sieve->text);
        size_t rest = sieve->size - at;
        if (rest > 2 + length && found[1] == '/' && begins(found + 2, rest - 2, name) &&
            !is_alnum(found[2 + length]))
            return at;
        from = at + 1;
    }
    return sieve->size;
}

/* Behind the next '>'; the end of the page if there is none. */
static size_t behind_bracket(const html_sieve *sieve, size_t from)
{
    const char *found = memchr(sieve->text + from, '>', sieve->size - from);
    return found ? (size_t)(found - sieve->text) + 1 : sieve->size;
}

/* Steps over <!-- … -->, <!DOCTYPE …>, <?…> and </3>. */
static void skip_declaration(html_sieve *sieve)
{
    const char *text = sieve->text;
    size_t at = sieve->at;
    if (sieve->size - at >= 4 && memcmp(text + at, "<!--", 4) == 0) {
        size_t from = at + 4;
        if (begins(text + from, sieve->size - from, ">") ||
            begins(text + from, sieve->size - from, "->")) {
            sieve->at = behind_bracket(sieve, from);
            return;
        }
        while (!sieve->no_comment_end) {
            from = behind_bracket(sieve, from);
            if (from - at > 6 && text[from - 1] == '>' &&
                (memcmp(text + from - 3, "--", 2) == 0 || memcmp(text + from - 4, "--!", 3) == 0)) {
                sieve->at = from;
                return;
            }
            sieve->no_comment_end = from >= sieve->size;
        }
    }
    sieve->at = behind_bracket(sieve, at);
}

/* ---- tags --------------------------------------------------------------------------------- */

/* Reads the value behind '=' at `at`; returns where it ends. */
static size_t read_value(const html_sieve *sieve, size_t at, attribute *a)
{
    const char *text = sieve->text;
    while (at < sieve->size && is_blank(text[at]))
        at++;
    if (at < sieve->size && (text[at] == '"' || text[at] == '\'')) {
        char quote = text[at++];
        const char *end = memchr(text + at, quote, sieve->size - at);
        size_t stop = end ? (size_t)(end - text) : sieve->size;
        if (sieve->loose_quotes) {
            const char *bracket = memchr(text + at, '>', stop - at);
            stop = bracket ? (size_t)(bracket - text) : stop;
        }
        a->value = text + at;
        a->value_length = stop - at;
        return stop < sieve->size && text[stop] == quote ? stop + 1 : stop;
    }
    a->value = text + at;
    while (at < sieve->size && !is_blank(text[at]) && text[at] != '>')
        at++;
    a->value_length = (size_t)(text + at - a->value);
    return at;
}

/* Reads the next attribute of a tag from `at`. Returns where it ends; its name is empty at the end
 * of the tag. */
static size_t read_attribute(const html_sieve *sieve, size_t at, attribute *a)
{
    const char *text = sieve->text;
    *a = (attribute){.name = "", .value = ""};
    while (at < sieve->size && (is_blank(text[at]) || text[at] == '/'))
        at++;
    if (at >= sieve->size || text[at] == '>')
        return at;
    a->name = text + at;
    at++; /* a '=' here belongs to the name */
    while (at < sieve->size && !is_blank(text[at]) && text[at] != '/' && text[at] != '>' &&
           text[at] != '=')
        at++;
    a->name_length = (size_t)(text + at - a->name);
    size_t next = at;
    while (next < sieve->size && is_blank(text[next]))
        next++;
    if (next < sieve->size && text[next] == '=')
        return read_value(sieve, next + 1, a);
    return at;
}

/* Finds the end of the tag whose name ends at `at`. Once the page ends inside a quoted value, values
 * end at '>' too. */
static size_t tag_end(html_sieve *sieve, size_t from)
{
    for (;;) {
        size_t at = from;
        attribute a;
        do
            at = read_attribute(sieve, at, &a);
        while (a.name_length > 0);
        if (at < sieve->size || sieve->loose_quotes)
            return at;
        sieve->loose_quotes = true;
    }
}

/* Whether an attribute says what its element is for. */
static bool is_role(const attribute *a)
{
    return is_name(a, "class") || is_name(a, "id") || is_name(a, "role") ||
           is_name(a, "itemprop") || is_name(a, "data-component") || is_name(a, "data-testid") ||
           is_name(a, "data-type") || is_name(a, "rel");
}

/* Whether an attribute hides its element. */
static bool hides(const attribute *a)
{
    if (is_name(a, "hidden"))
        return true;
    if (is_name(a, "aria-hidden"))
        return begins(a->value, a->value_length, "true");
    if (!is_name(a, "style"))
        return false;
    size_t limit = a->value_length < VALUE_MAX ? a->value_length : VALUE_MAX;
    for (size_t i = 0; i + 11 < limit + 1; i++) {
        if (lower(a->value[i]) != 'd' || !begins(a->value + i, limit - i, "display"))
            continue;
        i += 7;
        while (i < limit && (a->value[i] == ':' || is_blank(a->value[i])))
            i++;
        if (begins(a->value + i, limit - i, "none"))
            return true;
    }
    return false;
}

/* Hands on the attributes between `at` and `end`: roles as one class, and `hidden`. */
static parley_status put_roles(html_sieve *sieve, size_t at, size_t end, parley_buffer *out)
{
    bool hidden = false;
    size_t start = 0;
    parley_status status = PARLEY_OK;
    while (at < end && status == PARLEY_OK) {
        attribute a;
        at = read_attribute(sieve, at, &a);
        if (a.name_length == 0)
            break;
        hidden = hidden || hides(&a);
        if (!is_role(&a) || (start > 0 && out->size - start > CLASS_MAX))
            continue;
        status = parley_buffer_puts(out, start == 0 ? " class=\"" : " ");
        if (start == 0)
            start = out->size;
        if (status == PARLEY_OK)
            status = put_value(out, a.value, a.value_length, CLASS_MAX);
    }
    if (start > 0 && status == PARLEY_OK)
        status = parley_buffer_puts(out, "\"");
    if (hidden && status == PARLEY_OK)
        status = parley_buffer_puts(out, " hidden=\"\"");
    return status;
}

/* Hands on what <meta> and <time> say: the name, the content, the date. */
static parley_status put_facts(html_sieve *sieve, size_t at, size_t end, parley_buffer *out)
{
    unsigned seen = 0;
    parley_status status = PARLEY_OK;
    while (at < end && status == PARLEY_OK) {
        attribute a;
        at = read_attribute(sieve, at, &a);
        if (a.name_length == 0)
            break;
        const char *name =
            is_name(&a, "content")                                                      ? "content"
            : is_name(&a, "datetime")                                                   ? "datetime"
            : is_name(&a, "property") || is_name(&a, "name") || is_name(&a, "itemprop") ? "name"
                                                                                        : NULL;
        unsigned bit = !name ? 0 : name[0] == 'c' ? 1U : name[0] == 'd' ? 2U : 4U;
        if (!name || seen & bit)
            continue;
        seen |= bit;
        status = parley_buffer_puts(out, " ");
        if (status == PARLEY_OK)
            status = parley_buffer_puts(out, name);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(out, "=\"");
        if (status == PARLEY_OK)
            status = put_value(out, a.value, a.value_length, VALUE_MAX);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(out, "\"");
    }
    return status;
}

/* Hands on the content of <title>, in which tags are text. */
static parley_status put_quoted(html_sieve *sieve, size_t end, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    while (sieve->at < end && status == PARLEY_OK) {
        if (sieve->text[sieve->at] == '&') {
            status = pass_ampersand(sieve, out);
            continue;
        }
        status = put_value(out, sieve->text + sieve->at, 1, 1);
        sieve->at++;
    }
    return status;
}

/* Steps over the content of an element, whose start tag ends before `at`. Returns false where the
 * page ends before the element, and nothing is to be dropped. */
static bool skip_content(html_sieve *sieve, size_t at, const struct element *element)
{
    uint64_t bit = (uint64_t)1 << (element - ELEMENTS);
    bool near = element->treatment == QUOTE && sieve->size - at > VALUE_MAX;
    size_t limit = near ? at + VALUE_MAX : sieve->size;
    size_t end =
        sieve->unclosed & bit ? sieve->size : find_end_tag(sieve, at, limit, element->name);
    if (end == sieve->size) {
        sieve->unclosed |= near && ++sieve->vain < 16 ? 0 : bit;
        if (element->treatment != DROP_ALL)
            return false;
    }
    sieve->at = end;
    return true;
}

/* Remembers the content of a script that holds data about the page. */
static void note_json(html_sieve *sieve, size_t at, size_t end, size_t begin)
{
    while (at < end && sieve->json_count < HTML_JSON_BLOCKS) {
        attribute a;
        at = read_attribute(sieve, at, &a);
        if (a.name_length == 0)
            return;
        if (is_name(&a, "type") && begins(a.value, a.value_length, "application/ld+json")) {
            sieve->json[sieve->json_count++] = (parley_span){begin, sieve->at};
            return;
        }
    }
}

/* Hands on the start tag of an element in the table; [at, end) are its attributes. */
static parley_status pass_start(html_sieve *sieve, const struct element *element, size_t at,
                                size_t end, parley_buffer *out)
{
    size_t content = sieve->at;
    sieve->in_paragraph = sieve->in_paragraph || element->tag == HTML_P;
    if (element->treatment != PASS) {
        if (!skip_content(sieve, content, element))
            return PARLEY_OK;
        if (element->treatment == DROP_ALL)
            note_json(sieve, at, end, content);
        if (element->treatment != QUOTE)
            return PARLEY_OK;
    }
    parley_status status = put_tag(out, "<", element, "");
    if (status == PARLEY_OK)
        status = element->tag == HTML_META || element->tag == HTML_TIME
                     ? put_facts(sieve, at, end, out)
                     : put_roles(sieve, at, end, out);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(out, ">");
    if (status == PARLEY_OK && element->treatment == QUOTE) {
        size_t stop = sieve->at;
        sieve->at = content;
        status = put_quoted(sieve, stop, out);
    }
    return status;
}

/* Steps over the tag at sieve->at and hands it on if it is of use. */
static parley_status pass_tag(html_sieve *sieve, parley_buffer *out)
{
    size_t at = sieve->at + 1;
    bool closing = sieve->text[at] == '/';
    at += closing;
    size_t length = 0;
    const struct element *element = read_name(sieve->text + at, sieve->size - at, &length);
    at += length;
    size_t end = tag_end(sieve, at);
    sieve->at = end < sieve->size ? end + 1 : sieve->size;
    if (!element || end >= sieve->size)
        return PARLEY_OK;
    if (!closing)
        return pass_start(sieve, element, at, end, out);
    if (element->treatment != PASS && element->treatment != QUOTE)
        return PARLEY_OK;
    if (element->tag ==
        HTML_P) { /* libxml2 looks through its whole stack for one that is not there */
        bool open = sieve->in_paragraph;
        sieve->in_paragraph = false;
        return parley_buffer_puts(out, open ? "</p>" : "<hr>");
    }
    return put_tag(out, "</", element, ">");
}

/* Handles what stands at sieve->at and is no plain text. */
static parley_status pass_mark(html_sieve *sieve, parley_buffer *out)
{
    const char *text = sieve->text + sieve->at;
    size_t size = sieve->size - sieve->at;
    if (*text == '&')
        return pass_ampersand(sieve, out);
    if (*text == '<' && size > 1) {
        if (is_letter(text[1]) || (size > 2 && text[1] == '/' && is_letter(text[2])))
            return pass_tag(sieve, out);
        if (text[1] == '!' || text[1] == '?' || text[1] == '/') {
            skip_declaration(sieve);
            return PARLEY_OK;
        }
    }
    sieve->at++;
    return put_code_point(out, *text == '<' ? '<' : ' ');
}

/* ---- public ------------------------------------------------------------------------------- */

html_tag html_tag_of(const char *name)
{
    const struct element *element = find_element(name);
    return element ? (html_tag)element->tag : HTML_NONE;
}

void html_sieve_init(html_sieve *sieve, const char *text, size_t size)
{
    *sieve = (html_sieve){.text = text, .size = size};
}

bool html_sieve_next(html_sieve *sieve, parley_buffer *piece, parley_status *status)
{
    piece->size = 0;
    *status = PARLEY_OK;
    while (sieve->at < sieve->size && piece->size < PIECE && *status == PARLEY_OK) {
        *status = pass_text(sieve, piece);
        if (*status == PARLEY_OK && sieve->at < sieve->size && piece->size < PIECE)
            *status = pass_mark(sieve, piece);
    }
    return *status == PARLEY_OK && piece->size > 0;
}
