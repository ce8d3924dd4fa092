/* The machines: libsvm called directly is the oracle, and the others must repeat themselves. */
#include "../train/solver.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h>
#else
#include <svm.h>
#endif

enum { ROWS = 160, COLUMNS = 70, MOST = 30 };

static const solver_kind kinds[] = {SOLVER_LIBSVM, SOLVER_LIBLINEAR, SOLVER_DESCENT};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* A sparse matrix at random, rows of unit length, and labels that follow a hidden direction. */
typedef struct rows_case {
    sparse_matrix matrix;
    size_t starts[ROWS + 1];
    uint32_t column[ROWS * MOST];
    float value[ROWS * MOST];
    signed char y[ROWS];
} rows_case;

static void make_problem(rows_case *p, uint64_t seed, bool some_unlabelled)
{
    double direction[COLUMNS];
    for (size_t j = 0; j < COLUMNS; j++)
        direction[j] = test_uniform(&seed) - 0.5;
    size_t at = 0;
    for (size_t row = 0; row < ROWS; row++) {
        p->starts[row] = at;
        double squares = 0, score = 0.3 * (test_uniform(&seed) - 0.4);
        for (uint32_t j = 0; j < COLUMNS && at < p->starts[row] + MOST; j++) {
            if (test_random(&seed) % 5)
                continue;
            p->column[at] = j;
            p->value[at] = (float)(test_uniform(&seed) + 0.1);
            squares += (double)p->value[at] * (double)p->value[at];
            score += direction[j] * (double)p->value[at];
            at++;
        }
        for (size_t k = p->starts[row]; k < at; k++)
            p->value[k] = (float)((double)p->value[k] / sqrt(squares));
        p->y[row] = score > 0 ? 1 : -1;
        if (some_unlabelled && test_random(&seed) % 4 == 0)
            p->y[row] = 0;
    }
    p->starts[ROWS] = at;
    p->matrix = (sparse_matrix){ROWS, COLUMNS, p->starts, p->column, p->value};
}

static double dot(const rows_case *p, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = p->starts[a], k = p->starts[b]; i < p->starts[a + 1] && k < p->starts[b + 1];) {
        if (p->column[i] == p->column[k])
            sum += (double)p->value[i++] * (double)p->value[k++];
        else if (p->column[i] < p->column[k])
            i++;
        else
            k++;
    }
    return sum;
}

static double decision(const rows_case *p, size_t row, const double *weights, double bias)
{
    for (size_t k = p->starts[row]; k < p->starts[row + 1]; k++)
        bias += weights[p->column[k]] * (double)p->value[k];
    return bias;
}

static void print_nothing(const char *text)
{
    (void)text;
}

