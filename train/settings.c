/* The command line of parley-train: see train/settings.h. */
#define _POSIX_C_SOURCE 200809L

#include "settings.h"

#include "../io/files.h"
#include "version.h"

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
    KEY_NEW_LABEL,
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
    KEY_SUSPECTS,
    KEY_AGREEMENT,
    KEY_BRIEF,
    KEY_TUNE,
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
    {'o', "output", KEY_OUTPUT, "FILE", "the model; its card goes beside it as FILE.md", NULL,
     true},
    {0, "articles", KEY_ARTICLES, "PATH", "where rows with an id but no text find their sentence",
     NULL, true},
    {0, "extra", KEY_EXTRA, "FILE", "rows that train in every fold and are never tested", NULL,
     true},
    {0, "test", KEY_TEST, "FILE", "rows that never train: test the model on them", NULL, true},
    {0, "where", KEY_WHERE, "COL=VALUE", "only the rows with this value", NULL, false},
    {0, "text", KEY_TEXT, "COLUMN", "the sentence", "text", true},
    {0, "label", KEY_LABEL, "COLUMN", "a column to learn; repeatable [stance, sentiment]", NULL,
     true},
    {0, "new-label", KEY_NEW_LABEL, "LABEL", "a label that reviewed sheets may bring; repeatable",
     NULL, false},
    {0, "group", KEY_GROUP, "COLUMN", "rows that belong together", "article", true},
    {0, "folds", KEY_FOLDS, "K", "cross-validation folds; 0 for none", "10", true},
    {0, "features", KEY_FEATURES, "LIST", "such as word:1-3,char:3-5,marks,numbers", "word:1-2",
     true},
    {0, "weighting", KEY_WEIGHTING, "NAME", "binary, tfidf, nb, nbtfidf", "tfidf", true},
    {0, "normalise", KEY_NORMALISE, "NAME", "divide by the length: unit, none", "unit", false},
    {0, "min-df", KEY_MIN_DF, "N", "leave out what occurs in fewer rows", "1", false},
    {0, "vectors", KEY_VECTORS, "FILE", "word vectors (word2vec, GloVe, fastText text format)",
     NULL, true},
    {0, "vector-words", KEY_VECTOR_WORDS, "N", "keep the N most frequent, and those of the rows",
     "20000", false},
    {0, "vector-scale", KEY_VECTOR_SCALE, "X", "weight of a sentence's vector; n-grams have 1", "1",
     false},
    {0, "context", KEY_CONTEXT, "X", "weight of the article's other sentences; or auto", "auto",
     false},
    {0, "extra-weight", KEY_EXTRA_WEIGHT, "W", "weight of an extra row beside others, 0.1 to 10",
     "1", false},
    {0, "cost", KEY_COST, "C", "of an error; a number, or auto", "1", true},
    {0, "class-weight", KEY_CLASS_WEIGHT, "W", "none, balanced", "none", true},
    {0, "optimise", KEY_OPTIMISE, "NAME", "macro_f1, accuracy", "macro_f1", true},
    {0, "tune", KEY_TUNE, NULL, "choose features, weighting and cost by cross-validation", NULL,
     true},
    {0, "solver", KEY_SOLVER, "NAME", "auto, libsvm, liblinear, descent", "auto", false},
    {0, "metrics", KEY_METRICS, "FILE", "every figure as CSV: task,split,metric,label,value", NULL,
     true},
    {0, "predictions", KEY_PREDICTIONS, "FILE", "the out-of-fold label of each sentence", NULL,
     true},
    {0, "suspects", KEY_SUSPECTS, "FILE", "the rows, those first whose label looks wrong", NULL,
     true},
    {0, "agreement", KEY_AGREEMENT, NULL, "train nothing; compare coders, one in each file", NULL,
     true},
    {0, "brief", KEY_BRIEF, NULL, "no learning curve, no figure without grouping", NULL, false},
    {0, "seed", KEY_SEED, "N", "of the folds and of the solver", "1", false},
    {0, "threads", KEY_THREADS, "N", "folds that run side by side [all processors]", NULL, false},
    {'q', "quiet", KEY_QUIET, NULL, "errors only, and no figures", NULL, true},
    {'v', "verbose", KEY_VERBOSE, NULL, "say more", NULL, true},
    {'h', "help", KEY_HELP, "[=all]", "this, or all options", NULL, true},
    {'V', "version", KEY_VERSION, NULL, "the version", NULL, true},
    {0}};

static const char usage[] =
    "parley-train: fit support vector machines to labelled sentences\n"
    "\n"
    "  parley-train [options] LABELLED.csv... [-o MODEL]\n"
    "\n"
    "LABELLED.csv has a header, a sentence in each row, and columns with its labels;\n"
    "an article column says which rows belong together.\n"
    "\n";

