/* Models: the file as it is written and read, and what labelling with it gives.
 *
 * The reader is tested with a small model made by hand (sample_model.h): cut at every length, with
 * every bit flipped, and with headers that lie but whose checksums are right.
 */
#define _POSIX_C_SOURCE 200809L

#include "../lib/lexicon.h"
#include "parley/model.h"
#include "sample_model.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static void write_sample(parley_buffer *bytes)
{
    sample_model sample;
    parley_error error = {0};
    assert_int_equal(sample_model_init(&sample), 0);
    if (parley_model_write(&sample.view, bytes, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
}

static parley_model *read_sample(void)
{
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    parley_error error = {0};
    write_sample(&bytes);
    if (parley_model_read(bytes.data, bytes.size, &model, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    parley_buffer_fini(&bytes);
    return model;
}

/* --- the file ----------------------------------------------------------------------------------- */

static void comes_back(void **state)
{
    (void)state;
    sample_model sample;
    assert_int_equal(sample_model_init(&sample), 0);
    parley_model *model = read_sample();
    const parley_model_view *v = parley_model_view_of(model), *s = &sample.view;
    assert_int_equal(v->task_count, 2);
    assert_int_equal(v->label_count, SAMPLE_LABELS);
    assert_int_equal(v->machine_count, SAMPLE_MACHINES);
    assert_int_equal(v->feature_count, SAMPLE_FEATURES);
    assert_int_equal(v->training_rows, 137);
    assert_string_equal(v->training_digest, s->training_digest);
    assert_string_equal(v->program, "parley test");
    assert_int_equal(v->features.word_max, 2);
    assert_int_equal(v->features.char_min, 3);
    assert_true(v->features.marks && !v->features.numbers && v->features.normalise);
    assert_int_equal(v->features.weighting, PARLEY_WEIGHTING_TFIDF);
    assert_memory_equal(v->hashes, s->hashes, sizeof sample.hashes);
    assert_memory_equal(v->weights, s->weights, sizeof sample.weights);
    assert_memory_equal(v->idf, s->idf, sizeof sample.idf);
    assert_memory_equal(v->name_ends, s->name_ends, sizeof sample.name_ends);
    assert_memory_equal(v->names, s->names, s->name_ends[SAMPLE_FEATURES - 1]);
    assert_string_equal(v->tasks[1].name, "tone of voice");
    assert_string_equal(v->tasks[1].labels[0], "bad mood");
    assert_string_equal(v->tasks[1].labels[1], "good %");
    assert_true(v->tasks[1].slope == s->tasks[1].slope);
    assert_true(v->tasks[0].intercepts[2] == 0.5 && v->tasks[1].intercepts[0] == -0.1);
    assert_true(v->tasks[0].offsets[2] == 0.25 && v->tasks[0].bias[1] == 0.75);
    assert_true(v->tasks[0].context == 0.5 && v->tasks[1].context == 0);
    assert_true(v->tasks[0].usual_score[0] == -0.75 && v->tasks[1].usual_score[0] == 0);
    assert_int_equal(v->word_count, SAMPLE_WORDS);
    assert_memory_equal(v->word_hashes, s->word_hashes, sizeof sample.word_hashes);
    assert_memory_equal(v->word_rows, s->word_rows, sizeof sample.word_rows);
    assert_true(v->vector_scale == 0.8);
    assert_int_equal(v->tasks[1].machine_begin, 3);
    for (size_t i = 0; i < SAMPLE_FEATURES; i++)
        assert_int_equal(parley_model_find(model, s->hashes[i]), i);
    assert_true(parley_model_find(model, 0) == SIZE_MAX);
    assert_true(parley_model_find(model, UINT64_MAX) == SIZE_MAX);
    assert_true(parley_model_find(model, s->hashes[0] + 1) == SIZE_MAX);
    parley_model_free(model);
}

static void written_again_is_the_same(void **state)
{
    (void)state;
    parley_buffer first = {0}, second = {0};
    write_sample(&first);
    parley_model *model = read_sample();
    assert_int_equal(parley_buffer_puts(&second, "junk in front"), PARLEY_OK);
    assert_int_equal(parley_model_write(parley_model_view_of(model), &second, NULL), PARLEY_OK);
    assert_int_equal(second.size, first.size + 13);
    assert_memory_equal(second.data + 13, first.data, first.size);
    parley_model_free(model);
    parley_buffer_fini(&first);
    parley_buffer_fini(&second);
}

static void loads_from_a_file(void **state)
{
    (void)state;
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    parley_error error = {0};
    write_sample(&bytes);
    test_write("sample.model", bytes.data, bytes.size);
    assert_int_equal(parley_model_load("sample.model", &model, &error), PARLEY_OK);
    parley_buffer again = {0};
    assert_int_equal(parley_model_write(parley_model_view_of(model), &again, NULL), PARLEY_OK);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    parley_model_free(model);

    model = NULL;
    assert_int_equal(parley_model_load("absent.model", &model, &error), PARLEY_E_IO);
    assert_string_equal(error.file, "absent.model");
    assert_int_equal(parley_model_load(".", &model, &error), PARLEY_E_FORMAT);
    assert_true(test_says(&error, "folder"));
    test_puts("empty.model", "");
    assert_int_equal(parley_model_load("empty.model", &model, &error), PARLEY_E_FORMAT);
    assert_int_equal(parley_model_load("/dev/null", &model, &error), PARLEY_E_FORMAT);
    test_puts("text.model", "An article, not a model.\n");
    assert_int_equal(parley_model_load("text.model", &model, &error), PARLEY_E_FORMAT);
    assert_string_equal(error.file, "text.model");
    test_write("cut.model", bytes.data, bytes.size - 1);
    assert_int_equal(parley_model_load("cut.model", &model, &error), PARLEY_E_CORRUPT);
    assert_true(test_says(&error, "cut"));
    assert_null(model);
    parley_model_free(NULL);
    parley_buffer_fini(&bytes);
    parley_buffer_fini(&again);
}

/* --- damage ------------------------------------------------------------------------------------- */

/* Reads bytes that are no good model; NULL stays NULL and the status is one of the three. */
static parley_status refuse(const char *bytes, size_t size, parley_error *error)
{
    parley_model *model = NULL;
    parley_status status = parley_model_read(bytes, size, &model, error);
    if (status != PARLEY_E_FORMAT && status != PARLEY_E_VERSION && status != PARLEY_E_CORRUPT)
        return PARLEY_OK;
    assert_null(model);
    assert_int_equal(error->code, status);
    assert_true(error->text[0] != '\0');
    return status;
}

static void cut_at_every_length(void **state)
{
    (void)state;
    parley_buffer bytes = {0};
    parley_error error = {0};
    write_sample(&bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        char *copy = malloc(size + 1); /* a block of its own, so that a read too far is seen */
        assert_non_null(copy);
        memcpy(copy, bytes.data, size);
        parley_status status = refuse(copy, size, &error);
        if (status == PARLEY_OK)
            fail_msg("a model cut to %zu of %zu bytes was read", size, bytes.size);
        assert_true(size >= 13 ? status == PARLEY_E_CORRUPT : status == PARLEY_E_FORMAT);
        free(copy);
    }
    parley_buffer_fini(&bytes);
}

static void every_bit_flipped(void **state)
{
    (void)state;
    parley_buffer bytes = {0};
    parley_error error = {0};
    write_sample(&bytes);
    for (size_t i = 0; i < bytes.size; i++) {
        static const unsigned char flips[] = {1, 2, 4, 8, 16, 32, 64, 128, 255};
        for (size_t k = 0; k < sizeof flips; k++) {
            bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flips[k]);
            if (refuse(bytes.data, bytes.size, &error) == PARLEY_OK)
                fail_msg("byte %zu xor %u was not noticed", i, flips[k]);
            bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flips[k]);
        }
    }
    parley_buffer_fini(&bytes);
}

static void bytes_behind_the_end(void **state)
{
    (void)state;
    parley_buffer bytes = {0};
    parley_error error = {0};
    write_sample(&bytes);
    assert_int_equal(parley_buffer_append(&bytes, "\0", 1), PARLEY_OK);
    assert_int_equal(refuse(bytes.data, bytes.size, &error), PARLEY_E_CORRUPT);
    for (int i = 0; i < 63; i++)
        assert_int_equal(parley_buffer_append(&bytes, "\0", 1), PARLEY_OK);
    assert_int_equal(refuse(bytes.data, bytes.size, &error), PARLEY_E_CORRUPT);
    parley_buffer_fini(&bytes);
}

static void other_versions(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        parley_status status;
        const char *by;
    } cases[] = {{"parley model 3\n", PARLEY_E_VERSION, "newer"},
                 {"parley model 3", PARLEY_E_VERSION, "newer"},
                 {"parley model 1\n", PARLEY_E_VERSION, "older"},
                 {"parley model 999999\nanything", PARLEY_E_VERSION, "newer"},
                 {"parley model 0\n", PARLEY_E_CORRUPT, NULL},
                 {"parley model \n", PARLEY_E_CORRUPT, NULL},
                 {"parley model x\n", PARLEY_E_CORRUPT, NULL},
                 {"parley model 99999999999999999999\n", PARLEY_E_CORRUPT, NULL},
                 {"parley mode", PARLEY_E_FORMAT, NULL},
                 {"parley-model 1\n", PARLEY_E_FORMAT, NULL},
                 {"", PARLEY_E_FORMAT, NULL},
                 {"PK\x03\x04", PARLEY_E_FORMAT, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parley_error error = {0};
        if (refuse(cases[i].head, strlen(cases[i].head), &error) != cases[i].status)
            fail_msg("'%s' gives %s", cases[i].head, parley_status_name(error.code));
        if (cases[i].status == PARLEY_E_VERSION)
            assert_true(test_says(&error, cases[i].by));
    }
}

/* --- headers that lie, with the right checksum -------------------------------------------------- */

/* Replaces the first `from` of the header by `to` and makes the header's checksum right again. The
 * sections keep their places only if both are of one length. */
static void edit(parley_buffer *bytes, const char *from, const char *to)
{
    parley_buffer out = {0};
    char *end = NULL;
    for (size_t i = 0; i + 5 < bytes->size && !end; i++)
        if (memcmp(bytes->data + i, "\nend ", 5) == 0)
            end = bytes->data + i + 1;
    assert_non_null(end);
    size_t head = (size_t)(end - bytes->data), length = strlen(from), at = 0;
    while (at + length <= head && memcmp(bytes->data + at, from, length) != 0)
        at++;
    if (at + length > head)
        fail_msg("the header has no '%s'", from);
    assert_int_equal(parley_buffer_append(&out, bytes->data, at), PARLEY_OK);
    assert_int_equal(parley_buffer_puts(&out, to), PARLEY_OK);
    assert_int_equal(parley_buffer_append(&out, bytes->data + at + length, head - at - length),
                     PARLEY_OK);
    assert_int_equal(parley_buffer_printf(&out, "end %016llx\n",
                                          (unsigned long long)XXH3_64bits(out.data, out.size)),
                     PARLEY_OK);
    assert_int_equal(parley_buffer_append(&out, bytes->data + head + 21, bytes->size - head - 21),
                     PARLEY_OK);
    parley_buffer_fini(bytes);
    *bytes = out;
}

static void check_edit(const char *from, const char *to, bool accepted)
{
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    parley_error error = {0};
    write_sample(&bytes);
    edit(&bytes, from, to);
    parley_status status = parley_model_read(bytes.data, bytes.size, &model, &error);
    if ((status == PARLEY_OK) != accepted || (!accepted && status != PARLEY_E_CORRUPT))
        fail_msg("'%s' made '%s': %s", from, to, parley_status_name(status));
    parley_model_free(model);
    parley_buffer_fini(&bytes);
}

static void headers_that_lie(void **state)
{
    (void)state;
    check_edit("rows 137", "rows 138", true); /* the editing itself works */
    check_edit("counts 2 5 4 9", "counts 1 5 4 9", false);
    check_edit("counts 2 5 4 9", "counts 3 5 4 9", false);
    check_edit("counts 2 5 4 9", "counts 0 5 4 9", false);
    check_edit("counts 2 5 4 9", "counts 2 6 4 9", false);
    check_edit("counts 2 5 4 9", "counts 2 4 4 9", false);
    check_edit("counts 2 5 4 9", "counts 2 5 3 9", false);
    check_edit("counts 2 5 4 9", "counts 2 5 5 9", false);
    check_edit("counts 2 5 4 9", "counts 2 5 0 9", false);
    check_edit("counts 2 5 4 9", "counts 2 5 4 8", false);
    check_edit("counts 2 5 4 9", "counts 2 5 4 0", false);
    check_edit("task stance 3", "task stance 2", false);
    check_edit("task stance 3", "task stance 1", false);
    check_edit("task stance 3", "task stance 0", false);
    check_edit("label neutral -0.5", "label neutral -x.5", false);
    check_edit("label neutral -0.5", "label neutral 1e29", true);
    check_edit("label neutral -0.5", "label neutral 1e99", false);
    check_edit("label neutral -0.5", "label neutral e999", false);
    check_edit("calibration -1.75", "calibration 11.75", false); /* the slope is positive */
    check_edit("calibration -1.75 0.3", "calibration -1.75 x.3", false);
    check_edit("calibration -1.75 0.3 ", "calibration -1.75 ", false); /* one too few */
    check_edit("good%20%25", "good%20%00", false);                     /* a zero byte in a name */
    check_edit("good%20%25", "good%20%2g", false);
    check_edit("context 0.5 -0.75", "context 0.5 -0.7x", false);
    check_edit("context 0.5 -0.75", "context -0.5 -0.8", true);
    check_edit("vectors 3 0.8", "vectors 2 0.8", false);
    check_edit("vectors 3 0.8", "vectors 0 0.8", false);
    check_edit("vectors 3 0.8", "vectors 3 0.9", true);
    check_edit("vectors 3 0.8", "vectors 3 nan", false);
    check_edit("normalise 1", "normalise 2", false);
    check_edit("weighting tfidf", "weighting tfidx", false);
    check_edit("word:1-2,char", "word:1-9,char", false);
    check_edit("word:1-2,char", "word:2-1,char", false);
    check_edit("section names", "section namez", false);
    check_edit("\nprogram ", "\nProgram ", false);
}

/* The section table: every number one up and one down, and far beyond the file. */
static void sections_that_lie(void **state)
{
    (void)state;
    static const char *const names[] = {"hashes", "families", "name_ends",   "names",
                                        "idf",    "weights",  "word_hashes", "word_rows"};
    for (size_t s = 0; s < sizeof names / sizeof *names; s++) {
        parley_buffer bytes = {0};
        write_sample(&bytes);
        char key[32], from[80];
        snprintf(key, sizeof key, "section %s ", names[s]);
        assert_int_equal(parley_buffer_append(&bytes, "", 1), PARLEY_OK);
        const char *at = strstr(bytes.data, key);
        assert_non_null(at);
        memcpy(from, at, strlen(key) + 31);
        from[strlen(key) + 31] = '\0';
        unsigned long long offset = strtoull(from + strlen(key), NULL, 10);
        unsigned long long size = strtoull(from + strlen(key) + 16, NULL, 10);
        parley_buffer_fini(&bytes);
        const unsigned long long wrong[][2] = {
            {offset + 64, size},     {offset - 64, size},       {offset, size + 1},
            {offset, size - 1},      {offset + 1, size},        {0, size},
            {999999999999999, size}, {offset, 999999999999999}, {0, 0}};
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            char to[80];
            snprintf(to, sizeof to, "%s%015llu %015llu", key, wrong[i][0], wrong[i][1]);
            check_edit(from, to, false);
        }
    }
}

/* Counts as large as they can be written must be refused before memory is asked for. */
static void huge_counts_ask_for_no_memory(void **state)
{
    (void)state;
    static const char *const counts[] = {"counts 2 5 4 18446744073709551615",
                                         "counts 64 4096 4096 9",
                                         "counts 64 4096 4096 400",
                                         "counts 18446744073709551615 5 4 9",
                                         "counts 2 18446744073709551615 4 9",
                                         "counts 2 5 18446744073709551615 9",
                                         "counts 2 5 4 4294967296",
                                         "counts 65 5 4 9",
                                         "counts 2 4097 4 9"};
    struct rusage before, after;
    assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        check_edit("counts 2 5 4 9", counts[i], false);
    static const char *const vectors[] = {"vectors 18446744073709551615 0.8",
                                          "vectors 4294967295 0.8",
                                          "vectors 1152921504606846976 0.8"};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        check_edit("vectors 3 0.8", vectors[i], false);
    assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
    assert_true(after.ru_maxrss - before.ru_maxrss < 64 * 1024); /* kilobytes */
}

/* --- views that cannot be written --------------------------------------------------------------- */

static void refuses_to_write(sample_model *s)
{
    parley_buffer bytes = {0};
    parley_error error = {0};
    assert_int_equal(parley_model_write(&s->view, &bytes, &error), PARLEY_E_ARGUMENT);
    assert_int_equal(bytes.size, 0);
    assert_true(error.text[0] != '\0');
    parley_buffer_fini(&bytes);
}

static void views_out_of_order(void **state)
{
    (void)state;
    sample_model s;
#define BREAK(statement)                                                                           \
    do {                                                                                           \
        assert_int_equal(sample_model_init(&s), 0);                                                \
        statement;                                                                                 \
        refuses_to_write(&s);                                                                      \
    } while (0)
    BREAK(s.hashes[3] = s.hashes[2]);
    BREAK(s.hashes[0] = UINT64_MAX);
    BREAK(s.weights[7] = NAN);
    BREAK(s.weights[0] = INFINITY);
    BREAK(s.idf[8] = -INFINITY);
    BREAK(s.offsets[4] = NAN);
    BREAK(s.bias[3] = INFINITY);
    BREAK(s.tasks[0].slope = 0.5);
    BREAK(s.intercepts[4] = NAN);
    BREAK(s.families[5] = 2);
    BREAK(s.name_ends[4] = 0);
    BREAK(s.tasks[0].context = NAN);
    BREAK(s.usual[3] = INFINITY);
    BREAK(s.word_hashes[1] = s.word_hashes[0]);
    BREAK(s.word_rows[2] = NAN);
    BREAK(s.word_rows[14] = INFINITY);
    BREAK(s.word_rows[1] = 3e38F);
    BREAK(s.view.vector_scale = 1e308);
    BREAK(s.bias[1] = 1e308);
    BREAK(s.weights[3] = -3e38F);
    BREAK(s.idf[2] = 3e38F);
    BREAK(s.word_rows[5] = -0.5F);
    BREAK(s.view.vector_scale = NAN);
#undef BREAK
}

/* What is written must be readable: a name without a letter would not be. */
static void nameless_things_are_refused(void **state)
{
    (void)state;
    sample_model s;
    static const char *const labels[] = {"con", "", "pro"};
    assert_int_equal(sample_model_init(&s), 0);
    s.tasks[0].labels = labels;
    refuses_to_write(&s);
    assert_int_equal(sample_model_init(&s), 0);
    s.tasks[0].name = "";
    refuses_to_write(&s);
}

static void odd_names_survive(void **state)
{
    (void)state;
    sample_model s;
    static const char *const labels[] = {" \n\t", "%41", "№ \x7F \xFF"};
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    assert_int_equal(sample_model_init(&s), 0);
    s.tasks[0].labels = labels;
    s.tasks[0].name = "a b\nend 0000000000000000\n";
    assert_int_equal(parley_model_write(&s.view, &bytes, NULL), PARLEY_OK);
    assert_int_equal(parley_model_read(bytes.data, bytes.size, &model, NULL), PARLEY_OK);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(parley_model_view_of(model)->tasks[0].labels[i], labels[i]);
    assert_string_equal(parley_model_view_of(model)->tasks[0].name, s.tasks[0].name);
    parley_model_free(model);
    parley_buffer_fini(&bytes);
}

static void a_model_without_features(void **state)
{
    (void)state;
    sample_model s;
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    parley_labeller *labeller = NULL;
    parley_prediction p[2];
    assert_int_equal(sample_model_init(&s), 0);
    sample_model_strip(&s);
    s.view.feature_count = 0;
    assert_int_equal(parley_model_write(&s.view, &bytes, NULL), PARLEY_OK);
    assert_int_equal(parley_model_read(bytes.data, bytes.size, &model, NULL), PARLEY_OK);
    assert_true(parley_model_find(model, s.hashes[0]) == SIZE_MAX);
    assert_int_equal(parley_labeller_new(model, &labeller, NULL), PARLEY_OK);
    const parley_str text = {"peace", 5};
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, NULL, NULL),
                     PARLEY_OK);
    assert_int_equal(p[0].label, 1); /* biases and offsets alone: -0.375, 0.25, 0 */
    parley_labeller_free(labeller);
    parley_model_free(model);
    parley_buffer_fini(&bytes);
}

