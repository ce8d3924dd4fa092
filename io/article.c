/* Articles: see io/article.h.
 *
 * The bytes come through io/input.h, which unpacks and decodes what is known without looking into the
 * text. What is left is decided here: whether it is a page (io/html.h, which knows how pages name
 * their encoding), and what text is that is not UTF-8.
 */
#define _POSIX_C_SOURCE 200809L

#include "article.h"

#include "encoding.h"
#include "files.h"
#include "input.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static parley_status no_memory(const char *path, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_MEMORY, path, 0, "out of memory");
}

static parley_str without_mark(parley_str bytes)
{
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0)
        return (parley_str){bytes.data + 3, bytes.size - 3};
    return bytes;
}

/* --- is it a page? ------------------------------------------------------------------------------ */

static bool starts(parley_str s, const char *word)
{
    size_t length = strlen(word);
    return s.size >= length && strncasecmp(s.data, word, length) == 0;
}

/* Passes over what begins with `open`, up to `close` and behind it. */
static bool pass(parley_str *s, const char *open, const char *close)
{
    if (!starts(*s, open))
        return false;
    while (s->size > 0 && !starts(*s, close))
        s->data++, s->size--;
    size_t length = s->size > 0 ? strlen(close) : 0;
    s->data += length;
    s->size -= length;
    return true;
}

/* Whether the first thing in the text is a tag of HTML. */
static bool begins_with_tag(parley_str s)
{
    static const char *const tags[] = {
        "html", "head",  "body", "article", "main",  "section", "div", "p",     "h1",   "meta",
        "link", "title", "span", "script",  "style", "header",  "nav", "table", "base", "noscript"};
    s = without_mark(s);
    do
        while (s.size > 0 && strchr(" \t\r\n\f", *s.data))
            s.data++, s.size--;
    while (pass(&s, "<!--", "-->") || pass(&s, "<?xml", "?>"));
    if (starts(s, "<!doctype html"))
        return true;
    for (size_t i = 0; i < sizeof tags / sizeof *tags && s.size > 0 && *s.data == '<'; i++) {
        size_t length = strlen(tags[i]) + 1;
        if (s.size > length && starts((parley_str){s.data + 1, s.size - 1}, tags[i]) &&
            strchr(" \t\r\n\f>/", s.data[length]))
            return true;
    }
    return false;
}

/* --- text and pages ----------------------------------------------------------------------------- */

/* A zero byte is in no text; it would end up in a table that nobody could read. */
static parley_status refuse_nul(const char *path, parley_str text, parley_error *error)
{
    const char *nul = text.size ? memchr(text.data, '\0', text.size) : NULL;
    size_t line = 1;
    if (!nul)
        return PARLEY_OK;
    for (const char *c = text.data; c < nul; c++)
        line += *c == '\n';
    return parley_error_at(error, PARLEY_E_FORMAT, path, line,
                           "a NUL byte; this is no text file, or UTF-16 without a byte order mark: "
                           "save it as UTF-8");
}

static parley_str bytes_of(const article_text *a)
{
    return (parley_str){a->text.data ? a->text.data : "", a->text.size};
}

/* Makes the bytes of `a` text: UTF-8 without its mark, or Windows-1252 made UTF-8. */
static parley_status take_text(const char *path, article_text *a, parley_error *error)
{
    parley_str bytes = without_mark(bytes_of(a));
    parley_status status = refuse_nul(path, bytes, error);
    if (status != PARLEY_OK)
        return status;
    if (parley_utf8_valid(bytes.data, bytes.size)) {
        if (bytes.size < a->text.size)
            memmove(a->text.data, bytes.data, bytes.size);
        a->text.size = bytes.size;
        return PARLEY_OK;
    }
    parley_buffer text = {0};
    a->converted = true;
    status = parley_text_from_windows1252(bytes.data, bytes.size, &text);
    parley_buffer_fini(&a->text);
    a->text = text;
    return status == PARLEY_OK ? status : no_memory(path, error);
}

/* Makes them the text of a page. */
static parley_status take_page(const char *path, const article_options *options, bool decoded,
                               article_text *a, parley_error *error)
{
    html_article page;
    parley_str bytes = bytes_of(a);
    parley_error cause = {0};
    parley_status status = html_extract(bytes.data, bytes.size, decoded ? "utf-8" : NULL,
                                        options->keep, &page, &cause);
    if (status != PARLEY_OK)
        return parley_error_at(error, status, path, 0, "%s", cause.text);
    parley_buffer_fini(&a->text);
    a->text = page.text;
    a->paragraphs = page.paragraphs;
    a->paragraph_count = page.paragraph_count;
    a->replaced += page.replaced;
    memcpy(a->day, page.day, sizeof a->day);
    page.text = (parley_buffer){0};
    page.paragraphs = NULL;
    html_article_fini(&page);
    return PARLEY_OK;
}

static void clear(article_text *a)
{
    a->text.size = 0;
    free(a->paragraphs);
    a->paragraphs = NULL;
    a->paragraph_count = 0;
    a->day[0] = '\0';
    a->converted = false;
    a->replaced = 0;
}

/* Makes an article of the bytes of `a`, which are UTF-8 (`decoded`) or whatever they say. */
static parley_status take(const char *path, const article_options *options, bool decoded,
                          article_text *a, parley_error *error)
{
    bool page = options->format == ARTICLE_HTML ||
                (options->format == ARTICLE_AUTO &&
                 (file_is_kind(path, FILES_HTML) || begins_with_tag(bytes_of(a))));
    parley_status status =
        page ? take_page(path, options, decoded, a, error) : take_text(path, a, error);
    if (status != PARLEY_OK)
        parley_buffer_fini(&a->text);
    return status;
}

/* --- public ------------------------------------------------------------------------------------- */

static const article_options defaults;

void article_library_init(void)
{
    xmlInitParser();
}

parley_status article_decode(const char *path, const article_options *options, parley_str bytes,
                             article_text *a, parley_error *error)
{
    options = options ? options : &defaults;
    const char *encoding = encoding_by_mark(options->encoding, bytes.data, bytes.size);
    decoder *d = NULL;
    clear(a);
    parley_status status = encoding ? decoder_new(encoding, &d, error) : PARLEY_OK;
    if (status != PARLEY_OK)
        return status;
    status = d ? decoder_run(d, bytes.data, bytes.size, true, &a->text)
               : parley_buffer_append(&a->text, bytes.data, bytes.size);
    a->replaced = d ? decoder_replaced(d) : 0;
    decoder_free(d);
    return status == PARLEY_OK ? take(path, options, encoding != NULL, a, error)
                               : no_memory(path, error);
}

parley_status article_read(const char *path, const article_options *options, article_text *a,
                           parley_error *error)
{
    input *in = NULL;
    options = options ? options : &defaults;
    clear(a);
    parley_status status = input_open(path, options->encoding, &in, error);
    if (status == PARLEY_OK)
        status = input_read_all(in, INPUT_ARTICLE_MAX, &a->text, error);
    if (status == PARLEY_OK) {
        a->replaced = input_replaced(in);
        status = take(input_name(in), options, input_decoded(in), a, error);
    }
    input_close(in);
    return status;
}

article_parts article_text_parts(const article_text *a)
{
    return (article_parts){.text = {a->text.data ? a->text.data : "", a->text.size},
                           .paragraphs = a->paragraphs,
                           .paragraph_count = a->paragraph_count};
}

void article_text_fini(article_text *a)
{
    parley_buffer_fini(&a->text);
    free(a->paragraphs);
    *a = (article_text){0};
}
