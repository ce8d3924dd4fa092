/* parley-train: from labelled CSV files to a model and its card.
 *
 * The order of things: read the corpus → extract features → cross-validate → fit on all rows → save.
 * The model is opened for writing before anything takes time, so that a bad path is known at once.
 */
#define _POSIX_C_SOURCE 200809L

#include "card.h"
#include "save.h"
#include "version.h"
#include "workers.h"

#include "../io/figures.h"
#include "../io/options.h"
#include "../io/output.h"
#include "../io/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_OUTPUT = 1,
    KEY_ARTICLES,
    KEY_EXTRA,
    KEY_WHERE,
    KEY_TEXT,
    KEY_LABEL,
    KEY_GROUP,
    KEY_FOLDS,
    KEY_TEST,
    KEY_FEATURES,
    KEY_WEIGHTING,
    KEY_NORMALISE,
    KEY_MIN_DF,
    KEY_VECTORS,
    KEY_VECTOR_WORDS,
    KEY_VECTOR_SCALE,
    KEY_CONTEXT,
    KEY_EXTRA_WEIGHT,
    KEY_COST,
    KEY_CLASS_WEIGHT,
    KEY_OPTIMISE,
    KEY_SOLVER,
    KEY_METRICS,
    KEY_PREDICTIONS,
    KEY_SEED,
    KEY_THREADS,
    KEY_QUIET,
    KEY_VERBOSE,
    KEY_HELP,
    KEY_VERSION,
};

static const option_spec specs[] = {
    {'o', "output", KEY_OUTPUT, "FILE", "the model; its card goes beside it as FILE.md", NULL, true},
    {0, "articles", KEY_ARTICLES, "PATH", "where rows with an id but no text find their sentence",
     NULL, true},
    {0, "extra", KEY_EXTRA, "FILE", "rows that train in every fold and are never tested", NULL,
     true},
    {0, "test", KEY_TEST, "FILE", "rows that never train: test the model on them", NULL, true},
    {0, "where", KEY_WHERE, "COL=VALUE", "only the rows with this value", NULL, false},
    {0, "text", KEY_TEXT, "COLUMN", "the sentence", "text", true},
    {0, "label", KEY_LABEL, "COLUMN", "a column to learn; repeatable [stance, sentiment]", NULL,
     true},
    {0, "group", KEY_GROUP, "COLUMN", "rows that belong together", "article", true},
    {0, "folds", KEY_FOLDS, "K", "cross-validation folds; 0 for none", "10", true},
    {0, "features", KEY_FEATURES, "LIST", "such as word:1-3,char:3-5,marks,numbers", "word:1-2",
     true},
    {0, "weighting", KEY_WEIGHTING, "NAME", "binary, tfidf, nb", "tfidf", true},
    {0, "normalise", KEY_NORMALISE, "NAME", "length of the vectors: unit, none", "unit", false},
    {0, "min-df", KEY_MIN_DF, "N", "leave out what occurs in fewer rows", "1", false},
    {0, "vectors", KEY_VECTORS, "FILE", "word vectors (word2vec, GloVe, fastText text format)",
     NULL, true},
    {0, "vector-words", KEY_VECTOR_WORDS, "N", "keep the N most frequent, and those of the rows",
     "20000", false},
    {0, "vector-scale", KEY_VECTOR_SCALE, "X", "length of a sentence's vector; n-grams have 1", "2",
     false},
    {0, "context", KEY_CONTEXT, "X", "weight of the article's other sentences; or auto", "auto",
     false},
    {0, "extra-weight", KEY_EXTRA_WEIGHT, "W", "weight of an extra row beside others, 0.1 to 10",
     "1", false},
    {0, "cost", KEY_COST, "C", "of an error; a number, or auto", "1", true},
    {0, "class-weight", KEY_CLASS_WEIGHT, "W", "none, balanced", "none", true},
    {0, "optimise", KEY_OPTIMISE, "NAME", "macro_f1, accuracy", "macro_f1", true},
    {0, "solver", KEY_SOLVER, "NAME", "auto, libsvm, liblinear", "auto", false},
    {0, "metrics", KEY_METRICS, "FILE", "every figure as CSV: task,split,metric,label,value", NULL,
     true},
    {0, "predictions", KEY_PREDICTIONS, "FILE", "the out-of-fold label of each sentence", NULL,
     true},
    {0, "seed", KEY_SEED, "N", "of the folds and of liblinear", "1", false},
    {0, "threads", KEY_THREADS, "N", "folds that run side by side [all processors]", NULL, false},
    {'q', "quiet", KEY_QUIET, NULL, "errors only, and no figures", NULL, true},
    {'v', "verbose", KEY_VERBOSE, NULL, "say more", NULL, true},
    {'h', "help", KEY_HELP, "[=all]", "this, or all options", NULL, true},
    {'V', "version", KEY_VERSION, NULL, "the version", NULL, true},
    {0}};

