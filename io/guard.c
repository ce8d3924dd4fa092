/* The guard: see io/guard.h.
 *
 * A spreadsheet that opens a CSV decides for each cell what it is. It runs what begins like a formula
 * (OWASP, "CSV Injection": = + - @, tab, CR, and LF and the full-width forms), and it reads 000123 as
 * 123, 3E5 as 300000, 1/2 as the second of January, "March 2025" as its first day, true as TRUE; and
 * when it saves, that is what it writes. Quotation marks do not stop it. So such cells get a character
 * in front that makes them text.
 *
 * The middle dot is that character. What was tried (LibreOffice 7.4, 150 cells, numbers recognised and
 * formulas evaluated, 20 locales; tests/sheet/ repeats the round trip):
 *
 * - blank and no-break space: numbers and dates are recognised behind them;
 * - apostrophe: works, but stays visible in a CSV, and Excel and LibreOffice take one that begins a
 *   cell away as soon as a person edits it, so that the next saving loses it;
 * - ’ and ›: work; but ’ separates thousands in Switzerland, and both begin real sentences;
 * - word joiner and other invisible characters: not in Windows-1252;
 * - middle dot: works in all locales, no locale writes numbers with it, it is the same byte in
 *   Windows-1250 to 1254, and ·000123 reads as what it is.
 *
 * Only cells that need a guard have one, and reading takes a guard away only where one was needed: the
 * rule looks at what stands behind all guards, so the two are exact inverses, and an item that begins
 * with a middle dot (· so) is left alone on both ways. Where the rule asks for a guard that some
 * spreadsheet would not need, the cell still comes back the same; so in doubt it asks.
 *
 * Whole numbers of up to 11 digits go without: every spreadsheet writes them back as they are, and
 * people sort and filter by them. From 12 digits on Excel shows, and saves, 1.23E+11.
 */
#include "guard.h"

#include "guard_words.h"
#include "parley/text.h"

#include <string.h>

/* What is longer is no number, date or time: "Wednesday, 30 September 2026, 12:30:00 p.m." is 43. */
enum { VALUE_MAX = 64, WHOLE_DIGITS = 11 };

static bool starts_with_guard(parley_str cell)
{
    return cell.size >= sizeof GUARD - 1 && memcmp(cell.data, GUARD, sizeof GUARD - 1) == 0;
}

static parley_str behind_guard(parley_str cell)
{
    return (parley_str){cell.data + sizeof GUARD - 1, cell.size - (sizeof GUARD - 1)};
}

static bool is_digit(int32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9) ||
           (c >= 0x966 && c <= 0x96F) || (c >= 0xFF10 && c <= 0xFF19);
}

/* What stands in numbers, dates, times, fractions, percentages and amounts beside digits and words. */
static bool is_mark(int32_t c)
{
    static const int32_t others[] = {0x2019, 0x2212, 0x60C,  0x66A,  0x66B, 0x66C,
                                     0xFF05, 0xFF0C, 0xFF0E, 0xFF0F, 0xFF1A};
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r') || (c && strchr("$%'()+,-./:", c));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c == others[i])
            return true;
    bool money = (c >= 0xA2 && c <= 0xA5) || (c >= 0x20A0 && c <= 0x20CF);
    return money || parley_is_space(c);
}

/* -?(0|[1-9][0-9]*), but no -0 and not too long: written back as it is. */
static bool is_plain_whole(parley_str cell)
{
    bool negative = cell.size && cell.data[0] == '-';
    parley_str digits = {cell.data + negative, cell.size - negative};
    if (digits.size == 0 || digits.size > WHOLE_DIGITS ||
        (digits.data[0] == '0' && (negative || digits.size > 1)))
        return false;
    for (size_t i = 0; i < digits.size; i++)
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
    return true;
}

static bool begins_formula(parley_str cell)
{
    int32_t c = 0;
    for (size_t at = 0; at < cell.size;) {
        at += parley_utf8_decode(cell.data + at, cell.size - at, &c);
        if (c == '\t' || c == '\r' || c == '\n')
            return true;
        if (!parley_is_space(c))
            break;
    }
    return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xFF1D || c == 0xFF0B ||
           c == 0xFF0D || c == 0xFF20;
}

/* Digits with marks and the words of dates and amounts, or a truth value. */
static bool reads_as_value(parley_str cell)
{
    bool digits = false, truth = false;
    if (cell.size > VALUE_MAX)
        return false;
    for (size_t at = 0, size; at < cell.size; at += size) {
        int32_t c;
        size = parley_utf8_decode(cell.data + at, cell.size - at, &c);
        if (is_digit(c)) {
            digits = true;
        } else if (!is_mark(c)) {
            guard_word word =
                guard_word_find((parley_str){cell.data + at, cell.size - at}, digits, &size);
            truth = truth || word == GUARD_WORD_TRUTH;
            if (word == GUARD_WORD_NONE)
                return false;
        }
    }
    return digits != truth;
}

bool guard_needed(parley_str cell)
{
    while (starts_with_guard(cell))
        cell = behind_guard(cell);
    return !is_plain_whole(cell) && (begins_formula(cell) || reads_as_value(cell));
}

parley_status guard_put(parley_buffer *out, parley_str cell)
{
    parley_status status = guard_needed(cell) ? parley_buffer_puts(out, GUARD) : PARLEY_OK;
    return status == PARLEY_OK ? parley_buffer_append(out, cell.data, cell.size) : status;
}

parley_str guard_strip(parley_str cell)
{
    return starts_with_guard(cell) && guard_needed(cell) ? behind_guard(cell) : cell;
}
