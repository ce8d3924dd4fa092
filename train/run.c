/* The run: see train/run.h.
 *
 * The order of things: open the outputs, so that a bad path is known before the work → read the
 * corpus → join near-duplicates → extract features → fit on all rows → cross-validate → report.
 */
#include "run.h"

#include "evaluate.h"
#include "folds.h"
#include "memory.h"
#include "tune.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

enum { BOOTSTRAP_ROUNDS = 1000 };

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- outputs ------------------------------------------------------------------------------------ */

static parley_status open_model(run *r, parley_error *error)
{
    const char *path = r->s->output;
    parley_buffer card_path = {0};
    parley_status status = output_open(path, &r->model, error);
    if (status == PARLEY_OK && (parley_buffer_printf(&card_path, "%s.md", path) ||
                                parley_buffer_append(&card_path, "", 1)))
        status = no_memory(error);
    /* Beside /dev/full and its like no card can stand. */
    if (status == PARLEY_OK && strncmp(path, "/dev/", 5) != 0)
        status = output_open(card_path.data, &r->card, error);
    parley_buffer_fini(&card_path);
    return status;
}

static parley_status open_outputs(run *r, parley_error *error)
{
    const settings *s = r->s;
    parley_status status = s->output ? open_model(r, error) : PARLEY_OK;
    if (status == PARLEY_OK && s->metrics)
        status = output_open(s->metrics, &r->metrics, error);
    if (status == PARLEY_OK && s->predictions)
        status = output_open(s->predictions, &r->predictions, error);
    if (status == PARLEY_OK && s->suspects)
        status = output_open(s->suspects, &r->suspects, error);
    return status;
}

/* --- the corpus --------------------------------------------------------------------------------- */

static parley_status read_files(run *r, const option_list *paths, corpus_role role,
                                parley_error *error)
{
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < paths->count && status == PARLEY_OK; i++)
        status = corpus_read(&r->corpus, paths->items[i], role, &r->s->corpus, error);
    return status;
}

static void warn_of_places(const run *r, const corpus_places *places, const char *what)
{
    if (places->count)
        message_warning(&r->s->say, NULL, 0, "%zu %s: %.*s%s", places->count, what,
                        (int)places->text.size, places->text.data,
                        places->count > CORPUS_PLACES_NAMED ? ", …" : "");
}

static void warn_of_losses(const run *r)
{
    const corpus *c = &r->corpus;
    const messages *say = &r->s->say;
    warn_of_places(r, &c->lost,
                   r->s->articles.count ? "labelled rows have no text and were not found in the "
                                          "articles and do not teach"
                                        : "labelled rows have no text and do not teach");
    if (c->converted)
        message_warning(say, NULL, 0, "%zu rows are not UTF-8 and were read as Windows-1252",
                        c->converted);
}

/* What became of the decisions of sheets. */
static void say_reviewed(const run *r)
{
    const corpus *c = &r->corpus;
    const messages *say = &r->s->say;
    warn_of_places(
        r, &c->damaged,
        r->s->articles.count
            ? "reviewed rows have a text that is not that of their id, which the articles "
              "do not have, and do not teach"
            : "reviewed rows have a text that is not that of their id (cut, or changed by "
              "an encoding) and do not teach; --articles finds them, or empty the id of "
              "a row that you changed yourself");
    if (c->redecided)
        message_warning(say, NULL, 0,
                        "%zu rows are reviewed in several files: the latest file counts, and gives "
                        "%zu of them another label",
                        c->redecided, c->redecided_changed);
    if (c->plain_corrected)
        message_warning(say, NULL, 0, "%zu rows of plain files are corrected by reviewed sheets",
                        c->plain_corrected);
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
    warn_of_losses(r);
    status = corpus_finish(&r->corpus, error);
    say_reviewed(r); /* it may say why the corpus is no good */
    return status;
}

static parley_status sort_rows(run *r, parley_error *error)
{
    corpus *c = &r->corpus;
    size_t room = c->count + 1;
    r->rows = malloc(room * sizeof *r->rows);
    r->apart = malloc(room * sizeof *r->apart);
    r->fold = malloc(room * sizeof *r->fold);
    if (!r->rows || !r->apart || !r->fold)
        return no_memory(error);
    for (size_t row = 0; row < c->count; row++) {
        if (c->rows[row].role == ROLE_APART) {
            r->apart[r->apart_count++] = row;
            continue;
        }
        r->rows[r->count++] = row;
        if (!corpus_has_label(c, row))
            continue;
        r->labelled++;
        r->extra += c->rows[row].role == ROLE_EXTRA;
    }
    return duplicates_join(c, r->s->threads, &r->duplicates, error);
}

