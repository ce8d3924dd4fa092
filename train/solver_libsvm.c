/* libsvm with a precomputed kernel.
 *
 * The Gram matrix of all rows is made once; a fit picks the rows that take part. libsvm wants row i
 * as an array of nodes whose first holds the row's serial number and whose n-th holds the kernel
 * with row n, so a matrix costs 16 bytes times the square of the rows.
 *
 * The trained model points into these arrays and gives its labels in the order in which they first
 * appeared; folding the support vectors into one weight vector at once rids us of both.
 */
#include "solver_backend.h"

#include "parley/error.h"

#include <stdlib.h>
#include <string.h>

#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h> /* Debian's place */
#else
#include <svm.h>
#endif

struct gram {
    struct svm_node **rows; /* [rows], each [rows + 1] */
    struct svm_node *block;
};

/* Serial numbers, and kernels with all rows up to this one and mirrored. */
static void fill_row(gram *g, const sparse_matrix *m, size_t row, double *dense)
{
    for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
        dense[m->column[k]] = (double)m->value[k];
    g->rows[row][0] = (struct svm_node){.index = 0, .value = (double)(row + 1)};
    for (size_t other = 0; other <= row; other++) {
        double dot = 0;
        for (size_t k = m->starts[other]; k < m->starts[other + 1]; k++)
            dot += dense[m->column[k]] * (double)m->value[k];
        g->rows[row][other + 1] = (struct svm_node){.index = (int)(other + 1), .value = dot};
        g->rows[other][row + 1] = (struct svm_node){.index = (int)(row + 1), .value = dot};
    }
    for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
        dense[m->column[k]] = 0;
}

parley_status gram_new(const sparse_matrix *m, gram **out)
{
    gram *g = calloc(1, sizeof *g);
    double *dense = calloc(m->columns + 1, sizeof *dense);
    if (g) {
        g->rows = malloc((m->rows + 1) * sizeof *g->rows);
        g->block = malloc((m->rows + 1) * (m->rows + 1) * sizeof *g->block);
    }
    if (!g || !dense || !g->rows || !g->block) {
        gram_free(g);
        free(dense);
        return PARLEY_E_MEMORY;
    }
    for (size_t row = 0; row < m->rows; row++)
        g->rows[row] = g->block + row * (m->rows + 1);
    for (size_t row = 0; row < m->rows; row++)
        fill_row(g, m, row, dense);
    free(dense);
    *out = g;
    return PARLEY_OK;
}

void gram_free(gram *g)
{
    if (!g)
        return;
    free(g->rows);
    free(g->block);
    free(g);
}

static void print_nothing(const char *text)
{
    (void)text;
}

static void fold(const struct svm_model *model, const sparse_matrix *m, double *weights,
                 double *bias)
{
    double sign = model->label[0] == 1 ? 1 : -1;
    for (int i = 0; i < model->l; i++) {
        size_t row = (size_t)model->SV[i][0].value - 1;
        double coefficient = sign * model->sv_coef[0][i];
        for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
            weights[m->column[k]] += coefficient * (double)m->value[k];
    }
    *bias = -sign * model->rho[0];
}

parley_status libsvm_fit(const gram *g, const sparse_matrix *m, const size_t *rows, size_t count,
                         const signed char *y, double positive_cost, double negative_cost,
                         double *weights, double *bias)
{
    parley_status status = PARLEY_E_MEMORY;
    double *labels = malloc(count * sizeof *labels);
    struct svm_node **x = malloc(count * sizeof *x);
    if (!labels || !x)
        goto done;
    for (size_t i = 0; i < count; i++) {
        labels[i] = y[rows[i]];
        x[i] = g->rows[rows[i]];
    }
    int weight_labels[] = {1, -1};
    double costs[] = {positive_cost, negative_cost};
    struct svm_problem problem = {.l = (int)count, .y = labels, .x = x};
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
    if (!model)
        goto done;
    fold(model, m, weights, bias);
    svm_free_and_destroy_model(&model);
    status = PARLEY_OK;
done:
    free(labels);
    free(x);
    return status;
}
