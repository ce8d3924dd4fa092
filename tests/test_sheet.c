/* Sheets: which cells need a guard, that it comes off exactly, what is cut, and how a table is known. */
#include "../io/guard.h"
#include "../io/sheet.h"
#include "../io/table.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static parley_str str(const char *s)
{
    return (parley_str){s, strlen(s)};
}

/* --- the guard ---------------------------------------------------------------------------------- */

static void guards_what_a_spreadsheet_changes(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "=1+1",
        "=HYPERLINK(\"http://example.org\")",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "- said the clerk",
        "-0",
        "-1.5",
        "=cmd|' /C calc'!A0",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        /* numbers */
        "000123",
        "00",
        "3E5",
        "3e-5",
        "1.50",
        "1,50",
        ".5",
        "5.",
        " 7",
        "7 ",
        "\302\2407", /* a no-break space */
        "123456789012",
        "1 234",
        "1'234",
        "1’234",
        "(5)",
        "5-",
        "1/2",
        "1 1/2",
        "5%",
        "5 %",
        "$5",
        "€5",
        "5 €",
        "5 EUR",
        "CHF 5",
        "5 kr",
        "１２３",
        "١٢٣",
        /* dates and times */
        "1/2/24",
        "2024-01-05",
        "2024-01-05T12:30:00Z",
        "5.1.2024",
        "05.01.",
        "12:30",
        "3 PM",
        "3p",
        "12h30",
        "Jan 5",
        "SEPT2",
        "MARCH1",
        "5 March 2025",
        "Monday, March 3, 2025",
        "5. März 2025",
        "5 MÄRZ 2025",
        "5 août 2025",
        "5 de marzo de 2025",
        "5 мая 2025",
        "5 Мая 2025",
        "5 ТРАВНЯ 2025",
        "6 Września 2025",
        "3月5日",
        "2024年3月5日",
        "令和6年3月5日",
        /* truth values */
        "TRUE",
        "true",
        "Falsch",
        "VRAI",
        "ИСТИНА",
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        if (!guard_needed(str(cells[i])))
            fail_msg("needs a guard: '%s'", cells[i]);
}

static void leaves_other_cells_alone(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "",
        " ",
        "The talks go on.",
        "— no, he said.",
        "– an item",
        "“No deal”",
        "'tis",
        "’Tis",
        "0",
        "7",
        "-7",
        "12345678901",
        "p152h60pg4way4s",
        "p1234567890123e",
        "r1-01",
        "w1-call-agency",
        "article-12",
        "decision-12",
        "market-5",
        "a-1",
        "e5",
        "Chapter 3",
        "3 dogs",
        "No. 5",
        "#N/A",
        "May",
        "March",
        "I",
        "II",
        "H1N1",
        "Truth",
        "true story",
        "· an item",
        "·",
        "··",
        "5\xC2\xB0",
        "On 5 March 2025 the two sides met in a hotel by the lake and parted.",
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        if (guard_needed(str(cells[i])))
            fail_msg("needs no guard: '%s'", cells[i]);
}

static void check_inverse(parley_str cell)
{
    parley_buffer out = {0};
    assert_int_equal(guard_put(&out, cell), PARLEY_OK);
    parley_str back = guard_strip((parley_str){out.data, out.size});
    assert_int_equal(back.size, cell.size);
    if (cell.size)
        assert_memory_equal(back.data, cell.data, cell.size);
    parley_buffer_fini(&out);
}

static void comes_off_exactly(void **state)
{
    (void)state;
    static const char *const pieces[] = {"·", "=",  "0", "1", "/", " ", "e",    "mar", "true",
                                         "-", "\t", "x", ".", "’", "é", "\xC2", "“",   "%"};
    uint64_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        parley_buffer cell = {0};
        for (size_t i = test_random(&seed) % 6; i > 0; i--)
            assert_int_equal(parley_buffer_puts(&cell, pieces[test_random(&seed) % 18]), PARLEY_OK);
        check_inverse((parley_str){cell.data ? cell.data : "", cell.size});
        parley_buffer_fini(&cell);
    }
}

