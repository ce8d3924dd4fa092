/* The model file, read and written; its layout is described in docs/model-format.md.
 *
 * A file is a readable header, then sections of little-endian numbers, each on a boundary of 64
 * bytes so that they are used where they lie. The reader trusts nothing. It goes from the outside
 * in: is it a model, is it of a version that we know, is the header whole, is the file as long as
 * the header says, is every section where the sizes in the header put it, is each unchanged, is
 * every number in it possible. Only then is anything looked up in it.
 *
 * Since counts are compared with the size of the file before memory is asked for, a hostile header
 * cannot make us allocate more than a small multiple of the file.
 */
#define _POSIX_C_SOURCE 200809L

#include "model_internal.h"

#include "parley/number.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "model files are used in place and are little-endian; this machine is not"
#endif

static const char magic[] = "parley model ";

enum { ALIGNMENT = 64, HEADER_MAX = 1 << 22 };

/* The sections in the order of the file. Sizes follow from the header's counts, but for the names.
 */
enum { HASHES, FAMILIES, NAME_ENDS, NAMES, IDF, WEIGHTS, WORD_HASHES, WORD_ROWS, SECTION_COUNT };
static const char *const section_names[SECTION_COUNT] = {
    "hashes", "families", "name_ends", "names", "idf", "weights", "word_hashes", "word_rows"};

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static size_t section_size(const parley_model_view *view, size_t names_size, int section)
{
    switch (section) {
    case HASHES:
        return view->feature_count * sizeof(uint64_t);
    case FAMILIES:
        return view->feature_count;
    case NAMES:
        return names_size;
    case WEIGHTS:
        return view->feature_count * view->machine_count * sizeof(float);
    case WORD_HASHES:
        return view->word_count * sizeof(uint64_t);
    case WORD_ROWS:
        return view->word_count * (1 + view->machine_count) * sizeof(float);
    default:
        return view->feature_count * 4; /* NAME_ENDS, IDF */
    }
}

/* --- what must hold, whether read or to be written ---------------------------------------------
 */

/* So large may numbers be that what a sentence comes to is finite: weights, as two of them are multiplied
 * as floats, and all others. */
static const double most_of_weights = 1e12, most = 1e30;

static bool is_possible(double number)
{
    return fabs(number) <= most; /* which no NaN is */
}

static bool all_possible(const float *numbers, size_t count, double limit)
{
    bool possible = true;
    for (size_t i = 0; i < count; i++)
        possible &= numbers[i] >= (float)-limit && numbers[i] <= (float)limit;
    return possible;
}

static const char *task_fault(const parley_task_view *task)
{
    if (!is_possible(task->slope) || task->slope > 0)
        return "a calibration is out of range";
    if (!is_possible(task->context))
        return "a context is out of range";
    if (!*task->name)
        return "a task has no name";
    for (size_t l = 0; l < task->label_count; l++)
        if (!*task->labels[l])
            return "a label has no name";
    if (!is_possible(task->posterior_scale))
        return "a posterior is out of range";
    for (size_t l = 0; l < task->label_count; l++) {
        if (!is_possible(task->offsets[l]) || !is_possible(task->intercepts[l]) ||
            !is_possible(task->posterior_shifts[l]))
            return "an offset is out of range";
        if (!(task->prior[l] > 0 && task->prior[l] <= 1))
            return "a label's share is out of range";
        if (!(task->share_spread[l] >= 0 && task->share_spread[l] <= 1) ||
            !(task->share_error[l] >= 0 && task->share_error[l] <= 1))
            return "the error of a label's share is out of range";
    }
    for (size_t m = 0; m < task->machine_count; m++)
        if (!is_possible(task->bias[m]) || !is_possible(task->usual_score[m]))
            return "a bias is out of range";
    return NULL;
}

