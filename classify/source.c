/* The walk over all inputs: see classify/source.h.
 *
 * Each file is of one of four kinds, by --format or by its ending, and each kind has its reader
 * (classify/from_….h). Here is which file comes next, and what is left to the workers: small articles
 * from opening the file on, lines of JSON, and cells that are to be split. Such pieces stand behind the
 * rows of a job, so a file whose rows are read here begins a new job if there are any.
 */
#define _POSIX_C_SOURCE 200809L

#include "source.h"

#include "from_article.h"
#include "from_lines.h"
#include "from_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

/* A job is full with so many bytes of files, were they all empty. */
enum { COST_OF_A_FILE = 1 << 12 };

typedef enum input_kind { NO_INPUT, ARTICLE_INPUT, LINE_INPUT, JSON_INPUT, TABLE_INPUT } input_kind;

struct source_worker {
    reading reading;
    article_input article;
    json_taker json;
    size_t number; /* of the last sentence of an article in cells */
};

struct source {
    source_settings settings;
    reading reading;
    source_worker *worker; /* for articles that turn out too large for the others */
    intern_table extras;   /* the names of foreign columns */
    file_list files;
    size_t next_file;
    input_kind open; /* of the file being read */
    bool more;       /* there may be more in it */
    article_input article;
    line_input lines; /* and JSON Lines */
    table_input table;
};

static input_kind kind_of(const source *s, const file_item *file)
{
    switch (s->settings.format) {
    case SOURCE_CSV:
        return TABLE_INPUT;
    case SOURCE_LINES:
        return LINE_INPUT;
    case SOURCE_JSON:
        return JSON_INPUT;
    case SOURCE_AUTO:
        return file_is_kind(file->path, FILES_TABLES) ? TABLE_INPUT
               : file_is_kind(file->path, FILES_JSON) ? JSON_INPUT
                                                      : ARTICLE_INPUT;
    default:
        return ARTICLE_INPUT;
    }
}

/* --- opening ------------------------------------------------------------------------------------ */

static void warn_of_files(const source *s, const messages *say)
{
    const file_list *files = &s->files;
    if (files->skipped == 1)
        message_warning(say, NULL, 0,
                        "1 file in the folders is of another kind and was passed over: %s",
                        files->skipped_one);
    else if (files->skipped)
        message_warning(say, NULL, 0,
                        "%zu files in the folders are of another kind and were passed over, such "
                        "as %s",
                        files->skipped, files->skipped_one);
    if (files->empty == 1)
        message_warning(say, files->empty_one, 0, "nothing to read in this folder");
    else if (files->empty)
        message_warning(say, files->empty_one, 0,
                        "nothing to read in this folder, nor in %zu others", files->empty - 1);
}

parley_status source_open(const source_settings *settings, const char *const *operands,
                          size_t count, const messages *say, source **out, parley_error *error)
{
    static const char *const standard[] = {"-"};
    static const file_kind kinds[] = {FILES_ARTICLES, FILES_TEXT, FILES_HTML,
                                      FILES_TABLES,   FILES_TEXT, FILES_JSON};
    source *s = calloc(1, sizeof *s);
    if (!s)
        return reading_no_memory(error);
    s->settings = *settings;
    s->reading.settings = &s->settings;
    s->worker = source_worker_new(settings);
    if (!s->worker) {
        source_close(s);
        return reading_no_memory(error);
    }
    parley_status status = file_list_collect(count ? operands : standard, count ? count : 1,
                                             kinds[settings->format], &s->files, error);
    if (status == PARLEY_OK)
        warn_of_files(s, say);
    for (size_t i = 0; i < s->files.count && status == PARLEY_OK; i++)
        if (kind_of(s, &s->files.items[i]) == TABLE_INPUT)
            status = table_input_announce(&s->table, &s->settings, s->files.items[i].path,
                                          &s->extras, error);
    if (status == PARLEY_OK)
        *out = s;
    else
        source_close(s);
    return status;
}

void source_close(source *s)
{
    if (!s)
        return;
    article_input_close(&s->article);
    line_input_close(&s->lines);
    table_input_fini(&s->table);
    reading_fini(&s->reading);
    source_worker_free(s->worker);
    intern_fini(&s->extras);
    file_list_fini(&s->files);
    free(s);
}

