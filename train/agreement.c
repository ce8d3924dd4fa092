/* Agreement of coders: see train/agreement.h.
 *
 * Read the files → for each task: alpha with its bounds, the confusion of each pair → the metrics file,
 * the rows in dispute, figures for people. What cannot be computed, as no two coders have a common row
 * or all gave one label, is called undefined there, and has no line in the metrics file.
 */
#include "agreement.h"

#include "../io/figures.h"
#include "../io/output.h"
#include "../io/table.h"
#include "codings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many rows in dispute are printed, and how much of a text and a label, in characters. */
enum { BOOTSTRAP_ROUNDS = 1000, DISPUTES_SHOWN = 10, TEXT_SHOWN = 70, LABEL_SHOWN = 20 };

/* Tables of more labels fit no screen; bounds from fewer groups are no more than a hint. */
enum { LABELS_SHOWN = 12, GROUPS_ENOUGH = 10, SLIPS_NAMED = 5 };

/* What two coders gave to their common rows: of a the rows of the table, of b its columns. */
typedef struct pair {
    size_t a, b;
    parley_confusion confusion;
} pair;

/* Krippendorff's alpha of some of the coders. */
typedef struct alpha_figures {
    size_t paired;   /* rows with two labels or more */
    size_t disputed; /* of them: with different ones */
    double alpha;    /* NAN: undefined */
    parley_bounds bounds;
    size_t drawn; /* groups, or rows, in a draw of the bootstrap */
    bool by_rows; /* all rows are of one group, or each of its own: they are drawn themselves */
} alpha_figures;

/* All figures of a task. */
typedef struct task_figures {
    const coded_task *task;
    size_t *rows;              /* [coders]: labelled by each */
    alpha_figures all, people; /* the latter without the machines, where there are both */
    pair *pairs;               /* [pair_count], of the coders that have labels */
    size_t pair_count;
} task_figures;

typedef struct agreement {
    const settings *s;
    codings c;
    task_figures *tasks; /* [c.task_count] */
    size_t disputed;     /* rows in dispute in any task */
    texts *articles;     /* or NULL */
    output *rows, *metrics, *figures;
} agreement;

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

static bool is_disputed(const agreement *a, size_t row)
{
    for (size_t t = 0; t < a->c.task_count; t++)
        if (parley_codings_disputed(&a->c.tasks[t].given, row))
            return true;
    return false;
}

/* The label that a coder gave to a row, or NULL. */
static const char *label_of(const coded_task *task, size_t row, size_t coder)
{
    size_t label = task->given.labels[row * task->given.coders + coder];
    return label == PARLEY_UNCODED ? NULL : task->labels[label];
}

/* --- figures ------------------------------------------------------------------------------------ */

/* Alpha and its bounds: by groups, or by rows where all are of one group. */
static parley_status find_alpha(const codings *c, const parley_codings *given, uint64_t seed,
                                alpha_figures *f)
{
    size_t *group = malloc((c->row_count + 1) * sizeof *group);
    parley_status status = group ? parley_alpha(given, &f->alpha) : PARLEY_E_MEMORY;
    for (size_t row = 0; row < c->row_count && status == PARLEY_OK; row++) {
        f->paired += parley_codings_given(given, row) >= 2;
        f->disputed += parley_codings_disputed(given, row);
        group[row] = c->rows[row].group;
    }
    if (status == PARLEY_OK)
        status = parley_alpha_bounds(given, group, c->group_count, BOOTSTRAP_ROUNDS, seed,
                                     &f->bounds, &f->drawn);
    f->by_rows = c->groups_named == 0;
    if (status == PARLEY_OK && f->drawn < 2) {
        for (size_t row = 0; row < c->row_count; row++)
            group[row] = row;
        f->by_rows = true;
        status = parley_alpha_bounds(given, group, c->row_count, BOOTSTRAP_ROUNDS, seed, &f->bounds,
                                     &f->drawn);
    }
    free(group);
    return status;
}

