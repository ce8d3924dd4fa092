/* Text: decoding, folding, ids; see parley/text.h.
 *
 * Most news is ASCII with typographic quotation marks, so every function has a way for runs of ASCII,
 * several bytes at a time, and takes the rest code point by code point.
 *
 * Folding has two cheap cases: ASCII, and punctuation that becomes ASCII. Everything else is gathered
 * into a run of non-ASCII characters and handed to utf8proc. A run is closed under normalisation: an
 * ASCII character never combines with what stands before it, and the one in front of a run, which a
 * combining mark may change (e and an acute accent), is taken back into the run.
 *
 * Normal form C leaves most characters as they are. Those that it leaves, and that never combine with
 * what stands before them, are `is_stable`; only what stands between two of them goes to utf8proc, in
 * segments of at most SEGMENT bytes: it sorts marks in quadratic time, and texts of nothing but marks
 * are nobody's language.
 */
#include "parley/text.h"

#include "parley/sixteen.h"

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

/* The number of leading ASCII bytes. */
static size_t ascii_prefix(const char *text, size_t length)
{
    size_t i = 0;
    for (unsigned bits; length - i >= PARLEY_SIXTEEN; i += PARLEY_SIXTEEN)
        if ((bits = parley_sixteen_bits(parley_sixteen_load(text + i))) != 0)
            return i + parley_lowest_bit(bits);
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

/* Which of sixteen bytes begin characters beyond ASCII that may be white space. */
static unsigned may_begin_space(parley_sixteen bytes)
{
    parley_sixteen some =
        parley_sixteen_or(parley_sixteen_is(bytes, '\xC2'), parley_sixteen_is(bytes, '\xE1'));
    parley_sixteen more =
        parley_sixteen_or(parley_sixteen_is(bytes, '\xE2'), parley_sixteen_is(bytes, '\xE3'));
    return parley_sixteen_bits(
        parley_sixteen_or(some, parley_sixteen_or(more, parley_sixteen_is(bytes, '\xEF'))));
}

/* The length of the run at `text` that squeezing leaves as it is: no white space but single blanks, none at
 * either end, nor control characters, which are left to the caller. */
static size_t squeezed_run(const char *text, size_t length)
{
    unsigned before = 1; /* whether a blank stands in front */
    size_t i = 0;
    for (unsigned blanks; length - i >= PARLEY_SIXTEEN; i += PARLEY_SIXTEEN) {
        parley_sixteen bytes = parley_sixteen_load(text + i);
        parley_sixteen control = parley_sixteen_from(bytes, 0, ' ' - 1);
        blanks = parley_sixteen_bits(parley_sixteen_is(bytes, ' '));
        unsigned ends = parley_sixteen_bits(control) | (blanks & (blanks << 1 | before));
        ends |= parley_sixteen_bits(bytes) ? may_begin_space(bytes) : 0;
        if (ends) { /* the loop below finds it at once */
            i += parley_lowest_bit(ends);
            break;
        }
        before = blanks >> (PARLEY_SIXTEEN - 1);
    }
    for (; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c > 0x7F || (c == ' ' && (i == 0 || text[i - 1] == ' ')))
            break;
    }
    return i > 0 && text[i - 1] == ' ' ? i - 1 : i;
}

/* Squeezing, piece by piece. All zero is the beginning. */
typedef struct squeezer {
    bool begun; /* something has been written */
    bool blank; /* white space has been seen since */
} squeezer;

/* Writes a piece at `to`, which has room for `length` + 1 bytes; returns the end of what it wrote. */
static char *squeeze_piece(squeezer *s, const char *text, size_t length, char *to)
{
    for (size_t i = 0; i < length;) {
        size_t size = squeezed_run(text + i, length - i);
        if (size == 0) {
            int32_t c;
            size = parley_utf8_decode(text + i, length - i, &c);
            if (parley_is_space(c)) {
                s->blank = s->begun;
                i += size;
                continue;
            }
        }
        if (s->blank)
            *to++ = ' '; /* takes the place of at least one byte that was skipped */
        s->blank = false;
        s->begun = true;
        memcpy(to, text + i, size);
        to += size;
        i += size;
    }
    return to;
}

