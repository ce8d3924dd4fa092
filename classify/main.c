/* parley-classify: articles in, labelled sentences out.
 *
 * The order of things: find the inputs → open the model → open the output → label batch by batch.
 */
#define _POSIX_C_SOURCE 200809L

#include "dump.h"
#include "rows.h"
#include "score.h"
#include "source.h"
#include "version.h"

#include "../io/options.h"
#include "../io/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_MODEL = 1,
    KEY_OUTPUT,
    KEY_FORMAT,
    KEY_TEXT,
    KEY_SPLIT,
    KEY_SENTENCES,
    KEY_EXPLAIN,
    KEY_SCORE,
    KEY_METRICS,
    KEY_DUMP,
    KEY_QUIET,
    KEY_VERBOSE,
    KEY_HELP,
    KEY_VERSION,
};

static const option_spec specs[] = {
    {'m', "model", KEY_MODEL, "FILE", "the model [the peace-talks.model that ships with parley]",
     NULL, true},
    {'o', "output", KEY_OUTPUT, "FILE", "where the rows go [standard output]", NULL, true},
    {0, "format", KEY_FORMAT, "NAME", "auto, text, html, csv, lines (one sentence a line)", "auto",
     true},
    {0, "text", KEY_TEXT, "COLUMN", "the text column of CSV input", "text", true},
    {0, "split", KEY_SPLIT, NULL, "split the rows of CSV input into sentences", NULL, true},
    {0, "sentences", KEY_SENTENCES, NULL, "only split: rows without labels, no model needed", NULL,
     true},
    {0, "explain", KEY_EXPLAIN, "N", "the N features that carried each label", NULL, true},
    {0, "score", KEY_SCORE, NULL, "print how the labels compare with those of the input", NULL,
     true},
    {0, "metrics", KEY_METRICS, "FILE", "the same as CSV: task,split,metric,label,value", NULL,
     true},
    {0, "dump", KEY_DUMP, NULL, "the model as CSV: each feature and its weights", NULL, true},
    {'q', "quiet", KEY_QUIET, NULL, "errors only", NULL, true},
    {'v', "verbose", KEY_VERBOSE, NULL, "say more", NULL, true},
    {'h', "help", KEY_HELP, "[=all]", "this, or all options", NULL, true},
    {'V', "version", KEY_VERSION, NULL, "the version", NULL, true},
    {0}};

static const char usage[] =
    "parley-classify: label the sentences of news articles\n"
    "\n"
    "  parley-classify [options] [FILE|DIRECTORY|-]...\n"
    "\n"
    "Reads text, HTML and CSV files, and folders of text and HTML files; without a file,\n"
    "standard input. Writes CSV: id, article, sentence, text, then for each task the\n"
    "label and the probability that it is right, then the other columns of CSV input.\n"
    "\n";

static const char examples[] =
    "\n"
    "With --score or --metrics the rows are written only where -o says.\n"
    "\n"
    "Examples: parley-classify articles/ -o labelled.csv\n"
    "          parley-classify --format lines -m topic.model - < sentences.txt\n"
    "          parley-classify --score -m topic.model coded.csv\n";

typedef struct settings {
    messages say;
    const char *model, *output, *metrics;
    source_settings source;
    size_t explain;
    bool sentences, score, dump;
    int help; /* 1: --help, 2: --help=all, 3: --version */
} settings;

static parley_status take_format(settings *s, const char *value, parley_error *error)
{
    static const char *const names[] = {"auto", "text", "html", "csv", "lines"};
    for (int i = 0; i < 5; i++) {
        if (strcmp(value, names[i]) == 0) {
            s->source.format = (source_format)i;
            return PARLEY_OK;
        }
    }
    return parley_error_set(error, PARLEY_E_ARGUMENT,
                            "'%s' is none of auto, text, html, csv, lines", value);
}