/* Alpha of those coders that are no machines. */
static parley_status find_alpha_of_people(const codings *c, uint64_t seed, task_figures *f)
{
    const parley_codings *given = &f->task->given;
    size_t persons = c->person_count;
    size_t *labels = malloc((given->units * persons + 1) * sizeof *labels);
    if (!labels)
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < given->units * persons; i++)
        labels[i] = given->labels[i / persons * given->coders + i % persons];
    const parley_codings theirs = {labels, given->units, persons, given->label_count};
    parley_status status = find_alpha(c, &theirs, seed, &f->people);
    free(labels);
    return status;
}

static bool has_both(const codings *c)
{
    return c->person_count >= 2 && c->person_count < c->coder_count;
}

static parley_status count_pairs(task_figures *f)
{
    const parley_codings *given = &f->task->given;
    size_t labels = given->label_count;
    f->pairs = calloc(given->coders * given->coders + 1, sizeof *f->pairs);
    if (!f->pairs)
        return PARLEY_E_MEMORY;
    for (size_t a = 0; a < given->coders; a++) {
        for (size_t b = a + 1; b < given->coders; b++) {
            if (f->rows[a] == 0 || f->rows[b] == 0)
                continue;
            pair *p = &f->pairs[f->pair_count++];
            *p = (pair){a, b, {labels, calloc(labels * labels + 1, sizeof(size_t))}};
            if (!p->confusion.counts)
                return PARLEY_E_MEMORY;
            parley_codings_confusion(given, a, b, &p->confusion);
        }
    }
    return PARLEY_OK;
}

static parley_status compute(agreement *a, parley_error *error)
{
    const codings *c = &a->c;
    a->tasks = calloc(c->task_count, sizeof *a->tasks);
    if (!a->tasks)
        return no_memory(error);
    for (size_t t = 0; t < c->task_count; t++) {
        task_figures *f = &a->tasks[t];
        f->task = &c->tasks[t];
        f->rows = calloc(c->coder_count, sizeof *f->rows);
        if (!f->rows)
            return no_memory(error);
        for (size_t i = 0; i < c->row_count * c->coder_count; i++)
            f->rows[i % c->coder_count] += f->task->given.labels[i] != PARLEY_UNCODED;
        uint64_t seed = a->s->learner.seed;
        if (find_alpha(c, &f->task->given, seed, &f->all) != PARLEY_OK ||
            (has_both(c) && find_alpha_of_people(c, seed, f) != PARLEY_OK) ||
            count_pairs(f) != PARLEY_OK)
            return no_memory(error);
    }
    for (size_t row = 0; row < c->row_count; row++)
        a->disputed += is_disputed(a, row);
    return PARLEY_OK;
}

/* The text of a row in dispute, from the articles if no file has it. */
static parley_status find_texts(agreement *a, parley_error *error)
{
    const settings *s = a->s;
    if (s->articles.count == 0)
        return PARLEY_OK;
    parley_status status = texts_load(s->articles.items, s->articles.count, s->corpus.text_column,
                                      &s->say, &a->articles, error);
    for (size_t row = 0; row < a->c.row_count && status == PARLEY_OK; row++) {
        coded_row *r = &a->c.rows[row];
        parley_str found = {0};
        if (r->text.size || !is_disputed(a, row))
            continue;
        status = texts_find(a->articles, r->article, r->id, &found, error);
        const char *copy = arena_copy(&a->c.strings, found.size ? found.data : "", found.size);
        r->text = (parley_str){copy, found.size};
        if (!copy && status == PARLEY_OK)
            status = no_memory(error);
    }
    return status;
}

/* --- the metrics file --------------------------------------------------------------------------- */

/* "anna vs ben", and with a label "anna vs ben:favor". */
static parley_status pair_name(const codings *c, const pair *p, const char *label,
                               parley_buffer *name)
{
    name->size = 0;
    TRY(parley_buffer_printf(name, "%s vs %s", c->coders[p->a], c->coders[p->b]));
    if (label)
        TRY(parley_buffer_printf(name, ":%s", label));
    return parley_buffer_append(name, "", 1);
}

