/* The command line: see classify/settings.h. */
#include "settings.h"

#include "pipeline.h"
#include "summary.h"
#include "version.h"

#include "../io/encoding.h"
#include "../io/files.h"
#include "parley/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    KEY_MODEL = 1,
    KEY_OUTPUT,
    KEY_FORMAT,
    KEY_TEXT,
    KEY_ENCODING,
    KEY_SPLIT,
    KEY_SENTENCES,
    KEY_ABBREVIATIONS,
    KEY_KIND,
    KEY_BODY_ONLY,
    KEY_OFFSETS,
    KEY_DATE,
    KEY_REVIEW,
    KEY_NO_TEXT,
    KEY_EXPLAIN,
    KEY_SCORE,
    KEY_METRICS,
    KEY_DUMP,
    KEY_SHARD,
    KEY_RESUME,
    KEY_MERGE,
    KEY_THREADS,
    KEY_ORDER,
    KEY_SAMPLE,
    KEY_ACCURACY,
    KEY_SUMMARY,
    KEY_PRIOR,
    KEY_SEED,
    KEY_QUIET,
    KEY_VERBOSE,
    KEY_HELP,
    KEY_VERSION,
};

/* How many features a sheet shows if --explain does not say. */
enum { REVIEW_FEATURES = 5 };

static const option_spec specs[] = {
    {'m', "model", KEY_MODEL, "FILE", "the model [the shipped peace-talks.model]", NULL, true},
    {'o', "output", KEY_OUTPUT, "FILE", "where the rows go [standard output]", NULL, true},
    {0, "format", KEY_FORMAT, "NAME", "auto, text, html, csv, jsonl, lines (of a sentence)", "auto",
     true},
    {0, "text", KEY_TEXT, "COLUMN", "the text in CSV and JSON Lines", "text", true},
    {0, "encoding", KEY_ENCODING, "NAME",
     "of the input, such as koi8-r [by mark or page, else UTF-8, else Windows-1252]", NULL, false},
    {0, "split", KEY_SPLIT, NULL, "split the rows of CSV input into sentences", NULL, true},
    {0, "sentences", KEY_SENTENCES, NULL, "only split: rows without labels, no model needed", NULL,
     true},
    {0, "abbreviations", KEY_ABBREVIATIONS, "FILE",
     "words whose full stop ends no sentence, beyond those known", NULL, false},
    {0, "kind", KEY_KIND, NULL, "a column kind: headline, body, caption, furniture", NULL, true},
    {0, "body-only", KEY_BODY_ONLY, NULL, "leave captions and furniture out", NULL, true},
    {0, "offsets", KEY_OFFSETS, NULL, "columns begin, end: bytes of the article's text", NULL,
     false},
    {0, "date", KEY_DATE, NULL, "a column date: the day that the page or JSON Lines state", NULL,
     false},
    {0, "review", KEY_REVIEW, NULL, "write a sheet for review in a spreadsheet", NULL, true},
    {0, "order", KEY_ORDER, "NAME", "article, or uncertain: what to review first", "article", true},
    {0, "sample", KEY_SAMPLE, "N", "N rows to review: half by doubt, half at random", NULL, false},
    {0, "accuracy", KEY_ACCURACY, "P",
     "mark rows to review so that of the others' labels the share P is right", NULL, false},
    {0, "summary", KEY_SUMMARY, "[=FILE.csv]", "shares of the labels, with bounds", NULL, true},
    {0, "prior", KEY_PRIOR, "SHARES",
     "confidences for other shares of labels: LABEL=SHARE,... or auto", NULL, false},
    {0, "seed", KEY_SEED, "N", "of the random rows of --sample", "1", false},
    {0, "no-text", KEY_NO_TEXT, NULL, "ids and labels without the text, to share", NULL, false},
    {0, "explain", KEY_EXPLAIN, "N", "the N features that carried each label", NULL, true},
    {0, "score", KEY_SCORE, NULL, "print how the labels agree with the input's", NULL, true},
    {0, "metrics", KEY_METRICS, "FILE", "the same as CSV: task,split,metric,label,value", NULL,
     true},
    {0, "dump", KEY_DUMP, NULL, "the model as CSV: each feature and its weights", NULL, false},
    {0, "shard", KEY_SHARD, "I/N", "only part I of N of the input, by article", NULL, false},
    {0, "resume", KEY_RESUME, NULL, "go on where an interrupted run left the rows of -o FILE", NULL,
     false},
    {0, "merge", KEY_MERGE, NULL, "the files are the parts of --shard: make them one table", NULL,
     false},
    {0, "threads", KEY_THREADS, "N", "threads that label [all processors]", NULL, false},
    {'q', "quiet", KEY_QUIET, NULL, "errors only", NULL, true},
    {'v', "verbose", KEY_VERBOSE, NULL, "say more", NULL, false},
    {'h', "help", KEY_HELP, "[=all]", "this, or all options", NULL, true},
    {'V', "version", KEY_VERSION, NULL, "the version", NULL, true},
    {0}};

