/* Offsets and calibration: see train/decide.h. */
#include "decide.h"

#include "parley/model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* --- offsets ------------------------------------------------------------------------------------ */

/* A row as one label's offset sees it: beyond `threshold` the row gets the label, below it `other`. */
typedef struct crossing {
    double threshold;
    int gold, other;
} crossing;

/* What a figure needs of the confusion: rows by gold label, by given label, and right ones. */
typedef struct tally {
    size_t *gold, *given, *right; /* [labels] */
} tally;

typedef struct search {
    const double *scores;
    const int *gold;
    size_t count, labels;
    objective what;
    double *offsets;
    crossing *crossings; /* [count] */
    tally now;
} search;

static double figure(const tally *t, size_t labels, size_t count, objective what)
{
    double sum = 0;
    size_t occurring = 0;
    for (size_t l = 0; l < labels; l++) {
        size_t rows = t->gold[l] + t->given[l];
        if (what == OBJECTIVE_ACCURACY)
            sum += (double)t->right[l];
        else if (rows)
            sum += 2 * (double)t->right[l] / (double)rows;
        occurring += rows > 0;
    }
    return what == OBJECTIVE_ACCURACY ? sum / (double)count : sum / (double)occurring;
}

static bool tally_init(tally *t, size_t labels)
{
    *t = (tally){calloc(labels, sizeof(size_t)), calloc(labels, sizeof(size_t)),
                 calloc(labels, sizeof(size_t))};
    return t->gold && t->given && t->right;
}

static void tally_clear(tally *t, size_t labels)
{
    memset(t->gold, 0, labels * sizeof *t->gold);
    memset(t->given, 0, labels * sizeof *t->given);
    memset(t->right, 0, labels * sizeof *t->right);
}

static void tally_fini(tally *t)
{
    free(t->gold);
    free(t->given);
    free(t->right);
}

static void tally_add(tally *t, int gold, size_t given)
{
    t->gold[gold]++;
    t->given[given]++;
    t->right[gold] += (size_t)gold == given;
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
    tally_clear(&s->now, s->labels);
    for (size_t i = 0; i < s->count; i++)
        tally_add(&s->now, s->crossings[i].gold, (size_t)s->crossings[i].other);
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
            double now = figure(&s->now, s->labels, s->count, s->what);
            if (now > best + 1e-12 ||
                (now > best - 1e-12 &&
                 fabs(offset - s->offsets[label]) < fabs(best_offset - s->offsets[label]))) {
                best = now;
                best_offset = offset;
            }
        }
        if (i < s->count) {
            const crossing *c = &s->crossings[i];
            s->now.given[c->other]--;
            s->now.given[label]++;
            s->now.right[c->gold] -= c->gold == c->other;
            s->now.right[c->gold] += (size_t)c->gold == label;
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
                .crossings = malloc(count * sizeof(crossing))};
    parley_status status = PARLEY_OK;
    if (!tally_init(&s.now, label_count) || !s.crossings) {
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
        goto done;
    }
    enum { ROUNDS = 8 };
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
    tally_fini(&s.now);
    return status;
}

/* --- how much of the offsets --------------------------------------------------------------------- */

static const double shares[] = {0, 0.5, 1};
enum { SHARES = sizeof shares / sizeof *shares };

/* The rows of all folds but one, for fitting. */
static size_t leave_out(const double *scores, const int *gold, const size_t *fold, size_t count,
                        size_t labels, size_t out, double *scores_left, int *gold_left)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        if (fold[i] == out)
            continue;
        memcpy(scores_left + left * labels, scores + i * labels, labels * sizeof *scores);
        gold_left[left++] = gold[i];
    }
    return left;
}

/* Counts the labels that a fold's rows get with each share of the offsets. */
static void count_fold(const double *scores, const int *gold, const size_t *fold, size_t count,
                       size_t labels, size_t held, const double *offsets, double *shifted,
                       tally tallies[SHARES])
{
    for (size_t i = 0; i < count; i++) {
        if (fold[i] != held)
            continue;
        for (size_t k = 0; k < SHARES; k++) {
            for (size_t l = 0; l < labels; l++)
                shifted[l] = scores[i * labels + l] + shares[k] * offsets[l];
            tally_add(&tallies[k], gold[i], parley_decide(shifted, labels, 0, 0).label);
        }
    }
}

parley_status decide_share(const double *scores, const int *gold, const size_t *fold, size_t folds,
                           size_t count, size_t labels, objective what, double *share, double *best,
                           parley_error *error)
{
    tally tallies[SHARES] = {{0}};
    double *left = malloc((count * labels + 1) * sizeof *left);
    double *offsets = malloc(2 * labels * sizeof *offsets), unused;
    int *gold_left = malloc((count + 1) * sizeof *gold_left);
    parley_status status = left && offsets && gold_left ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t k = 0; k < SHARES; k++)
        if (!tally_init(&tallies[k], labels))
            status = PARLEY_E_MEMORY;
    if (status != PARLEY_OK)
        parley_error_set(error, status, "out of memory");
    for (size_t f = 0; f < folds && status == PARLEY_OK; f++) {
        size_t size = leave_out(scores, gold, fold, count, labels, f, left, gold_left);
        status = decide_offsets(left, gold_left, size, labels, what, offsets, &unused, error);
        if (status == PARLEY_OK)
            count_fold(scores, gold, fold, count, labels, f, offsets, offsets + labels, tallies);
    }
    *best = -1;
    *share = 0;
    for (size_t k = 0; k < SHARES && status == PARLEY_OK && count > 0; k++) {
        double now = figure(&tallies[k], labels, count, what);
        if (now > *best) {
            *best = now;
            *share = shares[k];
        }
    }
    for (size_t k = 0; k < SHARES; k++)
        tally_fini(&tallies[k]);
    free(left);
    free(offsets);
    free(gold_left);
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
