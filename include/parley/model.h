/* A trained model: read, written, and used to label sentences.
 *
 * A model holds one or more tasks (stance, sentiment); each task has two or more labels, and a
 * linear machine for each label against the rest (two labels share one machine). All tasks read the
 * same features. The file is described in docs/model-format.md.
 *
 *     parley_model *model = NULL;
 *     parley_labeller *labeller = NULL;
 *     if (parley_model_load("peace-talks.model", &model, &error) == PARLEY_OK &&
 *         parley_labeller_new(model, &labeller, &error) == PARLEY_OK) {
 *         parley_prediction p[2]; // one for each task
 *         parley_labeller_run(labeller, PARLEY_ALONE, &sentence, 1, p, NULL, &error);
 *         puts(parley_model_view_of(model)->tasks[0].labels[p[0].label]);
 *     }
 *     parley_labeller_free(labeller);
 *     parley_model_free(model);
 */
#ifndef PARLEY_MODEL_H
#define PARLEY_MODEL_H

#include "parley/features.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    PARLEY_MODEL_VERSION = 2, /* of the file format */
    PARLEY_TASKS_MAX = 64,
    PARLEY_LABELS_MAX = 4096, /* of all tasks together */
};

/* What a model knows of one task. */
typedef struct parley_task_view {
    const char *name;          /* "stance" */
    size_t label_count;        /* at least 2 */
    const char *const *labels; /* [label_count], in byte order */
    const double *offsets;     /* [label_count], added to the scores before the highest wins */
    /* The probability that the printed label is right is 1 / (1 + exp(slope * margin + intercept of
     * the label)), the margin being the highest score less the next (Platt 2000; slope is not
     * positive). */
    double slope;
    const double *intercepts; /* [label_count] */
    /* The probability of each label is in proportion to exp(posterior_scale * score + its shift), for
     * rows among which the labels have the shares `prior`, those of the training rows. */
    double posterior_scale;
    const double *posterior_shifts; /* [label_count] */
    const double *prior;            /* [label_count], above 0, 1 in sum */
    /* How far the share of a label among an article's rows is from the mean of its probability, beyond
     * chance (standard deviation), and how far that mean may be off everywhere (standard error). */
    const double *share_spread, *share_error; /* [label_count], not negative */
    size_t machine_begin;                     /* this task's first machine */
    size_t machine_count;                     /* 1 for two labels, else label_count */
    const double *bias;                       /* [machine_count] */
    /* A sentence of an article gets `context` times what the machines say of the other sentences, less
     * their usual scores, on average; a few others count for less than many. */
    double context;            /* 0: sentences are judged alone */
    const double *usual_score; /* [machine_count] */
} parley_task_view;

/* What a model holds; the memory is the model's, or the caller's who writes one. */
typedef struct parley_model_view {
    parley_feature_options features;
    size_t task_count;
    const parley_task_view *tasks; /* [task_count] */
    size_t label_count;            /* of all tasks */
    size_t machine_count;          /* of all tasks */
    size_t feature_count;
    const uint64_t *hashes;    /* [feature_count], ascending */
    const uint8_t *families;   /* [feature_count], parley_family */
    const uint32_t *name_ends; /* [feature_count], where each spelling ends in names */
    const char *names;         /* all spellings, one behind the other */
    const float *idf;          /* [feature_count]; all 1 where the weighting has none */
    const float *weights;      /* [feature_count][machine_count], row-major */
    /* Words with a vector, if any. A sentence's vector is the sum of its words', times vector_scale,
     * divided by the root of the sum of their squared lengths; so a word's row is all that is needed:
     * the squared length of its vector and the vector's product with each machine. */
    size_t word_count;
    const uint64_t *word_hashes; /* [word_count], ascending */
    const float *word_rows;      /* [word_count][1 + machine_count], row-major */
    double vector_scale;
    size_t training_rows;        /* how many rows it was fitted on */
    const char *training_digest; /* of these rows: 16 hexadecimal digits */
    const char *program;         /* what wrote it: "parley 0.1.0" */
} parley_model_view;

typedef struct parley_model parley_model;

/* Reads a model file. It is mapped into memory and checked whole: sizes, checksums, numbers, order.
 * Returns PARLEY_OK; PARLEY_E_IO; PARLEY_E_FORMAT (no model at all); PARLEY_E_VERSION (newer, or older);
 * PARLEY_E_CORRUPT (cut or edited); PARLEY_E_MEMORY. `*model` is the caller's, set only on
 * success; free it with parley_model_free. */
parley_status parley_model_load(const char *path, parley_model **model, parley_error *error);

/* The same from bytes, which are copied. */
parley_status parley_model_read(const void *bytes, size_t size, parley_model **model,
                                parley_error *error);

