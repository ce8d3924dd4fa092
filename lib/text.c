/* Text: decoding, folding, ids; see parley/text.h.
 *
 * Most news is ASCII with typographic quotation marks, so folding works through the text code point
 * by code point with two cheap cases: ASCII, and punctuation that becomes ASCII. Everything else is
 * gathered into a run of non-ASCII characters and handed to utf8proc. A run is closed under
 * normalisation: an ASCII character never combines with what stands before it, and the one in front
 * of a run, which a combining mark may change (e and an acute accent), is taken back into the run.
 */
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* --- decoding --------------------------------------------------------------------------------- */

size_t parley_utf8_decode(const char *text, size_t length, int32_t *code_point)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *code_point = s[0];
        return 1;
    }
    size_t need = s[0] >= 0xC2 && s[0] < 0xE0   ? 2
                  : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
                  : s[0] >= 0xF0 && s[0] < 0xF5 ? 4
                                                : 0;
    *code_point = 0xFFFD;
    if (need == 0 || length < need)
        return 1;
    int32_t value = s[0] & (0xFF >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 1;
        value = value << 6 | (s[i] & 0x3F);
    }
    static const int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[need] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 1;
    *code_point = value;
    return need;
}

/* The number of leading ASCII bytes, eight at a time. */
static size_t ascii_prefix(const char *text, size_t length)
{
    size_t i = 0;
    for (; length - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < length && !((unsigned char)text[i] & 0x80))
        i++;
    return i;
}

bool parley_utf8_valid(const char *text, size_t length)
{
    for (size_t i = ascii_prefix(text, length); i < length;) {
        int32_t code_point;
        size_t size = parley_utf8_decode(text + i, length - i, &code_point);
        if (size == 1)
            return false;
        i += size;
        i += ascii_prefix(text + i, length - i);
    }
    return true;
}

