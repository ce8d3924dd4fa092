/* Vectors and spaces: what a set of training rows knows, and what it must not know. */
#include "../train/vectors.h"
#include "support.h"

#include <math.h>
#include <string.h>

static const char *const by_default[] = {"stance"};
static const corpus_settings settings = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = by_default,
                                         .label_count = 1};

/* Rows: 0 "peace talks", 1 "peace peace war", 2 "war", 3 "talks stall", 4 "..." (no feature). */
static void make_corpus(corpus *c)
{
    test_puts("vectors.csv", "text,stance\npeace talks,pro\nPeace. Peace! War,con\nwar,con\n"
                             "talks stall,pro\n...,con\n");
    assert_int_equal(corpus_read(c, "vectors.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    assert_int_equal(corpus_finish(c, NULL), PARLEY_OK);
    assert_int_equal(c->count, 5);
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-6))
        fail_msg("%.9g instead of %.9g", value, expected);
}

/* The column of a word in a space, or NO_COLUMN. */
static uint32_t column_of(const vectors *v, const space *s, const char *word)
{
    for (size_t i = 0; i < v->dictionary.count; i++) {
        parley_str name = dictionary_name(&v->dictionary, i);
        if (v->dictionary.families[i] == PARLEY_FAMILY_WORD && name.size == strlen(word) &&
            memcmp(name.data, word, name.size) == 0)
            return s->column[i];
    }
    return NO_COLUMN;
}

/* The value of a word in a row; 0 if it has none. */
static double value_of(const row_vector *r, uint32_t column)
{
    double value = 0;
    for (size_t i = 0; i < r->size; i++)
        if (r->column[i] == column)
            value += r->values[i];
    return value;
}

static void counts(void **state)
{
    (void)state;
    corpus c = {0};
    vectors v = {0};
    const parley_feature_options options = {
        .word_min = 1, .word_max = 1, .char_min = 3, .char_max = 3};
    make_corpus(&c);
    assert_int_equal(vectors_build(&c, &options, true, 1, &v, NULL), PARLEY_OK);
    assert_int_equal(v.row_count, 5);
    size_t words = 0;
    for (size_t i = 0; i < v.dictionary.count; i++)
        words += v.dictionary.families[i] == PARLEY_FAMILY_WORD;
    assert_int_equal(words, 4); /* peace, talks, war, stall */
    assert_int_equal(v.words.count, 4);
    assert_int_equal(v.starts[5], v.starts[4]); /* nothing in the last row */
    for (size_t row = 0; row < 5; row++)
        for (size_t k = v.starts[row] + 1; k < v.starts[row + 1]; k++)
            assert_true(v.index[k] > v.index[k - 1]);
    bool twice = false;
    for (size_t k = v.starts[1]; k < v.starts[2]; k++)
        twice = twice || (dictionary_name(&v.dictionary, v.index[k]).size == 5 && v.count[k] == 2);
    assert_true(twice); /* peace */
    vectors_fini(&v);
    corpus_fini(&c);
}

