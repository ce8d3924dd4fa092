/* Figures as text, as Markdown and as the lines of a metrics file. */
#include "../io/figures.h"
#include "../io/table.h"
#include "parley/number.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define ODD "neutral, or \"none\"" /* needs quotation marks in CSV */

static const char *const labels[] = {"con", ODD, "pro"};

static void fill(figures *f)
{
    assert_int_equal(figures_init(f, "stance", labels, 3), PARLEY_OK);
    figures_add(f, 0, 0, 0.9);
    figures_add(f, 0, 1, 0.6);
    figures_add(f, 1, 1, 0.7);
    figures_add(f, 1, 1, 0.8);
    figures_add(f, 2, 0, 0.5);
}

/* Every line, read back with our own reader, against the functions that make the figures. */
static void metrics_lines(void **state)
{
    (void)state;
    figures f;
    parley_buffer text = {0};
    table_reader *table = NULL;
    const table_row *row = NULL;
    fill(&f);
    assert_int_equal(figures_csv_header(&text), PARLEY_OK);
    assert_int_equal(figures_csv(&f, "cv", &text), PARLEY_OK);
    test_write("metrics.csv", text.data, text.size);
    assert_int_equal(table_reader_open("metrics.csv", &table, NULL), PARLEY_OK);
    static const char *const names[] = {"task", "split", "metric", "label", "value"};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(table_reader_column(table, names[i]), i);
    static const struct {
        const char *metric, *label;
        double value;
    } expected[] = {
        {"accuracy", "", 0.6},
        {"macro_f1", "", (0.5 + 0.8 + 0) / 3},
        {"kappa", "", (0.6 - (2 * 2 + 2 * 3 + 0) / 25.0) / (1 - 10 / 25.0)},
        {"support", "", 5},
        {"ece", "", (0.1 + 0.6 + 0.3 + 0.2 + 0.5) / 5},
        {"brier", "", (0.01 + 0.36 + 0.09 + 0.04 + 0.25) / 5},
        {"baseline_accuracy", "", 0.4},
        {"baseline_macro_f1", "", 4.0 / 7 / 3},
        {"precision", "con", 0.5},
        {"recall", "con", 0.5},
        {"f1", "con", 0.5},
        {"support", "con", 2},
        {"confusion:con", "con", 1},
        {"confusion:" ODD, "con", 1},
        {"confusion:pro", "con", 0},
        {"precision", ODD, 2.0 / 3},
        {"recall", ODD, 1},
        {"f1", ODD, 0.8},
        {"support", ODD, 2},
        {"confusion:con", ODD, 0},
        {"confusion:" ODD, ODD, 2},
        {"confusion:pro", ODD, 0},
        {"precision", "pro", 0},
        {"recall", "pro", 0},
        {"f1", "pro", 0},
        {"support", "pro", 1},
        {"confusion:con", "pro", 1},
        {"confusion:" ODD, "pro", 0},
        {"confusion:pro", "pro", 0},
    };
    size_t seen = 0;
    while (table_reader_next(table, &row, NULL) == PARLEY_OK && row) {
        double value = -9;
        assert_memory_equal(row->cells[0].data, "stance", 6);
        assert_memory_equal(row->cells[1].data, "cv", 2);
        assert_true(parley_number_parse(row->cells[4].data, row->cells[4].size, &value));
        size_t hits = 0;
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
            if (strlen(expected[i].metric) != row->cells[2].size ||
                memcmp(expected[i].metric, row->cells[2].data, row->cells[2].size) != 0 ||
                strlen(expected[i].label) != row->cells[3].size ||
                memcmp(expected[i].label, row->cells[3].data, row->cells[3].size) != 0)
                continue;
            if (fabs(value - expected[i].value) > 5e-7)
                fail_msg("%s %s: %g instead of %g", expected[i].metric, expected[i].label, value,
                         expected[i].value);
            hits++;
        }
        seen += hits == 1;
    }
    assert_int_equal(seen, sizeof expected / sizeof *expected);
    table_reader_close(table);
    parley_buffer_fini(&text);
    figures_fini(&f);
    figures_fini(&f);
}

static void prints(void **state)
{
    (void)state;
    figures f;
    parley_buffer text = {0}, markdown = {0};
    fill(&f);
    assert_int_equal(figures_print(&f, &text), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_non_null(strstr(text.data, "stance: 5 rows\n"));
    assert_non_null(strstr(text.data, "accuracy 0.600 (0.400)"));
    assert_non_null(strstr(text.data, "macro F1 0.433"));
    assert_int_equal(figures_markdown(&f, &markdown), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&markdown, "", 1), PARLEY_OK);
    assert_non_null(strstr(markdown.data, "| pro | 0.000 | 0.000 | 0.000 | 1 |"));
    assert_non_null(strstr(markdown.data, "| con | 1 | 1 | 0 |"));
    assert_non_null(strstr(markdown.data, "| 0.9 to 1.0 | 1 | 0.900 | 1.000 |"));
    parley_buffer_fini(&text);
    parley_buffer_fini(&markdown);
    figures_fini(&f);
}

static void nothing_counted(void **state)
{
    (void)state;
    figures f;
    parley_buffer text = {0};
    assert_int_equal(figures_init(&f, "t", labels, 3), PARLEY_OK);
    assert_int_equal(figures_print(&f, &text), PARLEY_OK);
    assert_int_equal(figures_markdown(&f, &text), PARLEY_OK);
    assert_int_equal(figures_csv(&f, "test", &text), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_null(strstr(text.data, "nan"));
    assert_null(strstr(text.data, "inf"));
    parley_buffer_fini(&text);
    figures_fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_lines),
        cmocka_unit_test(prints),
        cmocka_unit_test(nothing_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