static void say_duplicates(const run *r)
{
    const duplicates *d = &r->duplicates;
    const corpus *c = &r->corpus;
    if (d->rows)
        message_note(&r->s->say,
                     "%zu rows are near-duplicates of others, in %zu clusters; %zu groups became "
                     "%zu",
                     d->rows, d->clusters, d->groups_before, d->groups_after);
    if (!d->conflicts)
        return;
    const corpus_row *a = &c->rows[d->conflict[0]], *b = &c->rows[d->conflict[1]];
    size_t t = d->conflict_task;
    message_warning(&r->s->say, c->files[b->file], b->line,
                    "%s is '%s', and '%s' in a near-duplicate (%s:%zu); %zu such conflicts in all",
                    c->tasks[t].name, c->tasks[t].labels[corpus_label(c, d->conflict[1], t)],
                    c->tasks[t].labels[corpus_label(c, d->conflict[0], t)], c->files[a->file],
                    a->line, d->conflicts);
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
                                "%s: all rows labelled '%s' are of one %s or its duplicates: it "
                                "is learned, but its figures say nothing",
                                c->tasks[t].name, c->tasks[t].labels[l], r->s->corpus.group_column);
        }
    }
}

/* Takes no more processes than there is memory for. */
static parley_status fit_into_memory(run *r, parley_error *error)
{
    settings *s = r->s;
    uint64_t each, available = memory_available();
    parley_status status = fit_measure(&r->input, r->count, &each, error);
    if (status != PARLEY_OK)
        return status;
    size_t fitting = memory_processes(available, each, s->threads);
    if (fitting == 0)
        return parley_error_set(error, PARLEY_E_LIMIT,
                                "to fit %zu rows with %zu different features takes %.2f GB of "
                                "memory, and %.2f GB are free: leave out rare features (--min-df "
                                "2), take shorter n-grams (--features), or fewer rows",
                                r->count, r->vectors.dictionary.count, (double)each / 1e9,
                                (double)available / 1e9);
    if (fitting < s->threads)
        message_warning(&s->say, NULL, 0,
                        "memory is short (%.2f GB are free, each process takes %.2f GB): %zu "
                        "processes instead of %zu",
                        (double)available / 1e9, (double)each / 1e9, fitting, s->threads);
    s->threads = fitting;
    return PARLEY_OK;
}

parley_status run_extract(run *r, parley_error *error)
{
    settings *s = r->s;
    parley_status status = vectors_build(&r->corpus, &s->learner.rows.features, s->vectors != NULL,
                                         s->threads, &r->vectors, error);
    if (status == PARLEY_OK && s->vectors)
        status =
            word_vectors_load(s->vectors, &r->vectors.words, s->vector_words, &r->words, error);
    if (status == PARLEY_OK && s->vectors)
        status = vectors_embed(&r->vectors, &r->words.view, error);
    if (status != PARLEY_OK)
        return status;
    s->learner.solver = solver_resolve(s->learner.solver, r->count);
    r->input = (fit_input){.corpus = &r->corpus, .vectors = &r->vectors, .learner = &s->learner};
    return fit_into_memory(r, error);
}

/* --- figures ------------------------------------------------------------------------------------ */

/* Verdicts in shared memory, none given yet. */
static parley_status new_verdicts(const run *r, verdict **verdicts, parley_error *error)
{
    void *memory = NULL;
    parley_status status = workers_share(r->verdict_count * sizeof **verdicts, &memory, error);
    *verdicts = memory;
    for (size_t i = 0; i < r->verdict_count && status == PARLEY_OK; i++)
        (*verdicts)[i].label = NO_LABEL;
    return status;
}

static void free_verdicts(const run *r, verdict *verdicts)
{
    workers_unshare(verdicts, r->verdict_count * sizeof *verdicts);
}

/* The bounds of a task's figures, by groups. */
static parley_status find_bounds(const run *r, const verdict *verdicts, size_t t, figures *f,
                                 parley_error *error)
{
    const corpus *c = &r->corpus;
    size_t *gold = malloc(3 * (c->count + 1) * sizeof *gold), count = 0;
    if (!gold)
        return no_memory(error);
    size_t *predicted = gold + c->count + 1, *group = predicted + c->count + 1;
    for (size_t row = 0; row < c->count; row++) {
        const verdict *v = &verdicts[row * c->task_count + t];
        int label = corpus_label(c, row, t);
        if (label == NO_LABEL || v->label == NO_LABEL)
            continue;
        gold[count] = (size_t)label;
        predicted[count] = (size_t)v->label;
        group[count++] = c->rows[row].group;
    }
    parley_status status = parley_bootstrap(gold, predicted, group, count, c->tasks[t].label_count,
                                            c->groups.count, BOOTSTRAP_ROUNDS, r->s->learner.seed,
                                            &f->accuracy_bounds, &f->macro_f1_bounds);
    f->bounded = status == PARLEY_OK && count > 0;
    free(gold);
    return status == PARLEY_OK ? status : no_memory(error);
}