/* --- labelling ---------------------------------------------------------------------------------- */

static void decides(void **state)
{
    (void)state;
    const double scores[] = {0.5, 2, -1, 1.25}, intercepts[] = {9, 0.5, 9, 9}, none[4] = {0};
    parley_prediction p = parley_decide(scores, 4, -2, intercepts);
    assert_int_equal(p.label, 1);
    assert_true(p.margin == 0.75);
    assert_true(fabs(p.confidence - 1 / (1 + exp(-2 * 0.75 + 0.5))) < 1e-15);
    const double tied[] = {1, 3, 3, 3};
    p = parley_decide(tied, 4, -1, none);
    assert_int_equal(p.label, 1); /* the first of equals */
    assert_true(p.margin == 0 && p.confidence == 0.5);
    const double far[] = {1e308, -1e308};
    p = parley_decide(far, 2, -1, none);
    assert_int_equal(p.label, 0);
    assert_true(p.confidence == 1);
    const double doubtful[] = {1000, 1000};
    p = parley_decide(scores, 2, 0, doubtful);
    assert_true(p.confidence >= 0 && p.confidence < 1e-300);
}

/* The sample without word vectors and context, or as it is. */
static parley_model *read_kind(bool plain, parley_labeller **labeller)
{
    sample_model s;
    parley_buffer bytes = {0};
    parley_model *model = NULL;
    assert_int_equal(sample_model_init(&s), 0);
    if (plain)
        sample_model_strip(&s);
    assert_int_equal(parley_model_write(&s.view, &bytes, NULL), PARLEY_OK);
    assert_int_equal(parley_model_read(bytes.data, bytes.size, &model, NULL), PARLEY_OK);
    assert_int_equal(parley_labeller_new(model, labeller, NULL), PARLEY_OK);
    parley_buffer_fini(&bytes);
    return model;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-6))
        fail_msg("%.9g instead of %.9g", value, expected);
}