/* idf = 1 + ln((1 + rows) / (1 + df)) over the training rows alone. */
static void idf_by_hand(void **state)
{
    (void)state;
    corpus c = {0};
    vectors v = {0};
    space s = {0};
    row_vector r = {0};
    const row_options options = {
        .features = {.word_min = 1, .word_max = 1, .weighting = PARLEY_WEIGHTING_TFIDF},
        .min_df = 1};
    const size_t rows[] = {0, 1, 2};
    make_corpus(&c);
    assert_int_equal(vectors_build(&c, &options.features, true, 1, &v, NULL), PARLEY_OK);
    assert_int_equal(space_build(&v, &options, rows, 3, &s, NULL), PARLEY_OK);
    assert_int_equal(s.feature_count, 3);
    assert_int_equal(s.matrix.columns, 3);
    assert_int_equal(s.matrix.rows, 3);
    assert_true(column_of(&v, &s, "stall") == NO_COLUMN); /* only in a row held out */
    uint32_t peace = column_of(&v, &s, "peace"), talks = column_of(&v, &s, "talks"),
             war = column_of(&v, &s, "war");
    near((double)s.idf[peace], 1 + log(4.0 / 3));
    near((double)s.idf[talks], 1 + log(4.0 / 2));
    near((double)s.idf[war], 1 + log(4.0 / 3));
    assert_int_equal(row_vector_init(&r, &v), PARLEY_OK);
    space_row(&s, &v, 1, &r);
    assert_int_equal(r.size, 2);
    near(value_of(&r, peace), (1 + log(2)) * (1 + log(4.0 / 3)));
    near(value_of(&r, war), 1 + log(4.0 / 3));
    /* A row that was held out: unseen features are ignored, known ones weighed as in training. */
    space_row(&s, &v, 3, &r);
    assert_int_equal(r.size, 1);
    near(value_of(&r, talks), 1 + log(2));
    space_row(&s, &v, 4, &r);
    assert_int_equal(r.size, 0);
    /* The matrix holds the same rows. */
    assert_int_equal(s.matrix.starts[3], 5);
    for (size_t row = 0; row < 3; row++) {
        space_row(&s, &v, rows[row], &r);
        assert_int_equal(r.size, s.matrix.starts[row + 1] - s.matrix.starts[row]);
        for (size_t k = 0; k < r.size; k++)
            assert_true(r.values[k] == (double)s.matrix.value[s.matrix.starts[row] + k]);
        assert_memory_equal(r.column, s.matrix.column + s.matrix.starts[row],
                            r.size * sizeof(uint32_t));
        for (size_t k = 1; k < r.size; k++)
            assert_true(r.column[k] > r.column[k - 1]);
    }
    row_vector_fini(&r);
    space_fini(&s);
    vectors_fini(&v);
    corpus_fini(&c);
}

static void rare_features_are_left_out(void **state)
{
    (void)state;
    corpus c = {0};
    vectors v = {0};
    row_options options = {.features = {.word_min = 1, .word_max = 2, .normalise = true},
                           .min_df = 2};
    const size_t rows[] = {0, 1, 2, 3, 4};
    make_corpus(&c);
    assert_int_equal(vectors_build(&c, &options.features, true, 1, &v, NULL), PARLEY_OK);
    static const size_t expected[] = {8, 8, 3, 0}; /* min_df 0, 1, 2, 3 */
    for (unsigned least = 0; least < 4; least++) {
        space s = {0};
        options.min_df = least;
        assert_int_equal(space_build(&v, &options, rows, 5, &s, NULL), PARLEY_OK);
        assert_int_equal(s.feature_count, expected[least]);
        for (size_t row = 0; row < 5; row++) {
            double squares = 0;
            for (size_t k = s.matrix.starts[row]; k < s.matrix.starts[row + 1]; k++)
                squares += (double)s.matrix.value[k] * (double)s.matrix.value[k];
            assert_true(squares == 0 || fabs(squares - 1) < 1e-6);
        }
        space_fini(&s);
    }
    /* No rows at all. */
    space s = {0};
    assert_int_equal(space_build(&v, &options, rows, 0, &s, NULL), PARLEY_OK);
    assert_int_equal(s.matrix.rows + s.feature_count, 0);
    space_fini(&s);
    vectors_fini(&v);
    corpus_fini(&c);
}

/* --- word vectors ------------------------------------------------------------------------------- */

static parley_status load(const char *text, const intern_table *words, size_t frequent,
                          word_vectors *out, parley_error *error)
{
    test_puts("words.vec", text);
    return word_vectors_load("words.vec", words, frequent, out, error);
}