static parley_status take(int key, const char *value, void *context, parley_error *error)
{
    settings *s = context;
    uint64_t number = 0;
    parley_status status = PARLEY_OK;
    switch (key) {
    case KEY_MODEL:
        s->model = value;
        break;
    case KEY_OUTPUT:
        s->output = value;
        break;
    case KEY_FORMAT:
        return take_format(s, value, error);
    case KEY_TEXT:
        s->source.text_column = value;
        break;
    case KEY_SPLIT:
        s->source.split = true;
        break;
    case KEY_SENTENCES:
        s->sentences = true;
        break;
    case KEY_EXPLAIN:
        status = option_whole(value, 1, 1000, &number, error);
        s->explain = (size_t)number;
        break;
    case KEY_SCORE:
        s->score = true;
        break;
    case KEY_METRICS:
        s->metrics = value;
        break;
    case KEY_DUMP:
        s->dump = true;
        break;
    case KEY_QUIET:
        s->say.quiet = true;
        break;
    case KEY_VERBOSE:
        s->say.verbose = true;
        break;
    case KEY_HELP:
        s->help = value && strcmp(value, "all") == 0 ? 2 : 1;
        break;
    default:
        s->help = 3;
        break;
    }
    return status;
}

/* --- the model ---------------------------------------------------------------------------------- */

static parley_status no_memory(parley_error *error)
{
    return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
}

/* The folder of the running program with a slash, or "" where the system does not tell. */
static parley_status program_folder(parley_buffer *out)
{
    for (size_t room = 256;; room *= 2) {
        out->size = 0;
        if (parley_buffer_reserve(out, room) != PARLEY_OK)
            return PARLEY_E_MEMORY;
        ssize_t size = readlink("/proc/self/exe", out->data, room);
        if (size < 0)
            return PARLEY_OK;
        if ((size_t)size == room)
            continue;
        while (size > 0 && out->data[size - 1] != '/')
            size--;
        out->size = (size_t)size;
        return PARLEY_OK;
    }
}

/* Where the shipped model is: PARLEY_MODEL, else beside the program, installed or in the build tree.
 * `path` ends with a zero. */
static parley_status find_model(parley_buffer *path, parley_error *error)
{
    static const char *const places[] = {"../share/parley/", "../../models/", ""};
    const char *named = getenv("PARLEY_MODEL");
    if (named && *named) {
        if (parley_buffer_puts(path, named) || parley_buffer_append(path, "", 1))
            return no_memory(error);
        return PARLEY_OK;
    }
    parley_buffer folder = {0};
    parley_status status = program_folder(&folder);
    for (size_t i = 0; i < 3 && status == PARLEY_OK; i++) {
        path->size = 0;
        if (parley_buffer_append(path, folder.data, folder.size) ||
            parley_buffer_puts(path, places[i]) ||
            parley_buffer_puts(path, "peace-talks.model") || parley_buffer_append(path, "", 1))
            status = PARLEY_E_MEMORY;
        else if (access(path->data, R_OK) == 0)
            break;
        else if (i == 2)
            status = parley_error_set(error, PARLEY_E_IO,
                                      "the shipped model peace-talks.model is not beside the "
                                      "program; name a model with -m");
    }
    parley_buffer_fini(&folder);
    return status == PARLEY_E_MEMORY ? no_memory(error) : status;
}

static parley_status load_model(const settings *s, parley_model **model, parley_error *error)
{
    if (s->model)
        return parley_model_load(s->model, model, error);
    parley_buffer path = {0};
    parley_status status = find_model(&path, error);
    if (status == PARLEY_OK)
        status = parley_model_load(path.data, model, error);
    if (status == PARLEY_OK)
        message_note(&s->say, "model %s", path.data);
    parley_buffer_fini(&path);
    return status;
}

/* --- the run ------------------------------------------------------------------------------------ */

typedef struct run {
    const settings *s;
    parley_model *model;
    parley_labeller *labeller;
    source *from;
    output *rows;    /* NULL: no rows are wanted */
    output *metrics; /* of --metrics */
    score score;
    bool scoring;
    rows_format format;
    size_t row_count;
    parley_str *texts; /* [capacity], of a batch */
    parley_prediction *predictions; /* [capacity][tasks] */
    size_t capacity;
    parley_buffer lines, scratch;
} run;