static const char usage[] =
    "parley-classify: label the sentences of news articles\n"
    "\n"
    "  parley-classify [options] [FILE|DIRECTORY|-]...\n"
    "\n"
    "Reads text, HTML, CSV and JSON Lines, gzip of these, and folders of text and\n"
    "HTML files; without a file, standard input. Writes CSV: id, article, sentence,\n"
    "text, then for each task the label and the probability that it is right, then\n"
    "what the options add, then the other columns of CSV input.\n"
    "\n";

static const char examples[] =
    "\n"
    "With --score or --metrics the rows are written only where -o says.\n"
    "\n"
    "Examples: parley-classify articles/ -o labelled.csv\n"
    "          parley-classify --format lines -m topic.model - < sentences.txt\n"
    "          parley-classify --score -m topic.model coded.csv\n";

static const char more[] = "\n"
                           "Environment: PARLEY_MODEL names the model that is used without -m.\n"
                           "Exit status: 0 done; 1 data or system failure; 2 wrong usage.\n";

/* --- taking options ----------------------------------------------------------------------------- */

static parley_status take_format(settings *s, const char *value, parley_error *error)
{
    static const char *const names[] = {"auto", "text", "html", "csv", "lines", "jsonl"};
    for (int i = 0; i < 6; i++) {
        if (strcmp(value, names[i]) == 0) {
            s->source.format = (source_format)i;
            return PARLEY_OK;
        }
    }
    return parley_error_set(error, PARLEY_E_ARGUMENT,
                            "'%s' is none of auto, text, html, csv, jsonl, lines", value);
}

static parley_status take_encoding(settings *s, const char *value, parley_error *error)
{
    decoder *d = NULL;
    parley_status status = decoder_new(value, &d, error);
    decoder_free(d);
    s->source.encoding = value;
    return status;
}

static parley_status take_help(settings *s, const char *value, parley_error *error)
{
    if (value && strcmp(value, "all") != 0)
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "there is no help on '%s'; there is --help and --help=all", value);
    s->help = value ? HELP_ALL : HELP_COMMON;
    return PARLEY_OK;
}

static parley_status take_order(settings *s, const char *value, parley_error *error)
{
    s->whole.uncertain = strcmp(value, "uncertain") == 0;
    if (s->whole.uncertain || strcmp(value, "article") == 0)
        return PARLEY_OK;
    return parley_error_set(error, PARLEY_E_ARGUMENT, "'%s' is none of article, uncertain", value);
}

static parley_status take_accuracy(settings *s, const char *value, parley_error *error)
{
    parley_status status = option_number(value, 0, 1, &s->whole.accuracy, error);
    if (status == PARLEY_OK && !(s->whole.accuracy > 0 && s->whole.accuracy < 1))
        status = parley_error_set(error, PARLEY_E_ARGUMENT,
                                  "'%s' is no share between 0 and 1, such as 0.9", value);
    return status;
}

/* Options of runs that read all input first. */
static parley_status take_whole(settings *s, int key, const char *value, parley_error *error)
{
    uint64_t number = 0;
    parley_status status = PARLEY_OK;
    switch (key) {
    case KEY_ORDER:
        return take_order(s, value, error);
    case KEY_ACCURACY:
        return take_accuracy(s, value, error);
    case KEY_SAMPLE:
        status = option_whole(value, 1, SIZE_MAX / 2, &number, error);
        s->whole.sample = (size_t)number;
        return status;
    case KEY_SEED:
        return option_whole(value, 0, UINT64_MAX, &s->whole.seed, error);
    case KEY_PRIOR:
        s->whole.estimate = strcmp(value, "auto") == 0;
        s->prior = s->whole.estimate ? NULL : value;
        return PARLEY_OK;
    default:
        s->whole.summary = true;
        s->summary = strcmp(value, "-") == 0 ? NULL : value;
        return PARLEY_OK;
    }
}

