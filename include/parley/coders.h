/* Figures that say how far several coders agree.
 *
 *     const size_t labels[] = {0, 0,  1, 1,  0, PARLEY_UNCODED,  1, 0};   // four units, two coders
 *     const parley_codings codings = {.labels = labels, .units = 4, .coders = 2, .label_count = 2};
 *     double alpha;
 *     if (parley_alpha(&codings, &alpha) == PARLEY_OK)
 *         …NAN if it is undefined…
 *
 * Units are what was coded, such as sentences. A coder may have left out any of them. All functions
 * are pure and safe to call from several threads at once.
 */
#ifndef PARLEY_CODERS_H
#define PARLEY_CODERS_H

#include "parley/metrics.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* No label of this coder for this unit. */
#define PARLEY_UNCODED SIZE_MAX

/* Who gave which label to what. The labels are borrowed. */
typedef struct parley_codings {
    const size_t *labels; /* [unit][coder], row-major; below label_count, or PARLEY_UNCODED */
    size_t units, coders, label_count;
} parley_codings;

/* How many coders gave a unit a label. */
size_t parley_codings_given(const parley_codings *codings, size_t unit);

/* Whether two coders gave a unit different labels. */
bool parley_codings_disputed(const parley_codings *codings, size_t unit);

/* Counts the units that both coders labelled: [first's label][second's label]. The confusion is the
 * caller's, of codings->label_count labels, zeroed. */
void parley_codings_confusion(const parley_codings *codings, size_t first, size_t second,
                              parley_confusion *confusion);

/* Whether Cohen's kappa says anything: there are units, and not all have one label by both. Else
 * chance alone agrees always, or there is nothing to agree on. */
bool parley_kappa_defined(const parley_confusion *confusion);

/* Krippendorff's alpha for nominal data (Krippendorff 2011, Computing Krippendorff's
 * Alpha-Reliability; 2019, Content Analysis, 4th ed., ch. 12; Hayes and Krippendorff 2007): one less
 * the observed disagreement over that expected by chance. Any number of coders; units with fewer than
 * two labels do not count. `*alpha` is NAN where it is undefined: no unit has two labels, or only one
 * label was given. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_alpha(const parley_codings *codings, double *alpha);

/* 95 % bounds of alpha by the percentile bootstrap (Efron 1979): groups of units are drawn with
 * replacement, with all labels of a unit, and alpha is computed anew from each draw, its expected
 * disagreement included; Zapf et al. 2016 found the coverage of this bootstrap right. The bootstrap of
 * Hayes and Krippendorff 2007 is another: it draws single pairs of labels, keeps the expected
 * disagreement, and takes the pairs for independent, which those of one unit, or of one article, are
 * not.
 * group: [units], numbers below group_count. rounds: how often to draw, such as 1000; draws whose
 * alpha is undefined do not count. The same seed gives the same bounds. `*drawn` is the number of
 * groups that have a unit with two labels; with fewer than two of them, or if alpha is undefined in
 * every draw, both bounds are NAN. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_alpha_bounds(const parley_codings *codings, const size_t *group,
                                  size_t group_count, size_t rounds, uint64_t seed,
                                  parley_bounds *bounds, size_t *drawn);

#ifdef __cplusplus
}
#endif
#endif