static const char *words_fault(const parley_model_view *v)
{
    size_t stride = 1 + v->machine_count;
    if (!is_possible(v->vector_scale))
        return "its word vectors are out of range";
    for (size_t i = 1; i < v->word_count; i++)
        if (v->word_hashes[i] <= v->word_hashes[i - 1])
            return "its words are out of order";
    if (!all_possible(v->word_rows, v->word_count * stride, most))
        return "a word vector is out of range";
    for (size_t i = 0; i < v->word_count; i++)
        if (v->word_rows[i * stride] < 0)
            return "the length of a word vector is out of range";
    return NULL;
}

/* The first thing that is out of order in a view, or NULL. */
static const char *view_fault(const parley_model_view *v, size_t names_size)
{
    uint32_t end = 0;
    for (size_t i = 0; i < v->feature_count; i++) {
        if (i > 0 && v->hashes[i] <= v->hashes[i - 1])
            return "its features are out of order";
        if (v->name_ends[i] < end || v->name_ends[i] > names_size)
            return "a feature's spelling lies outside the names";
        if (v->families[i] > PARLEY_FAMILY_CHAR)
            return "a feature is of an unknown family";
        end = v->name_ends[i];
    }
    if (end != names_size)
        return "the names do not end with the last feature";
    if (!all_possible(v->idf, v->feature_count, most_of_weights) ||
        !all_possible(v->weights, v->feature_count * v->machine_count, most_of_weights))
        return "a weight is out of range";
    for (size_t t = 0; t < v->task_count; t++) {
        const char *fault = task_fault(&v->tasks[t]);
        if (fault)
            return fault;
    }
    return words_fault(v);
}

/* --- writing -----------------------------------------------------------------------------------
 */

/* Names are written with % and two digits for what would break a line into words. */
static parley_status put_name(parley_buffer *out, const char *name)
{
    parley_status status = PARLEY_OK;
    for (const char *c = name; *c && status == PARLEY_OK; c++) {
        if ((unsigned char)*c <= ' ' || *c == '%' || *c == 0x7F)
            status = parley_buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*c);
        else
            status = parley_buffer_append(out, c, 1);
    }
    return status;
}

static parley_status put_number(parley_buffer *out, double number)
{
    char text[PARLEY_NUMBER_SIZE];
    parley_number_format(number, text);
    return parley_buffer_printf(out, " %s", text);
}

static parley_status put_line(parley_buffer *out, const char *word, const double *numbers,
                              size_t count)
{
    parley_status status = parley_buffer_puts(out, word);
    for (size_t i = 0; i < count && status == PARLEY_OK; i++)
        status = put_number(out, numbers[i]);
    return status == PARLEY_OK ? parley_buffer_puts(out, "\n") : status;
}

/* The same with one number before the others. */
static parley_status put_line_with(parley_buffer *out, const char *word, double first,
                                   const double *numbers, size_t count)
{
    parley_status status = parley_buffer_puts(out, word);
    if (status == PARLEY_OK)
        status = put_number(out, first);
    return status == PARLEY_OK ? put_line(out, "", numbers, count) : status;
}

static parley_status put_label(parley_buffer *out, const char *name, double offset)
{
    parley_status status = parley_buffer_puts(out, "label ");
    if (status == PARLEY_OK)
        status = put_name(out, name);
    return status == PARLEY_OK ? put_line(out, "", &offset, 1) : status;
}

static parley_status put_task(parley_buffer *out, const parley_task_view *task)
{
    size_t labels = task->label_count, machines = task->machine_count;
    parley_status status = parley_buffer_puts(out, "task ");
    if (status == PARLEY_OK)
        status = put_name(out, task->name);
    if (status == PARLEY_OK)
        status = parley_buffer_printf(out, " %zu\n", labels);
    for (size_t l = 0; l < labels && status == PARLEY_OK; l++)
        status = put_label(out, task->labels[l], task->offsets[l]);
    if (status == PARLEY_OK)
        status = put_line(out, "bias", task->bias, machines);
    if (status == PARLEY_OK)
        status = put_line_with(out, "calibration", task->slope, task->intercepts, labels);
    if (status == PARLEY_OK)
        status =
            put_line_with(out, "posterior", task->posterior_scale, task->posterior_shifts, labels);
    if (status == PARLEY_OK)
        status = put_line(out, "prior", task->prior, labels);
    if (status == PARLEY_OK)
        status = put_line(out, "spread", task->share_spread, labels);
    if (status == PARLEY_OK)
        status = put_line(out, "error", task->share_error, labels);
    if (status == PARLEY_OK)
        status = put_line_with(out, "context", task->context, task->usual_score, machines);
    return status;
}

