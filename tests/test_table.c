/* CSV: what is read, what is refused and with which line, and what is written. */
#define _POSIX_C_SOURCE 200809L

#include "../io/table.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S(literal) literal, sizeof(literal) - 1

/* --- reading ------------------------------------------------------------------------------------ */

/* Reads a table and writes it down: the names, then "line:cell|cell|" for each record, then the
 * error if there is one. */
static parley_status describe(const char *bytes, size_t size, parley_buffer *out)
{
    table_reader *table = NULL;
    const table_row *row = NULL;
    parley_error error = {0};
    test_write("table.csv", bytes, size);
    parley_status status = table_reader_open("table.csv", &table, &error);
    if (status == PARLEY_OK) {
        for (size_t i = 0; i < table_reader_columns(table); i++) {
            parley_str name = table_reader_name(table, i);
            assert_int_equal(parley_buffer_append(out, name.data, name.size), PARLEY_OK);
            assert_int_equal(parley_buffer_puts(out, "|"), PARLEY_OK);
        }
        while ((status = table_reader_next(table, &row, &error)) == PARLEY_OK && row) {
            assert_int_equal(parley_buffer_printf(out, " %zu:", row->line), PARLEY_OK);
            for (size_t i = 0; i < table_reader_columns(table); i++) {
                assert_int_equal(parley_buffer_append(out, row->cells[i].data, row->cells[i].size),
                                 PARLEY_OK);
                assert_int_equal(parley_buffer_puts(out, "|"), PARLEY_OK);
            }
        }
        /* After the end, and after an error, nothing comes any more. */
        row = (const table_row *)1;
        assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
        assert_null(row);
    } else {
        assert_null(table);
    }
    if (status != PARLEY_OK) {
        assert_int_equal(error.code, status);
        assert_string_equal(error.file, "table.csv");
        assert_int_equal(parley_buffer_printf(out, " !%zu", error.line), PARLEY_OK);
    }
    table_reader_close(table);
    assert_int_equal(parley_buffer_append(out, "", 1), PARLEY_OK);
    return status;
}

static void check(const char *bytes, size_t size, const char *expected)
{
    parley_buffer out = {0};
    describe(bytes, size, &out);
    assert_string_equal(out.data, expected);
    parley_buffer_fini(&out);
}

static void reads(void **state)
{
    (void)state;
    check(S("a,b\n1,2\n3,4\n"), "a|b| 2:1|2| 3:3|4|");
    check(S("a,b\n1,2"), "a|b| 2:1|2|");
    check(S("a\n"), "a|");
    check(S("a"), "a|");
    check(S("a,b\n,\n"), "a|b| 2:||");
    check(S("a\n\"\"\n"), "a| 2:|");
    check(S("a,b\n\"x,y\",\"say \"\"no\"\"\"\n"), "a|b| 2:x,y|say \"no\"|");
    check(S(" a , b \n x , y \n"), "a|b| 2: x | y |"); /* names are trimmed, cells are not */
    check(S("a,b,\n1,2,3\n"), "a|b|| 2:1|2|3|");
    check(S("a,,\n1,2,3\n"), "a||| 2:1|2|3|"); /* only names can be double */
}

static void line_ends(void **state)
{
    (void)state;
    check(S("a,b\r\n1,2\r\n3,4\r\n"), "a|b| 2:1|2| 3:3|4|");
    check(S("a,b\r1,2\r3,4\r"), "a|b| 2:1|2| 3:3|4|");
    check(S("a,b\r\n1,2\n3,4\r5,6"), "a|b| 2:1|2| 3:3|4| 4:5|6|");
    check(S("a,b\n\n\n1,2\n\n"), "a|b| 4:1|2|"); /* blank lines are nothing, but count */
    check(S("\n\na,b\n1,2\n"), "a|b| 4:1|2|");
    check(S("a,b\r\n\r\n\r\n1,2\r\n"), "a|b| 4:1|2|");
    check(S("a,b\r\r1,2\r"), "a|b| 3:1|2|");
}

