/* What can be said only when all of the input has been read: estimated shares, the order of review,
 * samples, marks.
 *
 *     whole w = {.settings = &settings.whole};
 *     whole_init(&w, model, extra_count);
 *     …kept_add(&w.kept, …) for all rows…
 *     if (whole_settle(&w, &given, &say, &error) == PARLEY_OK)
 *         for (size_t i = 0; i < w.count; i++)
 *             …row w.order[i] of w.kept, marked as w.at_random and w.marked say…
 *     whole_fini(&w);
 */
#ifndef PARLEY_CLASSIFY_WHOLE_H
#define PARLEY_CLASSIFY_WHOLE_H

#include "../io/message.h"
#include "kept.h"
#include "prior.h"

typedef struct whole_settings {
    bool estimate;   /* --prior auto */
    bool uncertain;  /* --order uncertain */
    size_t sample;   /* --sample; 0: all rows */
    double accuracy; /* --accuracy; 0: no marks */
    bool summary;    /* --summary */
    uint64_t seed;   /* of the sample */
} whole_settings;

/* Whether any of them is asked for, so that all input has to be read before the first row is written. */
bool whole_is_wanted(const whole_settings *s);

typedef struct whole {
    const whole_settings *settings; /* borrowed */
    const parley_model_view *model; /* borrowed */
    kept_rows kept;
    prior estimated; /* --prior auto */
    size_t *order;   /* [count], rows of `kept` in the order of the output */
    size_t count;
    bool *at_random; /* [rows of kept], or NULL without a sample */
    bool *marked;    /* [rows of kept], or NULL without --accuracy */
} whole;

/* Settles all of it: shifts the confidences of the kept rows, then orders, samples and marks. What was
 * found of shares and marks is said to `say`. PARLEY_E_MEMORY. */
parley_status whole_settle(whole *w, const messages *say, parley_error *error);

/* The shares that probabilities go by: the estimated ones, else the given ones, or NULL. */
const prior *whole_prior(const whole *w, const prior *given);

void whole_init(whole *w, const parley_model_view *model, size_t extra_count);
void whole_fini(whole *w);

#endif
