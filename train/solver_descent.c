/* Dual coordinate descent for the hinge loss (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, the
 * algorithm of liblinear's L2R_L1LOSS_SVC_DUAL).
 *
 * Each row i has a coefficient 0 ≤ aᵢ ≤ Cᵢ, and w = Σ aᵢ yᵢ xᵢ. A step looks at one row, moves its
 * coefficient to where the dual objective is best with all others fixed, and w with it; it costs two
 * walks over the features of that row. Rows are visited in an order drawn anew for each round. A row
 * whose coefficient stands at a bound and wants to go beyond it is laid aside (shrinking) until the
 * others have settled. The end is reached when the objective is known to be within MOST_GAP of the
 * best one: a bound on what is wanted, where a bound on the gradients, as liblinear has it, can mean
 * much or little; or after MOST_ROUNDS rounds, where large costs meet rows that cannot be separated.
 *
 * Why not liblinear itself: it wants 16 bytes for each value of a matrix and a copy of the matrix,
 * where this works on the 8 bytes of the one there is; it cannot weigh rows, so that a row which
 * counts twice stands there twice; and it draws from the one rand() of the process.
 *
 * The bias is the weight of one more feature, of value BIAS in every row, and so is kept small with
 * the rest, as liblinear does.
 */
#include "parley/prefetch.h"
#include "parley/random.h"
#include "solver_backend.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double BIAS = 1;
static const double MOST_GAP = 0.002;
static const double FIRST_TOLERANCE = 0.1; /* of the gradients, before the gap is looked at */
enum { MOST_ROUNDS = 1000 };

/* A fit in progress. */
typedef struct descent {
    const sparse_matrix *m;
    const signed char *y;
    const double *squares; /* [rows], |x|² with the bias */
    double *weights;       /* [columns] */
    double bias;           /* the weight of the bias feature */
    double *upper;         /* [rows], C */
    double *coefficient;   /* [rows], a */
    uint32_t *order;       /* [count]: those at work, then those laid aside */
    size_t count, active;
    uint64_t random;
    double high, low; /* the largest and smallest gradient of the round before */
} descent;

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t kept = *a;
    *a = *b;
    *b = kept;
}

static void shuffle(descent *d)
{
    for (size_t i = d->active; i > 1; i--)
        swap(&d->order[i - 1], &d->order[(parley_random(&d->random) >> 32) * i >> 32]);
}

/* w·x of a row. Four sums, so that one addition need not wait for the other. */
static double product(const descent *d, size_t row)
{
    const uint32_t *column = d->m->column;
    const float *value = d->m->value;
    const double *w = d->weights;
    size_t k = d->m->starts[row], end = d->m->starts[row + 1];
    double a = 0, b = 0, c = 0, e = d->bias * BIAS;
    for (; k + 4 <= end; k += 4) {
        a += w[column[k]] * (double)value[k];
        b += w[column[k + 1]] * (double)value[k + 1];
        c += w[column[k + 2]] * (double)value[k + 2];
        e += w[column[k + 3]] * (double)value[k + 3];
    }
    for (; k < end; k++)
        a += w[column[k]] * (double)value[k];
    return (a + b) + (c + e);
}

/* Adds a multiple of a row to the weights. */
static void add_row(descent *d, size_t row, double by)
{
    for (size_t k = d->m->starts[row]; k < d->m->starts[row + 1]; k++)
        d->weights[d->m->column[k]] += by * (double)d->m->value[k];
    d->bias += by * BIAS;
}

/* The number nearest to `value` between 0 and `upper`. */
static double within(double value, double upper)
{
    return value < 0 ? 0 : value > upper ? upper : value;
}

/* One step. Returns false for a row that is to be laid aside; `gradient` is the projected one. */
static bool visit(descent *d, size_t row, double *gradient)
{
    double y = d->y[row], a = d->coefficient[row];
    double g = y * product(d, row) - 1;
    *gradient = g;
    if (a == 0) {
        if (g > d->high)
            return false;
        *gradient = g < 0 ? g : 0;
    } else if (a == d->upper[row]) {
        if (g < d->low)
            return false;
        *gradient = g > 0 ? g : 0;
    }
    if (fabs(*gradient) > 1e-12) {
        double moved = within(a - g / d->squares[row], d->upper[row]);
        d->coefficient[row] = moved;
        add_row(d, row, (moved - a) * y);
    }
    return true;
}

/* A row that is visited soon: rows lie anywhere in a hundred megabytes, and the first look at each
 * would wait. */