/* Trains the problem with libsvm itself and compares every row's decision value. */
static void check_against_libsvm(const rows_case *p, const unsigned char *times,
                                 double positive_cost, double negative_cost)
{
    struct svm_node *block = malloc(ROWS * (ROWS + 1) * sizeof *block);
    struct svm_node **all = malloc(ROWS * sizeof *all), **x = malloc(3 * ROWS * sizeof *x);
    double labels[3 * ROWS];
    int count = 0;
    assert_true(block && all && x);
    for (size_t i = 0; i < ROWS; i++) {
        all[i] = block + i * (ROWS + 1);
        all[i][0] = (struct svm_node){0, (double)(i + 1)};
        for (size_t k = 0; k < ROWS; k++)
            all[i][k + 1] = (struct svm_node){(int)(k + 1), dot(p, i, k)};
    }
    for (size_t i = 0; i < ROWS; i++) {
        int repeats = p->y[i] == 0 ? 0 : times ? times[i] : 1;
        for (int k = 0; k < repeats; k++) {
            labels[count] = p->y[i];
            x[count++] = all[i];
        }
    }
    int weight_labels[] = {1, -1};
    double costs[] = {positive_cost, negative_cost};
    struct svm_problem problem = {count, labels, x};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = PRECOMPUTED,
                                      .cache_size = 200,
                                      .eps = 1e-3,
                                      .C = 1,
                                      .nr_weight = 2,
                                      .weight_label = weight_labels,
                                      .weight = costs,
                                      .shrinking = 1};
    svm_set_print_string_function(print_nothing);
    struct svm_model *model = svm_train(&problem, &parameter);
    assert_non_null(model);
    double sign = model->label[0] == 1 ? 1 : -1;

    solver *s = NULL;
    double weights[COLUMNS], bias;
    assert_int_equal(solver_new(SOLVER_LIBSVM, &p->matrix, &s, NULL), PARLEY_OK);
    assert_int_equal(
        solver_fit(s, p->y, times, positive_cost, negative_cost, 1, NULL, weights, &bias, NULL),
        PARLEY_OK);
    for (size_t i = 0; i < ROWS; i++) { /* also rows that took no part */
        double expected;
        svm_predict_values(model, all[i], &expected);
        double ours = decision(p, i, weights, bias);
        if (!(fabs(ours - sign * expected) <= 1e-9))
            fail_msg("row %zu: %.12g instead of %.12g", i, ours, sign * expected);
    }
    solver_free(s);
    svm_free_and_destroy_model(&model);
    free(block);
    free(all);
    free(x);
}

static void libsvm_is_the_oracle(void **state)
{
    (void)state;
    static rows_case p;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        make_problem(&p, seed, seed % 2 == 0);
        check_against_libsvm(&p, NULL, 1, 1);
        check_against_libsvm(&p, NULL, 3, 0.5);
        check_against_libsvm(&p, NULL, 100, 100);
    }
}

/* libsvm names its labels in the order in which they come. */
static void whichever_label_comes_first(void **state)
{
    (void)state;
    static rows_case p;
    make_problem(&p, 9, false);
    for (int first = -1; first <= 1; first += 2) {
        size_t row = 0;
        while (p.y[row] != first)
            row++;
        signed char moved = p.y[0];
        p.y[0] = p.y[row];
        p.y[row] = moved;
        assert_int_equal(p.y[0], first);
        check_against_libsvm(&p, NULL, 1, 1);
        check_against_libsvm(&p, NULL, 0.2, 5);
    }
    /* The first rows take no part. */
    p.y[0] = p.y[1] = p.y[2] = 0;
    check_against_libsvm(&p, NULL, 1, 1);
}

/* Rows that count twice, three times, or not at all. */
static void rows_that_count_several_times(void **state)
{
    (void)state;
    static rows_case p;
    unsigned char times[ROWS];
    uint64_t seed = 31;
    make_problem(&p, 10, true);
    for (size_t i = 0; i < ROWS; i++)
        times[i] = (unsigned char)(test_random(&seed) % 4);
    check_against_libsvm(&p, times, 1, 1);
    check_against_libsvm(&p, times, 0.5, 2);
    /* Twice each at half the cost is once each. */
    for (size_t k = 0; k < KINDS; k++) {
        double once[COLUMNS], twice[COLUMNS], bias, bias_twice;
        solver *s = NULL;
        assert_int_equal(solver_new(kinds[k], &p.matrix, &s, NULL), PARLEY_OK);
        memset(times, 2, sizeof times);
        assert_int_equal(solver_fit(s, p.y, NULL, 1, 1, 1, NULL, once, &bias, NULL), PARLEY_OK);
        assert_int_equal(solver_fit(s, p.y, times, 0.5, 0.5, 1, NULL, twice, &bias_twice, NULL),
                         PARLEY_OK);
        for (size_t i = 0; i < ROWS; i++)
            assert_true(fabs(decision(&p, i, once, bias) - decision(&p, i, twice, bias_twice)) <
                        (k == 0 ? 0.01 : 0.2));
        /* Rows of one side that count for nothing leave the other alone. */
        for (size_t i = 0; i < ROWS; i++)
            times[i] = p.y[i] > 0;
        assert_int_equal(solver_fit(s, p.y, times, 1, 1, 1, NULL, once, &bias, NULL), PARLEY_OK);
        assert_true(bias == 1 && once[0] == 0);
        solver_free(s);
    }
}

