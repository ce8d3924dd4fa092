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

static const double shares[] = {0, 0.5};
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
            tally_add(&tallies[k], gold[i], parley_decide(shifted, labels, 0, offsets).label);
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

/* f = slope * margin + common + own[label]; P(right) = 1 / (1 + exp(f)). */
typedef struct sigmoid {
    const double *margins;
    const int *given, *gold;
    size_t count, labels;
    double high, low; /* Platt's targets for right and wrong */
    bool sloped;      /* whether the slope may differ from 0 */
} sigmoid;

/* A point, a gradient or a step: two numbers for all labels, one for each. */
typedef struct place {
    double slope, common;
    double *own; /* [labels] */
} place;

/* How strongly the labels' own numbers are drawn to 0. */
static const double RIDGE = 3;

static double target_of(const sigmoid *s, size_t i)
{
    return s->given[i] == s->gold[i] ? s->high : s->low;
}

static double value_at(const sigmoid *s, const place *p, size_t i)
{
    return p->slope * s->margins[i] + p->common + p->own[s->given[i]];
}

/* The negative log-likelihood, in a form that does not overflow, and the ridge. */
static double loss(const sigmoid *s, const place *p)
{
    double sum = 0;
    for (size_t i = 0; i < s->count; i++) {
        double target = target_of(s, i), f = value_at(s, p, i);
        sum += f >= 0 ? target * f + log1p(exp(-f)) : (target - 1) * f + log1p(exp(f));
    }
    for (size_t l = 0; l < s->labels; l++)
        sum += RIDGE / 2 * p->own[l] * p->own[l];
    return sum;
}

/* The Hessian: 2 × 2 for slope and common, a diagonal for the labels, and what joins them. */
typedef struct curvature {
    double ss, sc, cc;
    double *own, *own_slope; /* [labels]; the join with common equals own without the ridge */
} curvature;

static void derive(const sigmoid *s, const place *p, place *gradient, curvature *h)
{
    gradient->slope = gradient->common = 0;
    h->ss = h->cc = 1e-9;
    h->sc = 0;
    for (size_t l = 0; l < s->labels; l++) {
        gradient->own[l] = RIDGE * p->own[l];
        h->own[l] = h->own_slope[l] = 0;
    }
    for (size_t i = 0; i < s->count; i++) {
        double right = 1 / (1 + exp(value_at(s, p, i))), m = s->sloped ? s->margins[i] : 0;
        double distance = target_of(s, i) - right, weight = right * (1 - right);
        int label = s->given[i];
        gradient->slope += m * distance;
        gradient->common += distance;
        gradient->own[label] += distance;
        h->ss += m * m * weight;
        h->sc += m * weight;
        h->cc += weight;
        h->own[label] += weight;
        h->own_slope[label] += m * weight;
    }
}

/* Solves Hessian * step = -gradient: the labels are eliminated first. False if it cannot. */
static bool newton_step(const sigmoid *s, const place *gradient, const curvature *h, place *step)
{
    double ss = h->ss, sc = h->sc, cc = h->cc;
    double gs = gradient->slope, gc = gradient->common;
    for (size_t l = 0; l < s->labels; l++) {
        double diagonal = h->own[l] + RIDGE;
        ss -= h->own_slope[l] * h->own_slope[l] / diagonal;
        sc -= h->own_slope[l] * h->own[l] / diagonal;
        cc -= h->own[l] * h->own[l] / diagonal;
        gs -= h->own_slope[l] * gradient->own[l] / diagonal;
        gc -= h->own[l] * gradient->own[l] / diagonal;
    }
    double determinant = ss * cc - sc * sc;
    if (!(determinant > 0))
        return false;
    step->slope = -(cc * gs - sc * gc) / determinant;
    step->common = -(ss * gc - sc * gs) / determinant;
    for (size_t l = 0; l < s->labels; l++)
        step->own[l] =
            -(gradient->own[l] + h->own_slope[l] * step->slope + h->own[l] * step->common) /
            (h->own[l] + RIDGE);
    return true;
}

/* Goes along a step as far as it helps. False if it does not help at all. */
static bool advance(const sigmoid *s, place *at, const place *gradient, const place *step,
                    double *value, double *trial_own)
{
    double descent = gradient->slope * step->slope + gradient->common * step->common;
    for (size_t l = 0; l < s->labels; l++)
        descent += gradient->own[l] * step->own[l];
    double length = 1;
    for (int halvings = 0; halvings < 34; halvings++) {
        place trial = {at->slope + length * step->slope, at->common + length * step->common,
                       trial_own};
        for (size_t l = 0; l < s->labels; l++)
            trial_own[l] = at->own[l] + length * step->own[l];
        double now = loss(s, &trial);
        if (now < *value + 1e-4 * length * descent) {
            at->slope = trial.slope;
            at->common = trial.common;
            memcpy(at->own, trial_own, s->labels * sizeof *trial_own);
            *value = now;
            return true;
        }
        length /= 2;
    }
    return false;
}

