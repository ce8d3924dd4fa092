/* A guard for cells that a spreadsheet would run, or turn into something else and write back changed.
 *
 *     guard_put(&line, (parley_str){"000123", 6});      // ·000123
 *     guard_strip((parley_str){"·000123", 8});          // 000123
 *     guard_strip((parley_str){"· an item", 10});       // · an item: nothing that needs a guard
 */
#ifndef PARLEY_IO_GUARD_H
#define PARLEY_IO_GUARD_H

#include "parley/buffer.h"

#include <stdbool.h>

/* The middle dot, U+00B7. */
#define GUARD "\xC2\xB7"

/* Whether a cell (UTF-8) needs the guard: it begins like a formula; or it reads as a number, a date, a
 * time, an amount or a truth value in some language, and is not a whole number that stays as it is. A
 * cell that begins with guards needs one more if what stands behind them needs one. */
bool guard_needed(parley_str cell);

/* Appends the cell, behind a guard if it needs one. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status guard_put(parley_buffer *out, parley_str cell);

/* The cell without the guard that guard_put gave it: for every cell, guard_strip of what guard_put
 * wrote is that cell. Points into `cell`. */
parley_str guard_strip(parley_str cell);

#endif
