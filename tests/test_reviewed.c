/* Reviewed sheets: what becomes a label, which file counts, what is damaged, and that the order of the
 * rows does not. */
#include "../train/corpus.h"
#include "support.h"

#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const topic[] = {"topic"};
static const corpus_settings settings = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = topic,
                                         .label_count = 1};

#define HEAD "id,article,sentence,text,topic,topic_confidence,topic_corrected,comment\n"

/* Reads CSV files given as text, name and text by turns, up to NULL; all of one role. */
static parley_status read_all(corpus *c, const corpus_settings *s, const char *const *files,
                              parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = 0; files[i] && status == PARLEY_OK; i += 2) {
        test_puts(files[i], files[i + 1]);
        status = corpus_read(c, files[i], ROLE_TESTED, s, error);
    }
    return status == PARLEY_OK ? corpus_finish(c, error) : status;
}

/* Writes the corpus down: "text=label@file:line run; " for each row. */
static void describe(const corpus *c, parley_buffer *out)
{
    for (size_t i = 0; i < c->count; i++) {
        const corpus_row *row = &c->rows[i];
        int label = corpus_label(c, i, 0);
        assert_int_equal(parley_buffer_printf(out, "%.*s=%s@%s:%zu %d; ", (int)row->text.size,
                                              row->text.data,
                                              label == NO_LABEL ? "-" : c->tasks[0].labels[label],
                                              c->files[row->file], row->line,
                                              row->run == NO_RUN ? -1 : (int)row->run),
                         PARLEY_OK);
    }
    assert_int_equal(parley_buffer_append(out, "", 1), PARLEY_OK);
}

