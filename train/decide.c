/* Offsets and calibration: see train/decide.h. */
#include "decide.h"

#include "parley/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- offsets ------------------------------------------------------------------------------------ */

/* A row as one label's offset sees it: beyond `threshold` the row gets the label, below it `other`. */
typedef struct crossing {
    double threshold;
    int gold, other;
} crossing;

typedef struct search {
    const double *scores;
    const int *gold;
    size_t count, labels;
    objective what;
    double *offsets;
    crossing *crossings;        /* [count] */
    parley_confusion confusion; /* of the current offsets of all labels */
} search;

static double figure(const search *s)
{
    return s->what == OBJECTIVE_ACCURACY ? parley_accuracy(&s->confusion)
                                         : parley_macro_f1(&s->confusion);
}

static int compare_crossings(const void *left, const void *right)
{
    const crossing *a = left, *b = right;
    if (a->threshold != b->threshold)
        return a->threshold < b->threshold ? -1 : 1;
    return (a->gold > b->gold) - (a->gold < b->gold);
}

static void find_crossings(search *s, size_t label)
{
    for (size_t i = 0; i < s->count; i++) {
        const double *row = s->scores + i * s->labels;
        double best = -INFINITY;
        size_t other = 0;
        for (size_t l = 0; l < s->labels; l++) {
            if (l != label && row[l] + s->offsets[l] > best) {
                best = row[l] + s->offsets[l];
                other = l;
            }
        }
        s->crossings[i] = (crossing){best - row[label], s->gold[i], (int)other};
    }
    qsort(s->crossings, s->count, sizeof *s->crossings, compare_crossings);
}

/* Moves one label's offset to where the figure is best, all others fixed. Returns the figure. */
static double improve(search *s, size_t label)
{
    find_crossings(s, label);
    memset(s->confusion.counts, 0, s->labels * s->labels * sizeof *s->confusion.counts);
    for (size_t i = 0; i < s->count; i++)
        parley_confusion_add(&s->confusion, (size_t)s->crossings[i].gold,
                             (size_t)s->crossings[i].other);
    /* From an offset below all thresholds upwards; the row at a threshold crosses behind it. Of
     * equal figures the offset nearest to the present one wins. */
    double best = -1, best_offset = s->offsets[label];
    for (size_t i = 0; i <= s->count; i++) {
        double low = i ? s->crossings[i - 1].threshold : s->crossings[0].threshold - 2;
        double high = i < s->count ? s->crossings[i].threshold : low + 2;
        if (i == 0 || i == s->count || high > low) {
            double offset = low + (high - low) / 2;
            if (s->offsets[label] > low && s->offsets[label] < high)
                offset = s->offsets[label];
            double now = figure(s);
            if (now > best + 1e-12 ||
                (now > best - 1e-12 &&
                 fabs(offset - s->offsets[label]) < fabs(best_offset - s->offsets[label]))) {
                best = now;
                best_offset = offset;
            }
        }
        if (i < s->count) {
            size_t *row = s->confusion.counts + (size_t)s->crossings[i].gold * s->labels;
            row[s->crossings[i].other]--;
            row[label]++;
        }
    }
    s->offsets[label] = best_offset;
    return best;
}

parley_status decide_offsets(const double *scores, const int *gold, size_t count,
                             size_t label_count, objective what, double *offsets, double *best,
                             parley_error *error)
{
    memset(offsets, 0, label_count * sizeof *offsets);
    *best = 0;
    if (count == 0)
        return PARLEY_OK;
    search s = {.scores = scores,
                .gold = gold,
                .count = count,
                .labels = label_count,
                .what = what,
                .offsets = offsets,
                .crossings = malloc(count * sizeof(crossing)),
                .confusion = {label_count, calloc(label_count * label_count, sizeof(size_t))}};
    parley_status status = PARLEY_OK;
    if (!s.crossings || !s.confusion.counts) {
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        goto done;
    }
    enum { ROUNDS = 20 };
    for (int round = 0; round < ROUNDS; round++) {
        double before = *best;
        for (size_t label = 0; label < label_count; label++)
            *best = improve(&s, label);
        if (*best <= before + 1e-9)
            break;
    }
    double mean = 0;
    for (size_t l = 0; l < label_count; l++)
        mean += offsets[l] / (double)label_count;
    for (size_t l = 0; l < label_count; l++)
        offsets[l] -= mean;
done:
    free(s.crossings);
    free(s.confusion.counts);
    return status;
}

/* --- calibration -------------------------------------------------------------------------------- */

typedef struct sigmoid {
    const double *margins;
    const unsigned char *right;
    size_t count;
    double high, low; /* Platt's targets for right and wrong */
} sigmoid;

/* The negative log-likelihood, in a form that does not overflow. */
static double loss(const sigmoid *s, double slope, double intercept)
{
    double sum = 0;
    for (size_t i = 0; i < s->count; i++) {
        double target = s->right[i] ? s->high : s->low;
        double f = slope * s->margins[i] + intercept;
        sum += f >= 0 ? target * f + log1p(exp(-f)) : (target - 1) * f + log1p(exp(f));
    }
    return sum;
}

/* Gradient and Hessian at a point; the Hessian gets a small ridge. */
static void derive(const sigmoid *s, double slope, double intercept, double gradient[2],
                   double hessian[3])
{
    hessian[0] = hessian[2] = 1e-12;
    hessian[1] = gradient[0] = gradient[1] = 0;
    for (size_t i = 0; i < s->count; i++) {
        double f = slope * s->margins[i] + intercept;
        double p = 1 / (1 + exp(f));
        double curvature = p * (1 - p);
        double distance = (s->right[i] ? s->high : s->low) - p;
        hessian[0] += s->margins[i] * s->margins[i] * curvature;
        hessian[1] += s->margins[i] * curvature;
        hessian[2] += curvature;
        gradient[0] += s->margins[i] * distance;
        gradient[1] += distance;
    }
}

void decide_calibration(const double *margins, const unsigned char *right, size_t count,
                        double *slope, double *intercept)
{
    size_t rights = 0;
    for (size_t i = 0; i < count; i++)
        rights += right[i];
    size_t wrongs = count - rights;
    sigmoid s = {.margins = margins,
                 .right = right,
                 .count = count,
                 .high = ((double)rights + 1) / ((double)rights + 2),
                 .low = 1 / ((double)wrongs + 2)};
    double a = 0, b = log(((double)wrongs + 1) / ((double)rights + 1));
    double value = loss(&s, a, b);
    for (int round = 0; round < 100; round++) {
        double g[2], h[3];
        derive(&s, a, b, g, h);
        if (fabs(g[0]) < 1e-6 && fabs(g[1]) < 1e-6)
            break;
        double determinant = h[0] * h[2] - h[1] * h[1];
        if (determinant <= 0)
            break;
        double da = -(h[2] * g[0] - h[1] * g[1]) / determinant;
        double db = -(h[0] * g[1] - h[1] * g[0]) / determinant;
        double descent = g[0] * da + g[1] * db;
        double step = 1;
        for (; step >= 1e-10; step /= 2) {
            double trial = loss(&s, a + step * da, b + step * db);
            if (trial < value + 1e-4 * step * descent) {
                a += step * da;
                b += step * db;
                value = trial;
                break;
            }
        }
        if (step < 1e-10)
            break;
    }
    if (a > 0) { /* margins tell nothing: the rate of right labels is all there is */
        a = 0;
        b = log(((double)wrongs + 1) / ((double)rights + 1));
    }
    *slope = a;
    *intercept = b;
}