/* I/N: two whole numbers. */
static parley_status take_shard(settings *s, const char *value, parley_error *error)
{
    enum { SHARDS_MAX = 100000 };
    uint64_t shard = 0, shards = 0;
    const char *slash = strchr(value, '/');
    if (!slash ||
        !parley_number_parse_whole(slash + 1, strlen(slash + 1), 1, SHARDS_MAX, &shards) ||
        !parley_number_parse_whole(value, (size_t)(slash - value), 1, shards, &shard))
        return parley_error_set(error, PARLEY_E_ARGUMENT,
                                "'%s' is no part such as 1/8, of at most %d", value, SHARDS_MAX);
    s->source.shard = (size_t)shard;
    s->source.shards = (size_t)shards;
    return PARLEY_OK;
}

/* Options with a value. */
static parley_status take_value(settings *s, int key, const char *value, parley_error *error)
{
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
    case KEY_ENCODING:
        return take_encoding(s, value, error);
    case KEY_ABBREVIATIONS:
        s->abbreviations = value;
        break;
    case KEY_EXPLAIN:
        status = option_whole(value, 1, 1000, &number, error);
        s->explain = (size_t)number;
        break;
    case KEY_METRICS:
        s->metrics = value;
        break;
    case KEY_ORDER:
    case KEY_SAMPLE:
    case KEY_ACCURACY:
    case KEY_SUMMARY:
    case KEY_PRIOR:
    case KEY_SEED:
        return take_whole(s, key, value, error);
    case KEY_SHARD:
        return take_shard(s, value, error);
    case KEY_THREADS:
        status = option_whole(value, 1, 1024, &number, error);
        s->threads = (size_t)number;
        break;
    default:
        return take_help(s, value, error);
    }
    return status;
}