static const char usage[] =
    "parley-train: fit support vector machines to labelled sentences\n"
    "\n"
    "  parley-train [options] LABELLED.csv... -o MODEL\n"
    "\n"
    "LABELLED.csv has a header, a column with a sentence in each row, and columns with\n"
    "their labels; an article column says which rows belong together.\n"
    "\n";

static const char examples[] =
    "\n"
    "Example: parley-train coded.csv --label topic -o topic.model\n"
    "         parley-classify -m topic.model articles/ -o labelled.csv\n";

typedef struct settings {
    messages say;
    const char *output, *metrics, *predictions, *vectors;
    size_t vector_words;
    option_list articles, extra, test, labels;
    char *where; /* COL\0VALUE */
    corpus_settings corpus;
    learner learner;
    unsigned folds;
    size_t threads;
    int help; /* 1: --help, 2: --help=all, 3: --version */
} settings;

/* --- options ------------------------------------------------------------------------------------ */

/* The index of a name in a list, or an error that shows the list. */
static parley_status choose_name(const char *value, const char *const names[], int *index,
                                 parley_error *error)
{
    parley_buffer list = {0};
    for (int i = 0; names[i]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *index = i;
            parley_buffer_fini(&list);
            return PARLEY_OK;
        }
        if (parley_buffer_puts(&list, i ? ", " : "") || parley_buffer_puts(&list, names[i]))
            return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    parley_status status = parley_error_set(error, PARLEY_E_ARGUMENT, "'%s' is none of %.*s", value,
                                            (int)list.size, list.data);
    parley_buffer_fini(&list);
    return status;
}

static parley_status take_where(settings *s, const char *value, parley_error *error)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "'%s' is not COLUMN=VALUE", value);
    free(s->where);
    s->where = strdup(value);
    if (!s->where)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    s->where[equals - value] = '\0';
    s->corpus.where_column = s->where;
    s->corpus.where_value = s->where + (equals - value) + 1;
    return PARLEY_OK;
}

/* A weight becomes how often the rows of either kind count: the nearest ratio of small numbers. */
static parley_status take_extra_weight(learner *l, const char *value, parley_error *error)
{
    double weight, best = INFINITY;
    parley_status status = option_number(value, 0.1, 10, &weight, error);
    for (unsigned char times = 1; times <= 10 && status == PARLEY_OK; times++) {
        for (unsigned char extra = 1; extra <= 10; extra++) {
            double distance = fabs(log(weight * times / extra));
            if (distance < best - 1e-9) {
                best = distance;
                l->times = times;
                l->extra_times = extra;
            }
        }
    }
    return status;
}

