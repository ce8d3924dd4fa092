/* Shares of labels: see classify/prior.h. */
#include "prior.h"

#include "parley/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- parsing ------------------------------------------------------------------------------------ */

/* A label, found by its name. */
typedef struct place {
    size_t task, label, index; /* index: among the labels of all tasks */
} place;

static bool is(const char *name, const char *text, size_t size)
{
    return strlen(name) == size && memcmp(name, text, size) == 0;
}

/* Counts the labels that a name means: LABEL, or TASK:LABEL. `last` is the last of them. */
static size_t find_label(const parley_model_view *model, const char *name, size_t size, place *last)
{
    size_t found = 0, index = 0;
    for (size_t t = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        size_t length = strlen(task->name);
        bool ours = size > length && name[length] == ':' && memcmp(name, task->name, length) == 0;
        for (size_t l = 0; l < task->label_count; l++, index++) {
            if (is(task->labels[l], name, size) ||
                (ours && is(task->labels[l], name + length + 1, size - length - 1))) {
                *last = (place){t, l, index};
                found++;
            }
        }
    }
    return found;
}

/* One LABEL=SHARE. named: [labels], a share below 0 where none was named. */
static parley_status take_share(const parley_model_view *model, const char *text, size_t size,
                                double *named, parley_error *error)
{
    const char *equals = size ? memchr(text, '=', size) : NULL;
    int shown = (int)(size < 80 ? size : 80);
    double share = 0;
    place at = {0};
    if (!equals)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "'%.*s' is no LABEL=SHARE (nor is the whole 'auto')", shown, text);
    size_t length = (size_t)(equals - text);
    if (!parley_number_parse(equals + 1, size - length - 1, &share) || !(share > 0 && share <= 1))
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "'%.*s': a share is a number above 0, up to 1", shown, text);
    size_t found = find_label(model, text, length, &at);
    if (found == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "'%.*s' is no label of the model's",
                                (int)(length < 80 ? length : 80), text);
    if (found > 1)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "several tasks have the label '%.*s': write TASK:LABEL=SHARE, such "
                                "as %s:%.*s",
                                (int)length, text, model->tasks[at.task].name, shown, text);
    if (named[at.index] >= 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "the share of '%.*s' is named twice",
                                (int)length, text);
    named[at.index] = share;
    return PARLEY_OK;
}

/* Gives a task's other labels what is left. named: [label_count of the task]. */
static parley_status complete(const parley_task_view *task, double *named, parley_error *error)
{
    double sum = 0, rest = 0;
    for (size_t l = 0; l < task->label_count; l++) {
        sum += named[l] >= 0 ? named[l] : 0;
        rest += named[l] >= 0 ? 0 : task->prior[l];
    }
    /* Where all are named, rounded shares, as prior_print writes them, are made 1 in sum. */
    if (rest > 0 ? sum > 1 - 1e-6 : fabs(sum - 1) > 1e-3)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "the shares of %s are %g in sum%s; all labels together have 1",
                                task->name, sum, rest > 0 ? ", with labels left" : "");
    for (size_t l = 0; l < task->label_count; l++)
        named[l] = named[l] >= 0 ? (rest > 0 ? named[l] : named[l] / sum)
                                 : (1 - sum) * task->prior[l] / rest;
    return PARLEY_OK;
}

parley_status prior_parse(const parley_model_view *model, const char *text, prior *out,
                          parley_error *error)
{
    parley_status status = PARLEY_OK;
    double *shares = malloc((model->label_count + 1) * sizeof *shares);
    if (!shares)
        return no_memory(error);
    for (size_t i = 0; i < model->label_count; i++)
        shares[i] = -1;
    for (const char *at = text, *end; status == PARLEY_OK && at; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, ",");
        status = take_share(model, at, (size_t)(end - at), shares, error);
    }
    for (size_t t = 0, begin = 0; t < model->task_count && status == PARLEY_OK; t++) {
        status = complete(&model->tasks[t], shares + begin, error);
        begin += model->tasks[t].label_count;
    }
    if (status == PARLEY_OK)
        out->shares = shares;
    else
        free(shares);
    return status;
}

/* --- estimating and applying -------------------------------------------------------------------- */

parley_status prior_estimate(const parley_model_view *model, const double *scores, size_t count,
                             prior *out, parley_error *error)
{
    double *posteriors = malloc((count * model->label_count + 1) * sizeof *posteriors);
    double *shares = malloc((2 * model->label_count + 1) * sizeof *shares);
    if (!posteriors || !shares) {
        free(posteriors);
        free(shares);
        return no_memory(error);
    }
    for (size_t t = 0, begin = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        for (size_t i = 0; i < count; i++)
            parley_posterior(task, scores + i * model->label_count + begin,
                             posteriors + i * task->label_count);
        parley_estimate_shares(posteriors, count, task->label_count, task->prior, shares + begin,
                               shares + model->label_count);
        begin += task->label_count;
    }
    free(posteriors);
    out->shares = shares;
    return PARLEY_OK;
}

void prior_posterior(const parley_task_view *task, const double *shares, const double *scores,
                     double *posterior)
{
    double sum = 0;
    parley_posterior(task, scores, posterior);
    if (!shares)
        return;
    for (size_t l = 0; l < task->label_count; l++) {
        posterior[l] *= shares[l] / task->prior[l];
        sum += posterior[l];
    }
    for (size_t l = 0; l < task->label_count && sum > 0; l++)
        posterior[l] /= sum;
}

void prior_shift(const parley_model_view *model, const prior *p, const double *scores,
                 parley_prediction *predictions, double *posterior)
{
    for (size_t t = 0, begin = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        parley_posterior(task, scores + begin, posterior);
        predictions[t].confidence =
            parley_shift_confidence(predictions[t].confidence, predictions[t].label, posterior,
                                    task->label_count, task->prior, p->shares + begin);
        begin += task->label_count;
    }
}

parley_status prior_print(const parley_model_view *model, const prior *p, parley_buffer *out)
{
    parley_status status = PARLEY_OK;
    for (size_t t = 0, index = 0; t < model->task_count; t++)
        for (size_t l = 0; l < model->tasks[t].label_count && status == PARLEY_OK; l++, index++)
            status =
                parley_buffer_printf(out, "%s%s:%s=%.4g", index ? "," : "", model->tasks[t].name,
                                     model->tasks[t].labels[l], fmax(p->shares[index], 1e-6));
    return status;
}

void prior_fini(prior *p)
{
    free(p->shares);
    p->shares = NULL;
}
