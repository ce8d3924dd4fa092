/* Memory that runs out: every allocation of a piece of work fails once, in turn.
 *
 * The linker sends malloc and its like through the functions below (-Wl,--wrap), which fail on
 * request. Whichever allocation fails, the work must say PARLEY_E_MEMORY, and under the address
 * sanitizer nothing may leak. Allocations inside shared libraries are not caught.
 */
#define _POSIX_C_SOURCE 200809L

#include "../io/files.h"
#include "../io/intern.h"
#include "../io/table.h"
#include "../train/codings.h"
#include "../train/corpus.h"
#include "../train/vectors.h"
#include "parley/model.h"
#include "parley/sentence.h"
#include "sample_model.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);

/* How many allocations still succeed; 0: the next one fails, and then none any more. */
static size_t left = SIZE_MAX;
static bool failed;

static bool fails(void)
{
    if (left == SIZE_MAX)
        return false;
    if (left == 0) {
        left = SIZE_MAX;
        failed = true;
        return true;
    }
    left--;
    return false;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __real_aligned_alloc(alignment, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

/* A piece of work, whole: what it makes it gives back. It must not use cmocka's asserts, which
 * allocate. */
typedef parley_status work(parley_error *error);

/* Does the work with the k-th allocation failing, for every k until it needs no more. */
static void sweep(work *job, const char *name, size_t least)
{
    size_t k = 0;
    for (;; k++) {
        parley_error error = {0};
        failed = false;
        left = k;
        parley_status status = job(&error);
        left = SIZE_MAX;
        if (!failed) {
            if (status != PARLEY_OK)
                fail_msg("%s: %s with all memory there: %s", name, parley_status_name(status),
                         error.text);
            break;
        }
        if (status != PARLEY_E_MEMORY)
            fail_msg("%s: allocation %zu failed, and the status is %s: %s", name, k,
                     parley_status_name(status), error.text);
        if (error.code != PARLEY_OK && error.code != PARLEY_E_MEMORY)
            fail_msg("%s: allocation %zu failed, and the error is %s", name, k, error.text);
    }
    if (k < least)
        fail_msg("%s: only %zu allocations were seen", name, k);
}

/* --- the work ----------------------------------------------------------------------------------- */

static parley_buffer model_bytes; /* of the sample, for the work on models */

static parley_status read_model(parley_error *error)
{
    parley_model *model = NULL;
    parley_status status = parley_model_read(model_bytes.data, model_bytes.size, &model, error);
    parley_model_free(model);
    return status;
}

static parley_status load_model(parley_error *error)
{
    parley_model *model = NULL;
    parley_status status = parley_model_load("sample.model", &model, error);
    parley_model_free(model);
    return status;
}

static parley_status write_model(parley_error *error)
{
    sample_model s;
    parley_buffer bytes = {0};
    if (sample_model_init(&s) != 0)
        return PARLEY_E_MEMORY;
    parley_status status = parley_model_write(&s.view, &bytes, error);
    parley_buffer_fini(&bytes);
    return status;
}

static parley_model *shared_model;

static parley_status label(parley_error *error)
{
    parley_labeller *labeller = NULL;
    const parley_str lines[] = {{"Peace talks stall", 17}, {"Caf\xC3\xA9 hope, war", 15}};
    parley_prediction p[4];
    parley_contribution list[4];
    size_t count;
    parley_status status = parley_labeller_new(shared_model, &labeller, error);
    if (status == PARLEY_OK)
        status = parley_labeller_run(labeller, PARLEY_ARTICLE, lines, 2, p, NULL, error);
    if (status == PARLEY_OK)
        status = parley_labeller_explain(labeller, lines[0], 0, 0, list, 4, &count, error);
    parley_labeller_free(labeller);
    return status;
}

static char long_text[4000];

static parley_status extract(parley_error *error)
{
    (void)error;
    parley_features f = {0};
    const parley_feature_options options = {
        .word_min = 1, .word_max = 3, .char_min = 2, .char_max = 4, .marks = true};
    parley_status status = parley_features_extract(&options, long_text, sizeof long_text, &f);
    parley_features_fini(&f);
    return status;
}

static parley_status text_work(parley_error *error)
{
    (void)error;
    parley_buffer out = {0};
    char id[PARLEY_ID_SIZE];
    parley_status status = parley_text_squeeze(long_text, sizeof long_text, &out);
    if (status == PARLEY_OK)
        status = parley_text_from_windows1252("caf\xE9", 4, &out);
    if (status == PARLEY_OK)
        status = parley_text_fold(long_text, sizeof long_text, &out);
    if (status == PARLEY_OK)
        status = parley_text_id(long_text, sizeof long_text, &out, id);
    if (status == PARLEY_OK)
        status = parley_text_id("bad \xFF", 5, &out, id);
    if (status == PARLEY_OK)
        parley_buffer_fini(&out);
    if (status == PARLEY_OK)
        status = parley_text_id("e\xCC\x81", 3, &out, id);
    parley_buffer_fini(&out);
    return status;
}

static parley_status abbreviations(parley_error *error)
{
    static const char text[] = "abbr. vgl.\n[end]\nusw. etc.\n";
    parley_abbreviations *a = NULL;
    parley_status status = parley_abbreviations_new(text, sizeof text - 1, &a, error);
    parley_abbreviations_free(a);
    return status;
}

static parley_status read_rows(const char *path, parley_error *error)
{
    table_reader *table = NULL;
    const table_row *row = NULL;
    parley_status status = table_reader_open(path, &table, error);
    while (status == PARLEY_OK && (status = table_reader_next(table, &row, error)) == PARLEY_OK &&
           row)
        continue;
    table_reader_close(table);
    return status;
}

static parley_status read_table(parley_error *error)
{
    return read_rows("table.csv", error);
}

static parley_status read_wide_table(parley_error *error)
{
    return read_rows("wide.csv", error);
}

static parley_status put_table(parley_error *error)
{
    (void)error;
    parley_buffer out = {0};
    parley_status status = PARLEY_OK;
    for (int i = 0; i < 200 && status == PARLEY_OK; i++)
        status = table_puts(&out, "a \"quoted\" cell", i == 0);
    parley_buffer_fini(&out);
    return status;
}

static const char *const tasks[] = {"stance", "sentiment"};

static parley_status read_corpus(parley_error *error)
{
    corpus c = {0};
    vectors v = {0};
    space s = {0};
    const size_t rows[] = {0, 1, 2, 3};
    const row_options options = {.features = {.word_min = 1, .word_max = 2}, .min_df = 1};
    const corpus_settings settings = {.text_column = "text",
                                      .group_column = "article",
                                      .group_by_default = true,
                                      .label_columns = tasks,
                                      .label_count = 2,
                                      .labels_by_default = true};
    parley_status status = corpus_read(&c, "corpus.csv", ROLE_TESTED, &settings, error);
    if (status == PARLEY_OK)
        status = corpus_finish(&c, error);
    if (status == PARLEY_OK)
        status = vectors_build(&c, &options.features, true, 1, &v, error);
    if (status == PARLEY_OK)
        status = space_build(&v, &options, rows, 4, &s, error);
    space_fini(&s);
    vectors_fini(&v);
    corpus_fini(&c);
    return status;
}

static parley_status read_codings(parley_error *error)
{
    static const char *paths[] = {"corpus.csv", "second.csv"};
    const corpus_settings settings = {.text_column = "text",
                                      .group_column = "article",
                                      .group_by_default = true,
                                      .label_columns = tasks,
                                      .label_count = 2,
                                      .labels_by_default = true};
    static const size_t group[4] = {0, 0, 1, 2};
    codings c = {0};
    double alpha;
    parley_bounds bounds;
    size_t drawn;
    parley_status status = codings_read(&c, &(option_list){paths, 2}, &settings, error);
    if (status == PARLEY_OK)
        status = parley_alpha(&c.tasks[0].given, &alpha);
    if (status == PARLEY_OK)
        status = parley_alpha_bounds(&c.tasks[0].given, group, 3, 20, 1, &bounds, &drawn);
    codings_fini(&c);
    return status;
}

static const messages quiet = {.program = "test", .quiet = true};

static parley_status load_texts(parley_error *error)
{
    static const char *const paths[] = {"article.txt", "table.csv"};
    texts *t = NULL;
    parley_str found;
    parley_status status = texts_load(paths, 2, "text", &quiet, &t, error);
    if (status == PARLEY_OK)
        status = texts_find(t, (parley_str){"article", 7}, (parley_str){"p1000000000000x", 15},
                            &found, error);
    texts_free(t);
    return status;
}

static parley_status collect(parley_error *error)
{
    static const char *const operands[] = {"article.txt", "-", "."};
    file_list files = {0};
    parley_status status = file_list_collect(operands, 3, FILES_ARTICLES, &files, error);
    file_list_fini(&files);
    return status;
}

static parley_status intern_many(parley_error *error)
{
    (void)error;
    intern_table t = {0};
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < 500 && status == PARLEY_OK; i++) {
        size_t index;
        status = intern_add(&t, (parley_str){(const char *)&i, sizeof i}, &index);
        if (status == PARLEY_OK && index != i)
            status = PARLEY_E_DATA;
    }
    intern_fini(&t);
    return status;
}

/* --- the sweeps --------------------------------------------------------------------------------- */

static void of_text(void **state)
{
    (void)state;
    sweep(extract, "parley_features_extract", 5);
    sweep(text_work, "parley_text", 4);
    sweep(abbreviations, "parley_abbreviations_new", 1);
}

static void of_models(void **state)
{
    (void)state;
    sample_model s;
    assert_int_equal(sample_model_init(&s), 0);
    assert_int_equal(parley_model_write(&s.view, &model_bytes, NULL), PARLEY_OK);
    test_write("sample.model", model_bytes.data, model_bytes.size);
    assert_int_equal(parley_model_read(model_bytes.data, model_bytes.size, &shared_model, NULL),
                     PARLEY_OK);
    sweep(read_model, "parley_model_read", 7);
    sweep(load_model, "parley_model_load", 6);
    sweep(write_model, "parley_model_write", 10);
    sweep(label, "parley_labeller_run", 10);
    parley_model_free(shared_model);
    parley_buffer_fini(&model_bytes);
}

static void of_tables(void **state)
{
    (void)state;
    parley_buffer wide = {0};
    test_puts("table.csv", "article,text\n000,\"One\nline\"\nx,caf\xE9\nlast,without an end");
    for (int row = 0; row < 2; row++)
        for (int i = 0; i < 100; i++)
            assert_int_equal(parley_buffer_printf(&wide, "%scolumn-%d",
                                                  i     ? ","
                                                  : row ? "\n"
                                                        : "",
                                                  i),
                             PARLEY_OK);
    for (int i = 0; i < 100; i++) /* and its last cell is longer than all before it */
        assert_int_equal(parley_buffer_puts(&wide, " much longer than the header"), PARLEY_OK);
    test_write("wide.csv", wide.data, wide.size); /* the last record has no line end */
    parley_buffer_fini(&wide);
    sweep(read_table, "table_reader", 6);
    sweep(read_wide_table, "table_reader, wide", 8);
    sweep(put_table, "table_put", 3);
}

static void of_training(void **state)
{
    (void)state;
    test_puts("corpus.csv", "article,text,stance,stance_confidence,stance_corrected,sentiment\n"
                            "a,\"Peace talks, again\",pro,1,ok,x\na,War goes on,con,1,pro,y\n"
                            ",Talks stall,pro,1,con,x\n,Hope,con,1,ok,y\n");
    test_puts("second.csv", "article,text,stance\na,War goes on,con\n,Hope,pro\n");
    sweep(read_corpus, "corpus_read", 20);
    sweep(read_codings, "codings_read", 20);
}

static void of_files(void **state)
{
    (void)state;
    test_puts("article.txt", "One sentence. And another, with caf\xE9.\n");
    sweep(collect, "file_list_collect", 5);
    sweep(load_texts, "texts_load", 10);
    sweep(intern_many, "intern_add", 5);
}

static int prepare(void **state)
{
    (void)state;
    static const char words[] = "Caf\xC3\xA9 \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2 talks? ";
    for (size_t i = 0; i < sizeof long_text; i++)
        long_text[i] = words[i % (sizeof words - 1)];
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_text),     cmocka_unit_test(of_models), cmocka_unit_test(of_tables),
        cmocka_unit_test(of_training), cmocka_unit_test(of_files),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
