/* The corpus: which rows and labels a file gives, and what is refused. */
#include "../train/corpus.h"
#include "support.h"

#include "../io/table.h"
#include "parley/text.h"

#include <stdio.h>
#include <string.h>

static const char *const by_default[] = {"stance", "sentiment"};
static const corpus_settings defaults = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = by_default,
                                         .label_count = 2,
                                         .labels_by_default = true};

/* Reads a CSV given as text. */
static parley_status read_text(corpus *c, const char *name, const char *text, corpus_role role,
                               const corpus_settings *settings, parley_error *error)
{
    test_puts(name, text);
    return corpus_read(c, name, role, settings, error);
}

static const char *label_name(const corpus *c, size_t row, size_t task)
{
    int label = corpus_label(c, row, task);
    return label == NO_LABEL ? "-" : c->tasks[task].labels[label];
}

static void same_text(parley_str text, const char *expected)
{
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

/* --- what is read ------------------------------------------------------------------------------- */

static void reads_rows(void **state)
{
    (void)state;
    corpus c = {0};
    assert_int_equal(read_text(&c, "rows.csv",
                               "article,sentence,text,stance,other\n"
                               "a,1,\"No  deal\nwas struck.\",con,x\n"
                               "a,2,They talked., pro ,x\n"
                               "\n"
                               "b,1,Nothing.,,x\n"
                               "b,2,Again.,con,x\n"
                               ",,Alone.,pro,x\n"
                               ",,Alone too.,pro,x\n",
                               ROLE_TESTED, &defaults, NULL),
                     PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    assert_int_equal(c.task_count, 1); /* there is no column sentiment */
    assert_string_equal(c.tasks[0].name, "stance");
    assert_int_equal(c.tasks[0].label_count, 2);
    assert_string_equal(c.tasks[0].labels[0], "con"); /* byte order */
    assert_string_equal(c.tasks[0].labels[1], "pro");
    assert_int_equal(c.count, 6);
    assert_int_equal(c.unlabelled, 1); /* it only gives context */
    assert_string_equal(label_name(&c, 2, 0), "-");
    same_text(c.rows[0].text, "No deal was struck.");
    same_text(c.rows[0].sentence, "1");
    assert_int_equal(c.rows[0].line, 2);
    assert_int_equal(c.rows[1].line, 4);
    assert_string_equal(label_name(&c, 1, 0), "pro"); /* blanks around a label are none of it */
    assert_int_equal(c.rows[3].line, 7);
    assert_int_equal(c.rows[0].group, c.rows[1].group);
    assert_int_not_equal(c.rows[0].group, c.rows[2].group);
    assert_int_not_equal(c.rows[4].group, c.rows[5].group); /* each for itself */
    assert_int_equal(c.rows[0].run, c.rows[1].run);
    assert_int_equal(c.rows[2].run, c.rows[3].run);
    assert_int_not_equal(c.rows[1].run, c.rows[2].run);
    assert_true(c.rows[4].run == NO_RUN);
    assert_int_equal(c.runs, 2);
    corpus_fini(&c);
}

static void roles_and_files(void **state)
{
    (void)state;
    corpus c = {0};
    const char *head = "article,text,stance,sentiment\n";
    char text[200];
    static const corpus_role roles[] = {ROLE_TESTED, ROLE_EXTRA, ROLE_APART};
    for (int i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "role%d.csv", i);
        snprintf(text, sizeof text,
                 "%sx,Yes %d.,pro,\nx,No %d.,con,bad\nx,So %d.,pro,good\n,Oh.,,bad\n,Ah.,,good\n",
                 head, i, i, i);
        assert_int_equal(read_text(&c, name, text, roles[i], &defaults, NULL), PARLEY_OK);
    }
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    assert_int_equal(c.count, 15);
    assert_int_equal(c.file_count, 3);
    assert_int_equal(c.rows[0].role, ROLE_TESTED);
    assert_int_equal(c.rows[5].role, ROLE_EXTRA);
    assert_int_equal(c.rows[14].role, ROLE_APART);
    assert_int_equal(c.rows[7].file, 1);
    assert_int_equal(c.rows[0].group, c.rows[5].group); /* one article, in several files */
    assert_int_not_equal(c.rows[3].group, c.rows[8].group);
    assert_string_equal(label_name(&c, 0, 1), "-");
    assert_string_equal(label_name(&c, 3, 1), "bad");
    assert_string_equal(label_name(&c, 3, 0), "-");
    corpus_fini(&c);
}

/* A run is unbroken: an article that comes back is another run, as is one in another file. */
static void runs(void **state)
{
    (void)state;
    corpus c = {0};
    const char *text = "article,text,stance\na,x,pro\na,y,\nb,z,con\na,w,pro\n,v,con\n,u,\n";
    assert_int_equal(read_text(&c, "runs.csv", text, ROLE_TESTED, &defaults, NULL), PARLEY_OK);
    assert_int_equal(
        read_text(&c, "runs2.csv", "article,text,stance\na,x,pro\n", ROLE_TESTED, &defaults, NULL),
        PARLEY_OK);
    assert_int_equal(c.count, 6); /* the last row of the first has neither label nor article */
    static const size_t expected[] = {0, 0, 1, 2, NO_RUN, 3};
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(c.rows[i].run, expected[i]);
    assert_int_equal(c.rows[0].group, c.rows[5].group);
    corpus_fini(&c);
}

/* 000 and 0 are one article, so they are one group. */
static void zeros_in_front_of_groups(void **state)
{
    (void)state;
    corpus c = {0};
    assert_int_equal(
        read_text(&c, "zeros.csv",
                  "article,text,stance\n000,x,pro\n0,y,con\n07,z,pro\n7,w,con\n70,v,pro\n",
                  ROLE_TESTED, &defaults, NULL),
        PARLEY_OK);
    assert_int_equal(c.rows[0].group, c.rows[1].group);
    assert_int_equal(c.rows[2].group, c.rows[3].group);
    assert_int_not_equal(c.rows[0].group, c.rows[2].group);
    assert_int_not_equal(c.rows[3].group, c.rows[4].group);
    corpus_fini(&c);
}

static void only_some_rows(void **state)
{
    (void)state;
    corpus c = {0};
    corpus_settings s = defaults;
    s.where_column = "coder";
    s.where_value = "A";
    assert_int_equal(
        read_text(&c, "where.csv",
                  "text,stance,coder\nx,pro,A\ny,con,B\nz,con, A \nu,con,A\nv,pro,A\nw,odd,B\n",
                  ROLE_TESTED, &s, NULL),
        PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    assert_int_equal(c.count, 4);
    assert_int_equal(c.tasks[0].label_count, 2); /* 'odd' was never seen */
    corpus_fini(&c);
}

/* A reviewed sheet teaches what a person decided, and nothing else. */
static void reviewed_sheets(void **state)
{
    (void)state;
    corpus c = {0};
    assert_int_equal(read_text(&c, "review.csv",
                               "text,stance,stance_confidence,stance_corrected,comment\n"
                               "a,pro,0.9,ok,\n"
                               "b,pro,0.9,,never looked at\n"
                               "c,pro,0.9,con,\n"
                               "d,con,0.9, OK ,\n"
                               "e,con,0.9,pro,\n",
                               ROLE_TESTED, &defaults, NULL),
                     PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    assert_int_equal(c.count, 4);
    static const char *const texts_left[] = {"a", "c", "d", "e"};
    static const char *const labels[] = {"pro", "con", "con", "pro"};
    for (size_t i = 0; i < 4; i++) {
        same_text(c.rows[i].text, texts_left[i]);
        assert_string_equal(label_name(&c, i, 0), labels[i]);
    }
    corpus_fini(&c);
}

/* Labels in any script stay whole: the last byte of these letters is a blank in Latin-1. */
static void labels_in_any_script(void **state)
{
    (void)state;
    static const char *const names[] = {"voilà", "успех", "Å", "àÅ"};
    corpus c = {0};
    parley_buffer text = {0};
    assert_int_equal(parley_buffer_puts(&text, "text,stance\n"), PARLEY_OK);
    for (int i = 0; i < 8; i++)
        assert_int_equal(parley_buffer_printf(&text, "Sentence %d,%s\n", i, names[i % 4]),
                         PARLEY_OK);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_int_equal(read_text(&c, "script.csv", text.data, ROLE_TESTED, &defaults, NULL),
                     PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    size_t whole = 0;
    for (size_t i = 0; i < c.count; i++)
        whole += strcmp(label_name(&c, i, 0), names[i % 4]) == 0;
    corpus_fini(&c);
    parley_buffer_fini(&text);
    assert_int_equal(whole, 8);
}

static void where_in_any_script(void **state)
{
    (void)state;
    corpus c = {0};
    corpus_settings s = defaults;
    s.where_column = "k";
    s.where_value = "так\xC2\xBBà";
    assert_int_equal(
        read_text(&c, "where2.csv", "text,stance,k\nx,pro,так\xC2\xBBà\n", ROLE_TESTED, &s, NULL),
        PARLEY_OK);
    size_t count = c.count;
    corpus_fini(&c);
    assert_int_equal(count, 1);
}

static void windows_1252_is_counted(void **state)
{
    (void)state;
    corpus c = {0};
    assert_int_equal(read_text(&c, "w.csv", "text,stance\ncaf\xE9,pro\nplain,con\n", ROLE_TESTED,
                               &defaults, NULL),
                     PARLEY_OK);
    assert_int_equal(c.converted, 1);
    same_text(c.rows[0].text, "café");
    corpus_fini(&c);
}

/* Rows that lost their text are counted and named, and their labels are not the corpus's. */
static void rows_without_text(void **state)
{
    (void)state;
    corpus c = {0};
    parley_error error = {0};
    assert_int_equal(read_text(&c, "lost.csv",
                               "text,stance\na,pro\n ,odd\n,pro\nb,con\nc,con\nd,pro\n",
                               ROLE_TESTED, &defaults, NULL),
                     PARLEY_OK);
    assert_int_equal(c.count, 4);
    assert_int_equal(c.lost.count, 2);
    assert_int_equal(parley_buffer_append(&c.lost.text, "", 1), PARLEY_OK);
    assert_non_null(strstr(c.lost.text.data, "lost.csv:3"));
    parley_status status = corpus_finish(&c, &error);
    size_t labels = c.tasks[0].label_count;
    corpus_fini(&c);
    if (status != PARLEY_OK)
        fail_msg("%s", error.text);
    assert_int_equal(labels, 2);
}

/* --- what is refused ---------------------------------------------------------------------------- */

static void refusals_of_files(void **state)
{
    (void)state;
    static const char *const named[] = {"topic"};
    static const struct {
        const char *text;
        bool named;
        parley_status status;
        size_t line;
        const char *says[3];
    } cases[] = {
        {"sentence,stance\nx,pro\n",
         false,
         PARLEY_E_DATA,
         0,
         {"'text'", "sentence, stance", "--text"}},
        {"id,stance\np1,pro\n", false, PARLEY_E_DATA, 0, {"'text'", "--articles", "id, stance"}},
        {"text,other\nx,y\n", false, PARLEY_E_DATA, 0, {"--label", "text, other", "stance"}},
        {"text,stance\nx,y\n", true, PARLEY_E_DATA, 0, {"'topic'", "text, stance", "label"}},
        {"text,stance,stance_confidence\nx,pro,0.9\n",
         false,
         PARLEY_E_DATA,
         0,
         {"machine", "stance_confidence", "stance_corrected"}},
        {"text,stance,sentiment,sentiment_confidence\nx,pro,a,1\n",
         false,
         PARLEY_E_DATA,
         0,
         {"machine", "sentiment_confidence", "review"}},
        {"text,stance\nx,pro\ny,ok\n",
         false,
         PARLEY_E_DATA,
         3,
         {"'ok'", "stance_corrected", "label"}},
        {"text,stance\n\"x,pro\n", false, PARLEY_E_FORMAT, 2, {"never ends", "", ""}},
        {"text,stance\nx\n", false, PARLEY_E_FORMAT, 2, {"1 field", "", ""}},
        {"text,text,stance\nx,x,pro\n", false, PARLEY_E_FORMAT, 1, {"'text'", "", ""}},
        {"", false, PARLEY_E_DATA, 0, {"empty", "", ""}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        corpus c = {0};
        parley_error error = {0};
        corpus_settings s = defaults;
        if (cases[i].named) {
            s.label_columns = named;
            s.label_count = 1;
            s.labels_by_default = false;
        }
        parley_status status = read_text(&c, "bad.csv", cases[i].text, ROLE_TESTED, &s, &error);
        if (status != cases[i].status || error.line != cases[i].line)
            fail_msg("case %zu: %s, line %zu: %s", i, parley_status_name(status), error.line,
                     error.text);
        assert_string_equal(error.file, "bad.csv");
        for (size_t k = 0; k < 3; k++)
            if (!test_says(&error, cases[i].says[k]))
                fail_msg("case %zu does not say %s: %s", i, cases[i].says[k], error.text);
        corpus_fini(&c);
    }
    corpus c = {0};
    corpus_settings s = defaults;
    parley_error error = {0};
    s.where_column = "coder";
    s.where_value = "A";
    assert_int_equal(read_text(&c, "bad.csv", "text,stance\nx,pro\n", ROLE_TESTED, &s, &error),
                     PARLEY_E_DATA);
    assert_true(test_says(&error, "coder"));
    corpus_fini(&c);
    s = defaults;
    s.group_column = "story";
    s.group_by_default = false;
    assert_int_equal(
        read_text(&c, "bad.csv", "article,text,stance\na,x,pro\n", ROLE_TESTED, &s, &error),
        PARLEY_E_DATA);
    assert_true(test_says(&error, "'story'") && test_says(&error, "article, text, stance"));
    corpus_fini(&c);
    assert_int_equal(corpus_read(&c, "absent.csv", ROLE_TESTED, &defaults, &error), PARLEY_E_IO);
    corpus_fini(&c);
}

static void labels_that_cannot_be_learned(void **state)
{
    (void)state;
    static const struct {
        const char *text, *apart;
        const char *says[2];
    } cases[] = {
        {"text,stance\na,pro\nb,pro\nc,con\n", NULL, {"'con'", "one row"}},
        {"text,stance\na,pro\nb,pro\n", NULL, {"'pro'", "two"}},
        {"text,stance\n,\n", NULL, {"stance", "nothing"}},
        {"text,stance\na,pro\nb,pro\nc,con\nd,con\n", "text,stance\ne,odd\n", {"'odd'", "--test"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        corpus c = {0};
        parley_error error = {0};
        assert_int_equal(read_text(&c, "few.csv", cases[i].text, ROLE_TESTED, &defaults, NULL),
                         PARLEY_OK);
        if (cases[i].apart)
            assert_int_equal(
                read_text(&c, "apart.csv", cases[i].apart, ROLE_APART, &defaults, NULL), PARLEY_OK);
        if (corpus_finish(&c, &error) != PARLEY_E_DATA)
            fail_msg("case %zu was taken", i);
        for (size_t k = 0; k < 2; k++)
            if (!test_says(&error, cases[i].says[k]))
                fail_msg("case %zu does not say %s: %s", i, cases[i].says[k], error.text);
        corpus_fini(&c);
    }
}

/* A column of numbers or of texts was named by mistake. */
static void too_many_labels(void **state)
{
    (void)state;
    corpus c = {0};
    parley_buffer text = {0};
    parley_error error = {0};
    assert_int_equal(parley_buffer_puts(&text, "text,stance\n"), PARLEY_OK);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(parley_buffer_printf(&text, "x,%d\n", i), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_int_equal(read_text(&c, "many.csv", text.data, ROLE_TESTED, &defaults, &error),
                     PARLEY_E_DATA);
    assert_true(test_says(&error, "stance"));
    corpus_fini(&c);
    parley_buffer_fini(&text);
}

/* --- the digest --------------------------------------------------------------------------------- */

static void digest_of(const char *text, const char *apart, char digest[17])
{
    corpus c = {0};
    assert_int_equal(read_text(&c, "digest.csv", text, ROLE_TESTED, &defaults, NULL), PARLEY_OK);
    if (apart)
        assert_int_equal(read_text(&c, "digest2.csv", apart, ROLE_APART, &defaults, NULL),
                         PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    corpus_digest(&c, digest);
    assert_int_equal(strspn(digest, "0123456789abcdef"), 16);
    assert_int_equal(strlen(digest), 16);
    corpus_fini(&c);
}

static void digests(void **state)
{
    (void)state;
    char base[17], other[17];
    const char *text = "text,stance\na,pro\nb,pro\nc,con\nd,con\n";
    digest_of(text, NULL, base);
    digest_of(text, NULL, other);
    assert_string_equal(base, other);
    digest_of("note,stance,text\n1,pro,a\n2,pro,b\n3,con,c\n4,con,d\n", NULL, other);
    assert_string_equal(base, other); /* other columns and orders are the same rows */
    digest_of(text, "text,stance\ne,pro\n", other);
    assert_string_equal(base, other); /* rows that do not train do not count */
    static const char *const changed[] = {
        "text,stance\na,pro\nb,con\nc,con\nd,pro\n", "text,stance\na,pro\nb,pro\nc,con\ne,con\n",
        "text,stance\nb,pro\na,pro\nc,con\nd,con\n",
        "text,stance\na,pro\nb,pro\nc,con\nd,con\ne,con\n",
        "text,stance,sentiment\na,pro,\nb,pro,\nc,con,x\nd,con,x\nc,,y\nd,,y\n"};
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        digest_of(changed[i], NULL, other);
        assert_string_not_equal(base, other);
    }
}

/* --- the corpus that ships ---------------------------------------------------------------------- */

/* Every id of data/peace-talks.csv is that of its text. */
static void shipped_ids_are_right(void **state)
{
    (void)state;
    table_reader *table = NULL;
    const table_row *row = NULL;
    parley_buffer squeezed = {0}, scratch = {0};
    assert_int_equal(table_reader_open(PARLEY_SOURCE_DIR "/data/peace-talks.csv", &table, NULL),
                     PARLEY_OK);
    size_t id = table_reader_column(table, "id"), text = table_reader_column(table, "text"),
           rows = 0;
    while (table_reader_next(table, &row, NULL) == PARLEY_OK && row) {
        char expected[PARLEY_ID_SIZE];
        squeezed.size = 0;
        assert_int_equal(
            parley_text_squeeze(row->cells[text].data, row->cells[text].size, &squeezed),
            PARLEY_OK);
        assert_int_equal(parley_text_id(squeezed.data, squeezed.size, &scratch, expected),
                         PARLEY_OK);
        same_text(row->cells[id], expected);
        rows++;
    }
    assert_true(rows > 1000);
    table_reader_close(table);
    parley_buffer_fini(&squeezed);
    parley_buffer_fini(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(roles_and_files),
        cmocka_unit_test(runs),
        cmocka_unit_test(zeros_in_front_of_groups),
        cmocka_unit_test(only_some_rows),
        cmocka_unit_test(reviewed_sheets),
        cmocka_unit_test(labels_in_any_script),
        cmocka_unit_test(where_in_any_script),
        cmocka_unit_test(windows_1252_is_counted),
        cmocka_unit_test(rows_without_text),
        cmocka_unit_test(refusals_of_files),
        cmocka_unit_test(labels_that_cannot_be_learned),
        cmocka_unit_test(too_many_labels),
        cmocka_unit_test(digests),
        cmocka_unit_test(shipped_ids_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
