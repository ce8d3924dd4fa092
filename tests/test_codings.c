/* Codings: which rows are one, who is a coder, and what is refused. */
#include "../train/codings.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static const char *const by_default[] = {"stance", "sentiment"};
static const corpus_settings defaults = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = by_default,
                                         .label_count = 2,
                                         .labels_by_default = true};

/* Reads files of these names, as name, text, name, text, …, NULL. */
static parley_status read_files(codings *c, const corpus_settings *settings, parley_error *error,
                                const char *const *given)
{
    option_list paths = {0};
    for (size_t i = 0; given[i]; i += 2) {
        test_puts(given[i], given[i + 1]);
        assert_int_equal(option_list_add(&paths, given[i], error), PARLEY_OK);
    }
    parley_status status = codings_read(c, &paths, settings, error);
    free(paths.items);
    return status;
}

static void read_well(codings *c, const char *const *given)
{
    parley_error error = {0};
    if (read_files(c, &defaults, &error, given) != PARLEY_OK)
        fail_msg("%s", error.text);
}

/* Files that must be refused, with a message that says this. */
static void refused(const char *const *given, parley_status status, const char *says)
{
    codings c = {0};
    parley_error error = {0};
    assert_int_equal(read_files(&c, &defaults, &error, given), status);
    if (!test_says(&error, says))
        fail_msg("'%s' does not say '%s'", error.text, says);
    codings_fini(&c);
}

/* The labels of a task as text: a line for each row, "-" where there is none. */
static void has_labels(const codings *c, size_t task, const char *expected)
{
    const coded_task *t = &c->tasks[task];
    parley_buffer text = {0};
    for (size_t i = 0; i < c->row_count * c->coder_count; i++) {
        size_t label = t->given.labels[i];
        assert_int_equal(parley_buffer_printf(&text, "%s%s",
                                              label == PARLEY_UNCODED ? "-" : t->labels[label],
                                              (i + 1) % c->coder_count ? " " : "\n"),
                         PARLEY_OK);
    }
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    assert_string_equal(text.data, expected);
    parley_buffer_fini(&text);
}

static void same_text(parley_str text, const char *expected)
{
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

/* --- rows --------------------------------------------------------------------------------------- */

/* Order, columns, separators, zeros in front of numbers and blanks around labels don't matter; a row
 * that is missing, and an empty cell, is no label. */
static void rows_are_matched(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"anna.csv",
                                   "article,sentence,text,stance\n"
                                   "000,1,They  talk.,pro\n"
                                   "000,2,They fight.,con\n"
                                   "x,1,They talk.,con\n",
                                   "ben.csv",
                                   "stance;other;sentence;article;text\n"
                                   "pro;-;1;x;They talk.\n"
                                   " pro ;-;01;0;They talk.\n"
                                   ";-;2;0;They fight.\n"
                                   "con;-;3;0;They rest.\n",
                                   NULL});
    assert_int_equal(c.coder_count, 2);
    assert_string_equal(c.coders[0], "anna");
    assert_string_equal(c.coders[1], "ben");
    assert_int_equal(c.task_count, 1);
    assert_true(c.by_article && c.by_sentence && c.by_id);
    assert_int_equal(c.row_count, 4);
    has_labels(&c, 0, "pro pro\ncon -\ncon pro\n- con\n");
    assert_int_equal(c.rows[0].files, 2);
    assert_int_equal(c.rows[3].files, 1);
    same_text(c.rows[0].text, "They talk.");
    same_text(c.rows[3].article, "0");
    assert_int_equal(c.groups_named, 2);
    assert_int_equal(c.group_count, 2);
    assert_int_equal(c.rows[0].group, c.rows[3].group);
    assert_int_not_equal(c.rows[0].group, c.rows[2].group);
    codings_fini(&c);
}

