/* parley-classify: articles in, labelled sentences out.
 *
 * The order of things: find the inputs → open the model → open the output → label batch by batch.
 */
#define _POSIX_C_SOURCE 200809L

#include "dump.h"
#include "rows.h"
#include "score.h"
#include "settings.h"
#include "shipped.h"
#include "source.h"

#include "../io/article.h"
#include "../io/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct run {
    const settings *s;
    parley_model *model;
    parley_labeller *labeller;
    source *from;
    output *rows;    /* NULL: no rows are wanted */
    output *metrics; /* of --metrics */
    score score;
    bool scoring; /* `score` is in use */
    rows_format format;
    size_t row_count;
    parley_str *texts;              /* [capacity], of a batch */
    parley_prediction *predictions; /* [capacity][tasks] */
    size_t capacity;
    parley_buffer lines, scratch;
} run;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- rows --------------------------------------------------------------------------------------- */

static parley_status make_room(run *r, size_t count, parley_error *error)
{
    if (count <= r->capacity)
        return PARLEY_OK;
    size_t tasks = parley_model_view_of(r->model)->task_count;
    parley_str *texts = realloc(r->texts, count * sizeof *texts);
    if (!texts)
        return no_memory(error);
    r->texts = texts;
    parley_prediction *predictions = realloc(r->predictions, count * tasks * sizeof *predictions);
    if (!predictions)
        return no_memory(error);
    r->predictions = predictions;
    r->capacity = count;
    return PARLEY_OK;
}

static parley_status label_batch(run *r, const source_batch *batch, parley_error *error)
{
    parley_status status = make_room(r, batch->count, error);
    if (status != PARLEY_OK)
        return status;
    for (size_t i = 0; i < batch->count; i++)
        r->texts[i] = batch->rows[i].text;
    return parley_labeller_run(r->labeller, batch->relation, r->texts, batch->count, r->predictions,
                               NULL, error);
}

static parley_status take_batch(run *r, const source_batch *batch, parley_error *error)
{
    size_t tasks = r->model ? parley_model_view_of(r->model)->task_count : 0;
    size_t extras = source_extra_count(r->from);
    parley_status status = r->model ? label_batch(r, batch, error) : PARLEY_OK;
    for (size_t i = 0; i < batch->count && status == PARLEY_OK; i++) {
        const parley_prediction *predictions = r->model ? r->predictions + i * tasks : NULL;
        if (r->rows && rows_put(&r->format, &batch->rows[i], extras, predictions, r->labeller,
                                &r->scratch, &r->lines) != PARLEY_OK)
            return no_memory(error);
        if (r->scoring)
            status = score_add(&r->score, batch, &batch->rows[i], predictions, error);
    }
    r->row_count += batch->count;
    if (status == PARLEY_OK && r->rows)
        status = output_write(r->rows, r->lines.data ? r->lines.data : "", r->lines.size, error);
    r->lines.size = 0;
    return status;
}

static parley_status write_text(output **out, parley_buffer *text, parley_status status,
                                parley_error *error)
{
    status = status == PARLEY_OK
                 ? output_write(*out, text->data ? text->data : "", text->size, error)
                 : no_memory(error);
    parley_buffer_fini(text);
    return status == PARLEY_OK ? output_commit(out, error) : status;
}

/* Figures for people go to standard output, unless a table does. */
static parley_status print_scores(run *r, parley_error *error)
{
    parley_buffer text = {0};
    output *out = NULL;
    parley_status status = score_print(&r->score, &text);
    if (settings_data_on_stdout(r->s)) {
        if (status == PARLEY_OK)
            fwrite(text.data, 1, text.size, stderr);
        else
            no_memory(error);
        parley_buffer_fini(&text);
        return status;
    }
    parley_status opened = output_open(NULL, &out, error);
    if (opened == PARLEY_OK)
        opened = write_text(&out, &text, status, error);
    output_abandon(&out);
    parley_buffer_fini(&text);
    return opened;
}

static parley_status write_scores(run *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (r->metrics) {
        parley_buffer text = {0};
        parley_status made = score_csv(&r->score, &text);
        status = write_text(&r->metrics, &text, made, error);
    }
    return status == PARLEY_OK && r->s->score ? print_scores(r, error) : status;
}