static void loads_word_vectors(void **state)
{
    (void)state;
    intern_table words = {0};
    word_vectors w;
    size_t index;
    assert_int_equal(intern_add(&words, (parley_str){"war", 3}, &index), PARLEY_OK);
    static const char *const files[] = {
        "4 2\nthe 1 0\nPeace 0.5 -1\nnobody 3 3\nWar 2 1\n",
        "the 1 0\nPeace 0.5 -1\r\nnobody 3 3\npeace 9 9\nWar 2 1", /* no header; a second peace */
        "4 2\n\nthe\t1\t0\nPeace  0.5 -1 \nno where 3 3\nwar 2 1\n",
    };
    for (size_t i = 0; i < 3; i++) {
        parley_error error = {0};
        if (load(files[i], &words, i == 2 ? 3 : 2, &w, &error) != PARLEY_OK)
            fail_msg("%zu: %s", i, error.text);
        assert_int_equal(w.view.dimension, 2);
        assert_int_equal(w.view.count, 3); /* the two most frequent, and war */
        for (size_t k = 1; k < w.view.count; k++)
            assert_true(w.view.hashes[k] > w.view.hashes[k - 1]);
        parley_features f = {0};
        const parley_feature_options options = {.word_min = 1, .word_max = 1};
        assert_int_equal(parley_features_extract(&options, "peace", 5, &f), PARLEY_OK);
        double sum[2] = {0, 0};
        for (size_t k = 0; k < w.view.count; k++)
            if (w.view.hashes[k] == f.items[0].hash)
                embedding_add(&w.view, k, 2, sum);
        assert_true(fabs(sum[0] - 1) < 0.01 && fabs(sum[1] + 2) < 1e-6); /* bytes: within 1/127 */
        parley_features_fini(&f);
        word_vectors_fini(&w);
    }
    intern_fini(&words);
}

