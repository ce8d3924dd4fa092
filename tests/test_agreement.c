/* Both solvers find the same machine: on two sets, the objective of libsvm's problem is within one per
 * cent at both solutions, and labels agree on 99 rows of 100. */
#include "support.h"

#include "../train/machines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1800 };

/* ½|w|² + C Σ max(0, 1 - y(w·x + b)). */
static double primal(const sparse_matrix *m, const signed char *y, const double *w, double b)
{
    double sum = 0;
    for (size_t j = 0; j < m->columns; j++)
        sum += w[j] * w[j] / 2;
    for (size_t row = 0; row < m->rows; row++) {
        double score = b;
        for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
            score += w[m->column[k]] * (double)m->value[k];
        sum += fmax(0, 1 - y[row] * score);
    }
    return sum;
}

static double score(const sparse_matrix *m, size_t row, const double *w, double b)
{
    for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
        b += w[m->column[k]] * (double)m->value[k];
    return b;
}

/* Fits every label of a task with both, and compares. scores: [solver][row][label]. */
static void compare(const corpus *c, const space *sp, const size_t *rows, size_t t)
{
    const sparse_matrix *m = &sp->matrix;
    size_t labels = c->tasks[t].label_count, equal = 0;
    double *w = calloc(m->columns, sizeof *w), *scores = calloc(2 * m->rows * labels, sizeof *w);
    signed char *y = calloc(m->rows, 1);
    solver *solvers[2] = {NULL, NULL};
    assert_int_equal(solver_new(SOLVER_LIBSVM, m, &solvers[0], NULL), PARLEY_OK);
    assert_int_equal(solver_new(SOLVER_DESCENT, m, &solvers[1], NULL), PARLEY_OK);
    for (size_t l = 0; l < labels; l++) {
        double found[2];
        for (size_t row = 0; row < m->rows; row++)
            y[row] = corpus_label(c, rows[row], t) == (int)l ? 1 : -1;
        for (size_t s = 0; s < 2; s++) {
            double b;
            assert_int_equal(solver_fit(solvers[s], y, NULL, 1, 1, 1, NULL, w, &b, NULL),
                             PARLEY_OK);
            found[s] = primal(m, y, w, b);
            for (size_t row = 0; row < m->rows; row++)
                scores[(s * m->rows + row) * labels + l] = score(m, row, w, b);
        }
        if (fabs(found[1] / found[0] - 1) > 0.01)
            fail_msg("%s %s: objective %g by libsvm, %g by descent", c->tasks[t].name,
                     c->tasks[t].labels[l], found[0], found[1]);
    }
    for (size_t row = 0; row < m->rows; row++) {
        size_t best[2] = {0, 0};
        for (size_t s = 0; s < 2; s++)
            for (size_t l = 1; l < labels; l++)
                if (scores[(s * m->rows + row) * labels + l] >
                    scores[(s * m->rows + row) * labels + best[s]])
                    best[s] = l;
        equal += best[0] == best[1];
    }
    if ((double)equal < 0.99 * (double)m->rows)
        fail_msg("%s: %zu labels of %zu are equal", c->tasks[t].name, equal, m->rows);
    for (size_t s = 0; s < 2; s++)
        solver_free(solvers[s]);
    free(w);
    free(scores);
    free(y);
}

static void compare_file(const char *path, const char *const *labels, size_t label_count,
                         parley_weighting weighting)
{
    static size_t rows[ROWS];
    corpus_settings settings = {.text_column = "text",
                                .group_column = "article",
                                .group_by_default = true,
                                .label_columns = labels,
                                .label_count = label_count};
    row_options options = {
        .features = {.word_min = 1, .word_max = 2, .weighting = weighting, .normalise = true},
        .min_df = 1};
    corpus c = {0};
    vectors v = {0};
    space sp = {0};
    assert_int_equal(corpus_read(&c, path, ROLE_TESTED, &settings, NULL), PARLEY_OK);
    assert_int_equal(corpus_finish(&c, NULL), PARLEY_OK);
    assert_int_equal(vectors_build(&c, &options.features, true, 1, &v, NULL), PARLEY_OK);
    for (size_t i = 0; i < ROWS; i++) /* all over the file */
        rows[i] = i * c.count / ROWS;
    assert_int_equal(space_build(&v, &options, rows, ROWS, &sp, NULL), PARLEY_OK);
    for (size_t t = 0; t < c.task_count; t++)
        compare(&c, &sp, rows, t);
    space_fini(&sp);
    vectors_fini(&v);
    corpus_fini(&c);
}

static void on_the_corpus(void **state)
{
    (void)state;
    static const char *const labels[] = {"stance", "sentiment"};
    compare_file(PARLEY_SOURCE_DIR "/data/peace-talks.csv", labels, 2, PARLEY_WEIGHTING_TFIDF);
}

static void on_reviews(void **state)
{
    (void)state;
    static const char *const labels[] = {"label"};
    const char *path = PARLEY_SOURCE_DIR "/../shared/bench/sentences/cr.csv";
    if (!test_exists(path)) {
        print_message("skipped: the public data are not there\n");
        skip();
    }
    compare_file(path, labels, 1, PARLEY_WEIGHTING_BINARY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_corpus),
        cmocka_unit_test(on_reviews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