static const char statuses[] =
    "\n"
    "A sheet that parley-classify labelled teaches where a person decided: in a\n"
    "column LABEL_corrected, the right label, or ok. With --agreement such a sheet\n"
    "is two coders, the person and the machine, and -o writes the rows in dispute.\n"
    "\n"
    "Exit status: 0 done, 1 data or system, 2 usage.\n";

static const char examples[] =
    "\n"
    "Example: parley-train coded.csv --label topic -o topic.model\n"
    "         parley-classify -m topic.model articles/ -o labelled.csv\n";

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
static parley_status take_learning(learner *l, int key, const char *value, parley_error *error)
{
    static const char *const weightings[] = {"binary", "tfidf", "nb", "nbtfidf", NULL};
    static const char *const lengths[] = {"none", "unit", NULL};
    static const char *const weights[] = {"none", "balanced", NULL};
    static const char *const objectives[] = {"macro_f1", "accuracy", NULL};
    static const char *const solvers[] = {"auto", "libsvm", "liblinear", "descent", NULL};
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

/* The name of a file; "" is a slip, such as an unset variable in a script. */
static parley_status take_path(const char **to, const char *value, parley_error *error)
{
    if (!*value)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "the name of the file is empty");
    *to = value;
    return PARLEY_OK;
}

/* Options that name files and columns. */
static parley_status take_name(settings *s, int key, const char *value, parley_error *error)
{
    switch (key) {
    case KEY_OUTPUT:
        return take_path(&s->output, value, error);
    case KEY_METRICS:
        return take_path(&s->metrics, value, error);
    case KEY_PREDICTIONS:
        return take_path(&s->predictions, value, error);
    case KEY_SUSPECTS:
        return take_path(&s->suspects, value, error);
    case KEY_ARTICLES:
        return option_list_add(&s->articles, value, error);
    case KEY_EXTRA:
        return option_list_add(&s->extra, value, error);
    case KEY_TEST:
        return option_list_add(&s->test, value, error);
    case KEY_LABEL:
        return option_list_add(&s->labels, value, error);
    case KEY_NEW_LABEL:
        return option_list_add(&s->new_labels, value, error);
    case KEY_WHERE:
        return take_where(s, value, error);
    case KEY_TEXT:
        s->corpus.text_column = value;
        return PARLEY_OK;
    default: /* KEY_GROUP: the first call brings the default */
        s->corpus.group_by_default = s->corpus.group_column == NULL;
        s->corpus.group_column = value;
        return PARLEY_OK;
    }
}

static parley_status take(int key, const char *value, void *context, parley_error *error)
{
    settings *s = context;
    uint64_t number = 0;
    parley_status status = PARLEY_OK;
    switch (key) {
    case KEY_OUTPUT:
    case KEY_METRICS:
    case KEY_PREDICTIONS:
    case KEY_SUSPECTS:
    case KEY_ARTICLES:
    case KEY_EXTRA:
    case KEY_TEST:
    case KEY_LABEL:
    case KEY_NEW_LABEL:
    case KEY_WHERE:
    case KEY_TEXT:
    case KEY_GROUP:
        return take_name(s, key, value, error);
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
    case KEY_TUNE:
        s->tune = true;
        return PARLEY_OK;
    case KEY_AGREEMENT:
        s->agreement = true;
        return PARLEY_OK;
    case KEY_BRIEF:
        s->brief = true;
        return PARLEY_OK;
    case KEY_VECTORS:
        return take_path(&s->vectors, value, error);
    case KEY_VECTOR_WORDS:
        status = option_whole(value, 0, 10000000, &number, error);
        s->vector_words = (size_t)number;
        return status;
    case KEY_QUIET:
        s->say.quiet = true;
        return PARLEY_OK;
    case KEY_VERBOSE:
        s->say.verbose = true;
        return PARLEY_OK;
    case KEY_HELP:
        if (value && strcmp(value, "all") != 0)
            return parley_error_set(error, PARLEY_E_ARGUMENT, "it is --help or --help=all");
        s->help = value ? HELP_ALL : HELP_COMMON;
        return PARLEY_OK;
    case KEY_VERSION:
        s->help = HELP_VERSION;
        return PARLEY_OK;
    default:
        return take_learning(&s->learner, key, value, error);
    }
}