/* Whether an option leaves the rows as they are, or is noted elsewhere (classify/journal.h). */
static bool is_indifferent(int key)
{
    static const int keys[] = {KEY_MODEL,  KEY_OUTPUT, KEY_THREADS, KEY_SHARD,
                               KEY_RESUME, KEY_MERGE,  KEY_QUIET,   KEY_VERBOSE};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* Notes an option that was given, in printable characters. */
static parley_status note(settings *s, int key, const char *value)
{
    const option_spec *spec = specs;
    while (spec->key != key)
        spec++;
    if (is_indifferent(key) || (value && value == spec->fallback))
        return PARLEY_OK;
    parley_status status = parley_buffer_printf(&s->given, "%s--%s%s", s->given.size ? " " : "",
                                                spec->name, value ? "=" : "");
    for (const char *c = value ? value : ""; *c && status == PARLEY_OK; c++)
        status = parley_buffer_printf(
            &s->given, *c > ' ' && *c <= '~' && *c != '%' ? "%c" : "%%%02X", (unsigned char)*c);
    return status;
}

static parley_status take(int key, const char *value, void *context, parley_error *error)
{
    settings *s = context;
    if (note(s, key, value) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    switch (key) {
    case KEY_SPLIT:
        s->source.split = true;
        break;
    case KEY_SENTENCES:
        s->sentences = true;
        break;
    case KEY_KIND:
        s->source.kinds = true;
        break;
    case KEY_BODY_ONLY:
        s->source.body_only = true;
        break;
    case KEY_OFFSETS:
        s->offsets = true;
        break;
    case KEY_DATE:
        s->dates = true;
        break;
    case KEY_REVIEW:
        s->review = true;
        break;
    case KEY_NO_TEXT:
        s->no_text = true;
        break;
    case KEY_SCORE:
        s->score = true;
        break;
    case KEY_RESUME:
        s->resume = true;
        break;
    case KEY_MERGE:
        s->merge = true;
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
    case KEY_VERSION:
        s->help = HELP_VERSION;
        break;
    default:
        return take_value(s, key, value, error);
    }
    return PARLEY_OK;
}

/* --- checks ------------------------------------------------------------------------------------- */

bool settings_want_score(const settings *s)
{
    return s->score || s->metrics;
}

bool settings_want_rows(const settings *s)
{
    return s->output || !settings_want_score(s);
}

/* Whether anything asks for labels, besides rows. */
static bool wants_labels(const settings *s)
{
    return settings_want_score(s) || s->explain || s->review || s->prior ||
           whole_is_wanted(&s->whole);
}

static bool is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

bool settings_data_on_stdout(const settings *s)
{
    return (settings_want_rows(s) && is_standard(s->output)) ||
           (s->metrics && is_standard(s->metrics));
}

static parley_status wrong(parley_error *error, const char *what)
{
    return parley_error_set(error, PARLEY_E_ARGUMENT, "%s", what);
}

parley_status settings_check_model(const settings *s, const char *model, parley_error *error)
{
    const struct {
        const char *option, *path;
    } outputs[] = {{"-o", s->output}, {"--metrics", s->metrics}, {"--summary", s->summary}};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        if (outputs[i].path && file_same(model, outputs[i].path))
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "%s names the model: it would be overwritten",
                                    outputs[i].option);
    return PARLEY_OK;
}

/* Files that are written must be different ones, and not the model. */
static parley_status check_outputs(const settings *s, parley_error *error)
{
    const struct {
        const char *option, *path;
    } outputs[] = {{"-o", s->output}, {"--metrics", s->metrics}, {"--summary", s->summary}};
    size_t count = sizeof outputs / sizeof *outputs;
    for (size_t i = 0; i < count; i++) {
        const char *path = outputs[i].path;
        for (size_t k = i + 1; path && k < count; k++) {
            const char *other = outputs[k].path;
            if (!other)
                continue;
            if (is_standard(path) && is_standard(other))
                return parley_error_set(
                    error, PARLEY_E_ARGUMENT,
                    "%s and %s are two tables: both cannot go to standard output",
                    outputs[i].option, outputs[k].option);
            if (file_same(path, other))
                return parley_error_set(error, PARLEY_E_ARGUMENT, "%s and %s name the same file",
                                        outputs[i].option, outputs[k].option);
        }
    }
    return s->model ? settings_check_model(s, s->model, error) : PARLEY_OK;
}

/* Options that need all rows of the input do not go with options that make them in parts: here is the
 * place to say so. */
static parley_status check_parts(const settings *s, parley_error *error)
{
    bool parts = s->source.shards > 0 || s->resume;
    if (parts && settings_want_score(s))
        return wrong(error,
                     "--score and --metrics need all rows at once: they do not go with --shard "
                     "or --resume");
    if (parts && whole_is_wanted(&s->whole))
        return wrong(error,
                     "--order, --sample, --accuracy, --summary and --prior auto need all rows at "
                     "once: they do not go with --shard or --resume; give them a merged table");
    if (parts && s->dump)
        return wrong(error, "--dump labels nothing: it does not go with --shard or --resume");
    if (s->resume && is_standard(s->output))
        return wrong(error,
                     "--resume needs -o FILE: the rows are kept in FILE.part until all are there");
    return PARLEY_OK;
}

static parley_status check_merge(const settings *s, parley_error *error)
{
    if (s->given.size || s->model || s->source.shards || s->resume)
        return wrong(error,
                     "--merge labels nothing: of the other options it takes only -o, -q and -v");
    if (s->operands.count == 0)
        return wrong(error,
                     "--merge needs the parts: parley-classify --merge part-*.csv -o all.csv");
    for (size_t i = 0; i < s->operands.count; i++) {
        if (is_standard(s->operands.list[i]))
            return wrong(error, "--merge reads files: a part has its journal beside it");
        if (s->output && file_same(s->operands.list[i], s->output))
            return parley_error_set(error, PARLEY_E_ARGUMENT,
                                    "-o names the part %s, which would be overwritten", s->output);
    }
    return PARLEY_OK;
}

static parley_status check(const settings *s, parley_error *error)
{
    parley_status status = s->merge ? check_merge(s, error) : check_parts(s, error);
    if (status != PARLEY_OK)
        return status;
    if (s->sentences && (wants_labels(s) || s->dump))
        return wrong(error, "--sentences makes no labels: it does not go with --score, --metrics, "
                            "--explain, --review, --order, --sample, --accuracy, --summary, "
                            "--prior or --dump");
    if (s->dump && (wants_labels(s) || s->no_text))
        return wrong(error, "--dump labels nothing: it does not go with options about labels");
    if (s->no_text && s->explain)
        return wrong(error, "--no-text leaves the words out: it does not go with --explain");
    if (s->dump && s->operands.count)
        return wrong(error, "--dump writes the model and reads no input; leave the files out");
    return check_outputs(s, error);
}

static parley_status load_abbreviations(settings *s, parley_error *error)
{
    parley_buffer text = {0};
    parley_error cause = {0};
    parley_status status = file_read(s->abbreviations, &text, error);
    if (status == PARLEY_OK) {
        status = parley_abbreviations_new(text.data ? text.data : "", text.size, &s->extra, &cause);
        if (status != PARLEY_OK)
            parley_error_at(error, status, s->abbreviations, cause.line, "%s", cause.text);
    }
    /* Rows depend on the words, whatever the file is called. */
    if (status == PARLEY_OK &&
        parley_buffer_printf(&s->given, " abbreviations=%016" PRIx64,
                             XXH3_64bits(text.data ? text.data : "", text.size)) != PARLEY_OK)
        status = parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    parley_buffer_fini(&text);
    s->source.abbreviations = s->extra;
    return status;
}

/* --- public ------------------------------------------------------------------------------------- */

/* Whether a word behind --summary is where the summary goes: a .csv that is not there yet, or is an older
 * summary. Any other is an input. */
static bool is_summary_path(const char *path)
{
    char first[sizeof SUMMARY_HEADER] = "";
    size_t size = strlen(path);
    if (size < 5 || strcmp(path + size - 4, ".csv") != 0)
        return false;
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno == ENOENT;
    size_t got = fread(first, 1, sizeof first - 1, file);
    fclose(file);
    return got == sizeof first - 1 && memcmp(first, SUMMARY_HEADER, got) == 0;
}

/* The words of the command line with what belongs to --summary joined to it: [argc + 1], to be freed.
 * `joined`, one of the words, is to be freed as well. NULL: out of memory. */
static char **join_summary(int argc, char **argv, char **joined)
{
    static char alone[] = "--summary=-";
    char **words = calloc((size_t)argc + 1, sizeof *words);
    size_t count = 0;
    bool options = true;
    for (int i = 0; i < argc && words; i++) {
        words[count++] = argv[i];
        options = options && strcmp(argv[i], "--") != 0;
        if (!options || i == 0 || strcmp(argv[i], "--summary") != 0)
            continue;
        words[count - 1] = alone;
        if (i + 1 < argc && !*joined && is_summary_path(argv[i + 1])) {
            size_t size = strlen(argv[++i]) + sizeof alone;
            *joined = malloc(size);
            if (*joined)
                snprintf(*joined, size, "--summary=%s", argv[i]);
            words[count - 1] = *joined;
        }
        if (!words[count - 1]) {
            free(words);
            return NULL;
        }
    }
    return words;
}

static parley_status parse(settings *s, int argc, char **argv, parley_error *error)
{
    char *joined = NULL, **words = join_summary(argc, argv, &joined);
    int count = 0;
    while (words && words[count])
        count++;
    parley_status status = words ? options_parse(specs, count, words, take, s, &s->operands, error)
                                 : parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    free(words);
    free(joined);
    return status;
}

parley_status settings_parse(settings *s, int argc, char **argv, parley_error *error)
{
    parley_status status = parse(s, argc, argv, error);
    if (status != PARLEY_OK || s->help)
        return status;
    if (s->threads == 0)
        s->threads = pipeline_processors();
    status = check(s, error);
    if (s->review && !s->no_text && s->explain == 0)
        s->explain = REVIEW_FEATURES;
    return status == PARLEY_OK && s->abbreviations ? load_abbreviations(s, error) : status;
}

parley_status settings_show_help(const settings *s, parley_error *error)
{
    if (s->help == HELP_VERSION) {
        puts("parley-classify " PARLEY_VERSION);
    } else {
        fputs(usage, stdout);
        options_help(specs, s->help == HELP_ALL);
        fputs(examples, stdout);
        if (s->help == HELP_ALL)
            fputs(more, stdout);
    }
    if (fflush(stdout) == 0 && !ferror(stdout))
        return PARLEY_OK;
    if (errno == EPIPE)
        return parley_error_set(error, PARLEY_E_PIPE, "the reader went away");
    return parley_error_at(error, PARLEY_E_IO, "standard output", 0, "cannot write: %s",
                           strerror(errno));
}

void settings_fini(settings *s)
{
    parley_abbreviations_free(s->extra);
    options_fini(&s->operands);
    parley_buffer_fini(&s->given);
}
