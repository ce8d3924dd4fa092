/* From bytes to the text of an article: encodings and byte order marks. HTML has a test of its own. */
#include "../io/article.h"
#include "support.h"

#include <string.h>

#define STR(literal) ((parley_str){literal, sizeof(literal) - 1})

static const article_options plain = {.format = ARTICLE_TEXT};

static void check(parley_str bytes, const char *expected, size_t size, bool converted)
{
    article_text a = {0};
    parley_error error = {0};
    assert_int_equal(article_decode("a.txt", &plain, bytes, &a, &error), PARLEY_OK);
    assert_int_equal(a.text.size, size);
    if (size)
        assert_memory_equal(a.text.data, expected, size);
    assert_int_equal(a.converted, converted);
    article_text_fini(&a);
}

static void decodes(void **state)
{
    (void)state;
    check(STR(""), "", 0, false);
    check(STR("plain\r\ntext\n"), "plain\r\ntext\n", 12, false);
    check(STR("\xEF\xBB\xBFmark"), "mark", 4, false);
    check(STR("\xEF\xBB\xBF"), "", 0, false);
    check(STR("caf\xC3\xA9"), "café", 5, false);
    check(STR("caf\xE9 \x96 \x93no\x94"), "café – “no”", strlen("café – “no”"), true);
    check(STR("caf\xC3\xA9 caf\xE9"), "cafÃ© café", strlen("cafÃ© café"), true); /* by article */
}

static void refuses_zero_bytes(void **state)
{
    (void)state;
    article_text a = {0};
    parley_error error = {0};
    assert_int_equal(article_decode("a.txt", &plain, STR("one\ntwo\0"), &a, &error),
                     PARLEY_E_FORMAT);
    assert_int_equal(error.line, 2);
    assert_string_equal(error.file, "a.txt");
    article_text_fini(&a);
}

static void knows_pages(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool page;
    } cases[] = {{"a.txt", "<!DOCTYPE html><p>A word.", true},
                 {"a", " \n<!-- x --><HTML><p>A word.", true},
                 {"a", "\xEF\xBB\xBF<?xml version='1.0'?><html><p>A word.", true},
                 {"a", "<article>A word.", true},
                 {"a.html.gz", "A word.", true},
                 {"a", "<b>A word.", false},
                 {"a", "<articles>A word.", false},
                 {"a", "<", false},
                 {"a", "<!-- ", false},
                 {"a.csv", "A word < <p>", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        article_text a = {0};
        parley_str bytes = {cases[i].text, strlen(cases[i].text)};
        assert_int_equal(article_decode(cases[i].name, NULL, bytes, &a, NULL), PARLEY_OK);
        if ((a.paragraphs != NULL) != cases[i].page)
            fail_msg("%s", cases[i].text);
        article_text_fini(&a);
    }
}

static void decodes_by_name_and_mark(void **state)
{
    (void)state;
    article_text a = {0};
    article_options koi = {.encoding = "koi8-r"};
    assert_int_equal(article_decode("a", &koi, STR("\xC4\xC1"), &a, NULL), PARLEY_OK);
    assert_int_equal(a.text.size, 4);
    assert_memory_equal(a.text.data, "\xD0\xB4\xD0\xB0", 4);
    assert_int_equal(article_decode("a", NULL,
                                    STR("\xFF\xFE"
                                        "a\0"),
                                    &a, NULL),
                     PARLEY_OK);
    assert_int_equal(a.text.size, 1);
    article_options utf8 = {.encoding = "utf-8"};
    assert_int_equal(article_decode("a", &utf8, STR("a\xFF\xFF"), &a, NULL), PARLEY_OK);
    assert_int_equal(a.replaced, 2);
    assert_false(a.converted);
    koi.encoding = "klingon";
    assert_int_equal(article_decode("a", &koi, STR("a"), &a, NULL), PARLEY_E_ARGUMENT);
    article_text_fini(&a);
}

/* One article_text serves for many articles: nothing of the one before is left. */
static void keeps_nothing(void **state)
{
    (void)state;
    article_text a = {0};
    assert_int_equal(article_decode("a", &plain, STR("long text \xE9"), &a, NULL), PARLEY_OK);
    assert_true(a.converted);
    assert_int_equal(article_decode("b", &plain, STR("x"), &a, NULL), PARLEY_OK);
    assert_false(a.converted);
    assert_int_equal(a.text.size, 1);
    test_puts("article.txt", "From a file.\n");
    assert_int_equal(article_read("article.txt", NULL, &a, NULL), PARLEY_OK);
    assert_int_equal(a.text.size, 13);
    assert_memory_equal(a.text.data, "From a file.\n", 13);
    test_puts("empty.txt", "");
    assert_int_equal(article_read("empty.txt", NULL, &a, NULL), PARLEY_OK);
    assert_int_equal(a.text.size, 0);
    parley_error error = {0};
    assert_int_equal(article_read("absent.txt", NULL, &a, &error), PARLEY_E_IO);
    assert_string_equal(error.file, "absent.txt");
    article_text_fini(&a);
    article_text_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes),       cmocka_unit_test(refuses_zero_bytes),
        cmocka_unit_test(knows_pages),   cmocka_unit_test(decodes_by_name_and_mark),
        cmocka_unit_test(keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
