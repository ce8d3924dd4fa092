/* Features: tokens, n-grams, hashes, options, values. */
#include "parley/features.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The spellings of all features of a text, each in bars. */
static void check(const char *list, const char *text, const char *expected)
{
    parley_feature_options options = {0};
    parley_features found = {0};
    parley_buffer out = {0};
    assert_int_equal(parley_feature_options_parse(list, &options, NULL), PARLEY_OK);
    assert_int_equal(parley_features_extract(&options, text, strlen(text), &found), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&out, "|"), PARLEY_OK);
    for (size_t i = 0; i < found.count; i++) {
        const parley_feature *f = &found.items[i];
        assert_true(f->begin + f->size <= found.line.size);
        assert_int_equal(parley_buffer_append(&out, found.line.data + f->begin, f->size),
                         PARLEY_OK);
        assert_int_equal(parley_buffer_puts(&out, "|"), PARLEY_OK);
    }
    assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
    assert_string_equal(out.data, expected);
    parley_buffer_fini(&out);
    parley_features_fini(&found);
}

static void tokens(void **state)
{
    (void)state;
    check("word:1", "", "|");
    check("word:1", " .,;- ", "|");
    check("word:1", "Peace talks, again.", "|peace|talks|again|");
    check("word:1", "don't O'Neill ’tis", "|don't|o'neill|tis|");
    check("word:1", "cease-fire -x- well—known", "|cease-fire|x|well-known|");
    check("word:1", "Trump's plan, the states' plan", "|trump|'s|plan|the|states|plan|");
    check("word:1", "the boss’s", "|the|boss|'s|");
    check("word:1", "'s", "|s|");
    check("word:1", "it's-a", "|it|'s|a|");
    check("word:1", "U.S. and example.org", "|u.s|and|example.org|");
    check("word:1", "#peace @user #", "|#peace|@user|");
    check("word:1", "a_b x2", "|a_b|x2|");
    check("word:1", "Київ 東京", "|київ|東京|");
    check("word:1",
          "a\xFF"
          "b",
          "|a|b|");
}

static void numbers(void **state)
{
    (void)state;
    check("word:1", "1,000.50 at 10:30 in 2025.", "|1,000.50|at|10:30|in|2025|");
    check("word:1,numbers", "1,000.50 at 10:30 in 2025.", "|<num>|at|<num>|in|<num>|");
    check("word:1,numbers", "T-90 90s 2-3 #9", "|t-90|90s|2-3|#9|");
    check("word:1,numbers", "٣ ４", "|<num>|<num>|");
}

static void marks(void **state)
{
    (void)state;
    check("word:1", "Why?! \"No\" ... 5$", "|why|no|5|");
    check("word:1,marks", "Why? Why?? Why????", "|why|?|why|??|why|??|");
    check("word:1,marks", "“No”!", "|\"|no|\"|!|");
    check("word:1,marks", "so… so.... so..", "|so|...|so|...|so|");
    check("word:1,marks", "5% $5 €", "|5|%|$|5|€|");
    check("word:1,marks", "😀😀😀 x", "|😀😀|x|");
}

static void word_ngrams(void **state)
{
    (void)state;
    check("word:1-2", "a b c", "|a|a b|b|b c|c|");
    check("word:2-3", "a b c", "|a b|a b c|b c|");
    check("word:8", "a b c", "|");
    check("word:2", "a", "|");
}

static void char_ngrams(void **state)
{
    (void)state;
    check("char:3", "ab", "| ab|ab |");
    check("char:1-2", "a", "| | a|a|a | |");
    check("char:4", "a", "|");
    check("char:3", "жы", "| жы|жы |");
    check("char:3,marks", "a ??", "| a |"); /* marks have no insides */
    check("word:1,char:3", "ab c", "|ab|c| ab|ab | c |");
}

/* --- hashes ------------------------------------------------------------------------------------- */

static size_t extract(const char *list, const char *text, parley_features *found)
{
    parley_feature_options options = {0};
    assert_int_equal(parley_feature_options_parse(list, &options, NULL), PARLEY_OK);
    assert_int_equal(parley_features_extract(&options, text, strlen(text), found), PARLEY_OK);
    return found->count;
}