/* Options of learning. */
static parley_status take_learning(settings *s, int key, const char *value, parley_error *error)
{
    static const char *const weightings[] = {"binary", "tfidf", "nb", NULL};
    static const char *const lengths[] = {"none", "unit", NULL};
    static const char *const weights[] = {"none", "balanced", NULL};
    static const char *const objectives[] = {"macro_f1", "accuracy", NULL};
    static const char *const solvers[] = {"auto", "libsvm", "liblinear", NULL};
    learner *l = &s->learner;
    uint64_t number = 0;
    int index = 0;
    parley_status status;
    switch (key) {
    case KEY_FEATURES:
        return parley_feature_options_parse(value, &l->rows.features, error);
    case KEY_WEIGHTING:
        status = choose_name(value, weightings, &index, error);
        l->rows.features.weighting = (parley_weighting)index;
        return status;
    case KEY_NORMALISE:
        status = choose_name(value, lengths, &index, error);
        l->rows.features.normalise = index == 1;
        return status;
    case KEY_MIN_DF:
        status = option_whole(value, 1, 1000000, &number, error);
        l->rows.min_df = (unsigned)number;
        return status;
    case KEY_VECTORS:
        s->vectors = value;
        return PARLEY_OK;
    case KEY_VECTOR_WORDS:
        status = option_whole(value, 0, 10000000, &number, error);
        s->vector_words = (size_t)number;
        return status;
    case KEY_VECTOR_SCALE:
        return option_number(value, 0.01, 100, &l->rows.vector_scale, error);
    case KEY_CONTEXT:
        l->context = -1;
        return strcmp(value, "auto") == 0 ? PARLEY_OK
                                          : option_number(value, 0, 10, &l->context, error);
    case KEY_EXTRA_WEIGHT:
        return take_extra_weight(l, value, error);
    case KEY_COST:
        l->cost = 0;
        return strcmp(value, "auto") == 0 ? PARLEY_OK
                                          : option_number(value, 1e-6, 1e6, &l->cost, error);
    case KEY_CLASS_WEIGHT:
        status = choose_name(value, weights, &index, error);
        l->balanced = index == 1;
        return status;
    case KEY_OPTIMISE:
        status = choose_name(value, objectives, &index, error);
        l->optimise = index == 1 ? OBJECTIVE_ACCURACY : OBJECTIVE_MACRO_F1;
        return status;
    case KEY_SOLVER:
        status = choose_name(value, solvers, &index, error);
        l->solver = (solver_kind)index;
        return status;
    default: /* KEY_SEED */
        return option_whole(value, 0, UINT64_MAX, &l->seed, error);
    }
}

static parley_status take(int key, const char *value, void *context, parley_error *error)
{
    settings *s = context;
    uint64_t number = 0;
    parley_status status;
    switch (key) {
    case KEY_OUTPUT:
        s->output = value;
        if (strcmp(value, "-") == 0)
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "a model is written to a file, its card beside it");
        return PARLEY_OK;
    case KEY_ARTICLES:
        return option_list_add(&s->articles, value, error);
    case KEY_EXTRA:
        return option_list_add(&s->extra, value, error);
    case KEY_TEST:
        return option_list_add(&s->test, value, error);
    case KEY_LABEL:
        return option_list_add(&s->labels, value, error);
    case KEY_WHERE:
        return take_where(s, value, error);
    case KEY_TEXT:
        s->corpus.text_column = value;
        return PARLEY_OK;
    case KEY_GROUP:
        s->corpus.group_column = value;
        return PARLEY_OK;
    case KEY_METRICS:
        s->metrics = value;
        return PARLEY_OK;
    case KEY_PREDICTIONS:
        s->predictions = value;
        return PARLEY_OK;
    case KEY_FOLDS:
        status = option_whole(value, 0, 1000, &number, error);
        if (status == PARLEY_OK && number == 1)
            status = parley_error_set(error, PARLEY_E_ARGUMENT,
                                      "one fold tests on nothing; use 2 or more, or 0 for none");
        s->folds = (unsigned)number;
        return status;
    case KEY_THREADS:
        status = option_whole(value, 1, 1024, &number, error);
        s->threads = (size_t)number;
        return status;
    case KEY_QUIET:
        s->say.quiet = true;
        return PARLEY_OK;
    case KEY_VERBOSE:
        s->say.verbose = true;
        return PARLEY_OK;
    case KEY_HELP:
        s->help = value && strcmp(value, "all") == 0 ? 2 : 1;
        return PARLEY_OK;
    case KEY_VERSION:
        s->help = 3;
        return PARLEY_OK;
    default:
        return take_learning(s, key, value, error);
    }
}

/* --- the run ------------------------------------------------------------------------------------ */

/* All that a run makes; given back in run_fini. */
typedef struct run {
    settings *s;
    texts *articles;
    corpus corpus;
    vectors vectors;
    word_vectors words;
    fit_input input;
    size_t *rows; /* those that train */
    size_t count, extra;
    size_t *apart; /* those of --test */
    size_t apart_count;
    size_t *fold;
    unsigned folds;
    verdict *verdicts, *apart_verdicts; /* [corpus rows][tasks], shared */
    size_t verdicts_size;
    figures *cross, *test; /* [tasks] */
    fitted fitted;
    output *model, *card, *metrics, *predictions;
} run;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static parley_status read_files(run *r, const option_list *paths, corpus_role role,
                                parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < paths->count && status == PARLEY_OK; i++)
        status = corpus_read(&r->corpus, paths->items[i], role, &r->s->corpus, error);
    return status;
}