/* Counts the verdicts that meet a gold label. */
static parley_status count_figures(const run *r, const verdict *verdicts, figures **out,
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

static void figures_list_fini(figures *list, size_t count)
{
    for (size_t t = 0; list && t < count; t++)
        figures_fini(&list[t]);
    free(list);
}

/* Whether there is something to hold out; says so if not. */
static bool can_hold_out(run *r)
{
    const settings *s = r->s;
    if (r->folds < 2) {
        message_warning(&s->say, NULL, 0,
                        "all rows are of one %s, so nothing can be held out: no figures, and "
                        "confidences that are not calibrated",
                        s->corpus.group_column);
        r->folds = 0;
        return false;
    }
    if (r->folds < s->folds)
        message_warning(&s->say, NULL, 0, "only %u groups, so %u folds instead of %u", r->folds,
                        r->folds, s->folds);
    return true;
}

static parley_status cross_validate(run *r, parley_error *error)
{
    settings *s = r->s;
    r->folds = s->folds;
    parley_status status = folds_of_corpus(&r->corpus, r->rows, r->count, false, &r->folds,
                                           s->learner.seed, r->fold, error);
    if (status != PARLEY_OK || s->folds == 0 || !can_hold_out(r))
        return status;
    void *unknown = NULL;
    size_t unknown_size = 2 * r->folds * sizeof(size_t);
    status = workers_share(unknown_size, &unknown, error);
    if (status == PARLEY_OK)
        status = new_verdicts(r, &r->cross_verdicts, error);
    evaluation e = {.input = &r->input,
                    .rows = r->rows,
                    .fold = r->fold,
                    .count = r->count,
                    .folds = r->folds,
                    .part = 1,
                    .verdicts = r->cross_verdicts,
                    .unknown = unknown};
    if (status == PARLEY_OK)
        status = evaluate(&e, s->threads, &s->say, "cross-validation: fold", error);
    if (status == PARLEY_OK)
        status = count_figures(r, r->cross_verdicts, &r->cross, error);
    size_t words[2] = {0, 0};
    for (unsigned f = 0; f < r->folds && status == PARLEY_OK; f++) {
        words[0] += e.unknown[2 * f];
        words[1] += e.unknown[2 * f + 1];
    }
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++) {
        if (words[1])
            r->cross[t].oov = (double)words[0] / (double)words[1];
        status = find_bounds(r, r->cross_verdicts, t, &r->cross[t], error);
    }
    workers_unshare(unknown, unknown_size);
    return status;
}

/* Macro F1 of each task in a variation of cross-validation that takes over the choices of the final
 * fit: for comparison with one another, not as figures. */
static parley_status vary(run *r, const size_t *fold, double part, const char *what,
                          double *macro_f1, parley_error *error)
{
    fit_input input = r->input;
    verdict *verdicts = NULL;
    figures *list = NULL;
    input.choices = &r->fitted;
    parley_status status = new_verdicts(r, &verdicts, error);
    evaluation e = {.input = &input,
                    .rows = r->rows,
                    .fold = fold,
                    .count = r->count,
                    .folds = r->folds,
                    .part = part,
                    .verdicts = verdicts};
    if (status == PARLEY_OK)
        status = evaluate(&e, r->s->threads, &r->s->say, what, error);
    if (status == PARLEY_OK)
        status = count_figures(r, verdicts, &list, error);
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++)
        macro_f1[t] = parley_macro_f1(&list[t].confusion);
    figures_list_fini(list, r->corpus.task_count);
    free_verdicts(r, verdicts);
    return status;
}

/* The learning curve, and what the figure would be without grouping. */
static parley_status look_around(run *r, parley_error *error)
{
    static const double parts[FIGURES_CURVE] = {0.25, 0.5, 1};
    size_t tasks = r->corpus.task_count;
    double *macro_f1 = calloc(tasks, sizeof *macro_f1);
    size_t *fold = malloc((r->count + 1) * sizeof *fold);
    parley_status status = macro_f1 && fold ? PARLEY_OK : no_memory(error);
    for (size_t k = 0; k < FIGURES_CURVE && status == PARLEY_OK; k++) {
        status = vary(r, r->fold, parts[k], "learning curve: fold", macro_f1, error);
        for (size_t t = 0; t < tasks && status == PARLEY_OK; t++)
            r->cross[t].curve[k] = macro_f1[t];
    }
    /* Every row a group of its own: in the order of the corpus, so that neighbours part. */
    for (size_t i = 0, next = 0; i < r->count && status == PARLEY_OK; i++)
        fold[i] = r->corpus.rows[r->rows[i]].role == ROLE_TESTED ? next++ % r->folds : NO_FOLD;
    if (status == PARLEY_OK)
        status = vary(r, fold, 1, "without grouping: fold", macro_f1, error);
    for (size_t t = 0; t < tasks && status == PARLEY_OK; t++)
        r->cross[t].ungrouped_macro_f1 = macro_f1[t];
    free(macro_f1);
    free(fold);
    return status;
}

