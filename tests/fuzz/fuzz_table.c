/* Tables: any bytes as a file; what is read and written again is read the same. */
#define _GNU_SOURCE /* memfd_create */

#include "../../io/table.h"
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Opens bytes as a file without a place in any folder. */
static parley_status open_bytes(const char *bytes, size_t size, int *file, table_reader **table)
{
    char path[64];
    *file = memfd_create("table", 0);
    MUST(*file >= 0);
    while (size > 0) {
        ssize_t written = write(*file, bytes, size);
        MUST(written > 0);
        bytes += written;
        size -= (size_t)written;
    }
    MUST(lseek(*file, 0, SEEK_SET) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", *file);
    parley_error error = {0};
    parley_status status = table_reader_open(path, table, &error);
    MUST(status == PARLEY_OK || (error.code == status && error.text[0]));
    return status;
}

static void put(parley_buffer *out, parley_str cell, size_t column)
{
    MUST(table_put(out, cell.data, cell.size, column == 0) == PARLEY_OK);
}

/* Reads all records, and writes them down as a table of our own with an unmistakable header. */
static void rewrite(table_reader *table, parley_buffer *out, size_t *rows)
{
    size_t columns = table_reader_columns(table), line = 0;
    const table_row *row = NULL;
    MUST(parley_buffer_puts(out, "first") == PARLEY_OK);
    for (size_t i = 0; i < columns; i++)
        MUST(parley_buffer_printf(out, ",c%zu", i) == PARLEY_OK);
    MUST(parley_buffer_puts(out, "\n") == PARLEY_OK);
    *rows = 0;
    while (table_reader_next(table, &row, NULL) == PARLEY_OK && row) {
        MUST(row->line > line || line == 0);
        line = row->line;
        MUST(row->number == ++*rows);
        MUST(parley_buffer_puts(out, "x") == PARLEY_OK);
        for (size_t i = 0; i < columns; i++) {
            MUST(memchr(row->cells[i].data, '\0', row->cells[i].size) == NULL);
            put(out, row->cells[i], i + 1);
        }
        MUST(parley_buffer_puts(out, "\n") == PARLEY_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    table_reader *table = NULL, *again = NULL;
    parley_buffer first = {0}, second = {0};
    int file, other;
    size_t rows, rows_again;
    if (open_bytes((const char *)data, size, &file, &table) == PARLEY_OK) {
        rewrite(table, &first, &rows);
        MUST(open_bytes(first.data, first.size, &other, &again) == PARLEY_OK);
        /* The same cells, behind one more column. */
        size_t columns = table_reader_columns(again);
        MUST(columns == table_reader_columns(table) + 1);
        const table_row *row = NULL;
        MUST(parley_buffer_append(
                 &second, first.data,
                 (size_t)((char *)memchr(first.data, '\n', first.size) - first.data) + 1) ==
             PARLEY_OK);
        rows_again = 0;
        while (table_reader_next(again, &row, NULL) == PARLEY_OK && row) {
            rows_again++;
            for (size_t i = 0; i < columns; i++)
                put(&second, row->cells[i], i);
            MUST(parley_buffer_puts(&second, "\n") == PARLEY_OK);
        }
        MUST(rows_again == rows);
        MUST(table_reader_converted(again) == 0);
        MUST(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
        table_reader_close(again);
        close(other);
    }
    table_reader_close(table);
    close(file);
    parley_buffer_fini(&first);
    parley_buffer_fini(&second);
    return 0;
}