static parley_status put_figure(const task_figures *f, const char *metric, const char *label,
                                double value, parley_buffer *out)
{
    return isnan(value)
               ? PARLEY_OK
               : figures_csv_value(f->task->name, "agreement", metric, label, value, 6, out);
}

static parley_status put_count(const task_figures *f, const char *metric, const char *label,
                               size_t count, parley_buffer *out)
{
    return figures_csv_value(f->task->name, "agreement", metric, label, (double)count, 0, out);
}

/* The labels of the first coder stand in `label`, those of the second in `metric`. */
static parley_status put_confusion(const codings *c, const task_figures *f, const pair *p,
                                   parley_buffer *scratch, parley_buffer *out)
{
    size_t labels = p->confusion.label_count;
    parley_buffer metric = {0};
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < labels * labels && status == PARLEY_OK; i++) {
        metric.size = 0;
        status = parley_buffer_printf(&metric, "confusion:%s", f->task->labels[i % labels]);
        if (status == PARLEY_OK)
            status = parley_buffer_append(&metric, "", 1);
        if (status == PARLEY_OK)
            status = pair_name(c, p, f->task->labels[i / labels], scratch);
        if (status == PARLEY_OK)
            status = put_count(f, metric.data, scratch->data, p->confusion.counts[i], out);
    }
    parley_buffer_fini(&metric);
    return status;
}

static parley_status put_pair(const codings *c, const task_figures *f, const pair *p,
                              parley_buffer *scratch, parley_buffer *out)
{
    size_t rows = parley_confusion_total(&p->confusion);
    TRY(pair_name(c, p, NULL, scratch));
    if (parley_kappa_defined(&p->confusion))
        TRY(put_figure(f, "kappa", scratch->data, parley_kappa(&p->confusion), out));
    if (rows)
        TRY(put_figure(f, "agreement", scratch->data, parley_accuracy(&p->confusion), out));
    TRY(put_count(f, "support", scratch->data, rows, out));
    return put_confusion(c, f, p, scratch, out);
}

/* of: "" for all coders. */
static parley_status put_alpha(const task_figures *f, const alpha_figures *alpha, const char *of,
                               parley_buffer *out)
{
    TRY(put_figure(f, "alpha", of, alpha->alpha, out));
    TRY(put_figure(f, "alpha_low", of, alpha->bounds.low, out));
    TRY(put_figure(f, "alpha_high", of, alpha->bounds.high, out));
    TRY(put_count(f, "support", of, alpha->paired, out));
    return put_count(f, "disputed", of, alpha->disputed, out);
}

static parley_status put_metrics(const agreement *a, parley_buffer *scratch, parley_buffer *out)
{
    const codings *c = &a->c;
    TRY(figures_csv_header(out));
    for (size_t t = 0; t < c->task_count; t++) {
        const task_figures *f = &a->tasks[t];
        TRY(put_alpha(f, &f->all, "", out));
        if (has_both(c))
            TRY(put_alpha(f, &f->people, "people", out));
        for (size_t coder = 0; coder < c->coder_count; coder++)
            TRY(put_count(f, "support", c->coders[coder], f->rows[coder], out));
        for (size_t i = 0; i < f->pair_count; i++)
            TRY(put_pair(c, f, &f->pairs[i], scratch, out));
    }
    return PARLEY_OK;
}

/* --- the rows in dispute ------------------------------------------------------------------------ */