static void expect(const descent *d, size_t row)
{
    enum { LINE = 16 }; /* numbers of 4 bytes in a cache line */
    size_t begin = d->m->starts[row], end = d->m->starts[row + 1];
    for (size_t k = begin; k < end && k < begin + 2 * LINE; k += LINE) {
        parley_prefetch(d->m->column + k);
        parley_prefetch(d->m->value + k);
    }
}

/* Visits the rows at work once. Returns by how much their gradients differ. */
static double one_round(descent *d)
{
    double high = -INFINITY, low = INFINITY;
    shuffle(d);
    for (size_t i = 0; i < d->active;) {
        double gradient;
        if (i + 1 < d->active)
            expect(d, d->order[i + 1]);
        if (!visit(d, d->order[i], &gradient)) {
            swap(&d->order[i], &d->order[--d->active]);
            continue;
        }
        high = gradient > high ? gradient : high;
        low = gradient < low ? gradient : low;
        i++;
    }
    d->high = high > 0 ? high : INFINITY;
    d->low = low < 0 ? low : -INFINITY;
    return d->active ? high - low : 0;
}

/* By how much the primal objective may at most lie above the optimum, as a part of it: the distance
 * to the dual objective, which never exceeds the optimum. */
static double gap(const descent *d)
{
    double squares = d->bias * d->bias, losses = 0, dual = 0;
    for (size_t j = 0; j < d->m->columns; j++)
        squares += d->weights[j] * d->weights[j];
    for (size_t i = 0; i < d->count; i++) {
        size_t row = d->order[i];
        double loss = 1 - d->y[row] * product(d, row);
        losses += loss > 0 ? d->upper[row] * loss : 0;
        dual += d->coefficient[row];
    }
    return (squares + losses - dual) / (squares / 2 + losses);
}

/* All rows are at work. */
static void take_all(descent *d)
{
    d->active = d->count;
    d->high = INFINITY;
    d->low = -INFINITY;
}

static void descend(descent *d)
{
    double tolerance = FIRST_TOLERANCE;
    take_all(d);
    for (int rounds = 0; rounds < MOST_ROUNDS; rounds++) {
        if (one_round(d) > tolerance)
            continue;
        double now = gap(d);
        if (now <= MOST_GAP)
            break;
        take_all(d); /* those laid aside may want to move after all */
        /* The gap shrinks about as the gradients do, and is dear to look at. */
        tolerance *= fmin(fmax(MOST_GAP / now, 0.25), 0.8);
    }
}

double *descent_squares(const sparse_matrix *m)
{
    double *squares = malloc((m->rows + 1) * sizeof *squares);
    for (size_t row = 0; squares && row < m->rows; row++) {
        squares[row] = BIAS * BIAS;
        for (size_t k = m->starts[row]; k < m->starts[row + 1]; k++)
            squares[row] += (double)m->value[k] * (double)m->value[k];
    }
    return squares;
}

/* Begins where another fit ended, or at zero. */
static void begin(descent *d, const double *start)
{
    for (size_t i = 0; i < d->count && start; i++) {
        size_t row = d->order[i];
        d->coefficient[row] = within(start[row], d->upper[row]);
        if (d->coefficient[row] > 0)
            add_row(d, row, d->coefficient[row] * d->y[row]);
    }
}

parley_status
descent_fit(const double *squares, const sparse_matrix *m, const signed char *y,
            const unsigned char *times, double positive_cost, double negative_cost, unsigned seed,
            double *start,
            double *weights, /* NOLINT(readability-non-const-parameter): see add_row */
            double *bias)
{
    descent d = {.m = m,
                 .y = y,
                 .squares = squares,
                 .weights = weights,
                 .upper = malloc((m->rows + 1) * sizeof *d.upper),
                 .coefficient = calloc(m->rows + 1, sizeof *d.coefficient),
                 .order = malloc((m->rows + 1) * sizeof *d.order),
                 .random = seed};
    parley_status status = PARLEY_E_MEMORY;
    if (!d.upper || !d.coefficient || !d.order)
        goto done;
    for (size_t row = 0; row < m->rows; row++) {
        d.upper[row] = (times ? times[row] : 1) * (y[row] > 0 ? positive_cost : negative_cost);
        if (y[row] != 0 && d.upper[row] > 0)
            d.order[d.count++] = (uint32_t)row;
    }
    begin(&d, start);
    descend(&d);
    *bias = d.bias * BIAS;
    if (start)
        memcpy(start, d.coefficient, m->rows * sizeof *start);
    status = PARLEY_OK;
done:
    free(d.upper);
    free(d.coefficient);
    free(d.order);
    return status;
}
