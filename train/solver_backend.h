/* What the three solvers look like to solver.c. */
#ifndef PARLEY_TRAIN_SOLVER_BACKEND_H
#define PARLEY_TRAIN_SOLVER_BACKEND_H

#include "solver.h"

typedef struct gram gram;

parley_status gram_new(const sparse_matrix *matrix, gram **out);
void gram_free(gram *g);

/* rows: [count], the rows that take part, on both sides. y as in solver_fit, by row. */
parley_status libsvm_fit(const gram *g, const sparse_matrix *matrix, const size_t *rows,
                         size_t count, const signed char *y, double positive_cost,
                         double negative_cost, double *weights, double *bias);

/* |x|² of every row, with the bias; the caller's, or NULL. */
double *descent_squares(const sparse_matrix *matrix);

/* y, times, costs, seed and start as in solver_fit; both sides have rows. weights: all 0 before. */
parley_status descent_fit(const double *squares, const sparse_matrix *matrix, const signed char *y,
                          const unsigned char *times, double positive_cost, double negative_cost,
                          unsigned seed, double *start, double *weights, double *bias);

typedef struct nodes nodes;

parley_status nodes_new(const sparse_matrix *matrix, nodes **out);
void nodes_free(nodes *n);

parley_status liblinear_fit(const nodes *n, const sparse_matrix *matrix, const size_t *rows,
                            size_t count, const signed char *y, double positive_cost,
                            double negative_cost, unsigned seed, double *weights, double *bias);

#endif