static void one_sided_problems(void **state)
{
    (void)state;
    static rows_case p;
    make_problem(&p, 4, false);
    for (size_t k = 0; k < KINDS; k++) {
        solver *s = NULL;
        double weights[COLUMNS], bias;
        assert_int_equal(solver_new(kinds[k], &p.matrix, &s, NULL), PARLEY_OK);
        for (int side = -1; side <= 1; side++) {
            memset(p.y, side, sizeof p.y);
            p.y[0] = 0;
            for (size_t j = 0; j < COLUMNS; j++)
                weights[j] = 5;
            assert_int_equal(solver_fit(s, p.y, NULL, 1, 1, 1, NULL, weights, &bias, NULL),
                             PARLEY_OK);
            for (size_t j = 0; j < COLUMNS; j++)
                assert_true(weights[j] == 0);
            assert_true(bias == (side > 0 ? 1 : -1)); /* without any row: not the label */
        }
        solver_free(s);
    }
    solver_free(NULL);
}

static void an_empty_matrix(void **state)
{
    (void)state;
    const size_t starts[] = {0, 0, 0};
    for (size_t k = 0; k < KINDS; k++) {
        const sparse_matrix none = {0, 0, starts, NULL, NULL}, blank = {2, 3, starts, NULL, NULL};
        solver *s = NULL;
        double weights[3] = {7, 7, 7}, bias = 7;
        const signed char y[] = {1, -1};
        assert_int_equal(solver_new(kinds[k], &none, &s, NULL), PARLEY_OK);
        assert_int_equal(solver_fit(s, y, NULL, 1, 1, 1, NULL, weights, &bias, NULL), PARLEY_OK);
        assert_true(bias == -1);
        solver_free(s);
        /* Rows without a feature: nothing to tell them apart by. */
        assert_int_equal(solver_new(kinds[k], &blank, &s, NULL), PARLEY_OK);
        assert_int_equal(solver_fit(s, y, NULL, 1, 1, 1, NULL, weights, &bias, NULL), PARLEY_OK);
        assert_true(weights[0] == 0 && weights[1] == 0 && weights[2] == 0 && isfinite(bias));
        solver_free(s);
    }
}

/* The same seed, the same bits, whatever was drawn from rand() in between. */
static void solvers_repeat_themselves(void **state)
{
    (void)state;
    static rows_case p;
    make_problem(&p, 5, true);
    for (size_t k = 0; k < KINDS; k++) {
        double first[COLUMNS], second[COLUMNS], bias, again;
        solver *s = NULL;
        assert_int_equal(solver_new(kinds[k], &p.matrix, &s, NULL), PARLEY_OK);
        assert_int_equal(solver_fit(s, p.y, NULL, 1, 2, 77, NULL, first, &bias, NULL), PARLEY_OK);
        for (int i = 0; i < 1000; i++)
            (void)rand(); /* NOLINT(cert-msc50-cpp): to disturb it is the point */
        solver_free(s);
        assert_int_equal(solver_new(kinds[k], &p.matrix, &s, NULL), PARLEY_OK);
        assert_int_equal(solver_fit(s, p.y, NULL, 1, 2, 77, NULL, second, &again, NULL), PARLEY_OK);
        assert_memory_equal(first, second, sizeof first);
        assert_memory_equal(&bias, &again, sizeof bias);
        solver_free(s);
    }
}

static void fit(const rows_case *p, solver_kind kind, const unsigned char *times, double positive,
                double negative, unsigned seed, double *weights, double *bias)
{
    solver *s = NULL;
    assert_int_equal(solver_new(kind, &p->matrix, &s, NULL), PARLEY_OK);
    assert_int_equal(
        solver_fit(s, p->y, times, positive, negative, seed, NULL, weights, bias, NULL), PARLEY_OK);
    solver_free(s);
}