/* memory: [6 * labels]. */
static place fit_sigmoid(const sigmoid *s, double *memory)
{
    size_t labels = s->labels;
    size_t rights = 0;
    memset(memory, 0, 6 * labels * sizeof *memory);
    for (size_t i = 0; i < s->count; i++)
        rights += s->given[i] == s->gold[i];
    place at = {0, log(((double)(s->count - rights) + 1) / ((double)rights + 1)), memory};
    place gradient = {0, 0, memory + labels}, step = {0, 0, memory + 2 * labels};
    curvature h = {0, 0, 0, memory + 3 * labels, memory + 4 * labels};
    double value = loss(s, &at);
    for (int round = 0; round < 100; round++) {
        derive(s, &at, &gradient, &h);
        double size = fabs(gradient.slope) + fabs(gradient.common);
        for (size_t l = 0; l < labels; l++)
            size += fabs(gradient.own[l]);
        if (size < 1e-6 || !newton_step(s, &gradient, &h, &step) ||
            !advance(s, &at, &gradient, &step, &value, memory + 5 * labels))
            break;
    }
    return at;
}

parley_status decide_calibration(const double *margins, const int *given, const int *gold,
                                 size_t count, size_t label_count, double *slope,
                                 double *intercepts, parley_error *error)
{
    size_t rights = 0;
    double *memory = malloc(6 * label_count * sizeof *memory);
    if (!memory)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        rights += given[i] == gold[i];
    sigmoid s = {.margins = margins,
                 .given = given,
                 .gold = gold,
                 .count = count,
                 .labels = label_count,
                 .high = ((double)rights + 1) / ((double)rights + 2),
                 .low = 1 / ((double)(count - rights) + 2),
                 .sloped = true};
    place at = fit_sigmoid(&s, memory);
    if (at.slope > 0) { /* margins tell nothing: the rate of right labels is all there is */
        s.sloped = false;
        at = fit_sigmoid(&s, memory);
    }
    *slope = at.slope < 0 ? at.slope : 0;
    for (size_t l = 0; l < label_count; l++)
        intercepts[l] = at.common + at.own[l];
    free(memory);
    return PARLEY_OK;
}

/* --- posteriors --------------------------------------------------------------------------------- */

/* Negative log-likelihood at a point (parameters: the shifts, then the scale); gradient and the diagonal
 * of the Hessian too, if wanted. posterior: [labels], scratch. */
static double posterior_loss(const double *scores, const int *gold, size_t count, size_t labels,
                             const double *at, double *gradient, double *diagonal,
                             double *posterior)
{
    parley_task_view view = {
        .label_count = labels, .posterior_scale = at[labels], .posterior_shifts = at};
    double sum = 0;
    if (gradient)
        for (size_t k = 0; k <= labels; k++)
            gradient[k] = 0, diagonal[k] = 1e-6;
    for (size_t i = 0; i < count; i++) {
        const double *row = scores + i * labels;
        double mean = 0, square = 0;
        parley_posterior(&view, row, posterior);
        sum -= log(fmax(posterior[gold[i]], 1e-300));
        for (size_t l = 0; l < labels && gradient; l++) {
            gradient[l] += posterior[l] - ((int)l == gold[i]);
            diagonal[l] += posterior[l] * (1 - posterior[l]);
            mean += posterior[l] * row[l];
            square += posterior[l] * row[l] * row[l];
        }
        if (gradient) {
            gradient[labels] += mean - row[gold[i]];
            diagonal[labels] += square - mean * mean;
        }
    }
    return sum;
}

parley_status decide_posterior(const double *scores, const int *gold, size_t count,
                               size_t label_count, double *scale, double *shifts, double *prior,
                               parley_error *error)
{
    enum { ROUNDS = 200 };
    size_t parameters = label_count + 1;
    double *memory = calloc(5 * parameters, sizeof *memory);
    if (!memory)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    double *at = memory, *trial = at + parameters, *gradient = trial + parameters;
    double *diagonal = gradient + parameters, *posterior = diagonal + parameters;
    at[label_count] = 1;
    double value =
        posterior_loss(scores, gold, count, label_count, at, gradient, diagonal, posterior);
    /* Newton steps by the diagonal alone, halved until they help: the problem is convex. */
    for (int round = 0; round < ROUNDS; round++) {
        double length = 1, now = value;
        for (int halvings = 0; halvings < 14; halvings++) {
            for (size_t k = 0; k < parameters; k++)
                trial[k] = at[k] - length * gradient[k] / diagonal[k];
            now = posterior_loss(scores, gold, count, label_count, trial, NULL, NULL, posterior);
            if (now < value)
                break;
            length /= 2;
        }
        if (!(now < value - 1e-7 * value))
            break;
        memcpy(at, trial, parameters * sizeof *at);
        value = posterior_loss(scores, gold, count, label_count, at, gradient, diagonal, posterior);
    }
    *scale = at[label_count];
    for (size_t l = 0; l < label_count; l++) {
        shifts[l] = at[l];
        prior[l] = 1;
    }
    for (size_t i = 0; i < count; i++)
        prior[gold[i]]++;
    for (size_t l = 0; l < label_count; l++)
        prior[l] /= (double)(count + label_count);
    free(memory);
    return PARLEY_OK;
}