/* Equal spelling and family, equal hash, and the reverse, over a text with many repeats. */
static void hashes_are_of_spellings(void **state)
{
    (void)state;
    parley_features f = {0};
    size_t count = extract("word:1-3,char:2-4,marks",
                           "The talks about talks ended? The talks about the talks began, the "
                           "talks about... talks? Talks' end, talk's end.",
                           &f);
    assert_true(count > 100);
    size_t repeats = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            const parley_feature *a = &f.items[i], *b = &f.items[k];
            bool same = a->family == b->family && a->size == b->size &&
                        memcmp(f.line.data + a->begin, f.line.data + b->begin, a->size) == 0;
            assert_int_equal(a->hash == b->hash, same);
            repeats += same;
        }
    }
    assert_true(repeats > 50);
    parley_features_fini(&f);
}

/* The same words elsewhere, or found under other options, have the same hash. */
static void hashes_do_not_depend_on_the_place(void **state)
{
    (void)state;
    parley_features one = {0}, two = {0};
    extract("word:2", "peace talks", &one);
    assert_int_equal(one.count, 1);
    extract("word:1-3,char:3-5,marks", "They say: no PEACE, talks now! Peace-talks", &two);
    size_t hits = 0;
    for (size_t i = 0; i < two.count; i++)
        hits += two.items[i].hash == one.items[0].hash;
    assert_int_equal(hits, 1); /* a comma does not part words, a hyphen joins them */
    parley_features_fini(&one);
    parley_features_fini(&two);
}

static int compare_hashes(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Short words and short character n-grams are many and alike: none of one family may share a hash
 * with one of the other, or a model takes the one for the other. */
static void families_share_no_hash(void **state)
{
    (void)state;
    enum { LETTERS = 26, WORDS = LETTERS + LETTERS * LETTERS + LETTERS * LETTERS * LETTERS };
    uint64_t *words = malloc(WORDS * sizeof *words);
    parley_features f = {0};
    const parley_feature_options options = {
        .word_min = 1, .word_max = 1, .char_min = 1, .char_max = 4};
    assert_non_null(words);
    size_t count = 0, shared = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < WORDS; i++) {
            int n = i, size = 1;
            for (int room = LETTERS; n >= room; size++, room *= LETTERS)
                n -= room;
            char word[4];
            for (int k = size; k-- > 0; n /= LETTERS)
                word[k] = (char)('a' + n % LETTERS);
            assert_int_equal(parley_features_extract(&options, word, (size_t)size, &f), PARLEY_OK);
            if (pass == 0)
                words[count++] = f.items[0].hash;
            for (size_t k = 1; pass == 1 && k < f.count; k++)
                if (bsearch(&f.items[k].hash, words, count, sizeof *words, compare_hashes))
                    shared++;
        }
        qsort(words, count, sizeof *words, compare_hashes);
    }
    for (size_t i = 1; i < count; i++)
        assert_true(words[i] != words[i - 1]);
    free(words);
    parley_features_fini(&f);
    assert_int_equal(shared, 0);
}

/* A model in the world holds these hashes. */
static void hashes_never_drift(void **state)
{
    (void)state;
    parley_features f = {0};
    extract("word:1-2", "peace talks", &f);
    static const uint64_t known[] = {UINT64_C(0x6260F90662EECD9E), UINT64_C(0xEB22C6455EBE9C63),
                                     UINT64_C(0x03D9DF5F577EECD6)};
    assert_int_equal(f.count, 3);
    for (size_t i = 0; i < 3; i++)
        if (f.items[i].hash != known[i])
            fail_msg("%zu: 0x%016llX", i, (unsigned long long)f.items[i].hash);
    parley_features_fini(&f);
}

static void hostile_texts(void **state)
{
    (void)state;
    parley_features f = {0};
    parley_buffer text = {0};
    parley_feature_options options = {
        .word_min = 1, .word_max = 8, .char_min = 1, .char_max = 8, .marks = true, .numbers = true};
    /* Longer than is read: the rest does not count. */
    assert_int_equal(parley_buffer_reserve(&text, PARLEY_TEXT_MAX + 100), PARLEY_OK);
    memset(text.data, 'a', PARLEY_TEXT_MAX + 100);
    options.char_max = 1;
    assert_int_equal(parley_features_extract(&options, text.data, PARLEY_TEXT_MAX + 100, &f),
                     PARLEY_OK);
    assert_int_equal(f.line.size, PARLEY_TEXT_MAX + 2);
    assert_int_equal(f.count, 1 + PARLEY_TEXT_MAX + 2);
    assert_int_equal(f.items[0].size, UINT16_MAX);
    parley_buffer_fini(&text);
    /* Any bytes. */
    uint64_t seed = 5;
    options.char_max = 8;
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        size_t size = test_random(&seed) % sizeof bytes;
        for (size_t i = 0; i < size; i++)
            bytes[i] = round % 2 ? (char)test_random(&seed)
                                 : "'s-.a1 #@?\xC3\xA9"[test_random(&seed) % 12];
        assert_int_equal(parley_features_extract(&options, bytes, size, &f), PARLEY_OK);
        assert_true(parley_utf8_valid(f.line.data, f.line.size));
        for (size_t i = 0; i < f.count; i++)
            assert_true(parley_utf8_valid(f.line.data + f.items[i].begin, f.items[i].size));
    }
    parley_features_fini(&f);
}

