/* The whole procedure on rows that ship with parley: folds, machines, verdicts, the saved model. */
#define _POSIX_C_SOURCE 200809L

#include "../io/table.h"
#include "../train/evaluate.h"
#include "../train/folds.h"
#include "../train/save.h"
#include "../train/workers.h"
#include "parley/model.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h>
#else
#include <svm.h>
#endif

static const char *const tasks[] = {"stance", "sentiment"};
static const corpus_settings settings = {.text_column = "text",
                                         .group_column = "article",
                                         .group_by_default = true,
                                         .label_columns = tasks,
                                         .label_count = 2};

static const learner plain = {.rows = {.features = {.word_min = 1,
                                                    .word_max = 2,
                                                    .weighting = PARLEY_WEIGHTING_TFIDF,
                                                    .normalise = true},
                                       .min_df = 1},
                              .cost = 1,
                              .times = 1,
                              .extra_times = 1,
                              .solver = SOLVER_LIBSVM,
                              .inner_folds = 3,
                              .seed = 1};

/* A corpus, its vectors, and which rows train. */
typedef struct bench {
    corpus corpus;
    vectors vectors;
    size_t *rows;
    size_t count;
    learner learner;
    fit_input input;
} bench;

/* The first rows of data/peace-talks.csv as a file of their own, all of the article of the last. */
static void copy_rows(const char *path, size_t most)
{
    table_reader *table = NULL;
    const table_row *row = NULL;
    parley_buffer out = {0};
    assert_int_equal(table_reader_open(PARLEY_SOURCE_DIR "/data/peace-talks.csv", &table, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < table_reader_columns(table); i++) {
        parley_str name = table_reader_name(table, i);
        assert_int_equal(table_put(&out, name.data, name.size, i == 0), PARLEY_OK);
    }
    assert_int_equal(parley_buffer_puts(&out, "\n"), PARLEY_OK);
    for (size_t n = 0; n < most; n++) {
        assert_int_equal(table_reader_next(table, &row, NULL), PARLEY_OK);
        assert_non_null(row);
        for (size_t i = 0; i < table_reader_columns(table); i++)
            assert_int_equal(table_put(&out, row->cells[i].data, row->cells[i].size, i == 0),
                             PARLEY_OK);
        assert_int_equal(parley_buffer_puts(&out, "\n"), PARLEY_OK);
    }
    test_write(path, out.data, out.size);
    table_reader_close(table);
    parley_buffer_fini(&out);
}

static void bench_finish(bench *b, const learner *l)
{
    parley_error error = {0};
    if (corpus_finish(&b->corpus, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    b->learner = *l;
    assert_int_equal(vectors_build(&b->corpus, &l->rows.features, true, 1, &b->vectors, NULL),
                     PARLEY_OK);
    b->rows = malloc((b->corpus.count + 1) * sizeof *b->rows);
    assert_non_null(b->rows);
    b->count = 0;
    for (size_t row = 0; row < b->corpus.count; row++)
        if (b->corpus.rows[row].role != ROLE_APART)
            b->rows[b->count++] = row;
    b->input = (fit_input){&b->corpus, &b->vectors, &b->learner, NULL};
}

static void bench_init(bench *b, size_t rows, const learner *l)
{
    *b = (bench){0};
    copy_rows("part.csv", rows);
    assert_int_equal(corpus_read(&b->corpus, "part.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    bench_finish(b, l);
}

static void bench_fini(bench *b)
{
    free(b->rows);
    vectors_fini(&b->vectors);
    corpus_fini(&b->corpus);
}

/* Runs a cross-validation over folds that were dealt. Verdicts in shared memory of *size bytes. */
static verdict *run_folds(const bench *b, unsigned folds, size_t processes, const size_t *fold,
                          size_t *size)
{
    void *memory = NULL;
    parley_error error = {0};
    *size = b->corpus.count * b->corpus.task_count * sizeof(verdict);
    assert_int_equal(workers_share(*size, &memory, NULL), PARLEY_OK);
    verdict *v = memory;
    for (size_t i = 0; i < b->corpus.count * b->corpus.task_count; i++)
        v[i].label = NO_LABEL;
    const evaluation e = {.input = &b->input,
                          .rows = b->rows,
                          .fold = fold,
                          .count = b->count,
                          .folds = folds,
                          .part = 1,
                          .verdicts = v};
    if (evaluate(&e, processes, NULL, "fold", &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    return v;
}

/* The same with folds of its own. */
static verdict *cross_validate(const bench *b, unsigned folds, size_t processes, size_t *fold,
                               size_t *size)
{
    assert_int_equal(folds_of_corpus(&b->corpus, b->rows, b->count, false, &folds, 1, fold, NULL),
                     PARLEY_OK);
    return run_folds(b, folds, processes, fold, size);
}

/* --- folds -------------------------------------------------------------------------------------- */

static void groups_are_never_on_both_sides(void **state)
{
    (void)state;
    bench b;
    bench_init(&b, 500, &plain);
    size_t *fold = malloc(b.count * sizeof *fold);
    assert_non_null(fold);
    unsigned folds = 5;
    assert_int_equal(folds_of_corpus(&b.corpus, b.rows, b.count, false, &folds, 3, fold, NULL),
                     PARLEY_OK);
    assert_int_equal(folds, 5);
    for (size_t i = 0; i < b.count; i++) {
        assert_true(fold[i] < 5);
        for (size_t k = 0; k < i; k++)
            if (b.corpus.rows[b.rows[i]].group == b.corpus.rows[b.rows[k]].group)
                assert_int_equal(fold[i], fold[k]);
    }
    folds = 100000;
    assert_int_equal(folds_of_corpus(&b.corpus, b.rows, b.count, false, &folds, 3, fold, NULL),
                     PARLEY_OK);
    assert_int_equal(folds, b.corpus.groups.count);
    folds = 0;
    assert_int_equal(folds_of_corpus(&b.corpus, b.rows, b.count, false, &folds, 3, fold, NULL),
                     PARLEY_OK);
    for (size_t i = 0; i < b.count; i++)
        assert_true(fold[i] == NO_FOLD);
    free(fold);
    bench_fini(&b);
}

/* Extra rows sit out the fold that tests their article, and train in all others. */
static void extra_rows_sit_out(void **state)
{
    (void)state;
    bench b = {0};
    parley_buffer text = {0};
    assert_int_equal(parley_buffer_puts(&text, "article,text,stance,sentiment\n"), PARLEY_OK);
    for (int i = 0; i < 40; i++)
        assert_int_equal(parley_buffer_printf(&text, "a%d,Sentence %d.,%s,%s\n", i / 4, i,
                                              i % 2 ? "pro" : "con", i % 3 ? "x" : "y"),
                         PARLEY_OK);
    test_write("tested.csv", text.data, text.size);
    assert_int_equal(corpus_read(&b.corpus, "tested.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    test_puts("extra.csv", "article,text,stance,sentiment\na3,Extra one.,pro,x\nelsewhere,Extra "
                           "two.,con,y\na3,Extra three.,pro,x\n");
    assert_int_equal(corpus_read(&b.corpus, "extra.csv", ROLE_EXTRA, &settings, NULL), PARLEY_OK);
    bench_finish(&b, &plain);
    assert_int_equal(b.count, 43);
    size_t fold[43];
    unsigned folds = 5;
    assert_int_equal(folds_of_corpus(&b.corpus, b.rows, b.count, false, &folds, 1, fold, NULL),
                     PARLEY_OK);
    assert_int_equal(fold[40], fold[12]); /* the row's article is a3 */
    assert_int_equal(fold[42], fold[12]);
    assert_true(fold[41] == NO_FOLD);
    size_t size;
    verdict *v = cross_validate(&b, 5, 1, fold, &size);
    for (size_t row = 0; row < 43; row++)
        for (size_t t = 0; t < 2; t++)
            assert_int_equal(v[row * 2 + t].label == NO_LABEL, row >= 40); /* never tested */
    workers_unshare(v, size);
    parley_buffer_fini(&text);
    bench_fini(&b);
}

/* --- verdicts ----------------------------------------------------------------------------------- */

static void verdicts_do_not_depend_on_processes(void **state)
{
    (void)state;
    static const solver_kind kinds[] = {SOLVER_LIBSVM, SOLVER_LIBLINEAR, SOLVER_DESCENT};
    for (size_t k = 0; k < 3; k++) {
        bench b;
        learner l = plain;
        l.solver = kinds[k];
        bench_init(&b, 300, &l);
        size_t *fold = malloc(b.count * sizeof *fold), size;
        assert_non_null(fold);
        verdict *one = cross_validate(&b, 4, 1, fold, &size);
        static const size_t processes[] = {2, 4};
        for (size_t i = 0; i < 2; i++) {
            verdict *many = cross_validate(&b, 4, processes[i], fold, &size);
            for (size_t row = 0; row < b.corpus.count * 2; row++) {
                assert_int_equal(one[row].label, many[row].label);
                assert_true(one[row].confidence == many[row].confidence);
            }
            workers_unshare(many, size);
        }
        size_t tested = 0;
        for (size_t row = 0; row < b.corpus.count * 2; row++) {
            tested += one[row].label != NO_LABEL;
            if (one[row].label != NO_LABEL)
                assert_true(one[row].confidence >= 0 && one[row].confidence <= 1);
        }
        assert_int_equal(tested, 2 * b.corpus.count);
        workers_unshare(one, size);
        free(fold);
        bench_fini(&b);
    }
}

/* A verdict must not know the row's label: with the labels of one fold exchanged, what is said of its
 * rows stays the same. */
static void the_test_fold_is_not_seen(void **state)
{
    (void)state;
    bench b;
    learner l = plain;
    l.context = -1; /* chosen inside the folds */
    l.cost = 0;
    bench_init(&b, 250, &l);
    size_t *fold = malloc(b.count * sizeof *fold), size;
    assert_non_null(fold);
    verdict *before = cross_validate(&b, 4, 2, fold, &size);
    size_t changed = 0;
    for (size_t i = 0; i < b.count; i++) {
        int *label = &b.corpus.labels[b.rows[i] * 2];
        if (fold[i] != 0 || *label == NO_LABEL)
            continue;
        *label = (*label + 1) % (int)b.corpus.tasks[0].label_count;
        changed++;
    }
    assert_true(changed > 20);
    verdict *after = run_folds(&b, 4, 2, fold, &size);
    for (size_t i = 0; i < b.count; i++) {
        if (fold[i] != 0)
            continue;
        assert_int_equal(before[b.rows[i] * 2].label, after[b.rows[i] * 2].label);
        assert_true(before[b.rows[i] * 2].confidence == after[b.rows[i] * 2].confidence);
    }
    workers_unshare(before, size);
    workers_unshare(after, size);
    free(fold);
    bench_fini(&b);
}

/* --- the oracle --------------------------------------------------------------------------------- */

static void print_nothing(const char *text)
{
    (void)text;
}

/* The decision values of libsvm itself on the rows of a space, for one label against the rest. */
static void ask_libsvm(const bench *b, const space *s, struct svm_node **gram, size_t t,
                       int positive, double *values)
{
    double *y = malloc(b->count * sizeof *y);
    struct svm_node **x = malloc(b->count * sizeof *x);
    assert_true(y && x);
    int count = 0;
    for (size_t i = 0; i < b->count; i++) {
        int label = corpus_label(&b->corpus, b->rows[i], t);
        if (label == NO_LABEL)
            continue;
        y[count] = label == positive ? 1 : -1;
        x[count++] = gram[i];
    }
    struct svm_problem problem = {count, y, x};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = PRECOMPUTED,
                                      .cache_size = 200,
                                      .eps = 1e-3,
                                      .C = 1,
                                      .shrinking = 1};
    svm_set_print_string_function(print_nothing);
    struct svm_model *model = svm_train(&problem, &parameter);
    assert_non_null(model);
    double sign = model->label[0] == 1 ? 1 : -1;
    for (size_t i = 0; i < s->matrix.rows; i++) {
        svm_predict_values(model, gram[i], &values[i]);
        values[i] *= sign;
    }
    svm_free_and_destroy_model(&model);
    free(y);
    free(x);
}

static double dot(const sparse_matrix *m, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = m->starts[a], k = m->starts[b]; i < m->starts[a + 1] && k < m->starts[b + 1];) {
        if (m->column[i] == m->column[k])
            sum += (double)m->value[i++] * (double)m->value[k++];
        else if (m->column[i] < m->column[k])
            i++;
        else
            k++;
    }
    return sum;
}

/* For each task and label of real rows: the folded machine says what svm_predict_values says. */
static void machines_are_libsvms(void **state)
{
    (void)state;
    bench b;
    fitted f = {0};
    bench_init(&b, 600, &plain);
    assert_int_equal(fit_rows(&b.input, b.rows, b.count, 1, NULL, &f, NULL), PARLEY_OK);
    assert_string_equal(f.solver, "libsvm");
    space sp = {0}; /* the one it was fitted on, anew */
    assert_int_equal(f.space.matrix.rows, 0);
    assert_int_equal(space_build(&b.vectors, &b.learner.rows, b.rows, b.count, &sp, NULL),
                     PARLEY_OK);
    const sparse_matrix *m = &sp.matrix;
    assert_int_equal(m->rows, b.count);
    assert_int_equal(m->columns, f.space.matrix.columns);
    struct svm_node *block = malloc(b.count * (b.count + 1) * sizeof *block);
    struct svm_node **gram = malloc(b.count * sizeof *gram);
    double *values = malloc(b.count * sizeof *values);
    assert_true(block && gram && values);
    for (size_t i = 0; i < b.count; i++) {
        gram[i] = block + i * (b.count + 1);
        gram[i][0] = (struct svm_node){0, (double)(i + 1)};
        for (size_t k = 0; k < b.count; k++)
            gram[i][k + 1] = (struct svm_node){(int)(k + 1), dot(m, i, k)};
    }
    double worst = 0;
    for (size_t t = 0; t < b.corpus.task_count; t++) {
        const fitted_task *task = &f.tasks[t];
        assert_int_equal(task->machine_count,
                         b.corpus.tasks[t].label_count == 2 ? 1 : b.corpus.tasks[t].label_count);
        for (size_t machine = 0; machine < task->machine_count; machine++) {
            ask_libsvm(&b, &sp, gram, t, task->machine_count == 1 ? 1 : (int)machine, values);
            for (size_t i = 0; i < b.count; i++) {
                double ours = task->bias[machine];
                for (size_t k = m->starts[i]; k < m->starts[i + 1]; k++)
                    ours +=
                        task->weights[machine * m->columns + m->column[k]] * (double)m->value[k];
                if (fabs(ours - values[i]) > worst)
                    worst = fabs(ours - values[i]);
            }
        }
    }
    if (!(worst <= 1e-9))
        fail_msg("%g apart", worst);
    free(values);
    free(gram);
    free(block);
    space_fini(&sp);
    fitted_fini(&f);
    bench_fini(&b);
}

/* --- the saved model ---------------------------------------------------------------------------- */

/* Saves what was fitted, loads it, and compares its labels on every row, article by article. `name`
 * is for the message. */
static void check_saved(const bench *b, const fitted *f, const char *name)
{
    size_t task_count = b->corpus.task_count;
    parley_buffer bytes = {0}, again = {0};
    parley_model *model = NULL;
    parley_labeller *labeller = NULL;
    parley_error error = {0};
    verdict *verdicts = calloc(b->corpus.count * task_count, sizeof *verdicts);
    parley_str *sentences = calloc(b->count + 1, sizeof *sentences);
    parley_prediction *p = calloc((b->count + 1) * task_count, sizeof *p);
    assert_true(verdicts && sentences && p);
    assert_int_equal(fit_apply(&b->input, f, b->rows, b->count, verdicts, NULL), PARLEY_OK);
    if (save_model(&b->input, f, b->count, &bytes, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    if (parley_model_read(bytes.data, bytes.size, &model, &error) != PARLEY_OK)
        fail_msg("%s", error.text);
    assert_int_equal(parley_model_write(parley_model_view_of(model), &again, NULL), PARLEY_OK);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    assert_int_equal(parley_model_view_of(model)->training_rows, b->count);
    assert_int_equal(parley_labeller_new(model, &labeller, NULL), PARLEY_OK);
    double furthest = 0;
    for (size_t begin = 0, end; begin < b->count; begin = end) {
        const corpus_row *first = &b->corpus.rows[b->rows[begin]];
        for (end = begin; end < b->count; end++) {
            const corpus_row *row = &b->corpus.rows[b->rows[end]];
            if (end > begin && (row->run == NO_RUN || row->run != first->run))
                break;
            sentences[end - begin] = row->text;
        }
        assert_int_equal(
            parley_labeller_run(labeller, PARLEY_ARTICLE, sentences, end - begin, p, NULL, NULL),
            PARLEY_OK);
        for (size_t i = begin; i < end; i++) {
            for (size_t t = 0; t < task_count; t++) {
                const verdict *v = &verdicts[b->rows[i] * task_count + t];
                const parley_prediction *said = &p[(i - begin) * task_count + t];
                if ((int)said->label != v->label)
                    fail_msg("%s: row %zu, task %zu: another label after loading", name, i, t);
                if (fabs(said->confidence - v->confidence) > furthest)
                    furthest = fabs(said->confidence - v->confidence);
            }
        }
    }
    if (!(furthest < 1e-5))
        fail_msg("%s: a confidence is %g off", name, furthest);
    parley_labeller_free(labeller);
    parley_model_free(model);
    parley_buffer_fini(&bytes);
    parley_buffer_fini(&again);
    free(verdicts);
    free(sentences);
    free(p);
}

/* The whole corpus that ships. */
static void no_label_changes_when_saved(void **state)
{
    (void)state;
    bench b = {0};
    fitted f = {0};
    learner l = plain;
    l.solver = SOLVER_LIBLINEAR; /* for speed */
    l.context = 0.5;
    assert_int_equal(corpus_read(&b.corpus, PARLEY_SOURCE_DIR "/data/peace-talks.csv", ROLE_TESTED,
                                 &settings, NULL),
                     PARLEY_OK);
    bench_finish(&b, &l);
    assert_int_equal(fit_rows(&b.input, b.rows, b.count, 2, NULL, &f, NULL), PARLEY_OK);
    check_saved(&b, &f, "once");
    fitted_fini(&f);
    bench_fini(&b);
}

/* Every kind of feature and weighting, word vectors, and a task of two labels. */
static void no_label_changes_with_any_options(void **state)
{
    (void)state;
    static const char *const lists[] = {"word:1-2", "char:3-4,marks",
                                        "word:1,char:2-3,marks,numbers"};
    word_vectors w = {0};
    char name[16];
    for (int i = 0; i < 12; i++) {
        bench b;
        fitted f = {0};
        learner l = plain;
        assert_int_equal(parley_feature_options_parse(lists[i % 3], &l.rows.features, NULL),
                         PARLEY_OK);
        l.rows.features.weighting = (parley_weighting)(i / 3);
        l.rows.features.normalise = i % 2 == 0;
        l.rows.min_df = 1 + (unsigned)(i % 2);
        l.rows.vector_scale = 0.7;
        l.context = i % 2 ? 0.5 : 0;
        l.balanced = i % 4 == 1;
        bench_init(&b, 200, &l);
        if (i >= 6) {
            test_puts("fit.vec", "the 1 0 2\npeace 0.5 -1 1\nwar 2 1 0\nceasefire 0.1 0.2 -0.3\n");
            assert_int_equal(word_vectors_load("fit.vec", &b.vectors.words, 2, &w, NULL),
                             PARLEY_OK);
            assert_int_equal(vectors_embed(&b.vectors, &w.view, NULL), PARLEY_OK);
        }
        parley_error error = {0};
        if (fit_rows(&b.input, b.rows, b.count, 1, NULL, &f, &error) != PARLEY_OK)
            fail_msg("%s", error.text);
        snprintf(name, sizeof name, "case %d", i);
        check_saved(&b, &f, name);
        fitted_fini(&f);
        bench_fini(&b);
        word_vectors_fini(&w);
    }
}

static void a_task_of_two_labels(void **state)
{
    (void)state;
    bench b = {0};
    fitted f = {0};
    parley_buffer text = {0};
    assert_int_equal(parley_buffer_puts(&text, "article,text,stance,sentiment\n"), PARLEY_OK);
    uint64_t seed = 5;
    for (int i = 0; i < 120; i++) {
        bool yes = test_random(&seed) % 3 == 0;
        assert_int_equal(
            parley_buffer_printf(&text, "a%d,%s word%u and word%u.,%s,%s\n", i / 6,
                                 yes ? "Hopeful" : "Grim", (unsigned)(test_random(&seed) % 30),
                                 (unsigned)(test_random(&seed) % 30), yes ? "yes" : "no",
                                 i % 5 == 0 ? ""
                                 : i % 3    ? "x"
                                            : "y"),
            PARLEY_OK);
    }
    test_write("two.csv", text.data, text.size);
    assert_int_equal(corpus_read(&b.corpus, "two.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    bench_finish(&b, &plain);
    assert_int_equal(fit_rows(&b.input, b.rows, b.count, 1, NULL, &f, NULL), PARLEY_OK);
    assert_int_equal(f.tasks[0].machine_count, 1);
    check_saved(&b, &f, "once");
    verdict *v = calloc(b.corpus.count * 2, sizeof *v);
    assert_non_null(v);
    assert_int_equal(fit_apply(&b.input, &f, b.rows, b.count, v, NULL), PARLEY_OK);
    for (size_t i = 0; i < b.count; i++)
        assert_int_equal(v[2 * i].label, corpus_label(&b.corpus, i, 0)); /* an easy task */
    free(v);
    fitted_fini(&f);
    bench_fini(&b);
    parley_buffer_fini(&text);
}

/* Rows of one group: nothing can be held out, but something can be learned. */
static void one_group_only(void **state)
{
    (void)state;
    bench b = {0};
    fitted f = {0};
    test_puts("one.csv", "article,text,stance,sentiment\na,Good talks,pro,x\na,Bad "
                         "talks,con,y\na,Good news,pro,x\na,Bad news,con,y\n");
    assert_int_equal(corpus_read(&b.corpus, "one.csv", ROLE_TESTED, &settings, NULL), PARLEY_OK);
    bench_finish(&b, &plain);
    assert_int_equal(fit_rows(&b.input, b.rows, b.count, 2, NULL, &f, NULL), PARLEY_OK);
    assert_false(f.tasks[0].calibrated);
    assert_true(f.tasks[0].slope <= 0);
    check_saved(&b, &f, "once");
    fitted_fini(&f);
    bench_fini(&b);
}

/* The same rows, options and seed: the same bytes, whatever the number of processes. */
static void training_twice_is_the_same(void **state)
{
    (void)state;
    static const solver_kind kinds[] = {SOLVER_LIBSVM, SOLVER_LIBLINEAR, SOLVER_DESCENT};
    for (size_t k = 0; k < 6; k++) { /* with a cost given, the last fit runs beside the others */
        bench b;
        learner l = plain;
        l.solver = kinds[k % 3];
        l.cost = k < 3 ? 0 : 1;
        bench_init(&b, 200, &l);
        parley_buffer first = {0}, second = {0};
        for (size_t processes = 1; processes <= 3; processes++) {
            parley_buffer *bytes = processes == 1 ? &first : &second;
            fitted f = {0};
            bytes->size = 0;
            assert_int_equal(fit_rows(&b.input, b.rows, b.count, processes, NULL, &f, NULL),
                             PARLEY_OK);
            assert_int_equal(save_model(&b.input, &f, b.count, bytes, NULL), PARLEY_OK);
            fitted_fini(&f);
            if (processes > 1) {
                assert_int_equal(second.size, first.size);
                assert_memory_equal(second.data, first.data, first.size);
            }
        }
        parley_buffer_fini(&first);
        parley_buffer_fini(&second);
        bench_fini(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_never_on_both_sides),
        cmocka_unit_test(extra_rows_sit_out),
        cmocka_unit_test(verdicts_do_not_depend_on_processes),
        cmocka_unit_test(the_test_fold_is_not_seen),
        cmocka_unit_test(machines_are_libsvms),
        cmocka_unit_test(no_label_changes_when_saved),
        cmocka_unit_test(no_label_changes_with_any_options),
        cmocka_unit_test(a_task_of_two_labels),
        cmocka_unit_test(one_group_only),
        cmocka_unit_test(training_twice_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