/* "Peace talks stall": peace 1.5, talks 1, peace talks 2, stall 3, each once, then unit length. */
static void labels_by_hand(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(true, &labeller);
    parley_prediction p[4];
    double scores[2 * SAMPLE_LABELS];
    const parley_str texts[] = {{"Peace  TALKS stall!", 19}, {"", 0}};
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, texts, 2, p, scores, NULL),
                     PARLEY_OK);
    double length = sqrt(1.5 * 1.5 + 1 + 4 + 9);
    double con = (1.5 * -0.5 + 2 * -0.25 + 3 * 2) / length - 0.5 + 0.125;
    double neutral = (0.5 + 3 * -0.5) / length + 0.75 - 0.5;
    double pro = (1.5 + 0.25 + 2 * 0.75 - 3) / length - 0.25 + 0.25;
    double good = (1.5 * 0.5 + 2 * 0.125 - 3 * 0.75) / length + 0.1;
    const double expected[] = {con, neutral, pro, -good + 0.0625, good - 0.0625};
    for (size_t i = 0; i < SAMPLE_LABELS; i++)
        near(scores[i], expected[i]);
    assert_int_equal(p[0].label, 0);
    near(p[0].margin, con - pro);
    assert_int_equal(p[1].label, 0);
    near(p[1].confidence, 1 / (1 + exp(-1.0 / 3 * p[1].margin - 0.1)));
    /* Nothing known: biases and offsets. */
    near(scores[SAMPLE_LABELS], -0.375);
    assert_int_equal(p[2].label, 1);
    assert_int_equal(p[3].label, 1); /* -0.1 + 0.0625 against 0.1 - 0.0625 */
    /* Without scores the same. */
    parley_prediction q[4];
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, texts, 2, q, NULL, NULL),
                     PARLEY_OK);
    for (int i = 0; i < 4; i++)
        assert_true(q[i].label == p[i].label && q[i].margin == p[i].margin);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, NULL, 0, NULL, NULL, NULL),
                     PARLEY_OK);
    parley_labeller_free(labeller);
    parley_labeller_free(NULL);
    parley_model_free(model);
}

