/* Finding the text of rows that have only an id. */
#define _POSIX_C_SOURCE 200809L

#include "../train/texts.h"
#include "parley/text.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const messages quiet = {.program = "test", .quiet = true};

static void make_articles(void)
{
    assert_int_equal(system("rm -rf articles"), 0); /* NOLINT(cert-env33-c) */
    assert_int_equal(mkdir("articles", 0777), 0);
    test_puts("articles/000.txt", "The envoys met on Monday.  They agreed on\nnothing. \"We "
                                  "tried,\" one said; \"we failed.\"\n");
    test_puts("articles/007.txt", "A second round is planned.\n\nCafe\xCC\x81 owners hope.\n");
    test_puts("articles/news.txt", "The envoys met on Monday. It rained.\n");
    test_puts("articles/latin.txt", "Caf\xE9 talks end.\n");
    test_puts("articles/empty.txt", "");
}

/* The text that an article's row with the id of `wanted` gets; "" for none. */
static void find(texts *t, const char *article, const char *wanted, const char *expected)
{
    parley_buffer scratch = {0};
    parley_str text = {0};
    parley_error error = {0};
    char id[PARLEY_ID_SIZE];
    assert_int_equal(parley_text_id(wanted, strlen(wanted), &scratch, id), PARLEY_OK);
    assert_int_equal(texts_find(t, (parley_str){article, strlen(article)},
                                (parley_str){id, strlen(id)}, &text, &error),
                     PARLEY_OK);
    if (text.size != strlen(expected) || memcmp(text.data, expected, text.size) != 0)
        fail_msg("'%s' in '%s' is '%.*s'", wanted, article, (int)text.size, text.data);
    parley_buffer_fini(&scratch);
}

static texts *load(const char *const *paths, size_t count)
{
    texts *t = NULL;
    parley_error error = {0};
    if (texts_load(paths, count, "text", &quiet, &t, &error) != PARLEY_OK)
        fail_msg("%s: %s", error.file, error.text);
    return t;
}

static void finds_sentences(void **state)
{
    (void)state;
    make_articles();
    static const char *const paths[] = {"articles"};
    texts *t = load(paths, 1);
    find(t, "000", "The envoys met on Monday.", "The envoys met on Monday.");
    find(t, "000", "They agreed on nothing.", "They agreed on nothing.");
    find(t, "007", "Caf\xC3\xA9 owners hope.",
         "Cafe\xCC\x81 owners hope."); /* as it stands there */
    find(t, "latin", "Caf\xC3\xA9 talks end.", "Caf\xC3\xA9 talks end.");
    find(t, "000", "A second round is planned.", ""); /* another article's */
    find(t, "000", "Never written.", "");
    find(t, "absent", "It rained.", "");
    find(t, "empty", "It rained.", "");
    texts_free(t);
    texts_free(NULL);
}

static void zeros_in_front_do_not_count(void **state)
{
    (void)state;
    make_articles();
    static const char *const paths[] = {"articles/000.txt", "articles/007.txt"};
    texts *t = load(paths, 2);
    find(t, "0", "The envoys met on Monday.", "The envoys met on Monday.");
    find(t, "00", "The envoys met on Monday.", "The envoys met on Monday.");
    find(t, "7", "A second round is planned.", "A second round is planned.");
    find(t, "0007", "A second round is planned.", "A second round is planned.");
    find(t, "70", "A second round is planned.", "");
    find(t, "7a", "A second round is planned.", "");
    texts_free(t);
}

static void without_an_article_all_are_asked(void **state)
{
    (void)state;
    make_articles();
    static const char *const paths[] = {"articles"};
    texts *t = load(paths, 1);
    find(t, "", "It rained.", "It rained.");
    find(t, "", "A second round is planned.", "A second round is planned.");
    find(t, "", "Never written.", "");
    texts_free(t);
}

/* A sentence that another splitter cut elsewhere is looked for in the article's text. */
static void finds_spans(void **state)
{
    (void)state;
    make_articles();
    static const char *const paths[] = {"articles"};
    texts *t = load(paths, 1);
    find(t, "000", "They agreed on", "They agreed on");
    find(t, "000", "nothing. \"We tried,\" one", "nothing. \"We tried,\" one");
    find(t, "000", "The", "The");
    find(t, "000", "failed.\"", "failed.\"");
    find(t, "0", "met on Monday. They agreed", "met on Monday. They agreed");
    find(t, "000", "agreed on  nothing.", "agreed on nothing.");
    find(t, "000", "envoy", "");
    texts_free(t);
}

static void tables_of_texts(void **state)
{
    (void)state;
    test_puts("articles.csv",
              "article,text,note\n000,From a  table.,x\nb,Another one.,x\n,Homeless.,x\n");
    static const char *const paths[] = {"articles.csv"};
    texts *t = load(paths, 1);
    find(t, "0", "From a table.", "From a table.");
    find(t, "b", "Another one.", "Another one.");
    find(t, "", "Homeless.", "Homeless.");
    find(t, "b", "From a table.", "");
    texts_free(t);
    test_puts("bare.csv", "text\nNo article here.\n");
    static const char *const bare[] = {"bare.csv"};
    t = load(bare, 1);
    find(t, "", "No article here.", "No article here.");
    texts_free(t);
}

static void odd_ids(void **state)
{
    (void)state;
    make_articles();
    static const char *const paths[] = {"articles"};
    texts *t = load(paths, 1);
    static const char *const ids[] = {"", "p1", "p1000000000000", "p10000000000000000",
                                      "not an id at all"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        parley_str text = {"x", 1};
        assert_int_equal(texts_find(t, (parley_str){"000", 3}, (parley_str){ids[i], strlen(ids[i])},
                                    &text, NULL),
                         PARLEY_OK);
        assert_int_equal(text.size, 0);
    }
    texts_free(t);
}

static void what_cannot_be_loaded(void **state)
{
    (void)state;
    texts *t = NULL;
    parley_error error = {0};
    static const char *const absent[] = {"absent"};
    assert_int_equal(texts_load(absent, 1, "text", &quiet, &t, &error), PARLEY_E_IO);
    test_puts("wrong.csv", "sentence\nx\n");
    static const char *const wrong[] = {"wrong.csv"};
    assert_int_equal(texts_load(wrong, 1, "text", &quiet, &t, &error), PARLEY_E_DATA);
    assert_true(test_says(&error, "'text'") && test_says(&error, "sentence"));
    test_puts("broken.csv", "text\n\"x\n");
    static const char *const broken[] = {"broken.csv"};
    assert_int_equal(texts_load(broken, 1, "text", &quiet, &t, &error), PARLEY_E_FORMAT);
    assert_null(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_sentences),
        cmocka_unit_test(zeros_in_front_do_not_count),
        cmocka_unit_test(without_an_article_all_are_asked),
        cmocka_unit_test(finds_spans),
        cmocka_unit_test(tables_of_texts),
        cmocka_unit_test(odd_ids),
        cmocka_unit_test(what_cannot_be_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