static parley_status read_corpus(run *r, const option_list *files, parley_error *error)
{
    settings *s = r->s;
    parley_status status = PARLEY_OK;
    if (s->articles.count)
        status = texts_load(s->articles.items, s->articles.count, s->corpus.text_column, &s->say,
                            &r->articles, error);
    s->corpus.articles = r->articles;
    if (status == PARLEY_OK)
        status = read_files(r, files, ROLE_TESTED, error);
    if (status == PARLEY_OK)
        status = read_files(r, &s->extra, ROLE_EXTRA, error);
    if (status == PARLEY_OK)
        status = read_files(r, &s->test, ROLE_APART, error);
    if (status != PARLEY_OK)
        return status;
    if (r->corpus.without_text)
        message_warning(&s->say, NULL, 0,
                        "%zu labelled rows have no text%s and do not teach; the first is %s",
                        r->corpus.without_text,
                        s->articles.count ? " and were not found in the articles" : "",
                        r->corpus.lost.data);
    if (r->corpus.converted)
        message_warning(&s->say, NULL, 0, "%zu rows are not UTF-8 and were read as Windows-1252",
                        r->corpus.converted);
    return corpus_finish(&r->corpus, error);
}

static parley_status sort_rows(run *r, parley_error *error)
{
    size_t room = r->corpus.count + 1;
    r->rows = malloc(room * sizeof *r->rows);
    r->apart = malloc(room * sizeof *r->apart);
    r->fold = malloc(room * sizeof *r->fold);
    if (!r->rows || !r->apart || !r->fold)
        return no_memory(error);
    for (size_t row = 0; row < r->corpus.count; row++) {
        if (r->corpus.rows[row].role == ROLE_APART)
            r->apart[r->apart_count++] = row;
        else
            r->rows[r->count++] = row;
        r->extra += r->corpus.rows[row].role == ROLE_EXTRA;
    }
    return PARLEY_OK;
}

/* Verdicts in shared memory, none given yet. */
static parley_status new_verdicts(run *r, verdict **verdicts, parley_error *error)
{
    void *memory = NULL;
    size_t cells = r->corpus.count * r->corpus.task_count;
    r->verdicts_size = cells * sizeof **verdicts;
    parley_status status = workers_share(r->verdicts_size, &memory, error);
    *verdicts = memory;
    for (size_t i = 0; i < cells && status == PARLEY_OK; i++)
        (*verdicts)[i].label = NO_LABEL;
    return status;
}

/* Counts the verdicts that meet a gold label. */
static parley_status count_figures(run *r, const verdict *verdicts, figures **out,
                                   parley_error *error)
{
    const corpus *c = &r->corpus;
    *out = calloc(c->task_count, sizeof **out);
    if (!*out)
        return no_memory(error);
    for (size_t t = 0; t < c->task_count; t++) {
        const corpus_task *task = &c->tasks[t];
        if (figures_init(&(*out)[t], task->name, task->labels, task->label_count) != PARLEY_OK)
            return no_memory(error);
        for (size_t row = 0; row < c->count; row++) {
            const verdict *v = &verdicts[row * c->task_count + t];
            int gold = corpus_label(c, row, t);
            if (gold != NO_LABEL && v->label != NO_LABEL)
                figures_add(&(*out)[t], (size_t)gold, (size_t)v->label, v->confidence);
        }
    }
    return PARLEY_OK;
}

static parley_status cross_validate(run *r, parley_error *error)
{
    settings *s = r->s;
    r->folds = s->folds;
    parley_status status = fit_folds(&r->corpus, r->rows, r->count, &r->folds, s->learner.seed,
                                     r->fold, error);
    if (status != PARLEY_OK || s->folds == 0)
        return status;
    if (r->folds < 2) {
        message_warning(&s->say, NULL, 0,
                        "all rows are of one %s, so nothing can be held out: no figures, and "
                        "confidences that are not calibrated",
                        s->corpus.group_column);
        r->folds = 0;
        return PARLEY_OK;
    }
    if (r->folds < s->folds)
        message_warning(&s->say, NULL, 0, "only %u groups, so %u folds instead of %u", r->folds,
                        r->folds, s->folds);
    status = new_verdicts(r, &r->verdicts, error);
    if (status == PARLEY_OK)
        status = fit_evaluate(&r->input, r->rows, r->count, r->fold, r->folds, s->threads, &s->say,
                              r->verdicts, error);
    return status == PARLEY_OK ? count_figures(r, r->verdicts, &r->cross, error) : status;
}

