/* Folds and cross-validation: see train/evaluate.h. */
#include "evaluate.h"

#include "parley/random.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* Sorts the rows of a fold into those that train and those that are tested. */
static void sort_rows(const evaluation *e, size_t fold, size_t *train, size_t *train_count,
                      size_t *held, size_t *held_count)
{
    const corpus *c = e->input->corpus;
    for (size_t i = 0; i < e->count; i++) {
        const corpus_row *row = &c->rows[e->rows[i]];
        bool tested = row->role == ROLE_TESTED || e->test_extra;
        if (e->fold[i] == fold) {
            if (tested)
                held[(*held_count)++] = e->rows[i];
        } else if (row->role == ROLE_EXTRA || e->part >= 1 ||
                   parley_random_fraction(parley_random_at(e->input->learner->seed, row->group)) <
                       e->part) {
            train[(*train_count)++] = e->rows[i];
        }
    }
}

/* Counts the words of the tested rows, and those that the training rows do not have. */
static void count_unknown(const fit_input *in, const space *sp, const size_t *held, size_t count,
                          size_t *unknown)
{
    const vectors *v = in->vectors;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = v->starts[held[i]]; k < v->starts[held[i] + 1]; k++) {
            uint32_t feature = v->index[k];
            parley_str name = dictionary_name(&v->dictionary, feature);
            if (v->dictionary.families[feature] != PARLEY_FAMILY_WORD ||
                memchr(name.data, ' ', name.size))
                continue;
            unknown[0] += sp->column[feature] == NO_COLUMN ? v->count[k] : 0;
            unknown[1] += v->count[k];
        }
    }
}

static parley_status fold_job(size_t fold, void *context, parley_error *error)
{
    const evaluation *e = context;
    size_t *train = malloc((e->count + 1) * sizeof *train);
    size_t *held = malloc((e->count + 1) * sizeof *held);
    size_t train_count = 0, held_count = 0;
    fitted f = {0};
    parley_status status = train && held ? PARLEY_OK : no_memory(error);
    if (status == PARLEY_OK) {
        sort_rows(e, fold, train, &train_count, held, &held_count);
        status = fit_rows(e->input, train, train_count, 1, NULL, &f, error);
    }
    if (status == PARLEY_OK && e->unknown)
        count_unknown(e->input, &f.space, held, held_count, e->unknown + 2 * fold);
    if (status == PARLEY_OK)
        status = fit_apply(e->input, &f, held, held_count, e->verdicts, error);
    fitted_fini(&f);
    free(train);
    free(held);
    return status;
}

parley_status evaluate(const evaluation *e, size_t processes, const messages *say, const char *what,
                       parley_error *error)
{
    evaluation job = *e;
    return workers_run(e->folds, processes, fold_job, &job, say, what, error);
}