/* All solve the same problem, but for the bias that two of them regularise. */
static void solvers_agree(void **state)
{
    (void)state;
    static rows_case p;
    make_problem(&p, 6, false);
    double one[COLUMNS], two[COLUMNS], one_bias, two_bias;
    fit(&p, SOLVER_LIBSVM, NULL, 1, 1, 1, one, &one_bias);
    for (size_t k = 1; k < KINDS; k++) {
        fit(&p, kinds[k], NULL, 1, 1, 1, two, &two_bias);
        size_t same = 0, right = 0;
        for (size_t i = 0; i < ROWS; i++) {
            double a = decision(&p, i, one, one_bias), b = decision(&p, i, two, two_bias);
            same += (a > 0) == (b > 0);
            right += (b > 0) == (p.y[i] > 0);
        }
        assert_true(same >= ROWS * 95 / 100);
        assert_true(right >= ROWS * 80 / 100);
    }
}

/* ½(|w|² + b²) + Σ C max(0, 1 - y(w·x + b)), what descent and liblinear minimise. */
static double objective(const rows_case *p, const unsigned char *times, double positive,
                        double negative, const double *weights, double bias)
{
    double sum = bias * bias / 2;
    for (size_t j = 0; j < COLUMNS; j++)
        sum += weights[j] * weights[j] / 2;
    for (size_t i = 0; i < ROWS; i++)
        if (p->y[i] != 0)
            sum += (times ? times[i] : 1) * (p->y[i] > 0 ? positive : negative) *
                   fmax(0, 1 - p->y[i] * decision(p, i, weights, bias));
    return sum;
}

/* No weights near those found do better, and liblinear's do not, by more than the gap allows. */
static void descent_comes_close(void **state)
{
    (void)state;
    static rows_case p;
    static const double costs[][2] = {{1, 1}, {0.01, 0.01}, {30, 30}, {0.5, 4}};
    unsigned char times[ROWS];
    uint64_t seed = 17;
    for (size_t i = 0; i < ROWS; i++)
        times[i] = (unsigned char)(test_random(&seed) % 3);
    for (size_t k = 0; k < sizeof costs / sizeof *costs; k++) {
        make_problem(&p, 40 + k, k % 2 == 1);
        for (size_t weighed = 0; weighed < 2; weighed++) {
            const unsigned char *often = weighed ? times : NULL;
            double ours[COLUMNS], other[COLUMNS], bias, other_bias;
            double high = costs[k][0], low = costs[k][1];
            fit(&p, SOLVER_DESCENT, often, high, low, 1, ours, &bias);
            double found = objective(&p, often, high, low, ours, bias);
            fit(&p, SOLVER_LIBLINEAR, often, high, low, 1, other, &other_bias);
            assert_true(found <= 1.0021 * objective(&p, often, high, low, other, other_bias));
            for (int tries = 0; tries < 200; tries++) {
                for (size_t j = 0; j < COLUMNS; j++)
                    other[j] = ours[j] + 0.02 * (test_uniform(&seed) - 0.5);
                other_bias = bias + 0.02 * (test_uniform(&seed) - 0.5);
                assert_true(found <= 1.0021 * objective(&p, often, high, low, other, other_bias));
            }
        }
    }
}

/* Another seed, another order of visits: other bits, the same machine. */
static void the_seed_decides(void **state)
{
    (void)state;
    static rows_case p;
    make_problem(&p, 8, false);
    double one[COLUMNS], two[COLUMNS], one_bias, two_bias;
    fit(&p, SOLVER_DESCENT, NULL, 1, 1, 1, one, &one_bias);
    fit(&p, SOLVER_DESCENT, NULL, 1, 1, 2, two, &two_bias);
    assert_memory_not_equal(one, two, sizeof one);
    double a = objective(&p, NULL, 1, 1, one, one_bias);
    double b = objective(&p, NULL, 1, 1, two, two_bias);
    assert_true(fabs(a / b - 1) < 0.0021);
}

