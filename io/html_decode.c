/* The encoding of a web page.
 *
 * A saved page says what it is written in at up to four places, and often wrongly. The order here
 * is that of browsers: the caller (who may have seen an HTTP header) before a byte order mark,
 * before <meta charset> or an XML declaration near the top, before a guess. The guess is UTF-8 if
 * all bytes are well-formed, else Windows-1252.
 *
 * Under a name is read what io/encoding.h says it means. A page that calls itself UTF-16 in ASCII
 * letters is UTF-8. A page that calls itself UTF-8 and has high bytes, but not one well-formed
 * sequence of them, was written by a Windows-1252 editor behind a UTF-8 template.
 */
#define _POSIX_C_SOURCE 200809L
#include "html_decode.h"

#include "encoding.h"
#include "parley/text.h"

#include <string.h>
#include <strings.h>

/* Browsers look at 1,024 bytes; pages with long comments on top are worth a few more. */
enum { PRESCAN = 4096, NAME_SIZE = 40 };

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == ':';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Looks for `key = name` in text[at, end), as in charset="utf-8"; copies the name. */
static bool value_of(const char *text, size_t at, size_t end, const char *key, char name[NAME_SIZE])
{
    size_t key_length = strlen(key);
    for (; at + key_length < end; at++) {
        if (strncasecmp(text + at, key, key_length) != 0)
            continue;
        size_t p = at + key_length;
        while (p < end && is_blank(text[p]))
            p++;
        if (p >= end || text[p] != '=')
            continue;
        p++;
        while (p < end && (is_blank(text[p]) || text[p] == '"' || text[p] == '\''))
            p++;
        size_t length = 0;
        while (p + length < end && length < NAME_SIZE - 1 && is_name_char(text[p + length]))
            length++;
        if (length == 0)
            continue;
        memcpy(name, text + p, length);
        name[length] = '\0';
        return true;
    }
    return false;
}

/* What the page itself says within its first bytes; comments do not count. */
static bool declared(const char *text, size_t size, char name[NAME_SIZE])
{
    size_t limit = size < PRESCAN ? size : PRESCAN;
    for (size_t at = 0; at + 5 < limit; at++) {
        if (text[at] != '<')
            continue;
        size_t rest = limit - at;
        if (rest > 4 && memcmp(text + at, "<!--", 4) == 0) {
            while (at + 3 < limit && memcmp(text + at, "-->", 3) != 0)
                at++;
            continue;
        }
        const char *close = memchr(text + at, '>', rest);
        size_t end = close ? (size_t)(close - text) : limit;
        if (strncasecmp(text + at, "<meta", 5) == 0 && value_of(text, at, end, "charset", name))
            return true;
        if (strncasecmp(text + at, "<?xml", 5) == 0 && value_of(text, at, end, "encoding", name))
            return true;
    }
    return false;
}

/* Whether some character beyond ASCII is well-formed. */
static bool has_utf8(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        int32_t code = 0;
        size_t length =
            (unsigned char)text[at] < 0x80 ? 1 : parley_utf8_decode(text + at, size - at, &code);
        if (length > 1)
            return true;
        at += length;
    }
    return false;
}

/* Converts through iconv. PARLEY_E_ARGUMENT where it does not know the name. */
static parley_status convert(const char *bytes, size_t size, const char *name, parley_buffer *copy,
                             size_t *replaced)
{
    decoder *d = NULL;
    parley_status status = decoder_new(name, &d, NULL);
    if (status == PARLEY_OK)
        status = decoder_run(d, bytes, size, true, copy);
    if (status == PARLEY_OK)
        *replaced = decoder_replaced(d);
    decoder_free(d);
    return status;
}

static parley_status decode_as(const char *bytes, size_t size, const char *name,
                               parley_buffer *copy, parley_str *page, size_t *replaced)
{
    parley_status status;
    if (strcasecmp(name, "utf-8") == 0 && parley_utf8_valid(bytes, size)) {
        *page = (parley_str){bytes, size};
        return PARLEY_OK;
    }
    if (strcasecmp(name, "windows-1252") == 0)
        status = parley_text_from_windows1252(bytes, size, copy);
    else
        status = convert(bytes, size, name, copy, replaced);
    *page = (parley_str){copy->data ? copy->data : "", copy->size};
    return status;
}

/* The name of the encoding where neither the caller nor a byte order mark says. */
static const char *find_name(const char *bytes, size_t size, char stated[NAME_SIZE])
{
    bool valid = parley_utf8_valid(bytes, size);
    if (!declared(bytes, size, stated))
        return valid ? "utf-8" : "windows-1252";
    const char *name = encoding_meaning(stated);
    if (strncasecmp(name, "utf-16", 6) == 0 || strncasecmp(name, "utf-32", 6) == 0)
        name = "utf-8"; /* or the declaration could not have been read */
    if (strcasecmp(name, "utf-8") == 0 && !valid && !has_utf8(bytes, size))
        name = "windows-1252";
    return name;
}

parley_status html_decode(const char *bytes, size_t size, const char *encoding, parley_buffer *copy,
                          parley_str *page, size_t *replaced, parley_error *error)
{
    char stated[NAME_SIZE];
    const char *name = encoding_by_mark(encoding, bytes, size);
    size_t mark = 0;
    *replaced = 0;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 &&
        (!name || strcasecmp(name, "utf-8") == 0)) {
        mark = 3;
        name = "utf-8";
    } else if (name && strncasecmp(name, "utf-16", 6) == 0 && encoding_by_mark(NULL, bytes, size)) {
        mark = 2;
    }
    if (!name)
        name = find_name(bytes, size, stated);
    parley_status status = decode_as(bytes + mark, size - mark, name, copy, page, replaced);
    if (status == PARLEY_E_ARGUMENT && !encoding) {
        name = parley_utf8_valid(bytes, size) ? "utf-8" : "windows-1252";
        status = decode_as(bytes + mark, size - mark, name, copy, page, replaced);
    }
    if (status == PARLEY_E_ARGUMENT)
        return parley_error_set(error, status, "there is no encoding called '%s'", encoding);
    if (status != PARLEY_OK)
        return parley_error_set(error, status, "out of memory while decoding the page");
    return PARLEY_OK;
}