static parley_status make_room(run *r, size_t count, parley_error *error)
{
    if (count <= r->capacity)
        return PARLEY_OK;
    size_t tasks = parley_model_view_of(r->model)->task_count;
    parley_str *texts = realloc(r->texts, count * sizeof *texts);
    r->texts = texts ? texts : r->texts;
    parley_prediction *predictions =
        realloc(r->predictions, count * tasks * sizeof *predictions);
    r->predictions = predictions ? predictions : r->predictions;
    if (!texts || !predictions)
        return no_memory(error);
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

static parley_status write_scores(run *r, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (r->metrics) {
        parley_buffer text = {0};
        parley_status made = score_csv(&r->score, &text);
        status = write_text(&r->metrics, &text, made, error);
    }
    if (status == PARLEY_OK && r->s->score) {
        parley_buffer text = {0};
        output *out = NULL;
        status = output_open(NULL, &out, error);
        if (status == PARLEY_OK) {
            parley_status made = score_print(&r->score, &text);
            status = write_text(&out, &text, made, error);
        }
        output_abandon(&out);
    }
    return status;
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

static parley_status run_dump(run *r, parley_error *error)
{
    parley_status status = load_model(r->s, &r->model, error);
    if (status == PARLEY_OK)
        status = output_open(r->s->output, &r->rows, error);
    if (status == PARLEY_OK)
        status = dump_model(parley_model_view_of(r->model), r->rows, error);
    return status == PARLEY_OK ? output_commit(&r->rows, error) : status;
}

static parley_status run_all(run *r, const option_operands *operands, parley_error *error)
{
    const settings *s = r->s;
    if (s->dump)
        return run_dump(r, error);
    if (operands->count == 0 && isatty(STDIN_FILENO))
        message_warning(&s->say, NULL, 0, "reading from the keyboard; Ctrl-D ends the text");
    parley_status status = source_open(&s->source, operands->list, operands->count, &r->from, error);
    if (status == PARLEY_OK && !s->sentences)
        status = load_model(s, &r->model, error);
    if (status == PARLEY_OK && r->model)
        status = parley_labeller_new(r->model, &r->labeller, error);
    r->format = (rows_format){.model = r->model ? parley_model_view_of(r->model) : NULL,
                              .explain = s->explain};
    r->scoring = s->score || s->metrics;
    if (status == PARLEY_OK && r->scoring)
        status = score_init(&r->score, r->format.model, r->from, error);
    if (status == PARLEY_OK && s->metrics)
        status = output_open(s->metrics, &r->metrics, error);
    if (status == PARLEY_OK && (s->output || !r->scoring))
        status = output_open(s->output, &r->rows, error);
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
        puts("parley-classify " PARLEY_VERSION);
    } else {
        fputs(usage, stdout);
        options_help(specs, s->help == 2);
        fputs(examples, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

static parley_status check_settings(const settings *s, parley_error *error)
{
    if (s->sentences && (s->score || s->metrics || s->explain || s->dump))
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "--sentences makes no labels: it does not go with --score, "
                                "--metrics, --explain or --dump");
    return PARLEY_OK;
}

int main(int argc, char **argv)
{
    settings s = {.say = {.program = "parley-classify"}};
    option_operands operands = {0};
    parley_error error = {0};
    run r = {.s = &s};
    int code = 0;
    s.source.say = &s.say;
    output_catch_signals();
    parley_status status = options_parse(specs, argc, argv, take, &s, &operands, &error);
    if (status == PARLEY_OK && s.help) {
        code = show_help(&s);
    } else {
        if (status == PARLEY_OK)
            status = check_settings(&s, &error);
        if (status == PARLEY_OK)
            status = run_all(&r, &operands, &error);
        if (status != PARLEY_OK)
            code = fail(&s, &error);
    }
    run_fini(&r);
    options_fini(&operands);
    return code;
}