/* From the coefficients of another cost: the same machine, as near as the gap allows. */
static void a_start_is_only_a_start(void **state)
{
    (void)state;
    static rows_case p;
    double start[ROWS] = {0}, cold[COLUMNS], warm[COLUMNS], cold_bias, warm_bias;
    solver *s = NULL;
    make_problem(&p, 12, true);
    assert_int_equal(solver_new(SOLVER_DESCENT, &p.matrix, &s, NULL), PARLEY_OK);
    assert_int_equal(solver_fit(s, p.y, NULL, 8, 8, 1, start, warm, &warm_bias, NULL), PARLEY_OK);
    double most = 0;
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(start[i] >= 0 && start[i] <= 8 && (p.y[i] != 0 || start[i] == 0));
        most = fmax(most, start[i]);
    }
    assert_true(most > 1); /* beyond what the next cost allows */
    assert_int_equal(solver_fit(s, p.y, NULL, 1, 1, 1, start, warm, &warm_bias, NULL), PARLEY_OK);
    assert_int_equal(solver_fit(s, p.y, NULL, 1, 1, 1, NULL, cold, &cold_bias, NULL), PARLEY_OK);
    double a = objective(&p, NULL, 1, 1, warm, warm_bias);
    double b = objective(&p, NULL, 1, 1, cold, cold_bias);
    assert_true(fabs(a / b - 1) < 0.0021);
    for (size_t i = 0; i < ROWS; i++)
        assert_true(start[i] >= 0 && start[i] <= 1);
    solver_free(s);
}

static void sizes_and_names(void **state)
{
    (void)state;
    solver_kind kind = SOLVER_AUTO;
    assert_true(solver_parse("liblinear", &kind));
    assert_int_equal(kind, SOLVER_LIBLINEAR);
    assert_true(solver_parse("auto", &kind) && kind == SOLVER_AUTO);
    assert_false(solver_parse("svm", &kind));
    assert_string_equal(solver_name(SOLVER_AUTO, SOLVER_LIBSVM_ROWS), "libsvm");
    assert_string_equal(solver_name(SOLVER_AUTO, SOLVER_LIBSVM_ROWS + 1), "descent");
    assert_string_equal(solver_name(SOLVER_LIBLINEAR, 1), "liblinear");
    assert_true(solver_parse("descent", &kind) && kind == SOLVER_DESCENT);
    assert_string_equal(solver_name(SOLVER_LIBSVM, 1000000), "libsvm");
    /* More rows than a Gram matrix may have: refused before memory is asked for. */
    size_t *starts = calloc(SOLVER_LIBSVM_MAX + 2, sizeof *starts);
    assert_non_null(starts);
    const sparse_matrix huge = {SOLVER_LIBSVM_MAX + 1, 1, starts, NULL, NULL};
    solver *s = NULL;
    parley_error error = {0};
    assert_int_equal(solver_new(SOLVER_LIBSVM, &huge, &s, &error), PARLEY_E_LIMIT);
    assert_null(s);
    assert_true(test_says(&error, "descent"));
    free(starts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libsvm_is_the_oracle),
        cmocka_unit_test(whichever_label_comes_first),
        cmocka_unit_test(rows_that_count_several_times),
        cmocka_unit_test(one_sided_problems),
        cmocka_unit_test(an_empty_matrix),
        cmocka_unit_test(solvers_repeat_themselves),
        cmocka_unit_test(solvers_agree),
        cmocka_unit_test(descent_comes_close),
        cmocka_unit_test(the_seed_decides),
        cmocka_unit_test(a_start_is_only_a_start),
        cmocka_unit_test(sizes_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