/* --- options ------------------------------------------------------------------------------------ */

static void options_come_back(void **state)
{
    (void)state;
    static const char *const lists[] = {"word:1-2",
                                        "char:3-5",
                                        "word:1-1",
                                        "word:1-8,char:8-8",
                                        "word:2-3,char:1-2,marks",
                                        "char:3-4,marks,numbers",
                                        "word:1-2,numbers"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        parley_feature_options o = {.weighting = PARLEY_WEIGHTING_NB, .normalise = true};
        parley_buffer out = {0};
        assert_int_equal(parley_feature_options_parse(lists[i], &o, NULL), PARLEY_OK);
        assert_int_equal(o.weighting, PARLEY_WEIGHTING_NB); /* not of the list: as they were */
        assert_true(o.normalise);
        assert_int_equal(parley_feature_options_format(&o, &out), PARLEY_OK);
        assert_int_equal(parley_buffer_append(&out, "", 1), PARLEY_OK);
        assert_string_equal(out.data, lists[i]);
        parley_buffer_fini(&out);
    }
    parley_feature_options o = {0};
    assert_int_equal(parley_feature_options_parse("numbers,char:4,word:2", &o, NULL), PARLEY_OK);
    assert_int_equal(o.char_min, 4);
    assert_int_equal(o.char_max, 4);
    assert_int_equal(o.word_min, 2);
    assert_true(o.numbers && !o.marks);
}

static void bad_options_are_named(void **state)
{
    (void)state;
    static const char *const bad[][2] = {{"", "''"},
                                         {"word", "'word'"},
                                         {"word:", "'word:'"},
                                         {"word:0", "word:0"},
                                         {"word:9", "word:9"},
                                         {"word:2-1", "word:2-1"},
                                         {"word:1-9", "word:1-9"},
                                         {"word:1-", "word:1-"},
                                         {"word:-2", "word:-2"},
                                         {"word:1-2-3", "word:1-2-3"},
                                         {"word:1x", "word:1x"},
                                         {"word: 1", "word: 1"},
                                         {"word:1,", "''"},
                                         {"word:1,,marks", "''"},
                                         {"chars:3", "chars:3"},
                                         {"word:1,Marks", "Marks"},
                                         {"marks", "n-grams"},
                                         {"marks,numbers", "n-grams"},
                                         {"word:99999999999999999999", "word:9999"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        parley_feature_options o = {.word_min = 7};
        parley_error error = {0};
        if (parley_feature_options_parse(bad[i][0], &o, &error) != PARLEY_E_ARGUMENT)
            fail_msg("'%s' was taken", bad[i][0]);
        if (!test_says(&error, bad[i][1]))
            fail_msg("'%s' is refused with: %s", bad[i][0], error.text);
        assert_int_equal(o.word_min, 7);
    }
}

static void weighting_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        parley_weighting w = PARLEY_WEIGHTING_BINARY;
        const char *name = parley_weighting_name((parley_weighting)i);
        assert_non_null(name);
        assert_true(parley_weighting_parse(name, &w));
        assert_int_equal(w, i);
    }
    parley_weighting w = PARLEY_WEIGHTING_TFIDF;
    assert_null(parley_weighting_name((parley_weighting)4));
    assert_true(parley_weighting_has_idf(PARLEY_WEIGHTING_NBTFIDF) &&
                parley_weighting_has_ratio(PARLEY_WEIGHTING_NBTFIDF));
    assert_true(parley_weighting_has_ratio(PARLEY_WEIGHTING_NB) &&
                !parley_weighting_has_idf(PARLEY_WEIGHTING_NB));
    assert_true(!parley_weighting_has_ratio(PARLEY_WEIGHTING_TFIDF) &&
                !parley_weighting_has_idf(PARLEY_WEIGHTING_BINARY));
    assert_false(parley_weighting_parse("tf", &w));
    assert_false(parley_weighting_parse("", &w));
    assert_int_equal(w, PARLEY_WEIGHTING_TFIDF);
}

