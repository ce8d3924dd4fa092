/* What a run writes: the model, its card, metrics, predictions, suspects, and figures for people. */
#include "card.h"
#include "run.h"
#include "save.h"

#include "../io/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* Writes a text that was made with `status`, and commits the file. Frees the text. */
static parley_status write_text(output **out, parley_buffer *text, parley_status status,
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

static parley_status write_model(run *r, parley_error *error)
{
    parley_buffer bytes = {0};
    parley_status status = save_model(&r->input, &r->fitted, r->labelled, &bytes, error);
    if (status == PARLEY_OK)
        return write_text(&r->model, &bytes, status, error);
    parley_buffer_fini(&bytes);
    return status;
}

static parley_status write_card(run *r, parley_error *error)
{
    parley_buffer text = {0};
    card about = {.model_path = r->s->output,
                  .command = r->command,
                  .input = &r->input,
                  .fitted = &r->fitted,
                  .duplicates = &r->duplicates,
                  .vectors_path = r->s->vectors,
                  .tuned = r->s->tune,
                  .training_rows = r->labelled,
                  .extra_rows = r->extra,
                  .folds = r->folds,
                  .cross = r->cross,
                  .apart = r->test};
    parley_status status = card_write(&about, &text);
    return write_text(&r->card, &text, status, error);
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
    return write_text(&r->metrics, &text, status, error);
}

/* --- rows --------------------------------------------------------------------------------------- */

/* id, article, sentence, text. */
static parley_status put_row(const corpus_row *row, parley_buffer *scratch, parley_buffer *out)
{
    char id[PARLEY_ID_SIZE];
    parley_status status = parley_text_id(row->text.data, row->text.size, scratch, id);
    if (status == PARLEY_OK)
        status = table_puts(out, id, 1);
    const parley_str cells[] = {row->article, row->sentence, row->text};
    for (size_t k = 0; k < 3 && status == PARLEY_OK; k++)
        status = table_put(out, cells[k].data, cells[k].size, 0);
    return status;
}

/* The row's own label, the machines', and a confidence. */
static parley_status put_verdict(const corpus *c, size_t row, size_t t, const verdict *v,
                                 double confidence, parley_buffer *out)
{
    const corpus_task *task = &c->tasks[t];
    int gold = corpus_label(c, row, t);
    char number[64];
    snprintf(number, sizeof number, "%.4f", confidence);
    parley_status status = table_puts(out, gold == NO_LABEL ? "" : task->labels[gold], 0);
    if (status == PARLEY_OK)
        status = table_puts(out, v->label == NO_LABEL ? "" : task->labels[v->label], 0);
    return status == PARLEY_OK ? table_puts(out, v->label == NO_LABEL ? "" : number, 0) : status;
}

/* TASK,TASK_predicted,TASK_confidence. */
static parley_status put_task_columns(const char *task, parley_buffer *out, parley_buffer *scratch)
{
    static const char *const suffixes[] = {"", "_predicted", "_confidence"};
    parley_status status = PARLEY_OK;
    for (size_t i = 0; i < 3 && status == PARLEY_OK; i++) {
        scratch->size = 0;
        status = parley_buffer_printf(scratch, "%s%s", task, suffixes[i]);
        if (status == PARLEY_OK)
            status = table_put(out, scratch->data, scratch->size, 0);
    }
    return status;
}

/* id, article, sentence, text, then for each task the label, the machines', the confidence; fold. */
static parley_status write_predictions(run *r, parley_error *error)
{
    const corpus *c = &r->corpus;
    parley_buffer text = {0}, scratch = {0};
    parley_status status = parley_buffer_puts(&text, "id,article,sentence,text");
    for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++)
        status = put_task_columns(c->tasks[t].name, &text, &scratch);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(&text, ",fold\n");
    for (size_t i = 0; i < r->count && r->cross_verdicts && status == PARLEY_OK; i++) {
        size_t row = r->rows[i];
        if (c->rows[row].role != ROLE_TESTED || !corpus_has_label(c, row))
            continue;
        status = put_row(&c->rows[row], &scratch, &text);
        for (size_t t = 0; t < c->task_count && status == PARLEY_OK; t++) {
            const verdict *v = &r->cross_verdicts[row * c->task_count + t];
            status = put_verdict(c, row, t, v, v->confidence, &text);
        }
        if (status == PARLEY_OK)
            status = parley_buffer_printf(&text, ",%zu\n", r->fold[i] + 1);
    }
    parley_buffer_fini(&scratch);
    return write_text(&r->predictions, &text, status, error);
}