/* Line ends inside quotation marks belong to the cell, and count as lines. */
static void quoted_line_ends(void **state)
{
    (void)state;
    check(S("a,b\n\"1\n2\",3\n4,5\n"), "a|b| 2:1\n2|3| 4:4|5|");
    check(S("a,b\r\n\"1\r\n\r\n2\",3\r\n4,5\r\n"), "a|b| 2:1\r\n\r\n2|3| 5:4|5|");
    check(S("a,b\r\"1\r2\",3\r4,5\r"), "a|b| 2:1\r2|3| 4:4|5|");
    check(S("a,b\n\"\n\n\n\",3\nx\n"), "a|b| 2:\n\n\n|3| !6");
    check(S("\"a\nb\",c\n1,2\n"), "a\nb|c| 3:1|2|");
}

static void separators(void **state)
{
    (void)state;
    check(S("a;b\n1,5;2\n"), "a|b| 2:1,5|2|");
    check(S("a\tb\n1;5\t2\n"), "a|b| 2:1;5|2|");
    check(S("\"x;y;z\",b\n1,2\n"), "x;y;z|b| 2:1|2|"); /* not inside quotation marks */
    check(S("a;\"b,c,d\"\n1;2\n"), "a|b,c,d| 2:1|2|");
}

static void marks_of_byte_order(void **state)
{
    (void)state;
    check(S("\xEF\xBB\xBF"
            "a,b\n1,2\n"),
          "a|b| 2:1|2|");
    check(S("\xEF\xBB\xBF\"a\",b\n1,2\n"), "a|b| 2:1|2|");
    check(S("\xFF\xFE"
            "a\0,\0"),
          "a||");
    check(S("\xFE\xFF\0a\0,"), "a||");
    check(S("\xEF\xBB\xBF"), " !0"); /* nothing behind it: an empty file */
}

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *expected;
        const char *says;
        parley_status status;
    } cases[] = {
        {S("a,b\n1,2\n\"open,3\n4,5\n6,7\n"), "a|b| 2:1|2| !3", "never ends", PARLEY_E_FORMAT},
        {S("a,b\n1,\"open"), "a|b| !2", "never ends", PARLEY_E_FORMAT},
        {S("a,\"b\n1,2\n"), " !1", "never ends", PARLEY_E_FORMAT},
        {S("a,b\n1\n"), "a|b| !2", "1 field", PARLEY_E_FORMAT},
        {S("a,b\n1,2\n1,2,3\n"), "a|b| 2:1|2| !3", "3 fields", PARLEY_E_FORMAT},
        {S("a,b\n1,2\n  \n"), "a|b| 2:1|2| !3", "field", PARLEY_E_FORMAT},
        {S("a,b\n1,\0\n"), "a|b| !2", "NUL", PARLEY_E_FORMAT},
        {S("a,b\n\"1\n\n\0\",2\n"), "a|b| !4", "NUL", PARLEY_E_FORMAT},
        {S("a,\0b\n"), " !1", "NUL", PARLEY_E_FORMAT},
        {S("a,b\n1,x\"y\n"), "a|b| !2", "stray", PARLEY_E_FORMAT},
        {S("a,b\n1,\"x\"y\n"), "a|b| !2", "stray", PARLEY_E_FORMAT},
        {S("a,b\n\n1, \"x\"\n"), "a|b| !3", "stray", PARLEY_E_FORMAT},
        {S("a,b\n\"1\n2\",x\"y\n"), "a|b| !3", "stray", PARLEY_E_FORMAT},
        {S("a,b,a\n1,2,3\n"), " !1", "'a'", PARLEY_E_FORMAT},
        {S("a,b, a \n1,2,3\n"), " !1", "'a'", PARLEY_E_FORMAT},
        {S(""), " !0", "empty", PARLEY_E_DATA},
        {S("\n\r\n\n"), " !0", "empty", PARLEY_E_DATA},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parley_buffer out = {0};
        parley_status status = describe(cases[i].bytes, cases[i].size, &out);
        if (status != cases[i].status || strcmp(out.data, cases[i].expected) != 0)
            fail_msg("case %zu: %s, '%s'", i, parley_status_name(status), out.data);
        parley_buffer_fini(&out);
        /* The message, again. */
        table_reader *table = NULL;
        const table_row *row = NULL;
        parley_error error = {0};
        if (table_reader_open("table.csv", &table, &error) == PARLEY_OK)
            while (table_reader_next(table, &row, &error) == PARLEY_OK && row)
                continue;
        if (!test_says(&error, cases[i].says))
            fail_msg("case %zu says: %s", i, error.text);
        table_reader_close(table);
    }
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    table_reader *table = NULL;
    parley_error error = {0};
    assert_int_equal(table_reader_open("absent.csv", &table, &error), PARLEY_E_IO);
    assert_string_equal(error.file, "absent.csv");
    assert_int_equal(table_reader_open(".", &table, &error), PARLEY_E_IO);
    assert_null(table);
    table_reader_close(NULL);
}