static parley_status put_description(parley_buffer *out, const parley_model_view *v)
{
    parley_status status = parley_buffer_puts(out, "features ");
    if (status == PARLEY_OK)
        status = parley_feature_options_format(&v->features, out);
    if (status == PARLEY_OK)
        status = parley_buffer_printf(out, "\nweighting %s\nnormalise %d\nrows %zu\ndigest %s\n",
                                      parley_weighting_name(v->features.weighting),
                                      v->features.normalise, v->training_rows, v->training_digest);
    if (status == PARLEY_OK)
        status =
            parley_buffer_printf(out, "counts %zu %zu %zu %zu\nvectors %zu", v->task_count,
                                 v->label_count, v->machine_count, v->feature_count, v->word_count);
    if (status == PARLEY_OK)
        status = put_number(out, v->vector_scale);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(out, "\n");
    for (size_t t = 0; t < v->task_count && status == PARLEY_OK; t++)
        status = put_task(out, &v->tasks[t]);
    return status;
}

/* Where the sections lie behind a header of this size; returns the size of the whole file. */
static size_t lay_out(const parley_model_view *v, size_t names_size, size_t header_size,
                      size_t offset[SECTION_COUNT])
{
    size_t at = aligned(header_size);
    for (int s = 0; s < SECTION_COUNT; s++) {
        offset[s] = at;
        at = aligned(at + section_size(v, names_size, s));
    }
    return at;
}

/* The numbers that depend on where the header ends have a fixed width. */
static parley_status put_header(parley_buffer *out, const parley_model_view *v, size_t names_size,
                                const void *const sections[], size_t header_size)
{
    size_t begin = out->size;
    size_t offset[SECTION_COUNT], size = lay_out(v, names_size, header_size, offset);
    parley_status status = parley_buffer_printf(out, "%s%d\nprogram ", magic, PARLEY_MODEL_VERSION);
    if (status == PARLEY_OK)
        status = put_name(out, v->program);
    if (status == PARLEY_OK)
        status = parley_buffer_printf(out, "\nsize %015zu\n", size);
    if (status == PARLEY_OK)
        status = put_description(out, v);
    for (int s = 0; s < SECTION_COUNT && status == PARLEY_OK; s++) {
        size_t bytes = section_size(v, names_size, s);
        status =
            parley_buffer_printf(out, "section %s %015zu %015zu %016" PRIx64 "\n", section_names[s],
                                 offset[s], bytes, (uint64_t)XXH3_64bits(sections[s], bytes));
    }
    if (status == PARLEY_OK)
        status = parley_buffer_printf(out, "end %016" PRIx64 "\n",
                                      (uint64_t)XXH3_64bits(out->data + begin, out->size - begin));
    return status;
}

static parley_status pad(parley_buffer *out, size_t begin)
{
    static const char zeros[ALIGNMENT] = {0};
    size_t size = out->size - begin;
    return parley_buffer_append(out, zeros, aligned(size) - size);
}