static void takes_only_its_own_guard_away(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *bare;
    } cases[] = {{"·=1", "=1"}, {"··=1", "·=1"}, {"· an item", "· an item"},
                 {"·7", "·7"},  {"=1", "=1"},    {"·000", "000"},
                 {"···", "···"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parley_str bare = guard_strip(str(cases[i].cell));
        assert_int_equal(bare.size, strlen(cases[i].bare));
        assert_memory_equal(bare.data, cases[i].bare, bare.size);
    }
}

/* --- cells -------------------------------------------------------------------------------------- */

/* Appends a cell of `count` times `piece`; whether it was cut. */
static bool put_many(parley_buffer *out, const char *before, const char *piece, size_t count)
{
    parley_buffer cell = {0}, scratch = {0};
    bool cut;
    assert_int_equal(parley_buffer_puts(&cell, before), PARLEY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(parley_buffer_puts(&cell, piece), PARLEY_OK);
    out->size = 0;
    assert_int_equal(sheet_put(out, (parley_str){cell.data, cell.size}, true, &scratch, &cut),
                     PARLEY_OK);
    parley_buffer_fini(&cell);
    parley_buffer_fini(&scratch);
    return cut;
}

static void check_end(const parley_buffer *out, const char *end)
{
    size_t size = strlen(end);
    assert_true(out->size >= size);
    assert_memory_equal(out->data + out->size - size, end, size);
}

static void cuts_what_no_cell_holds(void **state)
{
    (void)state;
    parley_buffer out = {0};
    assert_false(put_many(&out, "", "x", 32767));
    assert_int_equal(out.size, 32767);
    assert_true(put_many(&out, "", "x", 32768));
    assert_int_equal(out.size, 32763 + sizeof SHEET_CUT_MARK - 1);
    check_end(&out, "x […]");
    /* Two bytes, one unit; four bytes, two units, never half of one. */
    assert_false(put_many(&out, "", "é", 32767));
    assert_true(put_many(&out, "", "é", 32768));
    assert_false(put_many(&out, "", "😀", 16383));
    assert_true(put_many(&out, "", "😀", 16384));
    assert_int_equal(out.size, (size_t)4 * 16381 + sizeof SHEET_CUT_MARK - 1);
    check_end(&out, "😀 […]");
    /* The guard counts. */
    assert_false(put_many(&out, "=", "x", 32765));
    assert_true(put_many(&out, "=", "x", 32766));
    parley_buffer_fini(&out);
}

/* --- tables ------------------------------------------------------------------------------------- */

static void check_first(const char *bytes, bool sheet, const char *name, const char *cell)
{
    table_reader *table = NULL;
    const table_row *row = NULL;
    test_puts("sheet.csv", bytes);
    assert_int_equal(table_reader_open("sheet.csv", &table, NULL), PARLEY_OK);
    assert_int_equal(table_reader_is_sheet(table), sheet);
    assert_int_not_equal(table_reader_column(table, name), SIZE_MAX);
    assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
    parley_str found = row->cells[table_reader_column(table, name)];
    assert_int_equal(found.size, strlen(cell));
    assert_memory_equal(found.data, cell, found.size);
    table_reader_close(table);
}

static void knows_a_sheet_by_its_columns(void **state)
{
    (void)state;
    check_first("article,topic_corrected\n·000123,ok\n", true, "article", "000123");
    check_first("topic_corrected;text\n;\"·=1;2\"\n", true, "text", "=1;2");
    check_first("\xEF\xBB\xBF·1/2\t·1/2_corrected\r\nx\t\r\n", true, "1/2", "x");
    check_first("article,topic\n·000123,x\n", false, "article", "·000123");
    check_first("article,_corrected\n·000123,x\n", false, "article", "·000123");
    /* In Windows-1252 the guard is one byte. */
    check_first("article,topic_corrected\n\xB7"
                "000123,caf\xE9\n",
                true, "article", "000123");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guards_what_a_spreadsheet_changes),
        cmocka_unit_test(leaves_other_cells_alone),
        cmocka_unit_test(comes_off_exactly),
        cmocka_unit_test(takes_only_its_own_guard_away),
        cmocka_unit_test(cuts_what_no_cell_holds),
        cmocka_unit_test(knows_a_sheet_by_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