/* A row, a task, and the confidence in the label that the row has. */
typedef struct suspect {
    size_t row, task;
    double confidence;
} suspect;

static int compare_suspects(const void *left, const void *right)
{
    const suspect *a = left, *b = right;
    if (a->confidence != b->confidence)
        return a->confidence < b->confidence ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->task > b->task) - (a->task < b->task);
}

/* Every labelled row and task, those first whose label the machines believe least. */
static parley_status write_suspects(run *r, parley_error *error)
{
    const corpus *c = &r->corpus;
    suspect *list = malloc((r->verdict_count + 1) * sizeof *list);
    size_t count = 0;
    if (!list)
        return no_memory(error);
    for (size_t i = 0; i < r->count; i++) {
        for (size_t t = 0; t < c->task_count; t++) {
            const verdict *v = &r->suspect_verdicts[r->rows[i] * c->task_count + t];
            if (v->label != NO_LABEL && corpus_label(c, r->rows[i], t) != NO_LABEL)
                list[count++] = (suspect){r->rows[i], t, v->own_confidence};
        }
    }
    qsort(list, count, sizeof *list, compare_suspects);
    parley_buffer text = {0}, scratch = {0};
    parley_status status = parley_buffer_puts(
        &text, "id,article,sentence,text,file,line,task,label,predicted,own_confidence\n");
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        const corpus_row *row = &c->rows[list[i].row];
        const verdict *v = &r->suspect_verdicts[list[i].row * c->task_count + list[i].task];
        status = put_row(row, &scratch, &text);
        if (status == PARLEY_OK)
            status = table_puts(&text, c->files[row->file], 0);
        if (status == PARLEY_OK)
            status = parley_buffer_printf(&text, ",%zu", row->line);
        if (status == PARLEY_OK)
            status = table_puts(&text, c->tasks[list[i].task].name, 0);
        if (status == PARLEY_OK)
            status = put_verdict(c, list[i].row, list[i].task, v, list[i].confidence, &text);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(&text, "\n");
    }
    parley_buffer_fini(&scratch);
    free(list);
    return write_text(&r->suspects, &text, status, error);
}

/* --- figures for people ------------------------------------------------------------------------- */

static bool is_standard(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static parley_status make_figures(const run *r, parley_buffer *text)
{
    parley_status status = PARLEY_OK;
    for (size_t t = 0; t < r->corpus.task_count && status == PARLEY_OK; t++) {
        if (r->cross) {
            status = parley_buffer_printf(text, "%u folds, ", r->folds);
            if (status == PARLEY_OK)
                status = figures_print(&r->cross[t], text);
        }
        if (r->test && status == PARLEY_OK) {
            status = parley_buffer_puts(text, "test, ");
            if (status == PARLEY_OK)
                status = figures_print(&r->test[t], text);
        }
    }
    return status;
}

/* Prints the figures on standard output, or on standard error where a table goes there. */
static parley_status print_figures(const run *r, parley_error *error)
{
    parley_buffer text = {0};
    output *out = NULL;
    parley_status status = make_figures(r, &text);
    const settings *s = r->s;
    if (is_standard(s->metrics) || is_standard(s->predictions) || is_standard(s->suspects)) {
        if (status == PARLEY_OK && text.size)
            fwrite(text.data, 1, text.size, stderr);
        parley_buffer_fini(&text);
        return status == PARLEY_OK ? status : no_memory(error);
    }
    parley_status opened = output_open(NULL, &out, error);
    if (opened != PARLEY_OK) {
        parley_buffer_fini(&text);
        return opened;
    }
    status = write_text(&out, &text, status, error);
    output_abandon(&out);
    return status;
}

parley_status report_all(run *r, parley_error *error)
{
    parley_status status = r->model ? write_model(r, error) : PARLEY_OK;
    if (status == PARLEY_OK && r->card)
        status = write_card(r, error);
    if (status == PARLEY_OK && r->metrics)
        status = write_metrics(r, error);
    if (status == PARLEY_OK && r->predictions)
        status = write_predictions(r, error);
    if (status == PARLEY_OK && r->suspects)
        status = write_suspects(r, error);
    if (status == PARLEY_OK && !r->s->say.quiet)
        status = print_figures(r, error);
    return status;
}