/* Without an article in every file the id counts alone, and rows that are alike by their order. */
static void rows_without_articles(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c,
              (const char *[]){"a.csv",
                               "article,sentence,text,stance\n"
                               "x,1,Same.,pro\nx,2,Same.,con\nx,3,Other.,con\n",
                               "b.csv", "sentence,text,stance\n3,Other.,pro\n9,Same.,con\n", NULL});
    assert_false(c.by_article || c.by_sentence);
    has_labels(&c, 0, "pro con\ncon -\ncon pro\n");
    codings_fini(&c);
}

/* The id of the column counts before that of the text; without both, article and sentence do. */
static void rows_without_texts(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"a.csv", "article,sentence,id,text,stance\nx,1,p1a,Cut,pro\n",
                                   "b.csv",
                                   "article,sentence,id,stance\nx,1,p1a,con\nx,1,p1b,con\n", NULL});
    has_labels(&c, 0, "pro con\n- con\n");
    codings_fini(&c);
    read_well(&c, (const char *[]){"a.csv", "article,sentence,text,stance\nx,1,One.,pro\n", "b.csv",
                                   "article,sentence,stance\nx,1,con\n", NULL});
    assert_false(c.by_id);
    has_labels(&c, 0, "pro con\n");
    codings_fini(&c);
}

static void where_and_group(void **state)
{
    (void)state;
    codings c = {0};
    parley_error error = {0};
    corpus_settings s = defaults;
    s.where_column = "round";
    s.where_value = "2";
    s.group_column = "outlet";
    s.group_by_default = false;
    static const char *const given[] = {
        "a.csv", "id,round,outlet,stance\n1,1,x,pro\n2,2,x,pro\n3,2,,pro\n", "b.csv",
        "id,round,stance\n1,2,con\n2, 2 ,con\n3,2,con\n", NULL};
    assert_int_equal(read_files(&c, &s, &error, given), PARLEY_OK);
    has_labels(&c, 0, "pro con\npro con\n- con\n");
    assert_int_equal(c.groups_named, 1);
    assert_int_equal(c.group_count, 3);
    codings_fini(&c);
    s.group_column = "paper";
    assert_int_equal(read_files(&c, &s, &error, given), PARLEY_E_DATA);
    assert_true(test_says(&error, "--group: no column 'paper'"));
    codings_fini(&c);
    s.where_column = "outlet";
    assert_int_equal(read_files(&c, &s, &error, given), PARLEY_E_DATA);
    assert_true(test_says(&error, "--where: no column 'outlet'"));
    codings_fini(&c);
}

/* --- coders ------------------------------------------------------------------------------------- */

/* A sheet is two coders: who corrected it, and the machine. */
static void a_sheet(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"anna.csv",
                                   "id,stance,stance_confidence,stance_corrected,sentiment\n"
                                   "1,pro,0.9, OK ,good\n2,pro,0.8,con,bad\n3,con,0.7,,bad\n",
                                   NULL});
    assert_int_equal(c.coder_count, 2);
    assert_int_equal(c.person_count, 1);
    assert_string_equal(c.coders[1], "model");
    assert_true(c.reviewed);
    has_labels(&c, 0, "pro pro\ncon pro\n- con\n");
    has_labels(&c, 1, "good -\nbad -\nbad -\n"); /* no machine's: it has no confidence */
    codings_fini(&c);
}

static const char gold[] = "id,stance\n1,pro\n2,con\n3,pro\n";

/* Machines that never differ are one coder; persons come first. */
static void machines_that_agree(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"one.csv", "id,stance,stance_confidence\n1,pro,1\n2,con,1\n",
                                   "gold.csv", gold, "two.csv",
                                   "id,stance,stance_corrected\n2,con,pro\n3,con,\n", NULL});
    assert_int_equal(c.coder_count, 3);
    assert_int_equal(c.person_count, 2);
    assert_string_equal(c.coders[0], "gold");
    assert_string_equal(c.coders[1], "two");
    assert_string_equal(c.coders[2], "model");
    has_labels(&c, 0, "pro - pro\ncon pro con\npro - con\n");
    codings_fini(&c);
}