/* Two outputs that are one file, or an output that is an input: one would destroy the other. */
static parley_status check_files(const settings *s, const option_operands *operands,
                                 parley_error *error)
{
    const char *outputs[] = {s->output, s->metrics, s->predictions, s->suspects};
    const option_list inputs[] = {
        {operands->list, operands->count}, s->extra, s->test, s->articles};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; outputs[i] && k < i; k++)
            if (outputs[k] && (file_same(outputs[i], outputs[k]) ||
                               (strcmp(outputs[i], "-") == 0 && strcmp(outputs[k], "-") == 0)))
                return parley_error_set(error, PARLEY_E_ARGUMENT,
                                        "%s: two results would be written there; name two files",
                                        outputs[i]);
        for (size_t list = 0; outputs[i] && list < 4; list++)
            for (size_t k = 0; k < inputs[list].count; k++)
                if (file_same(outputs[i], inputs[list].items[k]))
                    return parley_error_set(error, PARLEY_E_ARGUMENT,
                                            "%s is an input; write somewhere else", outputs[i]);
    }
    return PARLEY_OK;
}

/* Names that the rows of parley have themselves. */
static parley_status check_labels(const settings *s, parley_error *error)
{
    static const char *const taken[] = {"id", "article", "sentence", "text", NULL};
    for (size_t i = 0; i < s->labels.count; i++) {
        const char *name = s->labels.items[i];
        bool bad = strcmp(name, s->corpus.text_column) == 0;
        for (size_t k = 0; taken[k]; k++)
            bad = bad || strcmp(name, taken[k]) == 0;
        if (bad)
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "--label: the column '%s' is no label; name another", name);
        for (size_t k = 0; k < i; k++)
            if (strcmp(name, s->labels.items[k]) == 0)
                return parley_error_set(error, PARLEY_E_ARGUMENT, "--label: '%s' is named twice",
                                        name);
    }
    return PARLEY_OK;
}

/* What only training needs. */
static parley_status check_agreement(const settings *s, parley_error *error)
{
    const char *unused = s->extra.count   ? "--extra"
                         : s->test.count  ? "--test"
                         : s->predictions ? "--predictions"
                         : s->suspects    ? "--suspects"
                         : s->vectors     ? "--vectors"
                         : s->tune        ? "--tune"
                                          : NULL;
    if (!unused)
        return PARLEY_OK;
    return parley_error_set(error, PARLEY_E_ARGUMENT,
                            "--agreement compares coders and trains nothing: leave out %s", unused);
}

static parley_status check_training(const settings *s, parley_error *error)
{
    if (s->output && strcmp(s->output, "-") == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "--output: a model is written to a file, its card beside it");
    if (!s->output && !s->metrics && !s->predictions && !s->suspects && s->folds == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "nothing to do: no -o MODEL, and --folds 0");
    return PARLEY_OK;
}

static parley_status check(settings *s, const option_operands *operands, parley_error *error)
{
    static const char *const by_default[] = {"stance", "sentiment"};
    if (operands->count == 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "no labelled CSV given; name one, or - for standard input");
    for (size_t i = 0; i < operands->count; i++)
        if (!*operands->list[i])
            return parley_error_set(error, PARLEY_E_ARGUMENT, "the name of an input is empty");
    parley_status status = s->agreement ? check_agreement(s, error) : check_training(s, error);
    s->corpus.labels_by_default = s->labels.count == 0;
    s->corpus.label_columns = s->labels.count ? s->labels.items : by_default;
    s->corpus.label_count = s->labels.count ? s->labels.count : 2;
    s->corpus.new_labels = s->new_labels.items;
    s->corpus.new_label_count = s->new_labels.count;
    if (s->threads == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        s->threads = processors > 0 ? (size_t)processors : 1;
    }
    if (status == PARLEY_OK)
        status = check_files(s, operands, error);
    return status == PARLEY_OK ? check_labels(s, error) : status;
}

parley_status settings_parse(int argc, char **argv, settings *s, option_operands *operands,
                             parley_error *error)
{
    *s = (settings){.say = {.program = "parley-train"}, .learner = {.inner_folds = 5}};
    parley_status status = options_parse(specs, argc, argv, take, s, operands, error);
    return status == PARLEY_OK && s->help == HELP_NONE ? check(s, operands, error) : status;
}

void settings_fini(settings *s)
{
    free(s->articles.items);
    free(s->extra.items);
    free(s->test.items);
    free(s->labels.items);
    free(s->new_labels.items);
    free(s->where);
}

void settings_help(const settings *s)
{
    if (s->help == HELP_VERSION) {
        puts("parley-train " PARLEY_VERSION);
        return;
    }
    fputs(usage, stdout);
    options_help(specs, s->help == HELP_ALL);
    fputs(examples, stdout);
    if (s->help == HELP_ALL)
        fputs(statuses, stdout);
}