static parley_status run_rows(run *r, parley_error *error)
{
    const source_batch *batch = NULL;
    parley_status status = PARLEY_OK;
    if (r->rows) {
        status = rows_put_header(&r->format, r->from, &r->lines);
        if (status != PARLEY_OK)
            return no_memory(error);
    }
    while (status == PARLEY_OK && (status = source_next(r->from, &batch, error)) == PARLEY_OK &&
           batch)
        status = take_batch(r, batch, error);
    if (status == PARLEY_OK && r->scoring)
        status = score_check(&r->score, r->from, error);
    /* The header of an output without rows. */
    if (status == PARLEY_OK && r->rows && r->lines.size)
        status = output_write(r->rows, r->lines.data, r->lines.size, error);
    if (status == PARLEY_OK && r->rows)
        status = output_commit(&r->rows, error);
    if (status == PARLEY_OK && r->scoring)
        status = write_scores(r, error);
    if (status == PARLEY_OK)
        message_note(&r->s->say, "%zu rows", r->row_count);
    return status;
}

/* --- the run ------------------------------------------------------------------------------------ */

static parley_status load_model(const settings *s, parley_model **model, parley_error *error)
{
    if (s->model)
        return parley_model_load(s->model, model, error);
    parley_buffer path = {0};
    parley_status status = shipped_model_find(&path, error);
    if (status == PARLEY_OK)
        status = parley_model_load(path.data, model, error);
    if (status == PARLEY_OK)
        message_note(&s->say, "model %s", path.data);
    parley_buffer_fini(&path);
    return status;
}

static parley_status run_dump(run *r, parley_error *error)
{
    parley_status status = load_model(r->s, &r->model, error);
    if (status == PARLEY_OK)
        status = output_open(r->s->output, &r->rows, error);
    if (status == PARLEY_OK)
        status = dump_model(parley_model_view_of(r->model), r->rows, error);
    return status == PARLEY_OK ? output_commit(&r->rows, error) : status;
}

/* An input that is also an output is a slip of the hand: nothing would be left to try again with. */
static parley_status check_outputs(const run *r, parley_error *error)
{
    const struct {
        const char *option, *path;
    } outputs[] = {{"-o", r->s->output}, {"--metrics", r->s->metrics}};
    for (size_t i = 0; i < 2; i++) {
        const char *path = outputs[i].path ? source_reads(r->from, outputs[i].path) : NULL;
        if (path)
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "%s names the input %s, which would be overwritten",
                                    outputs[i].option, path);
    }
    return PARLEY_OK;
}

static parley_status open_outputs(run *r, parley_error *error)
{
    const settings *s = r->s;
    parley_status status = PARLEY_OK;
    if (s->metrics)
        status = output_open(s->metrics, &r->metrics, error);
    if (status == PARLEY_OK && settings_want_rows(s))
        status = output_open(s->output, &r->rows, error);
    return status;
}

static parley_status run_all(run *r, parley_error *error)
{
    const settings *s = r->s;
    if (s->dump)
        return run_dump(r, error);
    if (s->operands.count == 0 && isatty(STDIN_FILENO))
        message_warning(&s->say, NULL, 0, "reading from the keyboard; Ctrl-D ends the text");
    parley_status status =
        source_open(&s->source, s->operands.list, s->operands.count, &r->from, error);
    if (status == PARLEY_OK)
        status = check_outputs(r, error);
    if (status == PARLEY_OK && !s->sentences)
        status = load_model(s, &r->model, error);
    if (status == PARLEY_OK && r->model)
        status = parley_labeller_new(r->model, &r->labeller, error);
    if (status != PARLEY_OK)
        return status;
    r->format = (rows_format){.model = r->model ? parley_model_view_of(r->model) : NULL,
                              .explain = s->explain,
                              .kinds = s->source.kinds,
                              .offsets = s->offsets};
    if (settings_want_score(s)) {
        r->scoring = true;
        status = score_init(&r->score, r->format.model, r->from, error);
    }
    if (status == PARLEY_OK)
        status = open_outputs(r, error);
    return status == PARLEY_OK ? run_rows(r, error) : status;
}

static void run_fini(run *r)
{
    output_abandon(&r->rows);
    output_abandon(&r->metrics);
    if (r->scoring)
        score_fini(&r->score);
    source_close(r->from);
    parley_labeller_free(r->labeller);
    parley_model_free(r->model);
    free(r->texts);
    free(r->predictions);
    parley_buffer_fini(&r->lines);
    parley_buffer_fini(&r->scratch);
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

int main(int argc, char **argv)
{
    settings s = {.say = {.program = "parley-classify"}};
    parley_error error = {0};
    run r = {.s = &s};
    output_catch_signals();
    article_library_init();
    parley_status status = settings_parse(&s, argc, argv, &error);
    if (status == PARLEY_OK)
        status = s.help ? settings_show_help(&s, &error) : run_all(&r, &error);
    int code = status == PARLEY_OK ? 0 : fail(&s, &error);
    run_fini(&r);
    settings_fini(&s);
    return code;
}
