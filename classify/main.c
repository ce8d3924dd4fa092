/* parley-classify: articles in, labelled sentences out.
 *
 * The order of things: find the inputs → open the model → open the output → read, label and write job
 * by job, in several threads (classify/pipeline.h).
 */
#define _POSIX_C_SOURCE 200809L

#include "dump.h"
#include "labelling.h"
#include "notices.h"
#include "pipeline.h"
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
    source *from;
    job *jobs; /* [job_count], on their way */
    void **job_list;
    size_t job_count;
    labelling **workers; /* [worker_count], one for each thread */
    size_t worker_count;
    output *rows;    /* NULL: no rows are wanted */
    output *metrics; /* of --metrics */
    score score;
    bool scoring; /* `score` is in use */
    rows_format format;
    notices notices;
    parley_buffer header; /* of the rows, until it is written */
    size_t row_count;
    bool stuck; /* a thread waits for input: nothing may be freed */
} run;

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* --- the three stages of the pipeline ----------------------------------------------------------- */

static bool read_job(void *context, void *j)
{
    run *r = context;
    return source_read(r->from, j);
}

static void label_job(void *context, size_t worker, void *j)
{
    run *r = context;
    labelling_run(r->workers[worker], j);
}

static parley_status write_header(run *r, parley_error *error)
{
    parley_status status = output_write(r->rows, r->header.data, r->header.size, error);
    parley_buffer_fini(&r->header);
    return status;
}

/* Writes the lines [begin, end) of a job and counts its rows among the figures. */
static parley_status take_group(run *r, const job *j, const row_group *group, size_t begin,
                                parley_error *error)
{
    size_t tasks = r->model ? r->format.model->task_count : 0;
    parley_status status = PARLEY_OK;
    for (size_t i = group->first; r->scoring && i < group->first + group->count; i++) {
        status =
            score_add(&r->score, group->path, &j->rows.rows[i], j->predictions + i * tasks, error);
        if (status != PARLEY_OK)
            return status;
    }
    notices_count_rows(&r->notices, group->count);
    r->row_count += group->count;
    if (!r->rows)
        return status;
    if (r->header.size)
        status = write_header(r, error);
    return status == PARLEY_OK
               ? output_write(r->rows, j->lines.data + begin, group->lines_end - begin, error)
               : status;
}

/* Jobs come here in the order of the input. */
static parley_status sink_job(void *context, void *taken, parley_error *error)
{
    run *r = context;
    const job *j = taken;
    parley_status status = PARLEY_OK;
    size_t written = 0;
    for (size_t i = 0; i < j->event_count && status == PARLEY_OK; i++) {
        const job_event *event = &j->events[i];
        if (event->kind == JOB_GROUP) {
            const row_group *group = &j->rows.groups[event->count];
            status = take_group(r, j, group, written, error);
            written = group->lines_end;
        } else {
            notices_take(&r->notices, event);
        }
    }
    if (status == PARLEY_OK && j->failed) {
        *error = j->error;
        status = j->error.code;
    }
    return status;
}

/* Makes the jobs and the workers. */
static parley_status make_workers(run *r, parley_error *error)
{
    size_t threads = r->s->threads;
    r->job_count = threads == 1 ? 1 : 2 * threads;
    r->jobs = calloc(r->job_count, sizeof *r->jobs);
    r->job_list = calloc(r->job_count, sizeof *r->job_list);
    r->workers = calloc(threads, sizeof(labelling *));
    if (!r->jobs || !r->job_list || !r->workers)
        return no_memory(error);
    for (size_t i = 0; i < r->job_count; i++) {
        source_job_init(r->from, &r->jobs[i]);
        r->job_list[i] = &r->jobs[i];
    }
    for (; r->worker_count < threads; r->worker_count++) {
        r->workers[r->worker_count] =
            labelling_new(&r->s->source, r->model, r->rows ? &r->format : NULL, error);
        if (!r->workers[r->worker_count])
            return PARLEY_E_MEMORY;
    }
    return PARLEY_OK;
}

static parley_status run_jobs(run *r, parley_error *error)
{
    parley_status status = make_workers(r, error);
    pipeline_stages stages = {.context = r,
                              .jobs = r->job_list,
                              .job_count = r->job_count,
                              .read = read_job,
                              .work = label_job,
                              .sink = sink_job};
    return status == PARLEY_OK ? pipeline_run(&stages, r->s->threads, &r->stuck, error) : status;
}

/* --- figures ------------------------------------------------------------------------------------ */

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

/* --- rows --------------------------------------------------------------------------------------- */

static parley_status run_rows(run *r, parley_error *error)
{
    if (r->rows && rows_put_header(&r->format, r->from, &r->header) != PARLEY_OK)
        return no_memory(error);
    parley_status status = run_jobs(r, error);
    if (status == PARLEY_OK && r->scoring)
        status = score_check(&r->score, r->from, error);
    /* The header of an output without rows. */
    if (status == PARLEY_OK && r->header.size)
        status = write_header(r, error);
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
        source_open(&s->source, s->operands.list, s->operands.count, &s->say, &r->from, error);
    if (status == PARLEY_OK)
        status = check_outputs(r, error);
    if (status == PARLEY_OK && !s->sentences)
        status = load_model(s, &r->model, error);
    if (status != PARLEY_OK)
        return status;
    r->format = (rows_format){.model = r->model ? parley_model_view_of(r->model) : NULL,
                              .explain = s->explain,
                              .kinds = s->source.kinds,
                              .offsets = s->offsets,
                              .review = s->review,
                              .no_text = s->no_text,
                              .from = r->from,
                              .say = &s->say};
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
    if (r->scoring)
        score_fini(&r->score);
    for (size_t i = 0; i < r->worker_count; i++)
        labelling_free(r->workers[i]);
    for (size_t i = 0; r->jobs && i < r->job_count; i++)
        job_fini(&r->jobs[i]);
    free(r->workers);
    free(r->jobs);
    free(r->job_list);
    source_close(r->from);
    parley_model_free(r->model);
    parley_buffer_fini(&r->header);
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
    run r = {.s = &s, .notices = {.say = &s.say}};
    output_catch_signals();
    article_library_init();
    parley_status status = settings_parse(&s, argc, argv, &error);
    if (status == PARLEY_OK)
        status = s.help ? settings_show_help(&s, &error) : run_all(&r, &error);
    int code = status == PARLEY_OK ? 0 : fail(&s, &error);
    output_abandon(&r.rows);
    output_abandon(&r.metrics);
    if (r.stuck)
        _exit(code);
    run_fini(&r);
    settings_fini(&s);
    return code;
}