const char *source_reads(const source *s, const char *path)
{
    for (size_t i = 0; i < s->files.count; i++)
        if (file_same(s->files.items[i].path, path))
            return s->files.items[i].path;
    return NULL;
}

size_t source_extra_count(const source *s)
{
    return s->extras.count;
}

parley_str source_extra_name(const source *s, size_t index)
{
    return s->extras.strings[index];
}

const char *source_first_table(const source *s, const char **columns)
{
    *columns = s->table.first_columns.data;
    return s->table.first_path;
}

void source_skip(source *s, size_t units)
{
    s->reading.first_unit = units;
}

size_t source_units(const source *s)
{
    return s->reading.units;
}

uint64_t source_fingerprint(const source *s)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < s->files.count; i++) {
        struct stat info;
        const file_item *file = &s->files.items[i];
        bool known = stat(file->path, &info) == 0 && S_ISREG(info.st_mode);
        uint64_t size = known ? (uint64_t)info.st_size : 0;
        hash = XXH3_64bits_withSeed(file->article, strlen(file->article), hash ^ size);
    }
    return hash;
}

/* --- the workers' part -------------------------------------------------------------------------- */

source_worker *source_worker_new(const source_settings *settings)
{
    source_worker *w = calloc(1, sizeof *w);
    if (w) {
        w->reading.settings = settings;
        w->reading.whole = true;
    }
    return w;
}

void source_worker_free(source_worker *w)
{
    if (!w)
        return;
    article_input_close(&w->article);
    json_taker_fini(&w->json);
    free(w);
}

static parley_status expand_file(source_worker *w, size_t unit, parley_error *error)
{
    bool more;
    parley_status status = article_input_open(&w->article, &w->reading, unit, error);
    if (status == PARLEY_OK)
        status = article_input_next(&w->article, &w->reading, &more, error);
    if (status == PARLEY_OK && reading_say_end(&w->reading, true) != PARLEY_OK)
        status = reading_no_memory(error);
    return status;
}

static parley_status expand_cell(source_worker *w, const job_piece *piece, parley_error *error)
{
    const parley_str *cells = w->reading.job->piece_cells; /* NULL: there are none */
    parley_status status = PARLEY_OK;
    if (piece->begins) {
        w->number = 0;
        status = reading_end(&w->reading);
        if (status == PARLEY_OK)
            status = reading_begin(&w->reading, PARLEY_ARTICLE);
    }
    if (status == PARLEY_OK)
        status =
            table_take_cell(&w->reading, piece, cells ? cells + piece->cells : NULL, &w->number);
    return status == PARLEY_OK ? status : reading_no_memory(error);
}

static parley_status expand_piece(source_worker *w, const job_piece *piece, parley_error *error)
{
    w->reading.file = piece->file;
    if (piece->kind == PIECE_CELL)
        return expand_cell(w, piece, error);
    if (reading_end(&w->reading) != PARLEY_OK)
        return reading_no_memory(error);
    if (piece->kind == PIECE_FILE)
        return expand_file(w, piece->unit, error);
    if (piece->kind == PIECE_JSON)
        return json_take(&w->json, &w->reading, piece, error);
    return job_say(w->reading.job, piece->event) == PARLEY_OK ? PARLEY_OK
                                                              : reading_no_memory(error);
}

/* Makes all pieces rows; the article of a cell stays open. */
static parley_status expand_all(source_worker *w, job *j, parley_error *error)
{
    parley_status status = PARLEY_OK;
    size_t count = j->piece_count;
    j->piece_count = 0; /* what is said now is no piece any more */
    w->reading.job = j;
    for (size_t i = 0; i < count && status == PARLEY_OK; i++)
        status = expand_piece(w, &j->pieces[i], error);
    return status;
}

void source_expand(source_worker *w, job *j)
{
    parley_error error = {0};
    parley_status status = expand_all(w, j, &error);
    if (status == PARLEY_OK && reading_end(&w->reading) != PARLEY_OK)
        status = reading_no_memory(&error);
    if (status != PARLEY_OK)
        job_fail(j, &error);
    batch_finish(&j->rows);
}

/* --- reading ------------------------------------------------------------------------------------ */

