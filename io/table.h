/* Comma-separated values, in and out.
 *
 * In: columns by the names of the header; comma, semicolon or tab, found from the header; a BOM,
 * CRLF and old CR line ends; quoted fields over lines; UTF-16 with a byte order mark; records that are
 * not UTF-8 are read as Windows-1252. Refused with file and line: a quote that never ends, a stray quote, a ragged row, a
 * NUL byte, a doubled or missing column name. The cells of a sheet (io/sheet.h) come without their
 * guards. Out: RFC 4180, UTF-8.
 *
 *     table_reader *table = NULL;
 *     const table_row *row;
 *     if (table_reader_open("labelled.csv", &table, &error) == PARLEY_OK) {
 *         size_t text = table_reader_column(table, "text");
 *         while (table_reader_next(table, &row, &error) == PARLEY_OK && row)
 *             …row->cells[text]…
 *     }
 *     table_reader_close(table);
 */
#ifndef PARLEY_IO_TABLE_H
#define PARLEY_IO_TABLE_H

#include "parley/buffer.h"

#include <stdbool.h>

typedef struct table_reader table_reader;

typedef struct table_row {
    size_t line;             /* of the file, where the record begins; 1-based */
    size_t number;           /* of the record, without the header; 1-based */
    const parley_str *cells; /* [columns of the header], UTF-8; valid until the next record */
} table_row;

/* Opens a file ("-": standard input), a gzip too, and reads its header. PARLEY_E_IO, PARLEY_E_FORMAT,
 * PARLEY_E_DATA: the file is empty; PARLEY_E_CORRUPT: a broken gzip; PARLEY_E_MEMORY. */
parley_status table_reader_open(const char *path, table_reader **reader, parley_error *error);

/* The same in an encoding by its name; NULL is the above. PARLEY_E_ARGUMENT: there is none called so. */
parley_status table_reader_open_as(const char *path, const char *encoding, table_reader **reader,
                                   parley_error *error);

/* Closes it; NULL is fine. */
void table_reader_close(table_reader *reader);

/* The columns, in the order of the file, valid as long as the reader. */
size_t table_reader_columns(const table_reader *reader);
parley_str table_reader_name(const table_reader *reader, size_t column);

/* The column of this name, or SIZE_MAX. */
size_t table_reader_column(const table_reader *reader, const char *name);

/* Whether the table is a sheet that people filled in: it has a column TASK_corrected. */
bool table_reader_is_sheet(const table_reader *reader);

/* Appends the names of all columns, as in "article, text": for messages. */
parley_status table_reader_list(const table_reader *reader, parley_buffer *out);

/* Reads the next record; `*record` is NULL at the end. PARLEY_E_FORMAT, PARLEY_E_IO,
 * PARLEY_E_CORRUPT, PARLEY_E_MEMORY; PARLEY_E_LIMIT: a record of more than INPUT_RECORD_MAX bytes or 10,000
 * fields. After an error no more records come. */
parley_status table_reader_next(table_reader *reader, const table_row **record,
                                parley_error *error);

/* How many records so far were not UTF-8 and were read as Windows-1252. */
size_t table_reader_converted(const table_reader *reader);

/* How often something could not be decoded and became U+FFFD. */
size_t table_reader_replaced(const table_reader *reader);

/* Appends a cell, quoted where it must be; `first` says that no comma goes before it. PARLEY_OK or
 * PARLEY_E_MEMORY. */
parley_status table_put(parley_buffer *out, const char *cell, size_t size, int first);
parley_status table_puts(parley_buffer *out, const char *cell, int first);

/* Appends a cell with a number, not as the first. */
parley_status table_put_number(parley_buffer *out, size_t number);

#endif