static parley_status fit_final(run *r, parley_error *error)
{
    parley_status status = fit_rows(&r->input, r->rows, r->count, r->s->threads, &r->s->say,
                                    &r->fitted, error);
    if (status != PARLEY_OK || r->apart_count == 0)
        return status;
    status = new_verdicts(r, &r->apart_verdicts, error);
    if (status == PARLEY_OK)
        status = fit_apply(&r->input, &r->fitted, r->apart, r->apart_count, r->apart_verdicts,
                           error);
    return status == PARLEY_OK ? count_figures(r, r->apart_verdicts, &r->test, error) : status;
}

/* A label whose rows are all of one group is trained, but no fold can test it. */
static void warn_of_untested(const run *r)
{
    const corpus *c = &r->corpus;
    for (size_t t = 0; t < c->task_count; t++) {
        for (size_t l = 0; l < c->tasks[t].label_count; l++) {
            size_t group = SIZE_MAX;
            bool several = false;
            for (size_t i = 0; i < r->count; i++) {
                const corpus_row *row = &c->rows[r->rows[i]];
                if (corpus_label(c, r->rows[i], t) != (int)l)
                    continue;
                several = several || (group != SIZE_MAX && group != row->group);
                group = row->group;
            }
            if (!several)
                message_warning(&r->s->say, NULL, 0,
                                "%s: all rows labelled '%s' are of one %s: it is learned, but its "
                                "figures say nothing",
                                c->tasks[t].name, c->tasks[t].labels[l],
                                r->s->corpus.group_column);
        }
    }
}

/* --- what is written ---------------------------------------------------------------------------- */

static parley_status write_buffer(output **out, parley_buffer *text, parley_status status,
                                  parley_error *error)
{
    if (status == PARLEY_OK)
        status = output_write(*out, text->data ? text->data : "", text->size, error);
    else if (status == PARLEY_E_MEMORY)
        no_memory(error);
    if (status == PARLEY_OK)
        status = output_commit(out, error);
    parley_buffer_fini(text);
    return status;
}

static parley_status write_metrics(run *r, parley_error *error)
{
    parley_buffer text = {0};
    parley_status status = figures_csv_header(&text);
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++) {
        if (r->cross)
            status = figures_csv(&r->cross[t], "cv", &text);
        if (r->test && status == PARLEY_OK)
            status = figures_csv(&r->test[t], "test", &text);
    }
    return write_buffer(&r->metrics, &text, status, error);
}

static parley_status put_prediction(const run *r, size_t row, size_t t, parley_buffer *out)
{
    const corpus_task *task = &r->corpus.tasks[t];
    const verdict *v = &r->verdicts[row * r->corpus.task_count + t];
    int gold = corpus_label(&r->corpus, row, t);
    char confidence[64];
    snprintf(confidence, sizeof confidence, "%.4f", v->confidence);
    parley_status status = table_puts(out, gold == NO_LABEL ? "" : task->labels[gold], 0);
    if (status == PARLEY_OK)
        status = table_puts(out, v->label == NO_LABEL ? "" : task->labels[v->label], 0);
    if (status == PARLEY_OK)
        status = table_puts(out, v->label == NO_LABEL ? "" : confidence, 0);
    return status;
}

/* id, article, sentence, text, then for each task the gold label, ours, its confidence; the fold. */
static parley_status write_predictions(run *r, parley_error *error)
{
    const corpus *c = &r->corpus;
    parley_buffer text = {0}, scratch = {0};
    parley_status status = parley_buffer_puts(&text, "id,article,sentence,text");
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
        status = parley_buffer_printf(&text, ",%s,%s_predicted,%s_confidence", c->tasks[t].name,
                                      c->tasks[t].name, c->tasks[t].name);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(&text, ",fold\n");
    for (size_t i = 0; i < r->count && r->verdicts && status == PARLEY_OK; i++) {
        const corpus_row *row = &c->rows[r->rows[i]];
        char id[PARLEY_ID_SIZE];
        if (row->role != ROLE_TESTED)
            continue;
        status = parley_text_id(row->text.data, row->text.size, &scratch, id);
        if (status == PARLEY_OK)
            status = table_puts(&text, id, 1);
        const parley_str cells[] = {row->article, row->sentence, row->text};
        for (size_t k = 0; k < 3 && status == PARLEY_OK; k++)
            status = table_put(&text, cells[k].data, cells[k].size, 0);
        for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
            status = put_prediction(r, r->rows[i], t, &text);
        if (status == PARLEY_OK)
            status = parley_buffer_printf(&text, ",%zu\n", r->fold[i] + 1);
    }
    parley_buffer_fini(&scratch);
    return write_buffer(&r->predictions, &text, status, error);
}