static void counts_weigh_by_logarithm(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(true, &labeller);
    parley_prediction p[2];
    double scores[SAMPLE_LABELS];
    const parley_str text = {"War, war. Fail: war! Hot.", 25};
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, scores, NULL),
                     PARLEY_OK);
    double war = (1 + log(3)) * 1.25, length = sqrt(war * war + 9);
    near(scores[0], (war + 3 * 1.5) / length - 0.375);
    near(scores[2], (-0.5 * war - 3 * 1.5) / length + 0.5); /* " ho" has a length of its own */
    parley_labeller_free(labeller);
    parley_model_free(model);
}

/* "war truce": the vectors' sum by the root of their squares, times 0.8. */
static void word_vectors_by_hand(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL, *plain = NULL;
    parley_model *model = read_kind(false, &labeller), *without = read_kind(true, &plain);
    parley_prediction p[2];
    double scores[SAMPLE_LABELS], base[SAMPLE_LABELS];
    const parley_str text = {"War, truce. Unknown", 19};
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, scores, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(plain, PARLEY_ALONE, &text, 1, p, base, NULL), PARLEY_OK);
    double factor = 0.8 / sqrt(4 + 0.5);
    near(scores[0] - base[0], factor * (1 - 0.25));
    near(scores[1] - base[1], factor * 0.5);
    near(scores[2] - base[2], factor * (-0.75 + 1.5));
    near(scores[4] - base[4], factor * (-1 + 0.375));
    near(scores[3] - base[3], -factor * (-1 + 0.375));
    /* No word known: no vector. */
    const parley_str other = {"hope", 4};
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &other, 1, p, scores, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(plain, PARLEY_ALONE, &other, 1, p, base, NULL), PARLEY_OK);
    for (size_t i = 0; i < SAMPLE_LABELS; i++)
        assert_true(scores[i] == base[i]);
    parley_labeller_free(labeller);
    parley_labeller_free(plain);
    parley_model_free(model);
    parley_model_free(without);
}