parley_status parley_model_write(const parley_model_view *view, parley_buffer *out,
                                 parley_error *error)
{
    size_t names_size = view->feature_count ? view->name_ends[view->feature_count - 1] : 0;
    const char *fault = view_fault(view, names_size);
    if (fault)
        return parley_error_set(error, PARLEY_E_ARGUMENT, "the model cannot be written: %s", fault);
    const void *sections[SECTION_COUNT] = {view->hashes,      view->families, view->name_ends,
                                           view->names,       view->idf,      view->weights,
                                           view->word_hashes, view->word_rows};
    size_t begin = out->size, offset[SECTION_COUNT];
    /* Once to learn the header's size, once to write it. */
    parley_buffer trial = {0};
    parley_status status = put_header(&trial, view, names_size, sections, 0);
    if (status == PARLEY_OK && trial.size > HEADER_MAX)
        status =
            parley_error_set(error, PARLEY_E_LIMIT, "the names of tasks and labels are too long");
    if (status == PARLEY_OK)
        status = parley_buffer_reserve(out, lay_out(view, names_size, trial.size, offset));
    if (status == PARLEY_OK)
        status = put_header(out, view, names_size, sections, trial.size);
    if (status == PARLEY_OK)
        status = pad(out, begin);
    for (int s = 0; s < SECTION_COUNT && status == PARLEY_OK; s++) {
        status = parley_buffer_append(out, sections[s], section_size(view, names_size, s));
        if (status == PARLEY_OK)
            status = pad(out, begin);
    }
    parley_buffer_fini(&trial);
    if (status == PARLEY_E_MEMORY)
        parley_error_set(error, status, "out of memory");
    return status;
}

/* --- reading the header ------------------------------------------------------------------------
 */

/* A walk over the words of the header; every step notes a fault and carries on harmlessly. */
typedef struct cursor {
    const char *at, *end;
    bool fault;
} cursor;

static void expect(cursor *c, const char *text)
{
    size_t size = strlen(text);
    if ((size_t)(c->end - c->at) < size || memcmp(c->at, text, size) != 0)
        c->fault = true;
    else
        c->at += size;
}

/* The next word, up to a blank or the end of the line. */
static parley_str word(cursor *c)
{
    const char *begin = c->at;
    while (c->at < c->end && *c->at != ' ' && *c->at != '\n')
        c->at++;
    if (c->at == begin)
        c->fault = true;
    return (parley_str){begin, (size_t)(c->at - begin)};
}

static size_t whole(cursor *c, uint64_t high)
{
    parley_str w = word(c);
    uint64_t value = 0;
    if (!parley_number_parse_whole(w.data, w.size, 0, high, &value))
        c->fault = true;
    return (size_t)value;
}