/* id, article, sentence, text, and for each task and coder TASK:CODER. */
static parley_status put_disputes(const agreement *a, parley_buffer *scratch, parley_buffer *out)
{
    const codings *c = &a->c;
    TRY(parley_buffer_puts(out, "id,article,sentence,text"));
    for (size_t t = 0; t < c->task_count; t++) {
        for (size_t coder = 0; coder < c->coder_count; coder++) {
            scratch->size = 0;
            TRY(parley_buffer_printf(scratch, "%s:%s", c->tasks[t].name, c->coders[coder]));
            TRY(table_put(out, scratch->data, scratch->size, 0));
        }
    }
    TRY(parley_buffer_puts(out, "\n"));
    for (size_t row = 0; row < c->row_count; row++) {
        const coded_row *r = &c->rows[row];
        const parley_str cells[] = {r->id, r->article, r->sentence, r->text};
        if (!is_disputed(a, row))
            continue;
        for (size_t k = 0; k < 4; k++)
            TRY(table_put(out, cells[k].data ? cells[k].data : "", cells[k].size, k == 0));
        for (size_t t = 0; t < c->task_count; t++) {
            for (size_t coder = 0; coder < c->coder_count; coder++) {
                const char *label = label_of(&c->tasks[t], row, coder);
                TRY(table_puts(out, label ? label : "", 0));
            }
        }
        TRY(parley_buffer_puts(out, "\n"));
    }
    return PARLEY_OK;
}

/* --- figures for people ------------------------------------------------------------------------- */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Characters of UTF-8. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

/* Appends up to `most` characters of a text for a terminal, without control characters; the last is
 * an ellipsis where it was cut. */
static parley_status put_cut(const char *text, size_t most, parley_buffer *out)
{
    bool cut = width_of(text) > most;
    size_t width = 0;
    for (; *text; text++) {
        bool begins = ((unsigned char)*text & 0xC0) != 0x80;
        if (cut && begins && width + 1 == most)
            return parley_buffer_puts(out, "…");
        width += begins;
        bool control = (unsigned char)*text < 0x20 || *text == 0x7F;
        TRY(parley_buffer_append(out, control ? "?" : text, 1));
    }
    return PARLEY_OK;
}

/* The same in a column of this width, to the left or to the right. */
static parley_status put_cell(const char *text, size_t width, bool right, parley_buffer *out)
{
    size_t own = width_of(text), blanks = own < width ? width - own : 0;
    if (right)
        TRY(parley_buffer_printf(out, "%*s", (int)blanks, ""));
    TRY(put_cut(text, width, out));
    return right ? PARLEY_OK : parley_buffer_printf(out, "%*s", (int)blanks, "");
}

static parley_status print_coders(const codings *c, parley_buffer *out)
{
    size_t everywhere = 0;
    for (size_t row = 0; row < c->row_count; row++)
        everywhere += c->rows[row].files == c->files.count;
    TRY(parley_buffer_printf(out, "%zu coders:", c->coder_count));
    for (size_t i = 0; i < c->coder_count; i++)
        TRY(parley_buffer_printf(out, "%s %s", i ? "," : "", c->coders[i]));
    TRY(parley_buffer_printf(out, "\n%zu row%s", c->row_count, plural(c->row_count)));
    if (c->files.count > 1)
        TRY(parley_buffer_printf(out, ", matched by %s%s%s: %zu in every file, %zu missing in some",
                                 c->by_article ? "article" : "",
                                 c->by_sentence ? c->by_id ? ", sentence" : " and sentence" : "",
                                 c->by_id ? c->by_article ? " and id" : "id" : "", everywhere,
                                 c->row_count - everywhere));
    TRY(parley_buffer_puts(out, "\n"));
    if (c->reviewed)
        TRY(parley_buffer_puts(out,
                               "the reviewers saw the model's labels: that they agree with it, "
                               "and with one another, is worth less\n"));
    return PARLEY_OK;
}

/* of: behind the name, such as " of all". */
static parley_status print_alpha(const agreement *a, const alpha_figures *f, const char *of,
                                 parley_buffer *out)
{
    bool articles =
        strcmp(a->s->corpus.group_column, "article") == 0 && a->c.groups_named == a->c.group_count;
    if (isnan(f->alpha))
        return parley_buffer_printf(out, "  Krippendorff's alpha%s undefined: %s\n", of,
                                    f->paired ? "only one label was given" : "no common rows");
    TRY(parley_buffer_printf(out, "  Krippendorff's alpha%s %.3f", of, f->alpha));
    if (isnan(f->bounds.low))
        return parley_buffer_puts(out, ", bounds undefined: too few rows\n");
    return parley_buffer_printf(out, ", 95 %% bounds %.3f to %.3f (%d draws of %zu %s%s)\n",
                                f->bounds.low, f->bounds.high, BOOTSTRAP_ROUNDS, f->drawn,
                                f->by_rows ? "rows"
                                : articles ? "articles"
                                           : "groups",
                                f->drawn < GROUPS_ENOUGH ? ", too few to rely on" : "");
}