static parley_status write_card(run *r, const char *command, parley_error *error)
{
    parley_buffer text = {0};
    card about = {.model_path = r->s->output,
                  .command = command,
                  .input = &r->input,
                  .fitted = &r->fitted,
                  .training_rows = r->count,
                  .extra_rows = r->extra,
                  .feature_count = r->fitted.space.feature_count,
                  .folds = r->folds,
                  .cross = r->cross,
                  .apart = r->test};
    parley_status status = card_write(&about, &text);
    return write_buffer(&r->card, &text, status, error);
}

static parley_status print_figures(const run *r, parley_error *error)
{
    parley_buffer text = {0};
    output *out = NULL;
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++) {
        if (r->cross) {
            status = parley_buffer_printf(&text, "%u folds, ", r->folds);
            if (status == PARLEY_OK)
                status = figures_print(&r->cross[t], &text);
        }
        if (r->test && status == PARLEY_OK) {
            status = parley_buffer_puts(&text, "test, ");
            if (status == PARLEY_OK)
                status = figures_print(&r->test[t], &text);
        }
    }
    if (status == PARLEY_OK)
        status = output_open(NULL, &out, error);
    else
        no_memory(error);
    if (status != PARLEY_OK) {
        parley_buffer_fini(&text);
        return status;
    }
    status = write_buffer(&out, &text, status, error);
    output_abandon(&out);
    return status;
}

/* Opens what will be written, so that a bad path is known before the work. */
static parley_status open_outputs(run *r, parley_error *error)
{
    const settings *s = r->s;
    parley_status status = PARLEY_OK;
    if (s->output) {
        parley_buffer card_path = {0};
        status = output_open(s->output, &r->model, error);
        if (status == PARLEY_OK && (parley_buffer_printf(&card_path, "%s.md", s->output) ||
                                    parley_buffer_append(&card_path, "", 1)))
            status = no_memory(error);
        /* Beside /dev/full and its like no card can stand. */
        if (status == PARLEY_OK && strncmp(s->output, "/dev/", 5) != 0)
            status = output_open(card_path.data, &r->card, error);
        parley_buffer_fini(&card_path);
    }
    if (status == PARLEY_OK && s->metrics)
        status = output_open(s->metrics, &r->metrics, error);
    if (status == PARLEY_OK && s->predictions)
        status = output_open(s->predictions, &r->predictions, error);
    return status;
}

static parley_status write_all(run *r, const char *command, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (r->model) {
        parley_buffer bytes = {0};
        status = save_model(&r->input, &r->fitted, r->count, &bytes, error);
        if (status == PARLEY_OK)
            status = write_buffer(&r->model, &bytes, status, error);
        parley_buffer_fini(&bytes);
    }
    if (status == PARLEY_OK && r->card)
        status = write_card(r, command, error);
    if (status == PARLEY_OK && r->metrics)
        status = write_metrics(r, error);
    if (status == PARLEY_OK && r->predictions)
        status = write_predictions(r, error);
    if (status == PARLEY_OK && !r->s->say.quiet)
        status = print_figures(r, error);
    return status;
}

static parley_status embed(run *r, parley_error *error)
{
    parley_status status = word_vectors_load(r->s->vectors, &r->vectors.words, r->s->vector_words,
                                             &r->words, error);
    if (status == PARLEY_OK)
        status = vectors_embed(&r->vectors, &r->words.view, error);
    if (status == PARLEY_OK)
        message_note(&r->s->say, "%zu word vectors of %zu components", r->words.view.count,
                     r->words.view.dimension);
    return status;
}