static void check(const char *const *files, const char *expected)
{
    corpus c = {0};
    parley_error error = {0};
    parley_buffer text = {0};
    if (read_all(&c, &settings, files, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    describe(&c, &text);
    assert_string_equal(text.data, expected);
    parley_buffer_fini(&text);
    corpus_fini(&c);
}

static void check_refused(const corpus_settings *s, const char *const *files, size_t line,
                          const char *says)
{
    corpus c = {0};
    parley_error error = {0};
    assert_int_equal(read_all(&c, s, files, &error), PARLEY_E_DATA);
    if (!test_says(&error, says))
        fail_msg("'%s' does not say '%s'", error.text, says);
    assert_int_equal(error.line, line);
    corpus_fini(&c);
}

/* --- what was written --------------------------------------------------------------------------- */

static void labels_in_any_case(void **state)
{
    (void)state;
    check((const char *[]){"a.csv",
                           HEAD ",a,1,One.,law,0.9,OK,\n"
                                ",a,2,Two.,law,0.9, War\xC2\xA0,\n"
                                ",a,3,Three.,war,0.9,ok,\n"
                                ",a,4,Four.,law,0.9,LAW,sure\n"
                                ",a,5,Five.,war,0.9,,\n"
                                ",a,6,Six.,law,0.9,  ,\n",
                           NULL},
          "One.=law@a.csv:2 0; Two.=war@a.csv:3 0; Three.=war@a.csv:4 0; Four.=law@a.csv:5 0; "
          "Five.=-@a.csv:6 0; Six.=-@a.csv:7 0; ");
}

/* Two labels that differ by case alone are two labels. */
static void case_that_matters(void **state)
{
    (void)state;
    const char *text =
        HEAD ",a,1,One.,Pro,0.9,pro,\n,a,2,Two.,pro,0.9,Pro,\n,a,3,Three.,Pro,0.9,ok,\n"
             ",a,4,Four.,pro,0.9,ok,\n";
    check((const char *[]){"a.csv", text, NULL}, "One.=pro@a.csv:2 0; Two.=Pro@a.csv:3 0; "
                                                 "Three.=Pro@a.csv:4 0; Four.=pro@a.csv:5 0; ");
    check_refused(&settings,
                  (const char *[]){"a.csv", text, "b.csv", HEAD ",b,1,Five.,Pro,0.9,PRO,\n", NULL},
                  2, "'PRO' in topic_corrected is no label of topic");
}

static void unknown_labels(void **state)
{
    (void)state;
#define KNOWN ",a,1,One.,favor,0.9,ok,\n,a,2,Two.,against,0.9,ok,\n"
    const char *const slip[] = {"a.csv", HEAD KNOWN ",a,3,Three.,favor,0.9,favour,\n", NULL};
    check_refused(&settings, slip, 4,
                  "'favour' in topic_corrected is no label of topic; did you mean "
                  "'favor'?");
    check_refused(&settings,
                  (const char *[]){"a.csv", HEAD KNOWN ",a,3,T.,favor,0.9,agianst,\n", NULL}, 4,
                  "did you mean 'against'?");
    check_refused(&settings,
                  (const char *[]){"a.csv", HEAD KNOWN ",a,3,T.,favor,0.9,okay,\n", NULL}, 4,
                  "did you mean 'ok'?");
    /* The row of the spreadsheet, where a comment has lines; and how many are wrong. */
    check_refused(
        &settings,
        (const char *[]){"a.csv",
                         HEAD ",a,1,One.,favor,0.9,ok,\"two\nlines\"\n,a,2,T.,favor,0.9,fvor,\n"
                              ",a,3,T.,favor,0.9,x,\n,a,4,T.,favor,0.9,y,\n",
                         NULL},
        4, "row 3: (and 2 more) 'fvor'");
    /* A label that a plain file has, or that is announced, is known. */
    check((const char *[]){"p.csv", "text,topic\nSix.,favour\nSeven.,favour\n", slip[0], slip[1],
                           "b.csv", HEAD ",b,1,F.,favor,0.9,ok,\n,b,2,G.,against,0.9,ok,\n", NULL},
          "Six.=favour@p.csv:2 -1; Seven.=favour@p.csv:3 -1; One.=favor@a.csv:2 0; "
          "Two.=against@a.csv:3 0; Three.=favour@a.csv:4 0; F.=favor@b.csv:2 1; G.=against@b.csv:3 "
          "1; ");
    static const char *const news[] = {"favour"};
    corpus_settings announced = settings;
    announced.new_labels = news;
    announced.new_label_count = 1;
    check_refused(&announced, slip, 0, "'against' stands in one row only");
#undef KNOWN
}

/* A sheet made by hand, without a machine's label: what is written is the label. */
static void nothing_known(void **state)
{
    (void)state;
    check((const char *[]){"a.csv", "text,topic_corrected\nA.,x\nB.,y\nC.,x\nD.,\nE.,y\n", NULL},
          "A.=x@a.csv:2 -1; B.=y@a.csv:3 -1; C.=x@a.csv:4 -1; E.=y@a.csv:6 -1; ");
    check_refused(&settings, (const char *[]){"a.csv", "text,topic_corrected\nA.,x\nB.,ok\n", NULL},
                  3, "'ok' in topic_corrected, but there is no label in topic");
    check_refused(&settings,
                  (const char *[]){"a.csv", "text,topic,topic_corrected\nA.,x,ok\nB.,,OK\n", NULL},
                  3, "no label in topic");
}

/* The wrong column for labels, such as one of sentences. */
static void too_many_labels(void **state)
{
    (void)state;
    parley_buffer text = {0};
    assert_int_equal(parley_buffer_puts(&text, HEAD), PARLEY_OK);
    for (int i = 1; i <= 1001; i++)
        assert_int_equal(parley_buffer_printf(&text, ",a,%d,One.,label %d,0.9,ok,\n", i, i),
                         PARLEY_OK);
    assert_int_equal(parley_buffer_append(&text, "", 1), PARLEY_OK);
    check_refused(&settings, (const char *[]){"a.csv", text.data, NULL}, 1002,
                  "more than 1000 different labels in column 'topic'");
    parley_buffer_fini(&text);
}

/* --- which rows --------------------------------------------------------------------------------- */

#define FIRST                                                                                      \
    HEAD ",000123,1,One.,law,0.9,ok,\n,000123,2,Two.,law,0.9,war,\n,000123,10,Three.,war,0.9,,\n"  \
         ",b,1,Four.,law,0.9,war,\n"

static void latest_file_counts(void **state)
{
    (void)state;
    const char *second = HEAD ",b,1,Four.,law,0.9,,\n,000123,10,Three.,war,0.8,ok,\n"
                              ",000123,2,Two.,law,0.8,law,\n,123,1,One.,law,0.9,law,\n";
    corpus c = {0};
    parley_buffer text = {0};
    const char *const files[] = {"a.csv", FIRST, "b.csv", second, NULL};
    assert_int_equal(read_all(&c, &settings, files, NULL), PARLEY_OK);
    describe(&c, &text);
    /* An empty cell in the later file undoes nothing. */
    assert_string_equal(text.data, "One.=law@b.csv:5 0; Two.=law@b.csv:4 0; Three.=war@b.csv:3 0; "
                                   "Four.=war@a.csv:5 1; ");
    assert_int_equal(c.redecided, 2);
    assert_int_equal(c.redecided_changed, 1);
    parley_buffer_fini(&text);
    corpus_fini(&c);
}

/* The same sentence twice in an article: each row is itself, whatever the file. */
static void occurrences(void **state)
{
    (void)state;
    const char *rows = HEAD ",a,,So.,law,0.9,ok,\n,a,,So.,law,0.9,war,\n,a,,No.,war,0.9,ok,\n"
                            ",a,,Oh.,law,0.9,ok,\n";
    check((const char *[]){"a.csv", rows, "b.csv", rows, NULL},
          "So.=law@b.csv:2 0; So.=war@b.csv:3 0; No.=war@b.csv:4 0; Oh.=law@b.csv:5 0; ");
}

static void corrects_plain_rows(void **state)
{
    (void)state;
    const char *plain = "article,sentence,text,topic\n123,1,One.,war\n123,2,Two.,law\n,,Four.,law\n"
                        "b,1,Four.,law\n";
    corpus c = {0};
    parley_buffer text = {0};
    /* Wherever the sheet stands; and the key counts, not the text alone. */
    const char *const files[] = {"a.csv", FIRST, "plain.csv", plain, NULL};
    assert_int_equal(read_all(&c, &settings, files, NULL), PARLEY_OK);
    describe(&c, &text);
    assert_string_equal(text.data,
                        "One.=law@plain.csv:2 0; Two.=war@plain.csv:3 0; Four.=law@plain.csv:4 -1; "
                        "Four.=war@plain.csv:5 1; One.=-@a.csv:2 2; Two.=-@a.csv:3 2; "
                        "Three.=-@a.csv:4 2; Four.=-@a.csv:5 3; ");
    assert_int_equal(c.plain_corrected, 3);
    parley_buffer_fini(&text);
    corpus_fini(&c);
}

/* Plain files without a column article or sentence: parley-classify numbers their rows. */
static void corrects_rows_that_were_numbered(void **state)
{
    (void)state;
    check((const char *[]){"talks.csv", "text,topic\nOne.,law\nTwo.,law\nThree.,war\nFour.,law\n",
                           "a.csv", HEAD ",talks,2,Two.,law,0.9,war,\n,talks,3,Two.,law,0.9,,\n",
                           NULL},
          "One.=law@talks.csv:2 -1; Two.=war@talks.csv:3 -1; Three.=war@talks.csv:4 -1; "
          "Four.=law@talks.csv:5 -1; Two.=-@a.csv:2 0; Two.=-@a.csv:3 0; ");
    check((const char *[]){"talks.csv",
                           "article,text,topic\nx,One.,law\nx,Two.,law\ny,Three.,war\n"
                           "y,Four.,law\n",
                           "a.csv", HEAD ",y,2,Four.,law,0.9,war,\n", NULL},
          "One.=law@talks.csv:2 0; Two.=law@talks.csv:3 0; Three.=war@talks.csv:4 1; "
          "Four.=war@talks.csv:5 1; Four.=-@a.csv:2 2; ");
}

/* Rows of another role are other rows: what is kept apart stays apart. */
static void roles_stay_apart(void **state)
{
    (void)state;
    corpus c = {0};
    test_puts("a.csv", FIRST);
    test_puts("b.csv", HEAD ",000123,1,One.,law,0.9,war,\n,b,1,Four.,law,0.9,law,\n");
    assert_int_equal(corpus_read(&c, "a.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    assert_int_equal(corpus_read(&c, "b.csv", ROLE_APART, &settings, NULL), PARLEY_OK);
    parley_error error = {0};
    assert_int_equal(corpus_finish(&c, &error), PARLEY_E_DATA); /* law: one row that trains */
    assert_true(test_says(&error, "'law' stands in one row only"));
    assert_int_equal(c.redecided, 0);
    assert_int_equal(c.count, 6);
    corpus_fini(&c);
}

/* --- the order of the rows ---------------------------------------------------------------------- */

static void order_does_not_count(void **state)
{
    (void)state;
    static const char *const rows[] = {",b,1,Four.,law,0.9,war,\n", ",000123,10,Three.,war,0.9,,\n",
                                       ",000123,2,Two.,law,0.9,war,\n",
                                       ",000123,1,One.,law,0.9,ok,\n", ",c,1,Five.,law,0.9,ok,\n"};
    uint64_t seed = 7;
    char first[17];
    for (int round = 0; round < 20; round++) {
        size_t order[] = {0, 1, 2, 3, 4};
        for (size_t i = 4; i > 0; i--) {
            size_t k = test_random(&seed) % (i + 1), swap = order[i];
            order[i] = order[k];
            order[k] = swap;
        }
        parley_buffer text = {0};
        assert_int_equal(parley_buffer_puts(&text, HEAD), PARLEY_OK);
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(parley_buffer_puts(&text, rows[order[i]]), PARLEY_OK);
        test_write("a.csv", text.data, text.size);
        corpus c = {0};
        assert_int_equal(corpus_read(&c, "a.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
        assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
        char digest[17];
        corpus_digest(&c, digest);
        if (round == 0)
            memcpy(first, digest, sizeof first);
        assert_string_equal(digest, first);
        static const size_t runs[] = {0, 0, 0, 1, 2};
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(c.rows[i].run, runs[i]);
        assert_int_equal(c.runs, 3);
        corpus_fini(&c);
        parley_buffer_fini(&text);
    }
}

/* --- damaged texts ------------------------------------------------------------------------------ */

/* A row of a sheet whose id is that of `whole` and whose text is `text`. */
static void put_row(parley_buffer *out, const char *place, const char *whole, const char *text,
                    const char *corrected)
{
    char id[PARLEY_ID_SIZE];
    parley_buffer scratch = {0};
    assert_int_equal(parley_text_id(whole, strlen(whole), &scratch, id), PARLEY_OK);
    assert_int_equal(parley_buffer_printf(out, "%s,%s,%s,%s,0.9,%s,\n", id, place, text,
                                          *corrected == 'w' ? "war" : "law", corrected),
                     PARLEY_OK);
    parley_buffer_fini(&scratch);
}

static void make_damaged(parley_buffer *out)
{
    assert_int_equal(parley_buffer_puts(out, HEAD), PARLEY_OK);
    put_row(out, "a,1", "One ☃.", "One ?.", "ok");
    put_row(out, "a,2", "Two.", "Two.", "war");
    put_row(out, "a,3", "Three ☃.", "Three ?.", "");
    put_row(out, "a,4", "Four.", "Four.", "ok");
    put_row(out, "a,5", "Five.", "Five.", "war");
    put_row(out, "a,6", "Six.", "Six.", "law");
    assert_int_equal(parley_buffer_append(out, "", 1), PARLEY_OK);
}

static void damaged_rows_do_not_teach(void **state)
{
    (void)state;
    parley_buffer sheet = {0}, text = {0};
    corpus c = {0};
    make_damaged(&sheet);
    const char *const files[] = {"a.csv", sheet.data, NULL};
    assert_int_equal(read_all(&c, &settings, files, NULL), PARLEY_OK);
    describe(&c, &text);
    assert_string_equal(text.data,
                        "One ?.=-@a.csv:2 0; Two.=war@a.csv:3 0; Three ?.=-@a.csv:4 0; "
                        "Four.=law@a.csv:5 0; Five.=war@a.csv:6 0; Six.=law@a.csv:7 0; ");
    assert_int_equal(c.damaged.count, 1); /* the third row is nobody's decision */
    assert_int_equal(parley_buffer_append(&c.damaged.text, "", 1), PARLEY_OK);
    assert_string_equal(c.damaged.text.data, "a.csv:2");
    parley_buffer_fini(&sheet);
    parley_buffer_fini(&text);
    corpus_fini(&c);
}

/* Another file on the line has the text: the sheet as it went out, or any row with that id. */
static void damaged_rows_find_their_text(void **state)
{
    (void)state;
    parley_buffer sheet = {0}, out = {0};
    make_damaged(&sheet);
    assert_int_equal(parley_buffer_puts(&out, HEAD), PARLEY_OK);
    put_row(&out, "a,1", "One ☃.", "One ☃.", "");
    assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
    const char *expected = "One ☃.=law@b.csv:2 0; Two.=war@b.csv:3 0; Three ?.=-@b.csv:4 0; "
                           "Four.=law@b.csv:5 0; Five.=war@b.csv:6 0; Six.=law@b.csv:7 0; ";
    check((const char *[]){"a.csv", out.data, "b.csv", sheet.data, NULL}, expected);
    check((const char *[]){"b.csv", sheet.data, "a.csv", out.data, NULL},
          "One ☃.=law@a.csv:2 0; Two.=war@b.csv:3 0; Three ?.=-@b.csv:4 0; Four.=law@b.csv:5 0; "
          "Five.=war@b.csv:6 0; Six.=law@b.csv:7 0; ");
    check((const char *[]){"p.csv", "text,topic\nOne ☃.,war\n", "b.csv", sheet.data, NULL},
          "One ☃.=war@p.csv:2 -1; One ☃.=law@b.csv:2 0; Two.=war@b.csv:3 0; Three ?.=-@b.csv:4 0; "
          "Four.=law@b.csv:5 0; Five.=war@b.csv:6 0; Six.=law@b.csv:7 0; ");
    parley_buffer_fini(&sheet);
    parley_buffer_fini(&out);
}

/* Ids of other makes are nobody's business; neither are those of plain files. */
static void foreign_ids(void **state)
{
    (void)state;
    check((const char *[]){"a.csv",
                           HEAD "17,a,1,One.,law,0.9,ok,\n18,a,2,Two.,law,0.9,ok,\n"
                                "19,a,3,Three.,war,0.9,ok,\nx,a,4,Four.,war,0.9,ok,\n",
                           "p.csv", "id,text,topic\np10000000000000,Five.,law\n", NULL},
          "Five.=law@p.csv:2 -1; One.=law@a.csv:2 0; Two.=law@a.csv:3 0; Three.=war@a.csv:4 0; "
          "Four.=war@a.csv:5 0; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_in_any_case),
        cmocka_unit_test(case_that_matters),
        cmocka_unit_test(unknown_labels),
        cmocka_unit_test(nothing_known),
        cmocka_unit_test(too_many_labels),
        cmocka_unit_test(latest_file_counts),
        cmocka_unit_test(occurrences),
        cmocka_unit_test(corrects_plain_rows),
        cmocka_unit_test(corrects_rows_that_were_numbered),
        cmocka_unit_test(roles_stay_apart),
        cmocka_unit_test(order_does_not_count),
        cmocka_unit_test(damaged_rows_do_not_teach),
        cmocka_unit_test(damaged_rows_find_their_text),
        cmocka_unit_test(foreign_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