static parley_status print_alphas(const agreement *a, const task_figures *f, parley_buffer *out)
{
    bool both = has_both(&a->c);
    TRY(parley_buffer_printf(out, "\n%s: %zu row%s with two labels or more, %zu in dispute\n",
                             f->task->name, f->all.paired, plural(f->all.paired), f->all.disputed));
    TRY(print_alpha(a, &f->all, both ? " of all" : "", out));
    return both ? print_alpha(a, &f->people, " of people", out) : PARLEY_OK;
}

static parley_status print_pairs(const codings *c, const task_figures *f, parley_buffer *scratch,
                                 parley_buffer *out)
{
    size_t width = 4;
    for (size_t i = 0; i < f->pair_count; i++) {
        TRY(pair_name(c, &f->pairs[i], NULL, scratch));
        size_t own = width_of(scratch->data);
        width = own > width ? own : width;
    }
    TRY(parley_buffer_printf(out, "\n  %-*s    rows  agreement  Cohen's kappa\n", (int)width,
                             "pair"));
    for (size_t i = 0; i < f->pair_count; i++) {
        const parley_confusion *confusion = &f->pairs[i].confusion;
        size_t rows = parley_confusion_total(confusion);
        TRY(pair_name(c, &f->pairs[i], NULL, scratch));
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_cell(scratch->data, width, false, out));
        TRY(parley_buffer_printf(out, "  %6zu  ", rows));
        if (rows == 0)
            TRY(parley_buffer_puts(out, "undefined  undefined: no common rows\n"));
        else if (!parley_kappa_defined(confusion))
            TRY(parley_buffer_puts(out, "  100.0 %  undefined: only one label\n"));
        else
            TRY(parley_buffer_printf(out, "%7.1f %%  %13.3f\n", 100 * parley_accuracy(confusion),
                                     parley_kappa(confusion)));
    }
    return PARLEY_OK;
}

/* The rows of the table are the first coder's labels, its columns the second's. */
static parley_status print_confusion(const codings *c, const task_figures *f, const pair *p,
                                     parley_buffer *out)
{
    size_t labels = p->confusion.label_count, width = 6;
    if (labels > LABELS_SHOWN)
        return parley_buffer_printf(
            out, "\n  %s vs %s: %zu labels make no table; --metrics FILE has the counts\n",
            c->coders[p->a], c->coders[p->b], labels);
    for (size_t l = 0; l < labels; l++) {
        size_t own = width_of(f->task->labels[l]);
        width = own > width ? own : width;
    }
    width = width < LABEL_SHOWN ? width : LABEL_SHOWN;
    TRY(parley_buffer_printf(out, "\n  %s down, %s across\n  %*s", c->coders[p->a], c->coders[p->b],
                             (int)width, ""));
    for (size_t l = 0; l < labels; l++) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_cell(f->task->labels[l], width, true, out));
    }
    for (size_t g = 0; g < labels; g++) {
        TRY(parley_buffer_puts(out, "\n  "));
        TRY(put_cell(f->task->labels[g], width, false, out));
        for (size_t l = 0; l < labels; l++)
            TRY(parley_buffer_printf(out, "  %*zu", (int)width,
                                     p->confusion.counts[g * labels + l]));
    }
    return parley_buffer_puts(out, "\n");
}