/* --- values ------------------------------------------------------------------------------------- */

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-12))
        fail_msg("%.17g instead of %.17g", value, expected);
}

static void weighs(void **state)
{
    (void)state;
    uint32_t index[] = {0, 2, 3}, count[] = {1, 3, 2};
    const uint8_t families[] = {PARLEY_FAMILY_WORD, PARLEY_FAMILY_WORD, PARLEY_FAMILY_WORD,
                                PARLEY_FAMILY_WORD};
    const float idf[] = {1.5F, 9, 2, 0.5F};
    const parley_counts counts = {index, count, 3};
    double values[3];
    parley_feature_options o = {.weighting = PARLEY_WEIGHTING_TFIDF};
    parley_features_weigh(&o, counts, families, idf, values);
    const double expected[] = {1.5, (1 + log(3)) * 2, (1 + log(2)) * 0.5};
    double length = 0;
    for (int i = 0; i < 3; i++) {
        near(values[i], expected[i]);
        length += expected[i] * expected[i];
    }
    o.normalise = true;
    parley_features_weigh(&o, counts, families, idf, values);
    for (int i = 0; i < 3; i++)
        near(values[i], expected[i] / sqrt(length));
    o.weighting = PARLEY_WEIGHTING_BINARY;
    parley_features_weigh(&o, counts, families, NULL, values);
    for (int i = 0; i < 3; i++)
        near(values[i], 1 / sqrt(3));
    o.weighting = PARLEY_WEIGHTING_NB;
    o.normalise = false;
    parley_features_weigh(&o, counts, families, NULL, values);
    for (int i = 0; i < 3; i++)
        assert_true(values[i] == 1);
    parley_features_weigh(&o, (parley_counts){NULL, NULL, 0}, families, NULL, NULL);
}

/* Word n-grams and character n-grams are divided by their length each. */
static void families_have_a_length_each(void **state)
{
    (void)state;
    uint32_t index[] = {0, 1, 2, 3}, count[] = {1, 1, 1, 1};
    const uint8_t families[] = {PARLEY_FAMILY_CHAR, PARLEY_FAMILY_WORD, PARLEY_FAMILY_CHAR,
                                PARLEY_FAMILY_WORD};
    const float idf[] = {3, 1, 4, 1};
    double values[4];
    const parley_feature_options o = {.weighting = PARLEY_WEIGHTING_TFIDF, .normalise = true};
    parley_features_weigh(&o, (parley_counts){index, count, 4}, families, idf, values);
    near(values[0], 0.6);
    near(values[1], 1 / sqrt(2));
    near(values[2], 0.8);
    near(values[3], 1 / sqrt(2));
    parley_features_weigh(&o, (parley_counts){index, count, 1}, families, idf, values);
    near(values[0], 1);
}

/* Vectors of length zero stay what they are. */
static void weighs_nothing(void **state)
{
    (void)state;
    uint32_t index[] = {0}, count[] = {4};
    const uint8_t families[] = {PARLEY_FAMILY_CHAR};
    const float idf[] = {0};
    double value = 5;
    const parley_feature_options o = {.weighting = PARLEY_WEIGHTING_TFIDF, .normalise = true};
    parley_features_weigh(&o, (parley_counts){index, count, 1}, families, idf, &value);
    assert_true(value == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens),
        cmocka_unit_test(numbers),
        cmocka_unit_test(marks),
        cmocka_unit_test(word_ngrams),
        cmocka_unit_test(char_ngrams),
        cmocka_unit_test(hashes_are_of_spellings),
        cmocka_unit_test(hashes_do_not_depend_on_the_place),
        cmocka_unit_test(families_share_no_hash),
        cmocka_unit_test(hashes_never_drift),
        cmocka_unit_test(hostile_texts),
        cmocka_unit_test(options_come_back),
        cmocka_unit_test(bad_options_are_named),
        cmocka_unit_test(weighting_names),
        cmocka_unit_test(weighs),
        cmocka_unit_test(families_have_a_length_each),
        cmocka_unit_test(weighs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