bool parley_is_space(int32_t c)
{
    if (c < 0x85)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static parley_status append_code_point(parley_buffer *out, int32_t code_point)
{
    unsigned char bytes[4];
    utf8proc_ssize_t size = utf8proc_encode_char(code_point, bytes);
    return parley_buffer_append(out, bytes, (size_t)size);
}

parley_status parley_text_from_windows1252(const char *bytes, size_t size, parley_buffer *out)
{
    /* 0x80 to 0x9F; the rest of the code page is Latin-1. */
    static const uint16_t upper[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    for (size_t i = 0; i < size;) {
        size_t plain = ascii_prefix(bytes + i, size - i);
        if (parley_buffer_append(out, bytes + i, plain) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        i += plain;
        if (i == size)
            break;
        unsigned char c = (unsigned char)bytes[i++];
        if (append_code_point(out, c < 0xA0 ? upper[c - 0x80] : c) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

/* --- white space ------------------------------------------------------------------------------ */

parley_status parley_text_squeeze(const char *text, size_t length, parley_buffer *out)
{
    if (length == 0)
        return PARLEY_OK; /* an empty buffer has no bytes to point to */
    if (parley_buffer_reserve(out, length) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    char *to = out->data + out->size;
    char *start = to;
    bool blank = false;
    for (size_t i = 0; i < length;) {
        int32_t c;
        size_t size = parley_utf8_decode(text + i, length - i, &c);
        if (parley_is_space(c)) {
            blank = to > start;
        } else {
            if (blank)
                *to++ = ' '; /* takes the place of at least one byte that was skipped */
            blank = false;
            memmove(to, text + i, size);
            to += size;
        }
        i += size;
    }
    out->size = (size_t)(to - out->data);
    return PARLEY_OK;
}

/* --- normal forms ----------------------------------------------------------------------------- */

/* Appends well-formed UTF-8 after a utf8proc transformation. */
static parley_status append_mapped(const char *text, size_t length, utf8proc_option_t options,
                                   parley_buffer *out)
{
    int32_t small[128];
    int32_t *points = small;
    parley_status status = PARLEY_E_MEMORY;
    utf8proc_ssize_t room = (utf8proc_ssize_t)(sizeof small / sizeof *small);
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t count =
        utf8proc_decompose(bytes, (utf8proc_ssize_t)length, points, room, options);
    if (count > room) {
        points = malloc((size_t)count * sizeof *points);
        if (!points)
            goto done;
        room = count;
        count = utf8proc_decompose(bytes, (utf8proc_ssize_t)length, points, room, options);
    }
    if (count < 0)
        goto done;
    count = utf8proc_normalize_utf32(points, count, options);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (append_code_point(out, points[i]) != PARLEY_OK)
            goto done;
    status = PARLEY_OK;
done:
    if (points != small)
        free(points);
    return status;
}

/* What features see in place of a typographic mark; NULL for all other characters. */
static const char *plain_mark(int32_t c)
{
    switch (c) {
    case 0x2018: /* single quotation marks, primes, modifier apostrophes, accents used as such */
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x02BC:
    case 0x00B4:
    case 0x2039:
    case 0x203A:
        return "'";
    case 0x201C: /* double quotation marks */
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x00AB:
    case 0x00BB:
        return "\"";
    case 0x2010: /* hyphens, dashes, minus */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return "-";
    case 0x2026:
        return "...";
    case 0x00AD: /* soft hyphen, joiners, direction marks, variation selector 16 */
    case 0x200C:
    case 0x200D:
    case 0x200E:
    case 0x200F:
    case 0x2060:
    case 0xFE0F:
        return "";
    default:
        return parley_is_space(c) ? " " : NULL;
    }
}

/* The length of the run of characters from `text` on that need utf8proc. */
static size_t foreign_run(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && ((unsigned char)text[i] & 0x80)) {
        int32_t c;
        size_t size = parley_utf8_decode(text + i, length - i, &c);
        if (size == 1 || plain_mark(c))
            break;
        i += size;
    }
    return i;
}

/* Folds a run; `start` is where this fold's output begins in `out`. */
static parley_status fold_run(const char *text, size_t length, size_t start, parley_buffer *out)
{
    static const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    if (out->size == start || (unsigned char)out->data[out->size - 1] & 0x80)
        return append_mapped(text, length, options, out);
    /* Take the ASCII character before the run into it. */
    parley_buffer run = {0};
    parley_status status = PARLEY_E_MEMORY;
    if (parley_buffer_append(&run, out->data + out->size - 1, 1) == PARLEY_OK &&
        parley_buffer_append(&run, text, length) == PARLEY_OK) {
        out->size--;
        status = append_mapped(run.data, run.size, options, out);
    }
    parley_buffer_fini(&run);
    return status;
}

parley_status parley_text_fold(const char *text, size_t length, parley_buffer *out)
{
    /* One ASCII byte makes one byte; "..." takes the three bytes of the ellipsis. What utf8proc
     * makes longer is reserved as it comes. */
    if (parley_buffer_reserve(out, length) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    size_t start = out->size;
    for (size_t i = 0; i < length;) {
        unsigned char byte = (unsigned char)text[i];
        parley_status status = PARLEY_OK;
        if (byte < 0x80) {
            char c = (char)byte;
            if (byte >= 'A' && byte <= 'Z')
                c = (char)(byte | 0x20);
            else if (byte >= '\t' && byte <= '\r')
                c = ' ';
            status = parley_buffer_append(out, &c, 1);
            i++;
        } else {
            int32_t c;
            size_t size = parley_utf8_decode(text + i, length - i, &c);
            const char *mark = size == 1 ? "\xEF\xBF\xBD" : plain_mark(c);
            if (mark) {
                status = parley_buffer_puts(out, mark);
                i += size;
            } else {
                size_t run = foreign_run(text + i, length - i);
                status = fold_run(text + i, run, start, out);
                i += run;
            }
        }
        if (status != PARLEY_OK)
            return status;
    }
    return PARLEY_OK;
}

/* --- ids -------------------------------------------------------------------------------------- */

/* Appends the text with malformed bytes made U+FFFD. */
static parley_status append_repaired(const char *text, size_t length, parley_buffer *out)
{
    for (size_t i = 0; i < length;) {
        int32_t c;
        i += parley_utf8_decode(text + i, length - i, &c);
        if (append_code_point(out, c) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

parley_status parley_text_id(const char *text, size_t length, parley_buffer *scratch,
                             char id[PARLEY_ID_SIZE])
{
    scratch->size = 0;
    parley_status status = PARLEY_OK;
    if (ascii_prefix(text, length) == length) {
        status = parley_text_squeeze(text, length, scratch);
    } else {
        parley_buffer normal = {0}, repaired = {0};
        if (!parley_utf8_valid(text, length)) {
            status = append_repaired(text, length, &repaired);
            text = repaired.data;
            length = repaired.size;
        }
        if (status == PARLEY_OK)
            status = append_mapped(text, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE, &normal);
        if (status == PARLEY_OK)
            status = parley_text_squeeze(normal.data, normal.size, scratch);
        parley_buffer_fini(&normal);
        parley_buffer_fini(&repaired);
    }
    if (status != PARLEY_OK)
        return status;

    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    uint64_t hash = XXH3_64bits(scratch->size ? scratch->data : "", scratch->size);
    id[0] = 'p';
    id[1] = '1';
    for (size_t i = 0; i < 13; i++)
        id[2 + i] = digits[hash >> (60 - 5 * i) & 31];
    id[PARLEY_ID_SIZE - 1] = '\0';
    return PARLEY_OK;
}