/* What the machines say of every row, extra ones too, while they are held out. */
static parley_status find_suspects(run *r, parley_error *error)
{
    size_t *fold = malloc((r->count + 1) * sizeof *fold);
    unsigned folds = r->folds ? r->folds : 10;
    fit_input input = r->input;
    input.choices = &r->fitted;
    parley_status status = fold ? PARLEY_OK : no_memory(error);
    if (status == PARLEY_OK)
        status = folds_of_corpus(&r->corpus, r->rows, r->count, true, &folds, r->s->learner.seed,
                                 fold, error);
    if (status == PARLEY_OK && folds < 2)
        status = parley_error_set(error, PARLEY_E_DATA,
                                  "--suspects: all rows are of one group, nothing can be held out");
    if (status == PARLEY_OK)
        status = new_verdicts(r, &r->suspect_verdicts, error);
    evaluation e = {.input = &input,
                    .rows = r->rows,
                    .fold = fold,
                    .count = r->count,
                    .folds = folds,
                    .part = 1,
                    .test_extra = true,
                    .verdicts = r->suspect_verdicts};
    if (status == PARLEY_OK)
        status = evaluate(&e, r->s->threads, &r->s->say, "suspects: fold", error);
    free(fold);
    return status;
}

static parley_status fit_final(run *r, parley_error *error)
{
    parley_status status =
        fit_rows(&r->input, r->rows, r->count, r->s->threads, &r->s->say, &r->fitted, error);
    if (status == PARLEY_OK && r->fitted.space.matrix.columns == 0)
        return parley_error_set(error, PARLEY_E_DATA,
                                "no feature occurs in %u rows or more, so there is nothing to "
                                "learn from; look at --features, --min-df and the texts",
                                r->s->learner.rows.min_df);
    if (status != PARLEY_OK || r->apart_count == 0)
        return status;
    status = new_verdicts(r, &r->apart_verdicts, error);
    if (status == PARLEY_OK)
        status =
            fit_apply(&r->input, &r->fitted, r->apart, r->apart_count, r->apart_verdicts, error);
    if (status == PARLEY_OK)
        status = count_figures(r, r->apart_verdicts, &r->test, error);
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++)
        status = find_bounds(r, r->apart_verdicts, t, &r->test[t], error);
    return status;
}

parley_status run_all(run *r, const option_list *files, parley_error *error)
{
    parley_status status = open_outputs(r, error);
    if (status == PARLEY_OK)
        status = read_corpus(r, files, error);
    if (status == PARLEY_OK)
        status = sort_rows(r, error);
    if (status == PARLEY_OK)
        status = r->s->tune ? tune(r, error) : run_extract(r, error);
    if (status != PARLEY_OK)
        return status;
    message_note(&r->s->say, "%zu labelled rows, %zu different features, %zu word vectors",
                 r->labelled, r->vectors.dictionary.count, r->words.view.count);
    r->verdict_count = r->corpus.count * r->corpus.task_count;
    say_duplicates(r);
    warn_of_untested(r);
    status = fit_final(r, error);
    if (status == PARLEY_OK)
        status = cross_validate(r, error);
    if (status == PARLEY_OK && r->cross && !r->s->brief)
        status = look_around(r, error);
    if (status == PARLEY_OK && r->suspects)
        status = find_suspects(r, error);
    vectors_drop_rows(&r->vectors); /* what follows is the largest: the model in memory */
    return status == PARLEY_OK ? report_all(r, error) : status;
}

void run_fini(run *r)
{
    output_abandon(&r->model);
    output_abandon(&r->card);
    output_abandon(&r->metrics);
    output_abandon(&r->predictions);
    output_abandon(&r->suspects);
    figures_list_fini(r->cross, r->corpus.task_count);
    figures_list_fini(r->test, r->corpus.task_count);
    fitted_fini(&r->fitted);
    free_verdicts(r, r->cross_verdicts);
    free_verdicts(r, r->apart_verdicts);
    free_verdicts(r, r->suspect_verdicts);
    vectors_fini(&r->vectors);
    word_vectors_fini(&r->words);
    free(r->rows);
    free(r->apart);
    free(r->fold);
    corpus_fini(&r->corpus);
    texts_free(r->articles);
}