/* --- the sums beside the functions that say what they are --------------------------------------- */

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The features that the model knows, as counts. */
static parley_counts count_features(const parley_model *model, const parley_features *found)
{
    parley_counts counts = {calloc(found->count + 1, sizeof *counts.index),
                            calloc(found->count + 1, sizeof *counts.count), 0};
    size_t known = 0;
    assert_true(counts.index && counts.count);
    for (size_t i = 0; i < found->count; i++) {
        size_t feature = parley_model_find(model, found->items[i].hash);
        if (feature != SIZE_MAX)
            counts.index[known++] = (uint32_t)feature;
    }
    qsort(counts.index, known, sizeof *counts.index, compare_numbers);
    for (size_t i = 0; i < known; i++) {
        if (counts.size && counts.index[counts.size - 1] == counts.index[i]) {
            counts.count[counts.size - 1]++;
        } else {
            counts.index[counts.size] = counts.index[i];
            counts.count[counts.size++] = 1;
        }
    }
    return counts;
}

/* Adds what the words' vectors say. */
static void add_words_slowly(const parley_model_view *view, const parley_features *found,
                             double *sums)
{
    double squares = 0, products[SAMPLE_MACHINES] = {0};
    for (size_t i = 0; i < found->token_count; i++)
        for (size_t w = 0; w < view->word_count; w++) {
            const float *row = view->word_rows + w * (1 + SAMPLE_MACHINES);
            if (view->word_hashes[w] != found->tokens[i].hash)
                continue;
            squares += (double)row[0];
            for (size_t m = 0; m < SAMPLE_MACHINES; m++)
                products[m] += (double)row[1 + m];
        }
    for (size_t m = 0; m < SAMPLE_MACHINES && squares > 0; m++)
        sums[m] += view->vector_scale * products[m] / sqrt(squares);
}

