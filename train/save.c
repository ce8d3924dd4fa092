/* Putting a model together: see train/save.h. */
#include "save.h"

#include "../io/sorting.h"
#include "parley/model.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

/* The arrays behind a view. */
typedef struct parts {
    hash_entry *entries; /* the features' hashes and columns, in the order of the file */
    hash_entry *scratch;
    uint64_t *hashes;
    uint8_t *families;
    uint32_t *name_ends;
    parley_buffer names;
    float *idf, *weights, *word_rows;
    parley_task_view *tasks;
} parts;

static void parts_fini(parts *p)
{
    free(p->entries);
    free(p->scratch);
    free(p->hashes);
    free(p->families);
    free(p->name_ends);
    parley_buffer_fini(&p->names);
    free(p->idf);
    free(p->weights);
    free(p->word_rows);
    free(p->tasks);
}

/* Sorts the columns by hash. Of two features with one hash (never seen) the first stays. */
static size_t sort_entries(const fit_input *in, const fitted *f, parts *p)
{
    const space *sp = &f->space;
    size_t left = 0;
    for (size_t j = 0; j < sp->feature_count; j++)
        p->entries[j] = (hash_entry){in->vectors->dictionary.hashes[sp->feature[j]], j};
    sort_hash_entries(p->entries, sp->feature_count, p->scratch);
    for (size_t j = 0; j < sp->feature_count; j++)
        if (left == 0 || p->entries[left - 1].hash != p->entries[j].hash)
            p->entries[left++] = p->entries[j];
    return left;
}

static parley_status fill_features(const fit_input *in, const fitted *f, size_t count,
                                   size_t machine_count, parts *p)
{
    const space *sp = &f->space;
    for (size_t i = 0; i < count; i++) {
        size_t column = p->entries[i].place, machine = 0;
        parley_str name = dictionary_name(&in->vectors->dictionary, sp->feature[column]);
        p->hashes[i] = p->entries[i].hash;
        p->families[i] = sp->families[column];
        p->idf[i] = sp->idf[column];
        if (parley_buffer_append(&p->names, name.data, name.size) != PARLEY_OK ||
            p->names.size > UINT32_MAX)
            return PARLEY_E_MEMORY;
        p->name_ends[i] = (uint32_t)p->names.size;
        for (size_t t = 0; t < f->task_count; t++)
            for (size_t m = 0; m < f->tasks[t].machine_count; m++)
                p->weights[i * machine_count + machine++] =
                    (float)f->tasks[t].weights[m * sp->matrix.columns + column];
    }
    return PARLEY_OK;
}

/* What is kept of a word's vector: its squared length, and its product with each machine.
 * row: [1 + machines]. */
static void fill_word(const fitted *f, const embedding *words, size_t word, float *row)
{
    const space *sp = &f->space;
    double vector[EMBEDDING_DIMENSION_MAX] = {0}, weight = (double)sp->word_weights[word];
    embedding_add(words, word, weight, vector);
    *row++ = sp->word_squares[word];
    for (size_t t = 0; t < f->task_count; t++)
        for (size_t m = 0; m < f->tasks[t].machine_count; m++) {
            const double *weights =
                f->tasks[t].weights + m * sp->matrix.columns + sp->feature_count;
            double product = 0;
            for (size_t d = 0; d < words->dimension; d++)
                product += weights[d] * (vector[d] - weight * (double)sp->center[d]);
            *row++ = (float)product;
        }
}

parley_status save_model(const fit_input *in, const fitted *f, size_t training_rows,
                         parley_buffer *out, parley_error *error)
{
    const corpus *c = in->corpus;
    size_t columns = f->space.feature_count;
    const embedding *words = in->vectors->embedding;
    size_t word_count = words ? words->count : 0;
    char digest[17];
    corpus_digest(c, digest);
    parley_model_view view = {.features = in->learner->rows.features,
                              .task_count = f->task_count,
                              .training_rows = training_rows,
                              .training_digest = digest,
                              .program = "parley " PARLEY_VERSION};
    for (size_t t = 0; t < f->task_count; t++) {
        view.label_count += c->tasks[t].label_count;
        view.machine_count += f->tasks[t].machine_count;
    }
    if (view.task_count > PARLEY_TASKS_MAX || view.label_count > PARLEY_LABELS_MAX)
        return parley_error_set(error, PARLEY_E_LIMIT, "a model holds up to %d tasks and %d labels",
                                PARLEY_TASKS_MAX, PARLEY_LABELS_MAX);
    parts p = {.entries = calloc(columns + 1, sizeof(hash_entry)),
               .scratch = calloc(columns + 1, sizeof(hash_entry)),
               .hashes = calloc(columns + 1, sizeof(uint64_t)),
               .families = calloc(columns + 1, 1),
               .name_ends = calloc(columns + 1, sizeof(uint32_t)),
               .idf = calloc(columns + 1, sizeof(float)),
               .weights = calloc(columns * view.machine_count + 1, sizeof(float)),
               .word_rows = calloc(word_count * (1 + view.machine_count) + 1, sizeof(float)),
               .tasks = calloc(f->task_count, sizeof(parley_task_view))};
    parley_status status = PARLEY_E_MEMORY;
    if (!p.entries || !p.scratch || !p.hashes || !p.families || !p.name_ends || !p.idf ||
        !p.weights || !p.word_rows || !p.tasks)
        goto done;
    for (size_t t = 0, machine = 0; t < f->task_count; t++) {
        const fitted_task *task = &f->tasks[t];
        p.tasks[t] = (parley_task_view){.name = c->tasks[t].name,
                                        .label_count = c->tasks[t].label_count,
                                        .labels = c->tasks[t].labels,
                                        .offsets = task->offsets,
                                        .slope = task->slope,
                                        .intercepts = task->intercepts,
                                        .posterior_scale = task->posterior_scale,
                                        .posterior_shifts = task->posterior_shifts,
                                        .prior = task->prior,
                                        .share_spread = task->share_spread,
                                        .share_error = task->share_error,
                                        .context = task->context,
                                        .usual_score = task->usual_score,
                                        .machine_begin = machine,
                                        .machine_count = task->machine_count,
                                        .bias = task->bias};
        machine += task->machine_count;
    }
    view.feature_count = sort_entries(in, f, &p);
    status = fill_features(in, f, view.feature_count, view.machine_count, &p);
    if (status != PARLEY_OK)
        goto done;
    for (size_t w = 0; w < word_count; w++)
        fill_word(f, words, w, p.word_rows + w * (1 + view.machine_count));
    if (words) {
        view.word_count = word_count;
        view.word_hashes = words->hashes;
        view.vector_scale = in->learner->rows.vector_scale;
    }
    view.word_rows = p.word_rows;
    view.tasks = p.tasks;
    view.hashes = p.hashes;
    view.families = p.families;
    view.name_ends = p.name_ends;
    view.names = p.names.data ? p.names.data : "";
    view.idf = p.idf;
    view.weights = p.weights;
    status = parley_model_write(&view, out, error);
    parts_fini(&p);
    return status;
done:
    parts_fini(&p);
    return parley_error_set(error, status, "out of memory");
}