/* One row in dispute: where it stands, its text, and who said what. */
static parley_status print_dispute(const codings *c, size_t row, parley_buffer *out)
{
    const coded_row *r = &c->rows[row];
    parley_str place = r->article.size ? r->article : r->id;
    TRY(parley_buffer_puts(out, "  "));
    TRY(put_cut(place.size ? place.data : "", TEXT_SHOWN, out));
    if (r->article.size && r->sentence.size) {
        TRY(parley_buffer_puts(out, ":"));
        TRY(put_cut(r->sentence.data, LABEL_SHOWN, out));
    }
    if (r->text.size) {
        TRY(parley_buffer_puts(out, "  "));
        TRY(put_cut(r->text.data, TEXT_SHOWN, out));
    }
    TRY(parley_buffer_puts(out, "\n"));
    for (size_t t = 0; t < c->task_count; t++) {
        const char *before = "";
        if (!parley_codings_disputed(&c->tasks[t].given, row))
            continue;
        TRY(parley_buffer_printf(out, "    %s: ", c->tasks[t].name));
        for (size_t coder = 0; coder < c->coder_count; coder++) {
            const char *label = label_of(&c->tasks[t], row, coder);
            if (!label)
                continue;
            TRY(parley_buffer_printf(out, "%s%s ", before, c->coders[coder]));
            TRY(put_cut(label, TEXT_SHOWN, out));
            before = ", ";
        }
        TRY(parley_buffer_puts(out, "\n"));
    }
    return PARLEY_OK;
}

static parley_status print_disputes(const agreement *a, parley_buffer *out)
{
    size_t shown = 0;
    if (a->disputed == 0)
        return parley_buffer_puts(out, "\nno row is in dispute\n");
    TRY(parley_buffer_printf(out, "\n%zu row%s in dispute", a->disputed, plural(a->disputed)));
    if (a->disputed > DISPUTES_SHOWN)
        TRY(parley_buffer_printf(out, ", the first %d%s", DISPUTES_SHOWN,
                                 a->s->output ? "" : " (-o FILE writes all)"));
    TRY(parley_buffer_puts(out, "\n"));
    for (size_t row = 0; row < a->c.row_count && shown < DISPUTES_SHOWN; row++) {
        if (!is_disputed(a, row))
            continue;
        TRY(print_dispute(&a->c, row, out));
        shown++;
    }
    return PARLEY_OK;
}

static parley_status print_figures(const agreement *a, parley_buffer *scratch, parley_buffer *out)
{
    TRY(print_coders(&a->c, out));
    for (size_t t = 0; t < a->c.task_count; t++) {
        const task_figures *f = &a->tasks[t];
        TRY(print_alphas(a, f, out));
        if (f->pair_count)
            TRY(print_pairs(&a->c, f, scratch, out));
        for (size_t i = 0; i < f->pair_count; i++)
            if (parley_confusion_total(&f->pairs[i].confusion))
                TRY(print_confusion(&a->c, f, &f->pairs[i], out));
    }
    return print_disputes(a, out);
}

/* --- warnings ----------------------------------------------------------------------------------- */

/* The only coder who gives a label, and in how many rows; SIZE_MAX: there are several. */
static size_t lone_coder(const parley_codings *given, size_t label, size_t *rows)
{
    size_t coder = SIZE_MAX;
    *rows = 0;
    for (size_t i = 0; i < given->units * given->coders; i++) {
        if (given->labels[i] != label)
            continue;
        if (coder != SIZE_MAX && coder != i % given->coders)
            return SIZE_MAX;
        coder = i % given->coders;
        ++*rows;
    }
    return coder;
}

/* A label that one coder alone gives is often a slip of the pen. */
static parley_status list_slips(const agreement *a, const coded_task *task, size_t *count,
                                parley_buffer *list)
{
    for (size_t label = 0; label < task->given.label_count; label++) {
        size_t rows, coder = lone_coder(&task->given, label, &rows);
        if (coder == SIZE_MAX || ++*count > SLIPS_NAMED)
            continue;
        TRY(parley_buffer_printf(list, "%s'%s' (%s, %zu row%s)", *count > 1 ? ", " : "",
                                 task->labels[label], a->c.coders[coder], rows, plural(rows)));
    }
    return parley_buffer_append(list, "", 1);
}