static void check_sums(const parley_model *model, parley_labeller *labeller, parley_str text)
{
    const parley_model_view *view = parley_model_view_of(model);
    parley_features found = {0};
    parley_prediction p[2];
    double sums[SAMPLE_MACHINES], scores[SAMPLE_LABELS], expected[SAMPLE_LABELS];
    assert_int_equal(parley_features_extract(&view->features, text.data, text.size, &found),
                     PARLEY_OK);
    parley_counts counts = count_features(model, &found);
    double *values = calloc(counts.size + 1, sizeof *values);
    assert_non_null(values);
    parley_features_weigh(&view->features, counts, view->families, view->idf, values);
    for (size_t t = 0; t < 2; t++)
        for (size_t m = 0; m < view->tasks[t].machine_count; m++)
            sums[view->tasks[t].machine_begin + m] = view->tasks[t].bias[m];
    double most = 1; /* rows are floats */
    for (size_t i = 0; i < counts.size; i++)
        for (size_t m = 0; m < SAMPLE_MACHINES; m++) {
            double term = values[i] * (double)view->weights[counts.index[i] * SAMPLE_MACHINES + m];
            sums[m] += term;
            most += fabs(term);
        }
    add_words_slowly(view, &found, sums);
    for (size_t l = 0; l < 3; l++)
        expected[l] = sums[l] + view->tasks[0].offsets[l];
    expected[3] = -sums[3] + view->tasks[1].offsets[0];
    expected[4] = sums[3] + view->tasks[1].offsets[1];
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, scores, NULL),
                     PARLEY_OK);
    for (size_t l = 0; l < SAMPLE_LABELS; l++)
        if (!(fabs(scores[l] - expected[l]) < 1e-7 * most))
            fail_msg("%.60s: score %zu is %.12f instead of %.12f", text.data, l, scores[l],
                     expected[l]);
    free(counts.index);
    free(counts.count);
    free(values);
    parley_features_fini(&found);
}

/* Words known and unknown, repeated, n-grams across words, a very long one, and more words than a lexicon
 * holds. */
static void check_texts(const parley_model *model, parley_labeller *labeller)
{
    static const char *const pool[] = {"peace", "war", "talks", "stall", "fail", "hope",  "é",
                                       "hold",  "hot", "truce", "!",     "the",  "Peace", "12"};
    uint64_t seed = 5;
    parley_buffer text = {0};
    for (int round = 0; round < 500; round++) {
        size_t words = test_random(&seed) % (round % 50 ? 30 : 2000);
        text.size = 0;
        for (size_t i = 0; i < words; i++)
            assert_int_equal(parley_buffer_printf(&text, "%s ", pool[test_random(&seed) % 14]),
                             PARLEY_OK);
        check_sums(model, labeller, (parley_str){text.data ? text.data : "", text.size});
    }
    text.size = 0;
    for (int i = 0; i < 40000; i++)
        assert_int_equal(parley_buffer_printf(&text, "ho%d %s", i, i % 9 ? "" : "peace talks "),
                         PARLEY_OK);
    check_sums(model, labeller, (parley_str){text.data, text.size});
    text.size = 0;
    for (int i = 0; i < 10000; i++)
        assert_int_equal(parley_buffer_puts(&text, i ? "ho" : "hope war ho"), PARLEY_OK);
    check_sums(model, labeller, (parley_str){text.data, text.size});
    text.size = 0;
    for (int i = 0; i < 200000; i++)
        assert_int_equal(parley_buffer_puts(&text, i ? "war " : "peace talks é hope "), PARLEY_OK);
    check_sums(model, labeller, (parley_str){text.data, text.size});
    check_sums(model, labeller, (parley_str){"peace talks", 11});
    parley_buffer_fini(&text);
}

static void sums_are_what_they_say(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 16; kind++) {
        sample_model s;
        parley_buffer bytes = {0};
        parley_model *model = NULL;
        parley_labeller *labeller = NULL;
        assert_int_equal(sample_model_init(&s), 0);
        if (kind & 1)
            sample_model_strip(&s);
        if (kind & 2)
            s.view.features.weighting = PARLEY_WEIGHTING_BINARY;
        s.view.features.normalise = !(kind & 4);
        if (kind & 8)
            s.view.features.word_min = 2;
        assert_int_equal(parley_model_write(&s.view, &bytes, NULL), PARLEY_OK);
        assert_int_equal(parley_model_read(bytes.data, bytes.size, &model, NULL), PARLEY_OK);
        assert_int_equal(parley_labeller_new(model, &labeller, NULL), PARLEY_OK);
        check_texts(model, labeller);
        parley_labeller_free(labeller);
        parley_model_free(model);
        parley_buffer_fini(&bytes);
    }
}

/* Where the lexicon looks for a word first. */
static size_t home_of(const lexicon *words, parley_features *found, const char *word)
{
    assert_int_equal(features_tokenize(&words->model->view.features, word, strlen(word), found),
                     PARLEY_OK);
    return (size_t)(lexicon_home(words, lexicon_key_of(found, found->tokens)) - words->slots);
}

/* Words that are all looked for in the same places: what the lexicon has no place for is labelled as it
 * always is, also where it comes between others. */
static void words_that_crowd_each_other(void **state)
{
    (void)state;
    enum { CROWD = LEXICON_PROBES + 4 };
    parley_model *model = read_sample();
    parley_labeller *labeller = NULL;
    parley_features found = {0};
    parley_buffer text = {0};
    lexicon words;
    assert_int_equal(lexicon_init(&words, model), PARLEY_OK);
    assert_int_equal(parley_labeller_new(model, &labeller, NULL), PARLEY_OK);
    size_t home = home_of(&words, &found, "war"), count = 0;
    for (unsigned i = 0; count < CROWD; i++) {
        char word[16];
        snprintf(word, sizeof word, "x%u", i);
        if (home_of(&words, &found, word) != home)
            continue;
        assert_int_equal(parley_buffer_printf(&text, "%s ", word), PARLEY_OK);
        count++;
    }
    check_sums(model, labeller, (parley_str){text.data, text.size});
    size_t crowd = text.size;
    for (int round = 0; round < 3; round++) {
        assert_int_equal(parley_buffer_puts(&text, "war peace war talks war hope "), PARLEY_OK);
        char *copy = strndup(text.data, crowd);
        assert_non_null(copy);
        assert_int_equal(parley_buffer_puts(&text, copy), PARLEY_OK);
        free(copy);
        check_sums(model, labeller, (parley_str){text.data, text.size});
        check_sums(model, labeller, (parley_str){"war and war", 11});
    }
    lexicon_fini(&words);
    parley_features_fini(&found);
    parley_buffer_fini(&text);
    parley_labeller_free(labeller);
    parley_model_free(model);
}