static double number(cursor *c)
{
    expect(c, " ");
    parley_str w = word(c);
    double value = 0;
    if (!parley_number_parse(w.data, w.size, &value))
        c->fault = true;
    return value;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* A name with its escapes undone, zero-terminated, at `*to`, which is moved behind it. A name never
 * grows, so a copy of the header's size has room for all of them. */
static const char *name(cursor *c, char **to)
{
    parley_str w = word(c);
    char *begin = *to, *at = *to;
    for (size_t i = 0; i < w.size; i++) {
        if (w.data[i] != '%') {
            /* Such bytes are written as escapes; a zero would end the name. */
            if ((unsigned char)w.data[i] < ' ' || w.data[i] == 0x7F)
                c->fault = true;
            *at++ = w.data[i];
            continue;
        }
        int high = w.size - i > 2 ? hex_digit(w.data[i + 1]) : -1;
        int low = w.size - i > 2 ? hex_digit(w.data[i + 2]) : -1;
        if (high < 0 || low < 0 || high * 16 + low == 0) {
            c->fault = true;
            break;
        }
        *at++ = (char)(high * 16 + low);
        i += 2;
    }
    *at++ = '\0';
    *to = at;
    return begin;
}

static uint64_t checksum(cursor *c)
{
    parley_str w = word(c);
    uint64_t value = 0;
    if (w.size != 16)
        c->fault = true;
    for (size_t i = 0; i < w.size && !c->fault; i++) {
        const char *digits = "0123456789abcdef";
        const char *at = w.data[i] ? strchr(digits, w.data[i]) : NULL;
        if (at)
            value = value << 4 | (uint64_t)(at - digits);
        else
            c->fault = true;
    }
    return value;
}

static void read_features(cursor *c, parley_model *model)
{
    parley_feature_options *features = &model->view.features;
    char text[128];
    expect(c, "features ");
    parley_str w = word(c);
    if (w.size < sizeof text) {
        memcpy(text, w.data, w.size);
        text[w.size] = '\0';
        if (parley_feature_options_parse(text, features, NULL) != PARLEY_OK)
            c->fault = true;
    } else {
        c->fault = true;
    }
    expect(c, "\nweighting ");
    w = word(c);
    bool known = false;
    const char *candidate;
    for (unsigned i = 0; (candidate = parley_weighting_name((parley_weighting)i)) != NULL; i++) {
        if (strlen(candidate) == w.size && memcmp(candidate, w.data, w.size) == 0) {
            features->weighting = (parley_weighting)i;
            known = true;
        }
    }
    c->fault = c->fault || !known;
    expect(c, "\nnormalise ");
    features->normalise = whole(c, 1);
}

/* Numbers that the header holds for each label, and for each machine. */
enum { PER_LABEL = 6, PER_MACHINE = 2 };

/* Reads a line of a word and numbers. */
static void read_line(cursor *c, const char *text, double *numbers, size_t count)
{
    expect(c, text);
    for (size_t i = 0; i < count; i++)
        numbers[i] = number(c);
    expect(c, "\n");
}

/* The same with one number before the others. */
static void read_line_with(cursor *c, const char *text, double *first, double *numbers,
                           size_t count)
{
    expect(c, text);
    *first = number(c);
    read_line(c, "", numbers, count);
}

/* Reads one task; labels and numbers are taken from the model's arrays from the given places on. */
static void read_task(cursor *c, parley_model *model, parley_task_view *task, size_t label_begin,
                      size_t machine_begin, char **strings)
{
    const parley_model_view *view = &model->view;
    expect(c, "task ");
    task->name = name(c, strings);
    expect(c, " ");
    task->label_count = whole(c, view->label_count);
    expect(c, "\n");
    task->machine_count = task->label_count == 2 ? 1 : task->label_count;
    task->machine_begin = machine_begin;
    if (task->label_count < 2 || task->label_count > view->label_count - label_begin ||
        task->machine_count > view->machine_count - machine_begin)
        c->fault = true;
    if (c->fault)
        return;
    double *offsets = model->numbers + label_begin;
    double *intercepts = offsets + view->label_count;
    double *shifts = intercepts + view->label_count;
    double *prior = shifts + view->label_count;
    double *spread = prior + view->label_count;
    double *share_error = spread + view->label_count;
    double *bias = model->numbers + PER_LABEL * view->label_count + machine_begin;
    double *usual = bias + view->machine_count;
    task->labels = model->labels + label_begin;
    task->offsets = offsets;
    task->intercepts = intercepts;
    task->posterior_shifts = shifts;
    task->prior = prior;
    task->share_spread = spread;
    task->share_error = share_error;
    task->bias = bias;
    task->usual_score = usual;
    for (size_t l = 0; l < task->label_count; l++) {
        expect(c, "label ");
        model->labels[label_begin + l] = name(c, strings);
        offsets[l] = number(c);
        expect(c, "\n");
    }
    read_line(c, "bias", bias, task->machine_count);
    read_line_with(c, "calibration", &task->slope, intercepts, task->label_count);
    read_line_with(c, "posterior", &task->posterior_scale, shifts, task->label_count);
    read_line(c, "prior", prior, task->label_count);
    read_line(c, "spread", spread, task->label_count);
    read_line(c, "error", share_error, task->label_count);
    read_line_with(c, "context", &task->context, usual, task->machine_count);
}

static parley_status read_tasks(cursor *c, parley_model *model, char **strings)
{
    parley_model_view *view = &model->view;
    model->tasks = calloc(view->task_count, sizeof *model->tasks);
    model->labels = calloc(view->label_count, sizeof *model->labels);
    model->numbers = calloc(PER_LABEL * view->label_count + PER_MACHINE * view->machine_count,
                            sizeof *model->numbers);
    if (!model->tasks || !model->labels || !model->numbers)
        return PARLEY_E_MEMORY;
    view->tasks = model->tasks;
    size_t label = 0, machine = 0;
    for (size_t t = 0; t < view->task_count && !c->fault; t++) {
        read_task(c, model, &model->tasks[t], label, machine, strings);
        label += model->tasks[t].label_count;
        machine += model->tasks[t].machine_count;
    }
    if (label != view->label_count || machine != view->machine_count)
        c->fault = true;
    return PARLEY_OK;
}

static parley_status read_description(cursor *c, parley_model *model, char **strings)
{
    parley_model_view *view = &model->view;
    read_features(c, model);
    expect(c, "\nrows ");
    view->training_rows = whole(c, SIZE_MAX);
    expect(c, "\ndigest ");
    view->training_digest = name(c, strings);
    expect(c, "\ncounts ");
    view->task_count = whole(c, PARLEY_TASKS_MAX);
    expect(c, " ");
    view->label_count = whole(c, PARLEY_LABELS_MAX);
    expect(c, " ");
    view->machine_count = whole(c, PARLEY_LABELS_MAX);
    expect(c, " ");
    view->feature_count = whole(c, model->size / sizeof(uint64_t));
    expect(c, "\nvectors ");
    view->word_count = whole(c, model->size / sizeof(uint64_t));
    view->vector_scale = number(c);
    expect(c, "\n");
    if (c->fault || view->task_count == 0 || view->label_count == 0 || view->machine_count == 0) {
        c->fault = true;
        return PARLEY_OK;
    }
    return read_tasks(c, model, strings);
}

/* --- reading the sections ----------------------------------------------------------------------
 */

static bool zeros(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            return false;
    return true;
}

/* Walks over the section table, each section where it must be. Returns the names' size. */
static size_t read_sections(cursor *c, parley_model *model, size_t header_size,
                            const char *sections[])
{
    const char *bytes = model->bytes;
    size_t names_size = 0, behind = header_size;
    for (int s = 0; s < SECTION_COUNT && !c->fault; s++) {
        expect(c, "section ");
        expect(c, section_names[s]);
        expect(c, " ");
        size_t offset = whole(c, model->size);
        expect(c, " ");
        size_t size = whole(c, model->size);
        expect(c, " ");
        uint64_t sum = checksum(c);
        expect(c, "\n");
        if (s == NAMES)
            names_size = size;
        if (c->fault || offset != aligned(behind) || offset > model->size ||
            size > model->size - offset || size != section_size(&model->view, names_size, s) ||
            !zeros(bytes + behind, offset - behind) || XXH3_64bits(bytes + offset, size) != sum) {
            c->fault = true;
            return 0;
        }
        sections[s] = bytes + offset;
        behind = offset + size;
    }
    if (!c->fault &&
        (aligned(behind) != model->size || !zeros(bytes + behind, model->size - behind)))
        c->fault = true;
    return names_size;
}

static parley_status corrupt(parley_error *error, const char *how)
{
    return parley_error_set(
        error, PARLEY_E_CORRUPT,
        "the model was changed after it was made (%s); get a fresh copy or train "
        "it again",
        how);
}

/* The last line of the header, "end CHECKSUM", or NULL. */
static const char *find_end(const char *bytes, size_t size)
{
    size_t limit = size < HEADER_MAX ? size : HEADER_MAX;
    for (const char *at = bytes; (at = memchr(at, '\n', limit - (size_t)(at - bytes))) != NULL;) {
        at++;
        if (limit - (size_t)(at - bytes) >= 21 && memcmp(at, "end ", 4) == 0 && at[20] == '\n')
            return at;
    }
    return NULL;
}

/* Checks all that comes before the description; sets `header_size` and leaves `c` at "features". */
static parley_status read_preamble(parley_model *model, cursor *c, char **strings,
                                   size_t *header_size, parley_error *error)
{
    const char *bytes = model->bytes;
    size_t length = sizeof magic - 1;
    if (model->size < length || memcmp(bytes, magic, length) != 0)
        return parley_error_set(error, PARLEY_E_FORMAT,
                                "this is no parley model; parley-train makes one");
    *c = (cursor){.at = bytes + length, .end = bytes + model->size};
    uint64_t version = whole(c, UINT32_MAX);
    if (!c->fault && version > PARLEY_MODEL_VERSION)
        return parley_error_set(error, PARLEY_E_VERSION,
                                "the model was made by a newer parley (format %" PRIu64
                                "; this program reads %d); update parley",
                                version, PARLEY_MODEL_VERSION);
    if (!c->fault && version > 0 && version < PARLEY_MODEL_VERSION)
        return parley_error_set(error, PARLEY_E_VERSION,
                                "the model was made by an older parley (format %" PRIu64
                                "; this program reads %d); train it again",
                                version, PARLEY_MODEL_VERSION);
    const char *end = find_end(bytes, model->size);
    if (!end)
        return parley_error_set(error, PARLEY_E_CORRUPT,
                                "the model is cut short or changed: its header has no end");
    size_t checked = (size_t)(end - bytes);
    *header_size = checked + 21;
    cursor last = {.at = end + 4, .end = end + 21};
    if (checksum(&last) != XXH3_64bits(bytes, checked) || last.fault || c->fault ||
        version != PARLEY_MODEL_VERSION)
        return corrupt(error, "header");
    c->end = end;
    expect(c, "\nprogram ");
    model->strings = *strings = malloc(*header_size);
    if (!model->strings)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    model->view.program = name(c, strings);
    expect(c, "\nsize ");
    size_t size = whole(c, SIZE_MAX);
    expect(c, "\n");
    if (!c->fault && size > model->size)
        return parley_error_set(error, PARLEY_E_CORRUPT,
                                "the model is cut short: %zu of %zu bytes; get a whole copy",
                                model->size, size);
    if (c->fault || size < model->size)
        return corrupt(error, c->fault ? "header" : "bytes behind its end");
    return PARLEY_OK;
}

/* Makes the rows of the features. */
static parley_status lay_rows(parley_model *model)
{
    const parley_model_view *view = &model->view;
    bool has_idf = parley_weighting_has_idf(view->features.weighting);
    size_t machines = view->machine_count;
    size_t stride = (machines + ROW_LANES) / ROW_LANES * ROW_LANES; /* one more than the machines */
    size_t bytes = (view->feature_count + 1) * stride * sizeof *model->rows;
    model->row_stride = stride;
    model->rows = aligned_alloc(ALIGNMENT, aligned(bytes));
    if (!model->rows)
        return PARLEY_E_MEMORY;
    for (size_t f = 0; f < view->feature_count; f++) {
        float *row = model->rows + f * stride;
        float value = has_idf ? view->idf[f] : 1;
        row[0] = value * value;
        for (size_t m = 0; m < stride - 1; m++)
            row[m + 1] = m < machines ? value * view->weights[f * machines + m] : 0;
    }
    return PARLEY_OK;
}

/* Reads the model whose bytes are in place. */
static parley_status read_model(parley_model *model, parley_error *error)
{
    cursor c;
    char *strings = NULL;
    size_t header_size = 0;
    parley_status status = read_preamble(model, &c, &strings, &header_size, error);
    if (status != PARLEY_OK)
        return status;
    if (read_description(&c, model, &strings) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    if (c.fault)
        return corrupt(error, "header");
    const char *sections[SECTION_COUNT];
    size_t names_size = read_sections(&c, model, header_size, sections);
    if (c.fault || c.at != c.end)
        return corrupt(error, "sections");
    parley_model_view *view = &model->view;
    view->hashes = (const uint64_t *)(const void *)sections[HASHES];
    view->families = (const uint8_t *)sections[FAMILIES];
    view->name_ends = (const uint32_t *)(const void *)sections[NAME_ENDS];
    view->names = sections[NAMES];
    view->idf = (const float *)(const void *)sections[IDF];
    view->weights = (const float *)(const void *)sections[WEIGHTS];
    view->word_hashes = (const uint64_t *)(const void *)sections[WORD_HASHES];
    view->word_rows = (const float *)(const void *)sections[WORD_ROWS];
    const char *fault = view_fault(view, names_size);
    if (fault)
        return corrupt(error, fault);
    if (lay_rows(model) != PARLEY_OK ||
        hash_index_init(&model->features, view->hashes, view->feature_count) != PARLEY_OK ||
        hash_index_init(&model->words, view->word_hashes, view->word_count) != PARLEY_OK)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    return PARLEY_OK;
}

parley_status parley_model_read(const void *bytes, size_t size, parley_model **model,
                                parley_error *error)
{
    parley_model *m = calloc(1, sizeof *m);
    /* aligned_alloc wants a multiple of the alignment, and at least one. */
    void *copy = m ? aligned_alloc(ALIGNMENT, aligned(size + 1)) : NULL;
    if (!copy) {
        free(m);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    if (size)
        memcpy(copy, bytes, size);
    m->bytes = copy;
    m->size = size;
    parley_status status = read_model(m, error);
    if (status == PARLEY_OK)
        *model = m;
    else
        parley_model_free(m);
    return status;
}

static parley_status system_error(const char *path, const char *what, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_IO, path, 0, "%s: %s", what, strerror(errno));
}

/* Maps a regular, non-empty file; anything else is no model. */
static parley_status map_file(const char *path, const void **bytes, size_t *size,
                              parley_error *error)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return system_error(path, "cannot open the model", error);
    parley_status status = PARLEY_OK;
    if (fstat(file, &info) != 0) {
        status = system_error(path, "cannot read the model", error);
    } else if (!S_ISREG(info.st_mode) || info.st_size == 0) {
        status = parley_error_at(error, PARLEY_E_FORMAT, path, 0,
                                 "this is no parley model but %s; parley-train makes one",
                                 S_ISDIR(info.st_mode) ? "a folder" : "an empty or special file");
    } else {
        *size = (size_t)info.st_size;
        void *map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
        if (map == MAP_FAILED)
            status = system_error(path, "cannot map the model", error);
        else
            *bytes = map;
    }
    close(file);
    return status;
}

parley_status parley_model_load(const char *path, parley_model **model, parley_error *error)
{
    const void *bytes = NULL;
    size_t size = 0;
    parley_status status = map_file(path, &bytes, &size, error);
    if (status != PARLEY_OK)
        return status;
    parley_model *m = calloc(1, sizeof *m);
    if (!m) {
        munmap((void *)(uintptr_t)bytes, size);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    m->bytes = bytes;
    m->size = size;
    m->mapped = true;
    parley_error cause = {0};
    status = read_model(m, &cause);
    if (status == PARLEY_OK) {
        *model = m;
    } else {
        parley_error_at(error, status, path, 0, "%s", cause.text);
        parley_model_free(m);
    }
    return status;
}

void parley_model_free(parley_model *model)
{
    if (!model)
        return;
    if (model->mapped)
        munmap((void *)(uintptr_t)model->bytes, model->size);
    else
        free((void *)(uintptr_t)model->bytes);
    free(model->tasks);
    free(model->strings);
    free(model->labels);
    free(model->numbers);
    free(model->rows);
    hash_index_fini(&model->features);
    hash_index_fini(&model->words);
    free(model);
}
