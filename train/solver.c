/* The solvers' common part: see train/solver.h. */
#include "solver.h"

#include "solver_backend.h"

#include <stdlib.h>
#include <string.h>

struct solver {
    const sparse_matrix *matrix;
    gram *gram;      /* libsvm's, or NULL */
    nodes *nodes;    /* liblinear's, or NULL */
    double *squares; /* our own's, or NULL */
    size_t *rows;    /* [room], those of one fit */
    size_t room;
};

solver_kind solver_resolve(solver_kind kind, size_t rows)
{
    if (kind != SOLVER_AUTO)
        return kind;
    return rows <= SOLVER_LIBSVM_ROWS ? SOLVER_LIBSVM : SOLVER_DESCENT;
}

/* Makes what the fits of one matrix share. */
static parley_status prepare(solver *s, solver_kind kind)
{
    if (kind == SOLVER_LIBSVM)
        return gram_new(s->matrix, &s->gram);
    if (kind == SOLVER_LIBLINEAR)
        return nodes_new(s->matrix, &s->nodes);
    s->squares = descent_squares(s->matrix);
    return s->squares ? PARLEY_OK : PARLEY_E_MEMORY;
}

parley_status solver_new(solver_kind kind, const sparse_matrix *matrix, solver **out,
                         parley_error *error)
{
    kind = solver_resolve(kind, matrix->rows);
    if (kind == SOLVER_LIBSVM && matrix->rows > SOLVER_LIBSVM_MAX)
        return parley_error_set(error, PARLEY_E_LIMIT,
                                "libsvm takes up to %d rows, and these are %zu; use --solver "
                                "descent",
                                SOLVER_LIBSVM_MAX, matrix->rows);
    solver *s = calloc(1, sizeof *s);
    parley_status status = s ? PARLEY_OK : PARLEY_E_MEMORY;
    if (s) {
        s->matrix = matrix;
        status = prepare(s, kind);
    }
    if (status != PARLEY_OK) {
        solver_free(s);
        return parley_error_set(error, status, "out of memory");
    }
    *out = s;
    return PARLEY_OK;
}

void solver_free(solver *s)
{
    if (!s)
        return;
    gram_free(s->gram);
    nodes_free(s->nodes);
    free(s->squares);
    free(s->rows);
    free(s);
}

/* Lists the rows of a fit, repeated ones as often as they count. Returns how many are positive. */
static size_t list_rows(solver *s, const signed char *y, const unsigned char *times, size_t *count)
{
    size_t positive = 0;
    *count = 0;
    for (size_t row = 0; row < s->matrix->rows; row++) {
        size_t repeats = y[row] == 0 ? 0 : times ? times[row] : 1;
        for (size_t i = 0; i < repeats; i++)
            s->rows[(*count)++] = row;
        positive += y[row] > 0 ? repeats : 0;
    }
    return positive;
}

static parley_status make_room(solver *s, const unsigned char *times)
{
    size_t needed = s->matrix->rows;
    for (size_t row = 0; times && row < s->matrix->rows; row++)
        needed += times[row];
    if (needed <= s->room)
        return PARLEY_OK;
    size_t *rows = realloc(s->rows, needed * sizeof *rows);
    if (!rows)
        return PARLEY_E_MEMORY;
    s->rows = rows;
    s->room = needed;
    return PARLEY_OK;
}

parley_status solver_fit(solver *s, const signed char *y, const unsigned char *times,
                         double positive_cost, double negative_cost, unsigned seed, double *start,
                         double *weights, double *bias, parley_error *error)
{
    if (make_room(s, times) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    size_t count, positive = list_rows(s, y, times, &count);
    memset(weights, 0, s->matrix->columns * sizeof *weights);
    if (positive == 0 || positive == count) { /* neither library may see such a problem */
        *bias = positive == 0 ? -1 : 1;
        return PARLEY_OK;
    }
    parley_status status;
    if (s->gram)
        status = libsvm_fit(s->gram, s->matrix, s->rows, count, y, positive_cost, negative_cost,
                            weights, bias);
    else if (s->nodes)
        status = liblinear_fit(s->nodes, s->matrix, s->rows, count, y, positive_cost, negative_cost,
                               seed, weights, bias);
    else
        status = descent_fit(s->squares, s->matrix, y, times, positive_cost, negative_cost, seed,
                             start, weights, bias);
    return status == PARLEY_OK ? status : parley_error_set(error, status, "out of memory");
}

static const char *const names[] = {"auto", "libsvm", "liblinear", "descent"};
enum { NAMES = sizeof names / sizeof *names };

int solver_parse(const char *name, solver_kind *kind)
{
    for (int i = 0; i < NAMES; i++) {
        if (strcmp(name, names[i]) == 0) {
            *kind = (solver_kind)i;
            return 1;
        }
    }
    return 0;
}

const char *solver_name(solver_kind kind, size_t rows)
{
    return names[solver_resolve(kind, rows)];
}