/* A labeller of many labels keeps fewer words: nothing else changes when they are dropped. */
static void as_many_labels_as_allowed(void **state)
{
    (void)state;
    enum { LABELS = PARLEY_LABELS_MAX };
    static char names[LABELS][8];
    static const char *labels[LABELS];
    static double zeros[LABELS], shares[LABELS], first[LABELS], again[LABELS];
    static float weights[SAMPLE_FEATURES * LABELS];
    sample_model s;
    parley_buffer bytes = {0}, text = {0};
    parley_model *model = NULL;
    parley_labeller *labeller = NULL;
    parley_prediction p;
    const parley_str sentence = {"peace talks stall, hope", 23};
    assert_int_equal(sample_model_init(&s), 0);
    sample_model_strip(&s);
    for (size_t l = 0; l < LABELS; l++) {
        snprintf(names[l], sizeof names[l], "l%zu", l);
        labels[l] = names[l];
        shares[l] = 1.0 / LABELS;
        for (size_t f = 0; f < SAMPLE_FEATURES; f++)
            weights[f * LABELS + l] = (float)(l % 7) * 0.25F - (float)f * 0.125F;
    }
    s.tasks[0] = (parley_task_view){.name = "topic",
                                    .label_count = LABELS,
                                    .labels = labels,
                                    .offsets = zeros,
                                    .slope = -1,
                                    .intercepts = zeros,
                                    .posterior_scale = 1,
                                    .posterior_shifts = zeros,
                                    .prior = shares,
                                    .share_spread = zeros,
                                    .share_error = zeros,
                                    .machine_count = LABELS,
                                    .bias = zeros,
                                    .usual_score = zeros};
    s.view.task_count = 1;
    s.view.label_count = s.view.machine_count = LABELS;
    s.view.weights = weights;
    assert_int_equal(parley_model_write(&s.view, &bytes, NULL), PARLEY_OK);
    assert_int_equal(parley_model_read(bytes.data, bytes.size, &model, NULL), PARLEY_OK);
    assert_int_equal(parley_labeller_new(model, &labeller, NULL), PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &sentence, 1, &p, first, NULL),
                     PARLEY_OK);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(parley_buffer_printf(&text, "ho%d peace ", i), PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE,
                                         &(parley_str){text.data, text.size}, 1, &p, again, NULL),
                     PARLEY_OK);
    assert_memory_not_equal(first, again, sizeof first);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &sentence, 1, &p, again, NULL),
                     PARLEY_OK);
    assert_memory_equal(first, again, sizeof first);
    parley_labeller_free(labeller);
    parley_model_free(model);
    parley_buffer_fini(&bytes);
    parley_buffer_fini(&text);
}

/* In an article each sentence gets half of what is unusual in the others, shrunk, for stance only. */
static void context_by_hand(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(false, &labeller);
    const parley_model_view *v = parley_model_view_of(model);
    const parley_str texts[] = {{"Peace talks stall", 17}, {"war", 3}, {"hope", 4}};
    parley_prediction p[6];
    double alone[3 * SAMPLE_LABELS], together[3 * SAMPLE_LABELS];
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, texts, 3, p, alone, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ARTICLE, texts, 3, p, together, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < 3; i++) {
        for (size_t l = 0; l < 3; l++) {
            double sum = 0;
            for (size_t k = 0; k < 3; k++)
                if (k != i)
                    sum += alone[k * SAMPLE_LABELS + l] - v->tasks[0].offsets[l] -
                           v->tasks[0].usual_score[l];
            near(together[i * SAMPLE_LABELS + l],
                 alone[i * SAMPLE_LABELS + l] + 0.5 * sum / (2 + PARLEY_CONTEXT_SHRINK));
        }
        for (size_t l = 3; l < SAMPLE_LABELS; l++)
            assert_true(together[i * SAMPLE_LABELS + l] == alone[i * SAMPLE_LABELS + l]);
    }
    /* A lone sentence has none. */
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ARTICLE, texts, 1, p, together, NULL),
                     PARLEY_OK);
    for (size_t l = 0; l < SAMPLE_LABELS; l++)
        assert_true(together[l] == alone[l]);
    /* What is called on its own is not changed by the article before. */
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, texts + 1, 1, p, together, NULL),
                     PARLEY_OK);
    for (size_t l = 0; l < SAMPLE_LABELS; l++)
        assert_true(together[l] == alone[SAMPLE_LABELS + l]);
    parley_labeller_free(labeller);
    parley_model_free(model);
}

/* An article in one call and in two: the same, if the first call holds what is context. */
static void articles_may_come_in_parts(void **state)
{
    (void)state;
    enum { COUNT = 40, FIRST = 20 };
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(false, &labeller);
    char *long_text = malloc(PARLEY_CONTEXT_BYTES / 16);
    assert_non_null(long_text);
    memset(long_text, ' ', PARLEY_CONTEXT_BYTES / 16);
    memcpy(long_text, "hope", 4);
    static const char *const words[] = {"war", "peace talks", "stall and fail", "truce", ""};
    parley_str texts[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        texts[i] = (parley_str){words[i % 5], strlen(words[i % 5])};
        if (i < FIRST)
            texts[i] = (parley_str){long_text, PARLEY_CONTEXT_BYTES / 16};
    }
    texts[3] = (parley_str){"peace fail", 10};
    parley_prediction p[2 * COUNT], q[2 * COUNT];
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ARTICLE, texts, COUNT, p, NULL, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ARTICLE, texts, FIRST, q, NULL, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_CONTINUED, texts + FIRST, 7,
                                         q + 2 * FIRST, NULL, NULL),
                     PARLEY_OK);
    assert_int_equal(parley_labeller_run(labeller, PARLEY_CONTINUED, texts + FIRST + 7,
                                         COUNT - FIRST - 7, q + 2 * (FIRST + 7), NULL, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < 2 * COUNT; i++)
        assert_true(p[i].label == q[i].label && p[i].margin == q[i].margin &&
                    p[i].confidence == q[i].confidence);
    free(long_text);
    parley_labeller_free(labeller);
    parley_model_free(model);
}