static void machines_that_differ(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"gold.csv", gold, "old.csv",
                                   "id,stance,stance_confidence\n1,pro,1\n2,con,1\n", "new.csv",
                                   "id,stance,stance_confidence\n1,con,1\n3,con,1\n", NULL});
    assert_int_equal(c.coder_count, 3);
    assert_false(c.reviewed);
    assert_string_equal(c.coders[1], "model:old");
    assert_string_equal(c.coders[2], "model:new");
    has_labels(&c, 0, "pro pro con\ncon con -\npro - con\n");
    codings_fini(&c);
}

/* A file called model.csv keeps its name. */
static void a_coder_called_model(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"model.csv", gold, "out.csv",
                                   "id,stance,stance_confidence\n1,pro,1\n", NULL});
    assert_string_equal(c.coders[0], "model");
    assert_string_equal(c.coders[1], "model:out");
    codings_fini(&c);
}

/* A file without labels, or a sheet in which nobody decided, is no coder. */
static void who_said_nothing(void **state)
{
    (void)state;
    codings c = {0};
    read_well(&c, (const char *[]){"gold.csv", gold, "none.csv", "id,stance\n1,\n2, \n", "new.csv",
                                   "id,stance,stance_corrected\n1,pro,\n", NULL});
    assert_int_equal(c.coder_count, 2);
    assert_int_equal(c.about[1].labelled, 0);
    assert_int_equal(c.about[2].labelled, 1);
    assert_int_equal(c.about[2].decided, 0);
    assert_true(c.about[2].sheet && !c.about[0].sheet);
    codings_fini(&c);
}

/* --- what is refused ---------------------------------------------------------------------------- */

static void refusals(void **state)
{
    (void)state;
    refused((const char *[]){"a.csv", gold, NULL}, PARLEY_E_DATA, "only one coder");
    refused((const char *[]){"a.csv", gold, "./a.csv", gold, NULL}, PARLEY_E_ARGUMENT,
            "given twice");
    refused((const char *[]){"a.csv", "id,stance\n1,\n", "b.csv", "id,stance\n", NULL},
            PARLEY_E_DATA, "no row in these files has a label");
    refused((const char *[]){"a.csv", gold, "b.csv", "id,stance\n9,pro\n", NULL}, PARLEY_E_DATA,
            "no row has labels of two coders: rows are matched by id;");
    refused((const char *[]){"a.csv", gold, "b.csv", "id,label\n1,pro\n", NULL}, PARLEY_E_DATA,
            "there is no 'stance' or 'sentiment'; this file has: id, label");
    refused((const char *[]){"a.csv", gold, "b.csv", "sentence,stance\n1,pro\n", NULL},
            PARLEY_E_DATA, "there is no 'text'; this file has: sentence, stance");
    refused((const char *[]){"a.csv", gold, "b.csv", "id,stance\n1,ok\n", NULL}, PARLEY_E_DATA,
            "'ok' is no label");
    refused((const char *[]){"a.csv", gold, "b.csv",
                             "id,stance,stance_corrected\n1,pro,ok\n2,,ok\n", NULL},
            PARLEY_E_DATA, "stance_corrected is 'ok', but there is no label");
    refused((const char *[]){"a.csv", gold, "b.csv", "id,stance\n,pro\n", NULL}, PARLEY_E_DATA,
            "no id and no text");
    refused((const char *[]){"a.csv", gold, "b.csv", "id,stance\n1\n", NULL}, PARLEY_E_FORMAT,
            "1 fields");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_matched),
        cmocka_unit_test(rows_without_articles),
        cmocka_unit_test(rows_without_texts),
        cmocka_unit_test(where_and_group),
        cmocka_unit_test(a_sheet),
        cmocka_unit_test(machines_that_agree),
        cmocka_unit_test(machines_that_differ),
        cmocka_unit_test(a_coder_called_model),
        cmocka_unit_test(who_said_nothing),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