/* Frees a model; NULL is fine. No labeller may still use it. */
void parley_model_free(parley_model *model);

/* What the model holds: valid as long as the model. */
const parley_model_view *parley_model_view_of(const parley_model *model);

/* Appends the bytes of a model file. A view that was read gives the bytes it was read from.
 * PARLEY_OK, PARLEY_E_MEMORY, PARLEY_E_LIMIT, or PARLEY_E_ARGUMENT for a view that is not in order
 * (hashes not ascending, a number that is not finite). */
parley_status parley_model_write(const parley_model_view *view, parley_buffer *out,
                                 parley_error *error);

/* The index of a feature by its hash, or SIZE_MAX. */
size_t parley_model_find(const parley_model *model, uint64_t hash);

/* How sentences that are labelled together stand to one another. */
typedef enum parley_relation {
    PARLEY_ALONE = 0,    /* they have nothing to do with each other */
    PARLEY_ARTICLE = 1,  /* they are an article from its beginning: each is the others' context */
    PARLEY_CONTINUED = 2 /* they go on with the article of the call before */
} parley_relation;

/* Only so many bytes of an article's beginning are context for its sentences. */
enum { PARLEY_CONTEXT_BYTES = 1 << 16 };

/* As if so many sentences of an article had said nothing unusual. */
enum { PARLEY_CONTEXT_SHRINK = 5 };

/* What the model says of one sentence in one task. */
typedef struct parley_prediction {
    size_t label;      /* index into the task's labels */
    double margin;     /* highest score less the next, offsets included */
    double confidence; /* that `label` is right, 0 to 1 */
} parley_prediction;

/* What labelling needs besides the model; one for each thread. Borrows the model. */
typedef struct parley_labeller parley_labeller;

parley_status parley_labeller_new(const parley_model *model, parley_labeller **labeller,
                                  parley_error *error);
void parley_labeller_free(parley_labeller *labeller);

/* Labels sentences in their order. An article may come in several calls, but the first must hold all
 * of it or its first PARLEY_CONTEXT_BYTES.
 * predictions: [count][task_count]. scores: [count][label_count], the scores with their offsets,
 * tasks one behind the other, or NULL. PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_labeller_run(parley_labeller *labeller, parley_relation relation,
                                  const parley_str *sentences, size_t count,
                                  parley_prediction *predictions, double *scores,
                                  parley_error *error);

/* What one feature of a sentence added to the score of a label, a word's vector included. */
typedef struct parley_contribution {
    parley_str name; /* its spelling; valid until the labeller's next call */
    parley_family family;
    double value;
} parley_contribution;

/* Finds the features of a sentence that weighed most for or against a label of a task, the heaviest
 * first; context is not among them. list: [room]. Returns how many were written through `count`.
 * PARLEY_OK or PARLEY_E_MEMORY. */
parley_status parley_labeller_explain(parley_labeller *labeller, parley_str sentence, size_t task,
                                      size_t label, parley_contribution *list, size_t room,
                                      size_t *count, parley_error *error);

/* The context of sentences: adds to each sentence's scores `weight` times the sum of the others' scores
 * less `usual`, divided by their number and PARLEY_CONTEXT_SHRINK. For training, which has scores of its own; labelling does the same.
 * scores: [count][stride], the task's machines first; sizes: [count], bytes of the sentences, which
 * say where the context ends. sums: [machines], scratch. */
void parley_context_add(double *scores, size_t stride, size_t machines, const size_t *sizes,
                        size_t count, double weight, const double *usual, double *sums);

/* The probability of each label of a task. scores: [label_count], offsets included. posterior:
 * [label_count], written, 1 in sum. */
void parley_posterior(const parley_task_view *task, const double *scores, double *posterior);

/* Estimates the labels' shares among rows whose shares are not those of the training rows, by the EM
 * algorithm of Saerens, Latinne and Decaestecker (2002).
 * posteriors: [count][label_count]. prior: [label_count], that of the posteriors. shares:
 * [label_count], written. next: [label_count], scratch. */
void parley_estimate_shares(const double *posteriors, size_t count, size_t label_count,
                            const double *prior, double *shares, double *next);

/* The confidence that a label is right where the labels have other shares than `prior`: its odds change
 * as those of the label's probability do. posterior: [label_count], by `prior`. */
double parley_shift_confidence(double confidence, size_t label, const double *posterior,
                               size_t label_count, const double *prior, const double *shares);

/* From scores to a prediction, as labelling does it; for training, which has scores of its own.
 * scores: [label_count], offsets included, all finite. intercepts: [label_count]. The label with the highest
 * score wins, the first of equals. */
parley_prediction parley_decide(const double *scores, size_t label_count, double slope,
                                const double *intercepts);

#ifdef __cplusplus
}
#endif
#endif