/* What training does to the scores of an article is what labelling does. */
static void context_in_training_is_the_same(void **state)
{
    (void)state;
    double scores[] = {1, 10, -1, 20, 4, 30, 0, 40}, sums[1];
    const size_t sizes[] = {40000, 30000, 10, 10}; /* the first two begin within 64 KiB */
    const double usual[] = {0.5};
    parley_context_add(scores, 2, 1, sizes, 4, 0.5, usual, sums);
    near(scores[0], 1 + 0.5 * (-1 - 0.5) / (1 + PARLEY_CONTEXT_SHRINK));
    near(scores[2], -1 + 0.5 * (1 - 0.5) / (1 + PARLEY_CONTEXT_SHRINK));
    near(scores[4], 4 + 0.5 * (0 - 2 * 0.5) / (2 + PARLEY_CONTEXT_SHRINK));
    near(scores[6], 0 + 0.5 * (0 - 2 * 0.5) / (2 + PARLEY_CONTEXT_SHRINK));
    for (int i = 0; i < 4; i++)
        assert_true(scores[2 * i + 1] == 10 * (i + 1)); /* not this task's */
    double one[] = {7};
    parley_context_add(one, 1, 1, sizes, 1, 0.5, usual, sums);
    assert_true(one[0] == 7);
}

static void explains(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(true, &labeller);
    parley_contribution list[16];
    size_t count = 99;
    const parley_str text = {"Peace talks stall", 17};
    assert_int_equal(parley_labeller_explain(labeller, text, 0, 0, list, 16, &count, NULL),
                     PARLEY_OK);
    assert_int_equal(count, 4);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += list[i].value;
        assert_true(i == 0 || fabs(list[i].value) <= fabs(list[i - 1].value));
    }
    assert_int_equal(list[0].name.size, 5);
    assert_memory_equal(list[0].name.data, "stall", 5);
    assert_int_equal(list[0].family, PARLEY_FAMILY_WORD);
    /* Together they are the score without bias and offset. */
    double scores[SAMPLE_LABELS];
    parley_prediction p[2];
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, scores, NULL),
                     PARLEY_OK);
    near(sum, scores[0] + 0.375);
    /* Of two labels that share a machine, what speaks for one speaks against the other. */
    double values[16];
    assert_int_equal(parley_labeller_explain(labeller, text, 1, 1, list, 16, &count, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < count; i++)
        values[i] = list[i].value;
    assert_int_equal(parley_labeller_explain(labeller, text, 1, 0, list, 16, &count, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < count; i++)
        assert_true(list[i].value == -values[i]);
    assert_int_equal(parley_labeller_explain(labeller, text, 0, 0, list, 2, &count, NULL),
                     PARLEY_OK);
    assert_int_equal(count, 2);
    assert_int_equal(
        parley_labeller_explain(labeller, (parley_str){"", 0}, 0, 0, list, 16, &count, NULL),
        PARLEY_OK);
    assert_int_equal(count, 0);
    parley_labeller_free(labeller);
    parley_model_free(model);
}

/* With word vectors a word has one entry, its vector's part included; the centre is no word's. */
static void explains_word_vectors(void **state)
{
    (void)state;
    parley_labeller *labeller = NULL;
    parley_model *model = read_kind(false, &labeller);
    parley_contribution list[16];
    size_t count = 0;
    const parley_str text = {"War truce war", 13};
    double scores[SAMPLE_LABELS], sum = 0;
    parley_prediction p[2];
    assert_int_equal(parley_labeller_explain(labeller, text, 0, 0, list, 16, &count, NULL),
                     PARLEY_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++)
        sum += list[i].value;
    assert_int_equal(parley_labeller_run(labeller, PARLEY_ALONE, &text, 1, p, scores, NULL),
                     PARLEY_OK);
    near(sum, scores[0] + 0.375);
    parley_labeller_free(labeller);
    parley_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(written_again_is_the_same),
        cmocka_unit_test(loads_from_a_file),
        cmocka_unit_test(cut_at_every_length),
        cmocka_unit_test(every_bit_flipped),
        cmocka_unit_test(bytes_behind_the_end),
        cmocka_unit_test(other_versions),
        cmocka_unit_test(headers_that_lie),
        cmocka_unit_test(sections_that_lie),
        cmocka_unit_test(huge_counts_ask_for_no_memory),
        cmocka_unit_test(views_out_of_order),
        cmocka_unit_test(nameless_things_are_refused),
        cmocka_unit_test(odd_names_survive),
        cmocka_unit_test(a_model_without_features),
        cmocka_unit_test(decides),
        cmocka_unit_test(labels_by_hand),
        cmocka_unit_test(counts_weigh_by_logarithm),
        cmocka_unit_test(word_vectors_by_hand),
        cmocka_unit_test(sums_are_what_they_say),
        cmocka_unit_test(words_that_crowd_each_other),
        cmocka_unit_test(as_many_labels_as_allowed),
        cmocka_unit_test(context_by_hand),
        cmocka_unit_test(articles_may_come_in_parts),
        cmocka_unit_test(context_in_training_is_the_same),
        cmocka_unit_test(explains),
        cmocka_unit_test(explains_word_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
