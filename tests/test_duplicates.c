/* Near-duplicates: whose groups are joined, and whose are not. */
#include "../train/duplicates.h"
#include "support.h"

#include <string.h>

static const char *const tasks[] = {"stance"};
static const corpus_settings settings = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = tasks,
                                         .label_count = 1};

static void read_rows(corpus *c, const char *rows)
{
    parley_buffer text = {0};
    assert_int_equal(parley_buffer_puts(&text, "article,text,stance\n"), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&text, rows), PARLEY_OK);
    test_write("duplicates.csv", text.data, text.size);
    parley_buffer_fini(&text);
    assert_int_equal(corpus_read(c, "duplicates.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    assert_int_equal(corpus_finish(c, NULL), PARLEY_OK);
}

static bool same_group(const corpus *c, size_t a, size_t b)
{
    return c->rows[a].group == c->rows[b].group;
}

static void joins(void **state)
{
    (void)state;
    corpus c = {0};
    duplicates found = {0};
    read_rows(&c,
              "a,The two sides met for the third time on Monday in the old town hall.,pro\n"
              "a,Nothing else of this article is like any other.,con\n"
              "b,\"The two sides met for the third time on Monday, in the old town hall\",con\n"
              "c,The two sides met for the third time on Monday in the old town hall of it.,pro\n"
              "d,They did not meet on any other day of that long week either.,pro\n"
              "e,They met.,con\n"
              "f,They met.,con\n");
    assert_int_equal(duplicates_join(&c, 1, &found, NULL), PARLEY_OK);
    assert_true(same_group(&c, 0, 1)); /* its own article, still */
    assert_true(same_group(&c, 0, 2));
    assert_true(same_group(&c, 0, 3));
    assert_false(same_group(&c, 0, 4));
    assert_false(same_group(&c, 5, 6)); /* too short to be copies */
    assert_int_equal(found.rows, 3);
    assert_int_equal(found.clusters, 1);
    assert_int_equal(found.groups_before, 6);
    assert_int_equal(found.groups_after, 4);
    assert_int_equal(found.conflicts, 1); /* b says con */
    corpus_fini(&c);
}

/* A joins B, B joins C: one group, though A and C share nothing. */
static void chains(void **state)
{
    (void)state;
    corpus c = {0};
    duplicates found = {0};
    read_rows(&c, "a,one two three four five six seven eight nine ten,pro\n"
                  "b,one two three four five six seven eight nine ten,pro\n"
                  "b,red orange yellow green blue indigo violet black white grey,con\n"
                  "c,red orange yellow green blue indigo violet black white grey,con\n"
                  "d,north south east west up down left right in out,con\n");
    assert_int_equal(duplicates_join(&c, 1, &found, NULL), PARLEY_OK);
    assert_true(same_group(&c, 0, 3));
    assert_false(same_group(&c, 0, 4));
    assert_int_equal(found.clusters, 2);
    assert_int_equal(found.conflicts, 0);
    corpus_fini(&c);
}

static void nothing_to_join(void **state)
{
    (void)state;
    corpus c = {0};
    duplicates found = {0};
    read_rows(&c, "a,one two three four five six seven eight,pro\n"
                  "b,eight seven six five four three two one,pro\n"
                  "c,one three five seven two four six eight,con\n,,\n"
                  "d,...,con\n");
    size_t before[4];
    for (size_t i = 0; i < 4; i++)
        before[i] = c.rows[i].group;
    assert_int_equal(duplicates_join(&c, 1, &found, NULL), PARLEY_OK);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_equal(same_group(&c, i, k), before[i] == before[k]);
    assert_int_equal(found.rows, 0);
    assert_int_equal(found.groups_before, found.groups_after);
    corpus_fini(&c);
}

/* Many copies of many texts, each a little changed: every text's copies are one cluster, in any number of
 * threads, though their lists of rows are full. */
static void copies_of_copies(void **state)
{
    (void)state;
    enum { TEXTS = 20, COPIES = 100, WORDS = 24 };
    parley_buffer rows = {0};
    for (size_t copy = 0; copy < COPIES; copy++) {
        for (size_t text = 0; text < TEXTS; text++) {
            assert_int_equal(parley_buffer_printf(&rows, "a%zu,", copy * TEXTS + text), PARLEY_OK);
            for (size_t word = 0; word < WORDS; word++)
                assert_int_equal(word == copy % WORDS
                                     ? parley_buffer_printf(&rows, "changed%zu ", copy)
                                     : parley_buffer_printf(&rows, "t%zuw%zu ", text, word),
                                 PARLEY_OK);
            assert_int_equal(parley_buffer_printf(&rows, ",%s\n", text % 2 ? "pro" : "con"),
                             PARLEY_OK);
        }
    }
    assert_int_equal(parley_buffer_append(&rows, "", 1), PARLEY_OK);
    for (size_t threads = 1; threads <= 3; threads++) {
        corpus c = {0};
        duplicates found = {0};
        read_rows(&c, rows.data);
        assert_int_equal(duplicates_join(&c, threads, &found, NULL), PARLEY_OK);
        assert_int_equal(found.rows, TEXTS * COPIES);
        assert_int_equal(found.clusters, TEXTS);
        assert_int_equal(found.groups_after, TEXTS);
        assert_int_equal(found.conflicts, 0);
        for (size_t row = TEXTS; row < c.count; row++)
            assert_true(same_group(&c, row, row % TEXTS));
        corpus_fini(&c);
    }
    parley_buffer_fini(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins),
        cmocka_unit_test(chains),
        cmocka_unit_test(nothing_to_join),
        cmocka_unit_test(copies_of_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
