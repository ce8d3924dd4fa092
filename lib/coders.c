/* Agreement of coders: see parley/coders.h.
 *
 * Nominal alpha needs two things of the units that have two labels or more: how many labels of each
 * kind they have together, n_c, and their disagreement: in a unit with m labels, each ordered pair of
 * different ones counts 1 / (m - 1). With n labels in all
 *
 *     alpha = 1 - (n - 1) · disagreement / (n² - Σ n_c²)
 *
 * Both are sums over units, so a draw of the bootstrap adds up the units that it drew.
 */
#include "parley/coders.h"

#include "resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What alpha is made of. */
typedef struct sums {
    double *given; /* [label_count] */
    double disagreement;
} sums;

static const size_t *labels_of(const parley_codings *c, size_t unit)
{
    return c->labels + unit * c->coders;
}

size_t parley_codings_given(const parley_codings *codings, size_t unit)
{
    const size_t *labels = labels_of(codings, unit);
    size_t given = 0;
    for (size_t i = 0; i < codings->coders; i++)
        given += labels[i] != PARLEY_UNCODED;
    return given;
}

bool parley_codings_disputed(const parley_codings *codings, size_t unit)
{
    const size_t *labels = labels_of(codings, unit);
    size_t first = PARLEY_UNCODED;
    for (size_t i = 0; i < codings->coders; i++) {
        if (labels[i] == PARLEY_UNCODED)
            continue;
        if (first != PARLEY_UNCODED && labels[i] != first)
            return true;
        first = labels[i];
    }
    return false;
}

void parley_codings_confusion(const parley_codings *codings, size_t first, size_t second,
                              parley_confusion *confusion)
{
    for (size_t unit = 0; unit < codings->units; unit++) {
        const size_t *labels = labels_of(codings, unit);
        if (labels[first] != PARLEY_UNCODED && labels[second] != PARLEY_UNCODED)
            parley_confusion_add(confusion, labels[first], labels[second]);
    }
}

bool parley_kappa_defined(const parley_confusion *confusion)
{
    size_t total = parley_confusion_total(confusion);
    for (size_t l = 0; l < confusion->label_count; l++)
        if (confusion->counts[l * confusion->label_count + l] == total)
            return false; /* all units, or none */
    return total > 0;
}

/* The disagreement in a unit with `given` labels, which are two or more. */
static double unit_disagreement(const parley_codings *c, size_t unit, size_t given)
{
    const size_t *labels = labels_of(c, unit);
    size_t pairs = 0;
    for (size_t i = 0; i < c->coders; i++)
        for (size_t k = i + 1; k < c->coders; k++)
            pairs += labels[i] != labels[k] && labels[i] != PARLEY_UNCODED &&
                     labels[k] != PARLEY_UNCODED;
    return 2 * (double)pairs / (double)(given - 1);
}

/* disagreement: of this unit. */
static void add_unit(sums *s, const parley_codings *c, size_t unit, double disagreement)
{
    const size_t *labels = labels_of(c, unit);
    for (size_t i = 0; i < c->coders; i++)
        if (labels[i] != PARLEY_UNCODED)
            s->given[labels[i]]++;
    s->disagreement += disagreement;
}

static double alpha_of(const sums *s, size_t label_count)
{
    double n = 0, squares = 0;
    for (size_t l = 0; l < label_count; l++) {
        n += s->given[l];
        squares += s->given[l] * s->given[l];
    }
    return n * n > squares ? 1 - (n - 1) * s->disagreement / (n * n - squares) : NAN;
}

parley_status parley_alpha(const parley_codings *codings, double *alpha)
{
    sums s = {.given = calloc(codings->label_count + 1, sizeof *s.given)};
    if (!s.given)
        return PARLEY_E_MEMORY;
    for (size_t unit = 0; unit < codings->units; unit++) {
        size_t given = parley_codings_given(codings, unit);
        if (given >= 2)
            add_unit(&s, codings, unit, unit_disagreement(codings, unit, given));
    }
    *alpha = alpha_of(&s, codings->label_count);
    free(s.given);
    return PARLEY_OK;
}

/* The alphas of all draws that have one: values: [rounds]; how many there are. */
static size_t draw_alphas(const parley_codings *c, const resample *rows, const double *disagreement,
                          size_t rounds, uint64_t seed, sums *s, double *values)
{
    size_t defined = 0;
    for (size_t round = 0; round < rounds; round++) {
        memset(s->given, 0, c->label_count * sizeof *s->given);
        s->disagreement = 0;
        for (size_t draw = 0; draw < rows->groups; draw++) {
            size_t g = resample_draw(rows, &seed);
            for (size_t i = rows->starts[g]; i < rows->starts[g + 1]; i++)
                add_unit(s, c, rows->rows[i], disagreement[rows->rows[i]]);
        }
        double alpha = alpha_of(s, c->label_count);
        if (!isnan(alpha))
            values[defined++] = alpha;
    }
    return defined;
}

parley_status parley_alpha_bounds(const parley_codings *codings, const size_t *group,
                                  size_t group_count, size_t rounds, uint64_t seed,
                                  parley_bounds *bounds, size_t *drawn)
{
    resample rows = {0};
    sums s = {.given = calloc(codings->label_count + 1, sizeof *s.given)};
    double *disagreement = calloc(codings->units + 1, sizeof *disagreement);
    double *values = calloc(rounds + 1, sizeof *values);
    size_t *paired = malloc((codings->units + 1) * sizeof *paired); /* the group, or SIZE_MAX */
    parley_status status = PARLEY_E_MEMORY;
    if (!s.given || !disagreement || !values || !paired)
        goto done;
    for (size_t unit = 0; unit < codings->units; unit++) {
        size_t given = parley_codings_given(codings, unit);
        paired[unit] = given >= 2 ? group[unit] : SIZE_MAX;
        disagreement[unit] = given >= 2 ? unit_disagreement(codings, unit, given) : 0;
    }
    status = resample_init(&rows, paired, codings->units, group_count);
    if (status != PARLEY_OK)
        goto done;
    *drawn = rows.groups;
    *bounds = (parley_bounds){NAN, NAN};
    if (rows.groups >= 2) {
        size_t defined = draw_alphas(codings, &rows, disagreement, rounds, seed, &s, values);
        if (defined > 0)
            *bounds = resample_middle(values, defined);
    }
done:
    resample_fini(&rows);
    free(paired);
    free(values);
    free(disagreement);
    free(s.given);
    return status;
}
