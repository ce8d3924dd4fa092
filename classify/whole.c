/* What the whole input says: see classify/whole.h. */
#include "whole.h"

#include "../io/near_copies.h"
#include "review.h"

#include <stdlib.h>

bool whole_is_wanted(const whole_settings *s)
{
    return s->estimate || s->uncertain || s->sample || s->accuracy > 0 || s->summary;
}

void whole_init(whole *w, const parley_model_view *model, size_t extra_count)
{
    w->model = model;
    w->kept = (kept_rows){
        .tasks = model->task_count, .labels = model->label_count, .extra_count = extra_count};
}

/* Estimates the shares, shifts the confidences by them, and says how to have the same again. */
static parley_status estimate(whole *w, const messages *say, parley_error *error)
{
    const parley_model_view *m = w->model;
    parley_buffer text = {0};
    double *scratch = malloc(m->label_count * sizeof *scratch);
    parley_status status = prior_estimate(m, w->kept.scores, w->kept.count, &w->estimated, error);
    if (status == PARLEY_OK && (!scratch || prior_print(m, &w->estimated, &text) != PARLEY_OK))
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    for (size_t i = 0; i < w->kept.count && status == PARLEY_OK; i++)
        prior_shift(m, &w->estimated, w->kept.scores + i * m->label_count,
                    w->kept.predictions + i * m->task_count, scratch);
    if (status == PARLEY_OK && w->kept.count > 0)
        message_result(say, "the shares are estimated as --prior '%.*s'", (int)text.size,
                       text.data);
    free(scratch);
    parley_buffer_fini(&text);
    return status;
}

/* The near-copies among the rows. */
static parley_status find_copies(const whole *w, size_t *cluster)
{
    parley_str *texts = malloc((w->kept.count + 1) * sizeof *texts);
    parley_status status = texts ? PARLEY_OK : PARLEY_E_MEMORY;
    for (size_t i = 0; i < w->kept.count && texts; i++)
        texts[i] = w->kept.rows[i].text;
    if (status == PARLEY_OK)
        status = near_copies_find(texts, w->kept.count, 1, cluster);
    free(texts);
    return status;
}

/* Puts the rows of the sample alone in w->order, by doubt or in the order of the input. */
static parley_status take_sample(whole *w, const review_rows *rows, size_t *by_doubt)
{
    bool *chosen = malloc((rows->count + 1) * sizeof *chosen);
    w->at_random = malloc((rows->count + 1) * sizeof *w->at_random);
    parley_status status = chosen && w->at_random ? PARLEY_OK : PARLEY_E_MEMORY;
    if (status == PARLEY_OK)
        status = review_sample(rows, by_doubt, w->settings->sample, w->settings->seed, chosen,
                               w->at_random);
    if (status == PARLEY_OK) {
        w->count = 0;
        for (size_t i = 0; i < rows->count; i++) {
            size_t row = w->settings->uncertain ? by_doubt[i] : i;
            if (chosen[row])
                w->order[w->count++] = row;
        }
    }
    free(chosen);
    return status;
}

static parley_status arrange(whole *w)
{
    review_rows rows = {
        .count = w->kept.count, .tasks = w->model->task_count, .predictions = w->kept.predictions};
    size_t *cluster = malloc((rows.count + 1) * sizeof *cluster);
    size_t *by_doubt = malloc((rows.count + 1) * sizeof *by_doubt);
    w->order = malloc((rows.count + 1) * sizeof *w->order);
    parley_status status = cluster && by_doubt && w->order ? PARLEY_OK : PARLEY_E_MEMORY;
    w->count = rows.count;
    for (size_t i = 0; i < rows.count && status == PARLEY_OK; i++)
        w->order[i] = i;
    if (status == PARLEY_OK && (w->settings->uncertain || w->settings->sample)) {
        status = find_copies(w, cluster);
        rows.cluster = cluster;
        if (status == PARLEY_OK)
            status = review_order(&rows, by_doubt);
        for (size_t i = 0; i < rows.count && status == PARLEY_OK && w->settings->uncertain; i++)
            w->order[i] = by_doubt[i];
        if (status == PARLEY_OK && w->settings->sample)
            status = take_sample(w, &rows, by_doubt);
    }
    free(cluster);
    free(by_doubt);
    return status;
}

static parley_status mark(whole *w, const messages *say)
{
    size_t marks = 0, count = w->kept.count;
    review_rows rows = {
        .count = count, .tasks = w->model->task_count, .predictions = w->kept.predictions};
    w->marked = malloc((count + 1) * sizeof *w->marked);
    parley_status status =
        w->marked ? review_mark(&rows, w->settings->accuracy, w->marked, &marks) : PARLEY_E_MEMORY;
    if (status == PARLEY_OK && count > 0)
        message_result(
            say,
            "%zu of all %zu rows (%.1f %%) are marked for review; of the others' labels %g "
            "should be right in each task",
            marks, count, 100 * (double)marks / (double)count, w->settings->accuracy);
    return status;
}

parley_status whole_settle(whole *w, const messages *say, parley_error *error)
{
    parley_status status = w->settings->estimate ? estimate(w, say, error) : PARLEY_OK;
    if (status != PARLEY_OK)
        return status;
    status = arrange(w);
    if (status == PARLEY_OK && w->settings->accuracy > 0)
        status = mark(w, say);
    return status == PARLEY_OK ? status : parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

const prior *whole_prior(const whole *w, const prior *given)
{
    if (w->estimated.shares)
        return &w->estimated;
    return given->shares ? given : NULL;
}

void whole_fini(whole *w)
{
    kept_fini(&w->kept);
    prior_fini(&w->estimated);
    free(w->order);
    free(w->at_random);
    free(w->marked);
    *w = (whole){0};
}
