/* Encodings through iconv: see io/encoding.h.
 *
 * Names are read as browsers read them: iso-8859-1 and us-ascii mean Windows-1252, gb2312 means
 * GB18030, and so on, since texts use the bytes of the larger set under the name of the smaller.
 * UTF-7 is refused as browsers do: nothing is written in it but attacks.
 *
 * iconv stops at what it cannot decode. There one unit of the encoding is passed over for one U+FFFD,
 * so that the rest of UTF-16 keeps its step. It also knows of numbers beyond Unicode: UTF-8 is
 * decoded here, and all that iconv gives is looked at.
 */
#define _POSIX_C_SOURCE 200809L

#include "encoding.h"

#include "parley/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* No character takes more bytes: what is longer and incomplete is broken. */
enum { CHARACTER_MAX = 32 };

static const struct alias {
    const char *name;
    const char *meaning;
} aliases[] = {
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"l1", "windows-1252"},
    {"ascii", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "cp874"},
    {"windows-874", "cp874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"big5", "big5-hkscs"},
    {"shift_jis", "cp932"},
    {"shift-jis", "cp932"},
    {"sjis", "cp932"},
    {"x-sjis", "cp932"},
    {"windows-31j", "cp932"},
    {"euc-kr", "cp949"},
    {"ks_c_5601-1987", "cp949"},
    {"x-euc-jp", "euc-jp"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"utf-16", "utf-16le"},
    {"utf16", "utf-16le"},
    {"unicode", "utf-16le"},
};

struct decoder {
    bool utf8;         /* no iconv is needed */
    iconv_t converter; /* (iconv_t)-1: none */
    size_t unit;       /* bytes to pass over where decoding fails */
    size_t replaced;
    parley_buffer pending; /* what has not been decoded yet */
};

const char *encoding_meaning(const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(name, aliases[i].name) == 0)
            return aliases[i].meaning;
    return name;
}

const char *encoding_by_mark(const char *name, const char *bytes, size_t size)
{
    if (name)
        name = encoding_meaning(name);
    if (size < 2 || (name && strncasecmp(name, "utf-16", 6) != 0))
        return name;
    if (memcmp(bytes, "\xFF\xFE", 2) == 0)
        return "utf-16le";
    return memcmp(bytes, "\xFE\xFF", 2) == 0 ? "utf-16be" : name;
}

/* A slash in a name would change how iconv works, an empty one means the locale's. */
static bool is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.:";
    return *name && name[strspn(name, allowed)] == '\0' && strncasecmp(name, "utf-7", 5) != 0;
}

parley_status decoder_new(const char *name, decoder **out, parley_error *error)
{
    const char *meaning = encoding_meaning(name);
    decoder *d = calloc(1, sizeof *d);
    if (!d)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    d->utf8 = strcasecmp(meaning, "utf-8") == 0;
    d->converter = !d->utf8 && is_name(meaning) ? iconv_open("UTF-8", meaning) : (iconv_t)-1;
    if (!d->utf8 && d->converter == (iconv_t)-1) {
        free(d);
        return parley_error_set(error, PARLEY_E_ARGUMENT, "there is no encoding called '%s'", name);
    }
    d->unit = 1;
    if (strncasecmp(meaning, "utf-16", 6) == 0)
        d->unit = 2;
    else if (strncasecmp(meaning, "utf-32", 6) == 0)
        d->unit = 4;
    *out = d;
    return PARLEY_OK;
}

static const char replacement[] = "\xEF\xBF\xBD";

/* Appends UTF-8 with U+FFFD for every byte that belongs to no character. */
static parley_status put_utf8(decoder *d, const char *text, size_t size, parley_buffer *out)
{
    size_t from = 0;
    if (parley_utf8_valid(text, size))
        return parley_buffer_append(out, text, size);
    for (size_t at = 0; at < size;) {
        int32_t code = 0;
        bool ascii = (unsigned char)text[at] < 0x80;
        size_t length = ascii ? 1 : parley_utf8_decode(text + at, size - at, &code);
        if (length > 1 || ascii) {
            at += length;
            continue;
        }
        if (parley_buffer_append(out, text + from, at - from) != PARLEY_OK ||
            parley_buffer_puts(out, replacement) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        d->replaced++;
        from = ++at;
    }
    return parley_buffer_append(out, text + from, size - from);
}

/* How many bytes at the end are the beginning of a character that may yet be completed. */
static size_t cut_utf8(const char *text, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char c = (unsigned char)text[size - back];
        if (c >= 0xC0)
            return back < (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) ? back : 0;
        if (c < 0x80)
            break;
    }
    return 0;
}

/* Puts U+FFFD in the place of one unit, or of a character that the end of the text cuts. */
static parley_status replace(decoder *d, bool cut, char **in, size_t *left, parley_buffer *out)
{
    size_t passed = cut || *left < d->unit ? *left : d->unit;
    *in += passed;
    *left -= passed;
    d->replaced++;
    return parley_buffer_puts(out, replacement);
}

/* Moves `*in` over what iconv decodes; what waits for more bytes is left. */
static parley_status convert(decoder *d, char **in, size_t *left, bool last, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    char block[8192];
    while (*left > 0 && status == PARLEY_OK) {
        char *to = block;
        size_t room = sizeof block;
        size_t result = iconv(d->converter, in, left, &to, &room);
        int reason = errno;
        status = put_utf8(d, block, sizeof block - room, out);
        if (result != (size_t)-1 || reason == E2BIG || status != PARLEY_OK)
            continue;
        bool cut = reason == EINVAL && *left < CHARACTER_MAX;
        if (cut && !last)
            break;
        status = replace(d, cut, in, left, out);
    }
    if (last && status == PARLEY_OK) {
        /* Some encodings hold a letter back for the accent that may follow. */
        char *to = block;
        size_t room = sizeof block;
        iconv(d->converter, NULL, NULL, &to, &room);
        status = put_utf8(d, block, sizeof block - room, out);
    }
    return status;
}

parley_status decoder_run(decoder *d, const char *bytes, size_t size, bool last, parley_buffer *out)
{
    parley_status status = parley_buffer_append(&d->pending, bytes, size);
    if (status != PARLEY_OK)
        return status;
    char *in = d->pending.data;
    size_t left = d->pending.size;
    if (d->utf8) {
        size_t waiting = last ? 0 : cut_utf8(in, left);
        status = put_utf8(d, in ? in : "", left - waiting, out);
        in = left > waiting ? in + (left - waiting) : in;
        left = waiting;
    } else {
        status = convert(d, &in, &left, last, out);
    }
    if (left > 0)
        memmove(d->pending.data, in, left);
    d->pending.size = left;
    return status;
}

size_t decoder_replaced(const decoder *d)
{
    return d->replaced;
}

void decoder_free(decoder *d)
{
    if (!d)
        return;
    if (d->converter != (iconv_t)-1)
        iconv_close(d->converter);
    parley_buffer_fini(&d->pending);
    free(d);
}