static void bad_word_vectors(void **state)
{
    (void)state;
    const intern_table none = {0};
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {{"", 0},
                 {"\n", 1},
                 {"a\n", 1},
                 {"a 1\n", 1},
                 {"3 5000\na 1\n", 1},
                 {"a 1 x\n", 1},
                 {"a 1 2\nb 1\n", 2},
                 {"a 1 nan\n", 1},
                 {"a 1 2\nb 1 1e999\n", 2},
                 {"a 1 0x2\n", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        word_vectors w;
        parley_error error = {0};
        parley_status status = load(cases[i].text, &none, 100, &w, &error);
        if (status != PARLEY_E_FORMAT || error.line != cases[i].line)
            fail_msg("case %zu: %s, line %zu: %s", i, parley_status_name(status), error.line,
                     error.text);
        word_vectors_fini(&w);
    }
    word_vectors w;
    parley_error error = {0};
    assert_int_equal(load("a 1 2\n", &none, 0, &w, &error), PARLEY_E_FORMAT); /* none is wanted */
    word_vectors_fini(&w);
    assert_int_equal(word_vectors_load("absent.vec", &none, 1, &w, &error), PARLEY_E_IO);
    word_vectors_fini(&w);
}

/* Numbers that would make a model that cannot be saved are refused here. */
static void huge_word_vectors(void **state)
{
    (void)state;
    const intern_table none = {0};
    word_vectors w;
    parley_error error = {0};
    parley_status status = load("a 1e7 2\nb 1 2\n", &none, 100, &w, &error);
    word_vectors_fini(&w);
    assert_int_equal(status, PARLEY_E_FORMAT);
    assert_int_equal(error.line, 1);
    assert_int_equal(load("a 1e6 2\nb 1 2\n", &none, 100, &w, &error), PARLEY_OK);
    word_vectors_fini(&w);
}

static void mean_vectors_by_hand(void **state)
{
    (void)state;
    corpus c = {0};
    vectors v = {0};
    space s = {0};
    row_vector r = {0};
    word_vectors w;
    const row_options options = {
        .features = {.word_min = 1, .word_max = 1}, .min_df = 1, .vector_scale = 0.5};
    const size_t rows[] = {0, 1, 2};
    make_corpus(&c);
    assert_int_equal(vectors_build(&c, &options.features, true, 1, &v, NULL), PARLEY_OK);
    assert_int_equal(load("peace 127 0\nwar 0 127\n", &v.words, 0, &w, NULL), PARLEY_OK);
    assert_int_equal(vectors_embed(&v, &w.view, NULL), PARLEY_OK);
    assert_int_equal(space_build(&v, &options, rows, 3, &s, NULL), PARLEY_OK);
    assert_int_equal(s.matrix.columns, s.feature_count + 2);
    /* df of both is 2 of 3; row 1 counts peace twice; talks has no vector. */
    double center[2] = {(127 + 127 * 2 / 3.0 + 0) / 3, (0 + 127 / 3.0 + 127) / 3};
    near((double)s.center[0] / center[0], 1);
    near((double)s.center[1] / center[1], 1);
    near((double)s.word_weights[0], 1 + log(4.0 / 3));
    assert_int_equal(row_vector_init(&r, &v), PARLEY_OK);
    space_row(&s, &v, 1, &r);
    /* Two of peace and one of war, as if at right angles. */
    double x[2] = {127 - center[0], -center[1]}, y[2] = {-center[0], 127 - center[1]};
    double length = sqrt(2 * (x[0] * x[0] + x[1] * x[1]) + y[0] * y[0] + y[1] * y[1]);
    near(value_of(&r, (uint32_t)s.feature_count), 0.5 * (2 * x[0] + y[0]) / length);
    near(value_of(&r, (uint32_t)s.feature_count + 1), 0.5 * (2 * x[1] + y[1]) / length);
    space_row(&s, &v, 3, &r); /* no word of it has a vector */
    near(value_of(&r, (uint32_t)s.feature_count), 0);
    near(value_of(&r, (uint32_t)s.feature_count + 1), 0);
    row_vector_fini(&r);
    space_fini(&s);
    vectors_fini(&v);
    word_vectors_fini(&w);
    corpus_fini(&c);
}

/* The same numbers, counts and words, whatever the number of threads. */
static void threads_make_no_difference(void **state)
{
    (void)state;
    static const char *const some[] = {"peace", "talks", "war", "stall", "gas", "rain", "Peace"};
    parley_buffer text = {0};
    corpus c = {0};
    uint64_t seed = 3;
    assert_int_equal(parley_buffer_puts(&text, "text,stance\n"), PARLEY_OK);
    for (size_t row = 0; row < 5000; row++) {
        for (size_t k = test_random(&seed) % 12; k > 0; k--)
            assert_int_equal(parley_buffer_printf(&text, "%s %d ", some[test_random(&seed) % 7],
                                                  (int)(test_random(&seed) % 50)),
                             PARLEY_OK);
        assert_int_equal(parley_buffer_printf(&text, "end,%s\n", row % 2 ? "pro" : "con"),
                         PARLEY_OK);
    }
    test_write("threads.csv", text.data, text.size);
    parley_buffer_fini(&text);
    assert_int_equal(corpus_read(&c, "threads.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    const parley_feature_options options = {
        .word_min = 1, .word_max = 2, .char_min = 2, .char_max = 3};
    vectors one = {0};
    assert_int_equal(vectors_build(&c, &options, true, 1, &one, NULL), PARLEY_OK);
    for (size_t threads = 2; threads <= 5; threads++) {
        vectors many = {0};
        assert_int_equal(vectors_build(&c, &options, true, threads, &many, NULL), PARLEY_OK);
        size_t entries = one.starts[c.count];
        assert_int_equal(many.dictionary.count, one.dictionary.count);
        assert_memory_equal(many.dictionary.hashes, one.dictionary.hashes,
                            one.dictionary.count * sizeof *one.dictionary.hashes);
        assert_memory_equal(many.starts, one.starts, (c.count + 1) * sizeof *one.starts);
        assert_memory_equal(many.index, one.index, entries * sizeof *one.index);
        assert_memory_equal(many.count, one.count, entries * sizeof *one.count);
        assert_memory_equal(many.word, one.word, one.word_starts[c.count] * sizeof *one.word);
        vectors_fini(&many);
    }
    size_t values, columns, all = one.starts[c.count];
    assert_int_equal(vectors_measure(&one, 1, &values, &columns), PARLEY_OK);
    assert_true(values == all && columns == one.dictionary.count);
    assert_int_equal(vectors_measure(&one, 3000, &values, &columns), PARLEY_OK);
    assert_true(values < all && columns < one.dictionary.count && columns > 0);
    vectors_drop_rows(&one);
    assert_true(dictionary_name(&one.dictionary, 0).size > 0);
    vectors_fini(&one);
    corpus_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(idf_by_hand),
        cmocka_unit_test(rare_features_are_left_out),
        cmocka_unit_test(loads_word_vectors),
        cmocka_unit_test(bad_word_vectors),
        cmocka_unit_test(huge_word_vectors),
        cmocka_unit_test(mean_vectors_by_hand),
        cmocka_unit_test(threads_make_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
