/* Strings out of JSON-LD.
 *
 * Of a page's JSON-LD the extractor wants two or three strings by their keys. Whether they hang off
 * the top, a list or an "@graph" differs from site to site and does not matter; what matters is that
 * a block of ten megabytes of brackets costs nothing. So this is no parser: it walks from string to
 * string and looks at those that a colon and another string follow.
 */
#include "html_json.h"

#include "parley/text.h"

#include <string.h>

static const uint32_t NO_CODE = UINT32_MAX;

/* Where the string that begins behind the quotation mark at `at` ends: its closing mark, or `size`. */
static size_t string_end(const char *json, size_t size, size_t at)
{
    while (at < size && json[at] != '"')
        at += json[at] == '\\' ? 2 : 1;
    return at < size ? at : size;
}

static size_t skip_blanks(const char *json, size_t size, size_t at)
{
    while (at < size &&
           (json[at] == ' ' || json[at] == '\t' || json[at] == '\n' || json[at] == '\r'))
        at++;
    return at;
}

/* Four hexadecimal digits; NO_CODE if they are none. */
static uint32_t hex4(const char *text, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = i < size ? text[i] : ' ';
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : 16;
        if (digit > 15)
            return NO_CODE;
        value = value << 4 | digit;
    }
    return value;
}

static parley_status put_utf8(parley_buffer *out, uint32_t code)
{
    char utf8[4];
    size_t n = 0;
    if (code < 0x80) {
        utf8[n++] = (char)code;
    } else if (code < 0x800) {
        utf8[n++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        utf8[n++] = (char)(0xE0 | code >> 12);
        utf8[n++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        utf8[n++] = (char)(0xF0 | code >> 18);
        utf8[n++] = (char)(0x80 | (code >> 12 & 0x3F));
        utf8[n++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80)
        utf8[n++] = (char)(0x80 | (code & 0x3F));
    return parley_buffer_append(out, utf8, n);
}

/* Appends what the escape at text[0] == '\\' stands for; returns its length through `length`. */
static parley_status put_escape(const char *text, size_t size, parley_buffer *out, size_t *length)
{
    char c = size > 1 ? text[1] : ' ';
    *length = 2;
    if (c == 'n' || c == 'r')
        return parley_buffer_append(out, "\n", 1);
    if (c == 't' || c == 'b' || c == 'f')
        return parley_buffer_append(out, " ", 1);
    if (c != 'u')
        return parley_buffer_append(out, &c, 1);
    uint32_t code = hex4(text + 2, size > 2 ? size - 2 : 0);
    if (code == NO_CODE) /* what follows may be a part of a longer character */
        return put_utf8(out, 0xFFFD);
    *length = 6;
    if (code >= 0xD800 && code < 0xDC00 && size >= 12 && text[6] == '\\' && text[7] == 'u') {
        uint32_t low = hex4(text + 8, size - 8);
        if (low >= 0xDC00 && low < 0xE000) {
            *length = 12;
            return put_utf8(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
        }
    }
    bool bad = code == 0 || (code >= 0xD800 && code < 0xE000);
    return put_utf8(out, bad ? 0xFFFD : code);
}

static parley_status put_string(const char *text, size_t size, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    for (size_t at = 0; at < size && status == PARLEY_OK;) {
        size_t length = 0;
        while (at + length < size && text[at + length] != '\\')
            length++;
        if (length > 0)
            status = parley_buffer_append(out, text + at, length);
        else
            status = put_escape(text + at, size - at, out, &length);
        at += length;
    }
    return status;
}

parley_status html_json_string(const char *json, size_t size, const char *key, parley_buffer *out,
                               bool *found)
{
    *found = false;
    size_t key_length = strlen(key);
    for (size_t at = 0; at < size;) {
        const char *mark = memchr(json + at, '"', size - at);
        if (!mark)
            break;
        size_t begin = (size_t)(mark - json) + 1;
        size_t end = string_end(json, size, begin);
        at = end < size ? end + 1 : size;
        if (end - begin != key_length || memcmp(json + begin, key, key_length) != 0)
            continue;
        size_t next = skip_blanks(json, size, at);
        if (next >= size || json[next] != ':')
            continue;
        next = skip_blanks(json, size, next + 1);
        if (next >= size || json[next] != '"')
            continue;
        end = string_end(json, size, next + 1);
        if (end == size || end == next + 1)
            continue;
        *found = true;
        return put_string(json + next + 1, end - next - 1, out);
    }
    return PARLEY_OK;
}