parley_status parley_text_squeeze(const char *text, size_t length, parley_buffer *out)
{
    squeezer s = {0};
    if (length == 0)
        return PARLEY_OK; /* an empty buffer has no bytes to point to */
    if (parley_buffer_reserve(out, length) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    char *end = squeeze_piece(&s, text, length, out->data + out->size);
    out->size = (size_t)(end - out->data);
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

/* The most bytes that are normalised at once, where no stable character ends them earlier. */
enum { SEGMENT = 256 };

/* Whether normal form C leaves a character alone and it combines with nothing in front of it. Of the
 * many that do so, those that are frequent somewhere; tests/test_text.c holds them against utf8proc. */
static bool is_stable(int32_t c)
{
    if (c < 0x370)
        return c < 0x300;
    if (c < 0x2000)
        return (c >= 0x391 && c <= 0x3C9) || (c >= 0x400 && c <= 0x482) ||
               (c >= 0x48A && c <= 0x52F) || (c >= 0x5D0 && c <= 0x5EA) ||
               (c >= 0x621 && c <= 0x64A);
    if (c < 0x3000)
        return (c >= 0x2010 && c <= 0x205E) || (c >= 0x20A0 && c <= 0x20C0);
    return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || c == 0xFEFF ||
           c == 0xFFFD || (c >= 0x1F300 && c <= 0x1F64F);
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

/* The length of the run of characters from `text` on that need utf8proc; a long run is cut before a
 * stable character, or where it must be. */
static size_t foreign_run(const char *text, size_t length)
{
    size_t i = 0, cut = 0;
    while (i < length && ((unsigned char)text[i] & 0x80)) {
        int32_t c;
        size_t size = parley_utf8_decode(text + i, length - i, &c);
        if (size == 1 || plain_mark(c))
            break;
        if (i + size > SEGMENT)
            return cut > 0 ? cut : i;
        if (is_stable(c))
            cut = i;
        i += size;
    }
    return i;
}

/* Folds a run of at most SEGMENT bytes; `start` is where this fold's output begins in `out`. */
static parley_status fold_run(const char *text, size_t length, size_t start, parley_buffer *out)
{
    static const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    if (out->size == start || (unsigned char)out->data[out->size - 1] & 0x80)
        return append_mapped(text, length, options, out);
    /* Take the ASCII character before the run into it. */
    char run[SEGMENT + 1];
    run[0] = out->data[--out->size];
    memcpy(run + 1, text, length);
    return append_mapped(run, length + 1, options, out);
}

/* Folds sixteen bytes of ASCII: small letters, white space made blanks. Returns which are not ASCII. */
static unsigned fold_sixteen(const char *from, char *to)
{
    parley_sixteen bytes = parley_sixteen_load(from);
    unsigned wide = parley_sixteen_bits(bytes);
    bytes = parley_sixteen_add(bytes, parley_sixteen_from(bytes, 'A', 'Z'), 'a' - 'A');
    bytes = parley_sixteen_put(bytes, parley_sixteen_from(bytes, '\t', '\r'), ' ');
    parley_sixteen_store(bytes, to);
    return wide;
}

/* Folds the leading bytes that are ASCII and returns how many they are. PARLEY_SIXTEEN bytes behind the
 * last may be overwritten. */
static size_t fold_ascii(const char *from, size_t length, char *to)
{
    size_t i = 0;
    unsigned wide;
    for (; length - i >= PARLEY_SIXTEEN; i += PARLEY_SIXTEEN)
        if ((wide = fold_sixteen(from + i, to + i)) != 0)
            return i + parley_lowest_bit(wide);
    char rest[PARLEY_SIXTEEN] = {0};
    memcpy(rest, from + i, length - i);
    wide = fold_sixteen(rest, to + i);
    return wide ? i + parley_lowest_bit(wide) : length;
}

/* Folds a letter of two bytes that nothing is needed for but this: the accented ones of Western Europe
 * (U+00C0 to U+00FF without the signs among them and ß), and Cyrillic ones (U+0400 to U+045F). False: it is
 * none of these. */
static bool fold_letter(const char *text, char *to)
{
    unsigned char lead = (unsigned char)text[0], last = (unsigned char)text[1];
    if ((last & 0xC0) != 0x80)
        return false;
    if (lead == 0xC3) {
        if (last == 0x97 || last == 0x9F || last == 0xB7)
            return false;
        last |= 0x20;
    } else if (lead == 0xD0) { /* Ѐ to Џ, А to П, Р to Я, and а to п, which are small */
        lead = last < 0x90 || (last >= 0xA0 && last < 0xB0) ? 0xD1 : 0xD0;
        last = last < 0x90   ? last + 0x10
               : last < 0xA0 ? last + 0x20
               : last < 0xB0 ? last - 0x20
                             : last;
    } else if (lead != 0xD1 || last >= 0xA0) {
        return false;
    }
    to[0] = (char)lead;
    to[1] = (char)last;
    return true;
}

/* Folds the leading letters that fold_letter knows and with which nothing behind can combine, and returns
 * how many bytes they take. `to` has room for as many. */
static size_t fold_letters(const char *text, size_t length, char *to)
{
    size_t i = 0;
    for (; length - i >= 2; i += 2) {
        char next = length - i > 2 ? text[i + 2] : ' ';
        bool apart = !(next & 0x80) || next == '\xC3' || next == '\xD0' || next == '\xD1';
        if (!apart || !fold_letter(text + i, to + i))
            break;
    }
    return i;
}

/* Folds the character at `text`, which is not ASCII, or the run that it begins; sets its size. */
static parley_status fold_wide(const char *text, size_t length, size_t start, size_t *size,
                               parley_buffer *out)
{
    int32_t c;
    *size = parley_utf8_decode(text, length, &c);
    const char *mark = *size == 1 ? "\xEF\xBF\xBD" : plain_mark(c);
    if (mark)
        return parley_buffer_puts(out, mark);
    *size = foreign_run(text, length);
    return fold_run(text, *size, start, out);
}

parley_status parley_text_fold(const char *text, size_t length, parley_buffer *out)
{
    size_t start = out->size;
    for (size_t i = 0; i < length;) {
        if (parley_buffer_reserve(out, length - i + PARLEY_SIXTEEN) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        size_t size = fold_ascii(text + i, length - i, out->data + out->size);
        size += fold_letters(text + i + size, length - i - size, out->data + out->size + size);
        out->size += size;
        i += size;
        if (i == length || !(text[i] & 0x80))
            continue;
        if (fold_wide(text + i, length - i, start, &size, out) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        i += size;
    }
    return PARLEY_OK;
}

/* --- ids -------------------------------------------------------------------------------------- */

/* The text of an id on its way into the hash: squeezed, in pieces. */
typedef struct id_text {
    squeezer squeezing;
    parley_buffer *squeezed; /* what has not been hashed yet */
    bool streaming;          /* `state` holds what has been */
    XXH3_state_t state;
} id_text;

/* What is hashed in one go, which is faster for short texts. */
enum { ID_PIECE = 1 << 14 };

static parley_status id_add(id_text *id, const char *text, size_t length)
{
    parley_buffer *b = id->squeezed;
    while (length > 0) {
        size_t size = length < ID_PIECE ? length : ID_PIECE;
        while (size < length && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--; /* the text is well-formed: at most three times */
        if (b->size > ID_PIECE) {
            if (!id->streaming)
                XXH3_64bits_reset(&id->state);
            id->streaming = true;
            XXH3_64bits_update(&id->state, b->data, b->size);
            b->size = 0;
        }
        if (parley_buffer_reserve(b, size + 1) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        b->size = (size_t)(squeeze_piece(&id->squeezing, text, size, b->data + b->size) - b->data);
        text += size;
        length -= size;
    }
    return PARLEY_OK;
}

static uint64_t id_hash(id_text *id)
{
    const char *rest = id->squeezed->size ? id->squeezed->data : "";
    if (!id->streaming)
        return XXH3_64bits(rest, id->squeezed->size);
    XXH3_64bits_update(&id->state, rest, id->squeezed->size);
    return XXH3_64bits_digest(&id->state);
}

/* Whether a stable character of two bytes begins there, up to U+02FF or Cyrillic. */
static bool is_stable_pair(const char *text)
{
    unsigned char lead = (unsigned char)text[0];
    return ((lead >= 0xC2 && lead <= 0xCB) || lead == 0xD0 || lead == 0xD1) &&
           ((unsigned char)text[1] & 0xC0) == 0x80;
}

/* The bytes of the leading characters that are stable, as far as that is soon told; sets the size of the
 * last one. */
static size_t stable_prefix(const char *text, size_t length, size_t *last)
{
    for (size_t i = 0;;) {
        size_t begin = i;
        i += ascii_prefix(text + i, length - i);
        *last = i > begin ? 1 : *last;
        for (; length - i >= 2 && is_stable_pair(text + i); i += 2)
            *last = 2;
        if (i == length || text[i] & 0x80 || i == begin)
            return i;
    }
}

/* Finds the next characters that are not stable, from `at` on: they begin at `*begin`, with the one in
 * front of them, and end at `*end`. Both are the text's end where there are none. */
static void find_unstable(const char *text, size_t length, size_t at, size_t *begin, size_t *end)
{
    bool found = false;
    *begin = at;
    while (at < length) {
        int32_t c;
        size_t last = 0, prefix = stable_prefix(text + at, length - at, &last);
        size_t size = prefix ? prefix : parley_utf8_decode(text + at, length - at, &c);
        bool stable = prefix || (size > 1 && is_stable(c));
        if (found && (stable || at + size - *begin > SEGMENT))
            break;
        if (stable)
            *begin = at + (prefix ? prefix - last : 0);
        found = found || !stable;
        at += size;
    }
    if (!found)
        *begin = at;
    *end = at;
}

/* Adds a segment of at most SEGMENT bytes in normal form C, malformed bytes made U+FFFD. */
static parley_status add_unstable(id_text *id, const char *text, size_t length)
{
    unsigned char repaired[3 * SEGMENT]; /* U+FFFD takes three bytes */
    size_t size = 0;
    parley_buffer normal = {0};
    for (size_t i = 0; i < length;) {
        int32_t c;
        i += parley_utf8_decode(text + i, length - i, &c);
        size += (size_t)utf8proc_encode_char(c, repaired + size);
    }
    parley_status status =
        append_mapped((const char *)repaired, size, UTF8PROC_STABLE | UTF8PROC_COMPOSE, &normal);
    if (status == PARLEY_OK)
        status = id_add(id, normal.data, normal.size);
    parley_buffer_fini(&normal);
    return status;
}

static void id_write(uint64_t hash, char id[PARLEY_ID_SIZE])
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    id[0] = 'p';
    id[1] = '1';
    for (size_t i = 0; i < 13; i++)
        id[2 + i] = digits[hash >> (60 - 5 * i) & 31];
    id[PARLEY_ID_SIZE - 1] = '\0';
}

/* The id of a text that may have to be squeezed and normalised. */
static parley_status id_of_any(const char *text, size_t length, parley_buffer *scratch,
                               char id[PARLEY_ID_SIZE])
{
    scratch->size = 0;
    id_text whole = {.squeezed = scratch};
    for (size_t at = 0; at < length;) {
        size_t begin, end;
        find_unstable(text, length, at, &begin, &end);
        if (id_add(&whole, text + at, begin - at) != PARLEY_OK ||
            (end > begin && add_unstable(&whole, text + begin, end - begin) != PARLEY_OK))
            return PARLEY_E_MEMORY;
        at = end;
    }
    id_write(id_hash(&whole), id);
    return PARLEY_OK;
}

parley_status parley_text_id(const char *text, size_t length, parley_buffer *scratch,
                             char id[PARLEY_ID_SIZE])
{
    return length > 0 && squeezed_run(text, length) == length
               ? parley_squeezed_id(text, length, scratch, id)
               : id_of_any(text, length, scratch, id);
}

parley_status parley_squeezed_id(const char *text, size_t length, parley_buffer *scratch,
                                 char id[PARLEY_ID_SIZE])
{
    size_t begin = 0, end;
    if (length > 0)
        find_unstable(text, length, 0, &begin, &end);
    if (length == 0 || begin < length)
        return id_of_any(text, length, scratch, id);
    id_write(XXH3_64bits(text, length), id);
    return PARLEY_OK;
}
