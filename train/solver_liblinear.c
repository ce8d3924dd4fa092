/* liblinear's dual coordinate descent for the hinge loss (L2R_L1LOSS_SVC_DUAL).
 *
 * liblinear 2.3 treats the bias as the weight of one more feature, of value BIAS in every row, and
 * regularises it with the rest. A larger value regularises it less; docs/learning.md has the
 * measurement behind the one here.
 */
#include "solver_backend.h"

#include <stdlib.h>

#if __has_include(<liblinear/linear.h>)
#include <liblinear/linear.h>
#else
#include <linear.h>
#endif

static const double BIAS = 1;
static const double TOLERANCE = 0.05;

struct nodes {
    struct feature_node **rows; /* [rows] */
    struct feature_node *block;
};

parley_status nodes_new(const sparse_matrix *m, nodes **out)
{
    nodes *n = calloc(1, sizeof *n);
    if (n) {
        n->rows = malloc((m->rows + 1) * sizeof *n->rows);
        n->block = malloc((m->starts[m->rows] + 2 * m->rows + 1) * sizeof *n->block);
    }
    if (!n || !n->rows || !n->block) {
        nodes_free(n);
        return PARLEY_E_MEMORY;
    }
    struct feature_node *at = n->block;
    for (size_t row = 0; row < m->rows; row++) {
        n->rows[row] = at;
        for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
            *at++ = (struct feature_node){(int)m->column[k] + 1, (double)m->value[k]};
        *at++ = (struct feature_node){(int)m->columns + 1, BIAS};
        *at++ = (struct feature_node){-1, 0};
    }
    *out = n;
    return PARLEY_OK;
}

void nodes_free(nodes *n)
{
    if (!n)
        return;
    free(n->rows);
    free(n->block);
    free(n);
}

static void print_nothing(const char *text)
{
    (void)text;
}

parley_status liblinear_fit(const nodes *n, const sparse_matrix *m, const size_t *rows,
                            size_t count, const signed char *y, double positive_cost,
                            double negative_cost, unsigned seed, double *weights, double *bias)
{
    parley_status status = PARLEY_E_MEMORY;
    double *labels = malloc(count * sizeof *labels);
    struct feature_node **x = malloc(count * sizeof *x);
    if (!labels || !x)
        goto done;
    for (size_t i = 0; i < count; i++) {
        labels[i] = y[rows[i]];
        x[i] = n->rows[rows[i]];
    }
    int weight_labels[] = {1, -1};
    double costs[] = {positive_cost, negative_cost};
    struct problem problem = {
        .l = (int)count, .n = (int)m->columns + 1, .y = labels, .x = x, .bias = BIAS};
    struct parameter parameter = {.solver_type = L2R_L1LOSS_SVC_DUAL,
                                  .eps = TOLERANCE,
                                  .C = 1,
                                  .nr_weight = 2,
                                  .weight_label = weight_labels,
                                  .weight = costs,
                                  .p = 0.1};
#if defined(LIBLINEAR_VERSION) && LIBLINEAR_VERSION >= 241
    parameter.regularize_bias = 1; /* as older versions always do */
#endif
    set_print_string_function(print_nothing);
    srand(
        seed); /* NOLINT(cert-msc51-cpp): liblinear draws from rand(); this makes a fit repeatable */
    struct model *model = train(&problem, &parameter);
    if (!model)
        goto done;
    double sign = model->label[0] == 1 ? 1 : -1;
    for (size_t j = 0; j < m->columns; j++)
        weights[j] = sign * model->w[j];
    *bias = sign * model->w[m->columns] * BIAS;
    free_and_destroy_model(&model);
    status = PARLEY_OK;
done:
    free(labels);
    free(x);
    return status;
}