void source_job_init(const source *s, job *j)
{
    *j = (job){.rows = {.extra_count = s->extras.count, .body_only = s->settings.body_only}};
}

static parley_status open_file(source *s, parley_error *error)
{
    s->more = true;
    s->open = kind_of(s, s->reading.file);
    switch (s->open) {
    case TABLE_INPUT:
        return table_input_open(&s->table, &s->reading, error);
    case LINE_INPUT:
        return line_input_open(&s->lines, &s->reading, error);
    case JSON_INPUT:
        return json_input_open(&s->lines, &s->reading, error);
    default:
        return article_input_open(&s->article, &s->reading, s->reading.units - 1, error);
    }
}

/* Opens the next file, or leaves it to a worker; `*wait`: neither, as the job has pieces. */
static parley_status begin_file(source *s, bool *wait, parley_error *error)
{
    job *j = s->reading.job;
    const file_item *file = &s->files.items[s->next_file];
    input_kind kind = kind_of(s, file);
    size_t size;
    bool makes_rows = kind != JSON_INPUT && !(kind == TABLE_INPUT && s->settings.split);
    bool small = kind == ARTICLE_INPUT && article_input_is_small(file, &size);
    s->reading.file = file;
    *wait = makes_rows && !small && j->piece_count > 0;
    if (*wait)
        return PARLEY_OK;
    s->next_file++;
    if (kind == ARTICLE_INPUT && !reading_begin_unit(&s->reading, reading_article(&s->reading)))
        return PARLEY_OK;
    if (!small)
        return open_file(s, error);
    job_piece piece = {.kind = PIECE_FILE, .file = file, .unit = s->reading.units - 1};
    j->rows.bytes += size + COST_OF_A_FILE;
    return job_add_piece(j, &piece, NULL) == PARLEY_OK ? PARLEY_OK : reading_no_memory(error);
}

/* An article in cells has grown too large for one job of pieces. */
static parley_status split_here(source *s, parley_error *error)
{
    parley_status status = expand_all(s->worker, s->reading.job, error);
    if (status == PARLEY_OK)
        table_input_split_here(&s->table, &s->reading, s->worker->number);
    return status;
}

static parley_status read_on(source *s, parley_error *error)
{
    parley_status status;
    switch (s->open) {
    case TABLE_INPUT:
        status = table_input_next(&s->table, &s->reading, &s->more, error);
        while (status == PARLEY_OK && s->more && table_input_is_large(&s->table)) {
            status = split_here(s, error);
            /* Goes on, or ends the job in the middle of the article. */
            if (status == PARLEY_OK)
                status = table_input_next(&s->table, &s->reading, &s->more, error);
        }
        return status;
    case LINE_INPUT:
        return line_input_next(&s->lines, &s->reading, &s->more, error);
    case JSON_INPUT:
        return json_input_next(&s->lines, &s->reading, &s->more, error);
    default:
        return article_input_next(&s->article, &s->reading, &s->more, error);
    }
}

static parley_status close_file(source *s, parley_error *error)
{
    parley_status status = PARLEY_OK;
    if (s->open == TABLE_INPUT)
        status = table_input_close(&s->table, &s->reading);
    else if (s->open == LINE_INPUT || s->open == JSON_INPUT)
        line_input_close(&s->lines);
    else
        article_input_close(&s->article);
    if (status == PARLEY_OK)
        status = reading_say_end(&s->reading, s->open == JSON_INPUT);
    s->open = NO_INPUT;
    return status == PARLEY_OK ? status : reading_no_memory(error);
}

static bool fill(source *s, job *j)
{
    parley_error error = {0};
    parley_status status = PARLEY_OK;
    bool wait = false;
    while (status == PARLEY_OK && !wait && !job_is_full(j)) {
        if (s->open != NO_INPUT)
            status = s->more ? read_on(s, &error) : close_file(s, &error);
        else if (s->next_file < s->files.count)
            status = begin_file(s, &wait, &error);
        else
            return false;
    }
    if (status != PARLEY_OK)
        job_fail(j, &error);
    return status == PARLEY_OK;
}

bool source_read(source *s, job *j)
{
    job_reset(j);
    s->reading.job = j;
    bool more = fill(s, j);
    j->next_unit = s->reading.units - (j->goes_on ? 1 : 0);
    return more;
}