static parley_status run_all(run *r, const option_list *files, const char *command,
                             parley_error *error)
{
    settings *s = r->s;
    parley_status status = open_outputs(r, error);
    if (status == PARLEY_OK)
        status = read_corpus(r, files, error);
    if (status == PARLEY_OK)
        status = sort_rows(r, error);
    if (status == PARLEY_OK)
        status = vectors_build(&r->corpus, &s->learner.rows.features, &r->vectors, error);
    if (status == PARLEY_OK && s->vectors)
        status = embed(r, error);
    if (status != PARLEY_OK)
        return status;
    message_note(&s->say, "%zu rows to learn from, %zu different features", r->count,
                 r->vectors.dictionary.count);
    warn_of_untested(r);
    r->input = (fit_input){&r->corpus, &r->vectors, &s->learner};
    status = cross_validate(r, error);
    if (status == PARLEY_OK && (r->model || r->apart_count))
        status = fit_final(r, error);
    return status == PARLEY_OK ? write_all(r, command, error) : status;
}

static void figures_list_fini(figures *list, size_t count)
{
    for (size_t t = 0; list && t < count; t++)
        figures_fini(&list[t]);
    free(list);
}

static void run_fini(run *r)
{
    output_abandon(&r->model);
    output_abandon(&r->card);
    output_abandon(&r->metrics);
    output_abandon(&r->predictions);
    figures_list_fini(r->cross, r->corpus.task_count);
    figures_list_fini(r->test, r->corpus.task_count);
    fitted_fini(&r->fitted);
    workers_unshare(r->verdicts, r->verdicts_size);
    workers_unshare(r->apart_verdicts, r->verdicts_size);
    vectors_fini(&r->vectors);
    word_vectors_fini(&r->words);
    free(r->rows);
    free(r->apart);
    free(r->fold);
    corpus_fini(&r->corpus);
    texts_free(r->articles);
}

/* The command as typed, for the card. */
static parley_status join_command(int argc, char **argv, parley_buffer *out)
{
    parley_status status = parley_buffer_puts(out, "parley-train");
    for (int i = 1; i < argc && status == PARLEY_OK; i++) {
        bool plain = argv[i][0] && !strpbrk(argv[i], " \t\n'\"`$\\*?");
        status = parley_buffer_printf(out, plain ? " %s" : " '%s'", argv[i]);
    }
    return status == PARLEY_OK ? parley_buffer_append(out, "", 1) : status;
}

/* The status of the program for an error, which is said. */
static int fail(const settings *s, const parley_error *error)
{
    message_error(&s->say, error);
    if (error->code != PARLEY_E_ARGUMENT)
        return 1;
    fprintf(stderr, "%s: see %s --help\n", s->say.program, s->say.program);
    return 2;
}

static int show_help(const settings *s)
{
    if (s->help == 3) {
        puts("parley-train " PARLEY_VERSION);
    } else {
        fputs(usage, stdout);
        options_help(specs, s->help == 2);
        fputs(examples, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

static parley_status check_settings(settings *s, const option_operands *operands,
                                    parley_error *error)
{
    static const char *const by_default[] = {"stance", "sentiment"};
    if (operands->count == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "no labelled CSV given; name one, or - for standard input");
    if (!s->output && !s->metrics && !s->predictions && s->folds == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "nothing to do: no -o MODEL, and --folds 0");
    s->corpus.labels_by_default = s->labels.count == 0;
    s->corpus.label_columns = s->labels.count ? s->labels.items : by_default;
    s->corpus.label_count = s->labels.count ? s->labels.count : 2;
    if (s->threads == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        s->threads = processors > 0 ? (size_t)processors : 1;
    }
    return PARLEY_OK;
}

int main(int argc, char **argv)
{
    settings s = {.say = {.program = "parley-train"}, .learner = {.inner_folds = 5}};
    option_operands operands = {0};
    parley_buffer command = {0};
    parley_error error = {0};
    run r = {.s = &s};
    int code = 0;
    output_catch_signals();
    parley_status status = options_parse(specs, argc, argv, take, &s, &operands, &error);
    if (status == PARLEY_OK && s.help) {
        code = show_help(&s);
        goto done;
    }
    if (status == PARLEY_OK)
        status = check_settings(&s, &operands, &error);
    if (status == PARLEY_OK && join_command(argc, argv, &command) != PARLEY_OK)
        status = no_memory(&error);
    if (status == PARLEY_OK)
        status = run_all(&r, &(option_list){operands.list, operands.count}, command.data, &error);
    if (status != PARLEY_OK)
        code = fail(&s, &error);
done:
    run_fini(&r);
    parley_buffer_fini(&command);
    free(s.articles.items);
    free(s.extra.items);
    free(s.test.items);
    free(s.labels.items);
    free(s.where);
    options_fini(&operands);
    return code;
}
