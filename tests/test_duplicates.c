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
    assert_int_equal(duplicates_join(&c, &found, NULL), PARLEY_OK);
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
    assert_int_equal(duplicates_join(&c, &found, NULL), PARLEY_OK);
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
    assert_int_equal(duplicates_join(&c, &found, NULL), PARLEY_OK);
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_equal(same_group(&c, i, k), before[i] == before[k]);
    assert_int_equal(found.rows, 0);
    assert_int_equal(found.groups_before, found.groups_after);
    corpus_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins),
        cmocka_unit_test(chains),
        cmocka_unit_test(nothing_to_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