/* Each record by itself: a table put together from two sources is read right. */
static void windows_1252_by_record(void **state)
{
    (void)state;
    table_reader *table = NULL;
    const table_row *row = NULL;
    test_write("mixed.csv", S("t,u\ncaf\xE9,\x93x\x94\ncaf\xC3\xA9,y\n\x80,caf\xC3\xA9\n"));
    assert_int_equal(table_reader_open("mixed.csv", &table, NULL), PARLEY_OK);
    static const char *const expected[][2] = {{"café", "“x”"}, {"café", "y"}, {"€", "cafÃ©"}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
        assert_non_null(row);
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(row->cells[k].size, strlen(expected[i][k]));
            assert_memory_equal(row->cells[k].data, expected[i][k], row->cells[k].size);
        }
        assert_int_equal(row->number, i + 1);
    }
    assert_int_equal(table_reader_converted(table), 2);
    table_reader_close(table);
    test_write("header.csv", S("\xFC"
                               "ber,b\n1,2\n"));
    assert_int_equal(table_reader_open("header.csv", &table, NULL), PARLEY_OK);
    assert_int_equal(table_reader_column(table, "über"), 0);
    table_reader_close(table);
}

static void columns_by_name(void **state)
{
    (void)state;
    table_reader *table = NULL;
    parley_buffer list = {0};
    test_puts("columns.csv", "id,Text,text\n1,2,3\n");
    assert_int_equal(table_reader_open("columns.csv", &table, NULL), PARLEY_OK);
    assert_int_equal(table_reader_column(table, "text"), 2);
    assert_int_equal(table_reader_column(table, "Text"), 1);
    assert_true(table_reader_column(table, "tex") == SIZE_MAX);
    assert_true(table_reader_column(table, "text ") == SIZE_MAX);
    assert_int_equal(table_reader_list(table, &list), PARLEY_OK);
    assert_string_equal(list.data, "id, Text, text");
    parley_buffer_fini(&list);
    table_reader_close(table);
}

/* Records around the reader's chunks, and one that is longer than many of them. */
static void long_files(void **state)
{
    (void)state;
    parley_buffer text = {0};
    table_reader *table = NULL;
    const table_row *row = NULL;
    enum { ROWS = 9000 };
    assert_int_equal(parley_buffer_puts(&text, "n,text\r\n"), PARLEY_OK);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(parley_buffer_printf(&text, "%d,\"%*s\r\n\"\r\n", i, i % 97, "x"),
                         PARLEY_OK);
    assert_int_equal(parley_buffer_printf(&text, "last,\"%*s\"\r\n", 1 << 20, "y"), PARLEY_OK);
    test_write("long.csv", text.data, text.size);
    assert_int_equal(table_reader_open("long.csv", &table, NULL), PARLEY_OK);
    for (int i = 0; i < ROWS; i++) {
        assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
        assert_non_null(row);
        if (row->line != (size_t)(2 + 2 * i))
            fail_msg("record %d is on line %zu", i, row->line);
        assert_int_equal(row->cells[1].size, (i % 97 ? i % 97 : 1) + 2);
    }
    assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
    assert_int_equal(row->cells[1].size, 1 << 20);
    table_reader_close(table);
    parley_buffer_fini(&text);
}

/* --- writing ------------------------------------------------------------------------------------ */

static void writes(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *expected;
    } cases[] = {{"", ",\n"},
                 {"a", ",a\n"},
                 {"a b", ",a b\n"},
                 {"a,b", ",\"a,b\"\n"},
                 {"a\"b", ",\"a\"\"b\"\n"},
                 {"\"", ",\"\"\"\"\n"},
                 {"a\nb", ",\"a\nb\"\n"},
                 {"a\rb", ",\"a\rb\"\n"},
                 {" a", ",\" a\"\n"},
                 {"a ", ",\"a \"\n"},
                 {"é", ",é\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parley_buffer out = {0};
        assert_int_equal(table_puts(&out, cases[i].cell, 0), PARLEY_OK);
        assert_int_equal(parley_buffer_append(&out, "\n", 2), PARLEY_OK);
        assert_string_equal(out.data, cases[i].expected);
        parley_buffer_fini(&out);
    }
}