static void warn_of_slips(const agreement *a)
{
    for (size_t t = 0; t < a->c.task_count; t++) {
        parley_buffer list = {0};
        size_t count = 0;
        if (list_slips(a, &a->c.tasks[t], &count, &list) == PARLEY_OK && count)
            message_warning(&a->s->say, NULL, 0,
                            "%s: one coder alone gives these labels; are they slips? %s%s",
                            a->c.tasks[t].name, list.data, count > SLIPS_NAMED ? ", …" : "");
        parley_buffer_fini(&list);
    }
}

static void warn(const agreement *a)
{
    const codings *c = &a->c;
    for (size_t f = 0; f < c->files.count; f++) {
        const char *path = c->files.items[f].path;
        if (c->about[f].labelled == 0)
            message_warning(&a->s->say, path, 0, "no row with a label, so this is no coder");
        else if (c->about[f].sheet && c->about[f].decided == 0)
            message_warning(
                &a->s->say, path, 0,
                "nobody has decided a row of this sheet: only the machine's labels count");
    }
    if (c->converted)
        message_warning(&a->s->say, NULL, 0, "%zu rows are not UTF-8 and were read as Windows-1252",
                        c->converted);
    warn_of_slips(a);
}

/* --- all of it ---------------------------------------------------------------------------------- */

static parley_status open_outputs(agreement *a, parley_error *error)
{
    const settings *s = a->s;
    parley_status status = s->output ? output_open(s->output, &a->rows, error) : PARLEY_OK;
    if (status == PARLEY_OK && s->metrics)
        status = output_open(s->metrics, &a->metrics, error);
    return status;
}

typedef parley_status make_text(const agreement *a, parley_buffer *scratch, parley_buffer *out);

/* Makes a text and writes it; with `out` NULL to standard error. */
static parley_status write_text(const agreement *a, make_text *make, output **out,
                                parley_error *error)
{
    parley_buffer text = {0}, scratch = {0};
    parley_status status = make(a, &scratch, &text);
    if (status != PARLEY_OK)
        no_memory(error);
    else if (!out)
        fwrite(text.data, 1, text.size, stderr);
    else
        status = output_write(*out, text.data, text.size, error);
    if (status == PARLEY_OK && out)
        status = output_commit(out, error);
    parley_buffer_fini(&text);
    parley_buffer_fini(&scratch);
    return status;
}

static bool is_standard(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static parley_status write_all(agreement *a, parley_error *error)
{
    parley_status status = a->metrics ? write_text(a, put_metrics, &a->metrics, error) : PARLEY_OK;
    if (status == PARLEY_OK && a->rows)
        status = write_text(a, put_disputes, &a->rows, error);
    if (status != PARLEY_OK || a->s->say.quiet)
        return status;
    if (is_standard(a->s->output) || is_standard(a->s->metrics))
        return write_text(a, print_figures, NULL, error);
    status = output_open(NULL, &a->figures, error);
    return status == PARLEY_OK ? write_text(a, print_figures, &a->figures, error) : status;
}

static void agreement_fini(agreement *a)
{
    output_abandon(&a->rows);
    output_abandon(&a->metrics);
    output_abandon(&a->figures);
    for (size_t t = 0; a->tasks && t < a->c.task_count; t++) {
        for (size_t i = 0; i < a->tasks[t].pair_count; i++)
            free(a->tasks[t].pairs[i].confusion.counts);
        free(a->tasks[t].pairs);
        free(a->tasks[t].rows);
    }
    free(a->tasks);
    codings_fini(&a->c);
    texts_free(a->articles);
}

parley_status agreement_run(settings *s, const option_list *files, parley_error *error)
{
    agreement a = {.s = s};
    parley_status status = open_outputs(&a, error);
    if (status == PARLEY_OK)
        status = codings_read(&a.c, files, &s->corpus, error);
    if (status == PARLEY_OK)
        warn(&a);
    if (status == PARLEY_OK)
        status = compute(&a, error);
    if (status == PARLEY_OK)
        status = find_texts(&a, error);
    if (status == PARLEY_OK)
        status = write_all(&a, error);
    agreement_fini(&a);
    return status;
}
