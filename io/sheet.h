/* A sheet: a table that people fill in with a spreadsheet, and that comes back.
 *
 * A table is a sheet if one of its columns is named TASK_corrected, whatever else it has: that column
 * is what makes a sheet useful, it survives sorting, filtering, moving and other separators, and
 * nothing else is written with it. Cells of sheets, and their names of columns, are guarded
 * (io/guard.h); table_reader takes the guards away. Other tables have none.
 *
 *     bool cut;
 *     sheet_put(&line, cell, true, &scratch, &cut);
 */
#ifndef PARLEY_IO_SHEET_H
#define PARLEY_IO_SHEET_H

#include "parley/buffer.h"

#include <stdbool.h>

/* What a sheet begins with, so that Excel reads it as UTF-8, and what ends its rows. */
#define SHEET_BOM     "\xEF\xBB\xBF"
#define SHEET_ROW_END "\r\n"

/* Behind a task's name: the column that a person fills in. */
#define SHEET_CORRECTED "_corrected"

/* What a person writes there where the machine is right: ok, in whatever case a spreadsheet makes of it. */
bool sheet_is_ok(parley_str written);

/* How much a cell holds, in UTF-16 units as Excel counts, and what stands at the end of one that held
 * more. */
enum { SHEET_CELL_MAX = 32767 };
#define SHEET_CUT_MARK " […]"

/* Whether a column of this name makes a table a sheet. */
bool sheet_is_corrected(parley_str column);

/* Appends a cell: guarded and quoted where needed, cut if it is too long; `*cut` says whether it was.
 * `scratch` is emptied and used. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status sheet_put(parley_buffer *out, parley_str cell, bool first, parley_buffer *scratch,
                        bool *cut);

#endif