/* A cell at random out of what makes trouble. */
static size_t random_cell(uint64_t *seed, char *cell, size_t room)
{
    static const char *const pieces[] = {"a", ",",           "\"", "\n", "\r",           "\r\n",
                                         " ", ";",           "\t", "é",  "\xE2\x80\x9C", "=1",
                                         "b", "\xEF\xBB\xBF"};
    size_t size = 0, count = test_random(seed) % 6;
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[test_random(seed) % (sizeof pieces / sizeof *pieces)];
        if (size + strlen(piece) > room)
            break;
        memcpy(cell + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

static void comes_back(void **state)
{
    (void)state;
    enum { ROWS = 2000, COLUMNS = 4, ROOM = 24 };
    static char cells[ROWS][COLUMNS][ROOM];
    static size_t sizes[ROWS][COLUMNS];
    uint64_t seed = 3;
    parley_buffer text = {0};
    table_reader *table = NULL;
    const table_row *row = NULL;
    assert_int_equal(parley_buffer_puts(&text, "id,a,b,c\n"), PARLEY_OK);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < COLUMNS; k++) {
            sizes[i][k] = random_cell(&seed, cells[i][k], ROOM);
            assert_int_equal(table_put(&text, cells[i][k], sizes[i][k], k == 0), PARLEY_OK);
        }
        assert_int_equal(parley_buffer_puts(&text, "\n"), PARLEY_OK);
    }
    test_write("back.csv", text.data, text.size);
    assert_int_equal(table_reader_open("back.csv", &table, NULL), PARLEY_OK);
    for (size_t i = 0; i < ROWS; i++) {
        parley_error error = {0};
        if (table_reader_next(table, &row, &error) != PARLEY_OK)
            fail_msg("row %zu: %s", i, error.text);
        assert_non_null(row);
        for (size_t k = 0; k < COLUMNS; k++) {
            assert_int_equal(row->cells[k].size, sizes[i][k]);
            assert_memory_equal(row->cells[k].data, cells[i][k], sizes[i][k]);
        }
    }
    assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
    assert_null(row);
    table_reader_close(table);
    parley_buffer_fini(&text);
}

/* The reader finds the separator from the header: names must not mislead it. */
static void odd_names_come_back(void **state)
{
    (void)state;
    static const char *const names[] = {"a;b;c;d", "e\tf\tg\th", "i"};
    parley_buffer text = {0};
    table_reader *table = NULL;
    for (int i = 0; i < 3; i++)
        assert_int_equal(table_puts(&text, names[i], i == 0), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&text, "\n1,2,3\n"), PARLEY_OK);
    test_write("names.csv", text.data, text.size);
    assert_int_equal(table_reader_open("names.csv", &table, NULL), PARLEY_OK);
    size_t columns = table_reader_columns(table), found = 0;
    for (size_t i = 0; i < 3; i++)
        found += table_reader_column(table, names[i]) == i;
    table_reader_close(table);
    parley_buffer_fini(&text);
    assert_int_equal(columns, 3);
    assert_int_equal(found, 3);
}

/* A lone empty cell must not look like a blank line, which is no record. */
static void a_lone_empty_cell_comes_back(void **state)
{
    (void)state;
    parley_buffer text = {0};
    table_reader *table = NULL;
    const table_row *row = NULL;
    assert_int_equal(parley_buffer_puts(&text, "only\n"), PARLEY_OK);
    assert_int_equal(table_puts(&text, "", 1), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&text, "\n"), PARLEY_OK);
    test_write("lone.csv", text.data, text.size);
    assert_int_equal(table_reader_open("lone.csv", &table, NULL), PARLEY_OK);
    parley_status status = table_reader_next(table, &row, NULL);
    bool came = row != NULL;
    table_reader_close(table);
    parley_buffer_fini(&text);
    assert_int_equal(status, PARLEY_OK);
    assert_true(came);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(line_ends),
        cmocka_unit_test(quoted_line_ends),
        cmocka_unit_test(separators),
        cmocka_unit_test(marks_of_byte_order),
        cmocka_unit_test(refusals),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(windows_1252_by_record),
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(long_files),
        cmocka_unit_test(writes),
        cmocka_unit_test(comes_back),
        cmocka_unit_test(odd_names_come_back),
        cmocka_unit_test(a_lone_empty_cell_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
