/* Sheets: see io/sheet.h. */
#include "sheet.h"

#include "guard.h"
#include "parley/text.h"
#include "table.h"

#include <string.h>

bool sheet_is_corrected(parley_str column)
{
    static const size_t size = sizeof SHEET_CORRECTED - 1;
    return column.size > size &&
           memcmp(column.data + column.size - size, SHEET_CORRECTED, size) == 0;
}

bool sheet_is_ok(parley_str s)
{
    return s.size == 2 && (s.data[0] | 0x20) == 'o' && (s.data[1] | 0x20) == 'k';
}

/* The bytes of a text that take at most `limit` UTF-16 units. */
static size_t fit(parley_str text, size_t limit)
{
    size_t at = 0, units = 0;
    while (at < text.size) {
        int32_t c;
        size_t size = parley_utf8_decode(text.data + at, text.size - at, &c);
        units += c > 0xFFFF ? 2 : 1;
        if (units > limit)
            break;
        at += size;
    }
    return at;
}

parley_status sheet_put(parley_buffer *out, parley_str cell, bool first, parley_buffer *scratch,
                        bool *cut)
{
    *cut = false;
    if (!guard_needed(cell) && cell.size <= SHEET_CELL_MAX)
        return table_put(out, cell.data, cell.size, first);
    scratch->size = 0;
    parley_status status = guard_put(scratch, cell);
    parley_str whole = {scratch->data, scratch->size};
    if (status == PARLEY_OK && fit(whole, SHEET_CELL_MAX) < whole.size) {
        *cut = true;
        /* The mark takes four units: a blank, two brackets and what is between them. */
        scratch->size = fit(whole, SHEET_CELL_MAX - 4);
        status = parley_buffer_puts(scratch, SHEET_CUT_MARK);
    }
    return status == PARLEY_OK ? table_put(out, scratch->data, scratch->size, first) : status;
}
