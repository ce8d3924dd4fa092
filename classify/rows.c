/* Rows out: see classify/rows.h. */
#include "rows.h"

#include "../io/intern.h"
#include "../io/kinds.h"
#include "../io/sheet.h"
#include "../io/table.h"
#include "parley/number.h"
#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

/* Behind a task's name: the features that carried its label. */
static const char why_suffix[] = "_why";

/* --- the header --------------------------------------------------------------------------------- */

static parley_status add_name(intern_table *names, const char *name, const char *suffix)
{
    size_t index;
    parley_buffer whole = {0};
    parley_status status = parley_buffer_puts(&whole, name);
    if (status == PARLEY_OK)
        status = parley_buffer_puts(&whole, suffix);
    if (status == PARLEY_OK)
        status = intern_add(names, (parley_str){whole.data, whole.size}, &index);
    parley_buffer_fini(&whole);
    return status;
}

/* Our own columns, in their order. */
static parley_status add_ours(const rows_format *format, intern_table *names)
{
    static const char *const first[] = {"id", "article", "sentence", "text"};
    for (size_t i = 0; i < (format->no_text ? 3 : 4); i++)
        TRY(add_name(names, first[i], ""));
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        const char *name = format->model->tasks[t].name;
        TRY(add_name(names, name, ""));
        TRY(add_name(names, name, "_confidence"));
        if (format->explain)
            TRY(add_name(names, name, why_suffix));
        if (format->review)
            TRY(add_name(names, name, SHEET_CORRECTED));
    }
    if (format->kinds)
        TRY(add_name(names, "kind", ""));
    if (format->offsets) {
        TRY(add_name(names, "begin", ""));
        TRY(add_name(names, "end", ""));
    }
    if (format->dates)
        TRY(add_name(names, "date", ""));
    if (format->sample)
        TRY(add_name(names, "sample", ""));
    if (format->marks)
        TRY(add_name(names, "review", ""));
    if (format->review)
        TRY(add_name(names, "comment", ""));
    return PARLEY_OK;
}

static bool is_suffixed(parley_str name, const char *task, const char *suffix)
{
    size_t length = strlen(task), size = strlen(suffix);
    return name.size == length + size && memcmp(name.data, task, length) == 0 &&
           memcmp(name.data + length, suffix, size) == 0;
}

/* Whether the output of another run, with other options, has such a column: what it held there must
 * not be taken for this run's, least of all a person's ok to another machine's label. */
static bool is_reserved(const rows_format *format, parley_str name)
{
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        const char *task = format->model->tasks[t].name;
        if (is_suffixed(name, task, why_suffix) || is_suffixed(name, task, SHEET_CORRECTED))
            return true;
    }
    return false;
}

/* Whether a column of the input is left out: without the text, so are the words that explained it. */
static bool is_left_out(const rows_format *format, parley_str name)
{
    size_t size = sizeof why_suffix - 1;
    return format->no_text && name.size > size &&
           memcmp(name.data + name.size - size, why_suffix, size) == 0;
}

/* Enters the name of a foreign column, with input_ before it until nobody else has it. */
static parley_status add_foreign(const rows_format *format, const source *from, size_t column,
                                 const intern_table *foreign, intern_table *names)
{
    parley_buffer name = {0};
    parley_str plain = source_extra_name(from, column);
    parley_status status = parley_buffer_append(&name, plain.data, plain.size);
    bool renamed = is_reserved(format, plain) || intern_find(names, plain) != SIZE_MAX;
    for (bool taken = renamed; taken && status == PARLEY_OK;) {
        parley_buffer longer = {0};
        status = parley_buffer_puts(&longer, "input_");
        if (status == PARLEY_OK)
            status = parley_buffer_append(&longer, name.data, name.size);
        parley_buffer_fini(&name);
        name = longer;
        parley_str now = {name.data, name.size};
        taken = intern_find(names, now) != SIZE_MAX || intern_find(foreign, now) != SIZE_MAX;
    }
    size_t index;
    if (status == PARLEY_OK)
        status = intern_add(names, (parley_str){name.data, name.size}, &index);
    parley_buffer_fini(&name);
    return status;
}

/* Appends a cell, in a sheet such that it survives a spreadsheet. */
static parley_status put_cell(const rows_format *format, parley_str cell, bool first,
                              parley_buffer *scratch, bool *cut, parley_buffer *out)
{
    *cut = false;
    return format->review ? sheet_put(out, cell, first, scratch, cut)
                          : table_put(out, cell.data, cell.size, first);
}

static parley_status end_row(const rows_format *format, parley_buffer *out)
{
    return parley_buffer_puts(out, format->review ? SHEET_ROW_END : "\n");
}

static parley_status put_names(const rows_format *format, const intern_table *names,
                               parley_buffer *out)
{
    parley_buffer scratch = {0};
    parley_status status = parley_buffer_puts(out, format->review ? SHEET_BOM : "");
    bool cut;
    for (size_t i = 0; i < names->count && status == PARLEY_OK; i++)
        status = put_cell(format, names->strings[i], i == 0, &scratch, &cut, out);
    parley_buffer_fini(&scratch);
    return status == PARLEY_OK ? end_row(format, out) : status;
}

parley_status rows_put_header(const rows_format *format, const source *from, parley_buffer *out)
{
    intern_table names = {0}, foreign = {0};
    parley_status status = add_ours(format, &names);
    for (size_t i = 0; i < source_extra_count(from) && status == PARLEY_OK; i++) {
        size_t index;
        status = intern_add(&foreign, source_extra_name(from, i), &index);
    }
    for (size_t i = 0; i < source_extra_count(from) && status == PARLEY_OK; i++)
        if (!is_left_out(format, source_extra_name(from, i)))
            status = add_foreign(format, from, i, &foreign, &names);
    if (status == PARLEY_OK)
        status = put_names(format, &names, out);
    intern_fini(&names);
    intern_fini(&foreign);
    return status;
}

/* --- the rows ----------------------------------------------------------------------------------- */

/* A feature as a person reads it: a word as it is, words in quotation marks, characters with a … where
 * a word goes on. */
static parley_status put_feature(const parley_contribution *feature, parley_buffer *out)
{
    parley_str name = feature->name;
    if (feature->family == PARLEY_FAMILY_WORD) {
        bool several = memchr(name.data, ' ', name.size) != NULL;
        if (several)
            TRY(parley_buffer_puts(out, "\""));
        TRY(parley_buffer_append(out, name.data, name.size));
        return parley_buffer_puts(out, several ? "\"" : "");
    }
    bool starts = name.size && name.data[0] == ' ';
    bool ends = name.size > 1 && name.data[name.size - 1] == ' ';
    if (!starts)
        TRY(parley_buffer_puts(out, "…"));
    TRY(parley_buffer_append(out, name.data + starts, name.size - starts - ends));
    return parley_buffer_puts(out, ends ? "" : "…");
}

/* What carried the label: betrayal (+), "no concession" (+), welcome (−). No cell yet. */
static parley_status put_why(const rows_format *format, parley_str text, size_t task, size_t label,
                             parley_labeller *labeller, parley_buffer *out)
{
    parley_contribution *list = calloc(format->explain, sizeof *list);
    size_t count = 0;
    parley_status status = list ? parley_labeller_explain(labeller, text, task, label, list,
                                                          format->explain, &count, NULL)
                                : PARLEY_E_MEMORY;
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        status = parley_buffer_puts(out, i ? ", " : "");
        if (status == PARLEY_OK)
            status = put_feature(&list[i], out);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(out, list[i].value < 0 ? " (−)" : " (+)");
    }
    free(list);
    return status;
}

/* A probability, 0 to 1, with four digits behind the point. */
static parley_status put_confidence(parley_buffer *out, double confidence)
{
    unsigned units = (unsigned)(confidence * 10000 + 0.5);
    unsigned high = units / 100 % 100, low = units % 100;
    const char text[] = {',',
                         (char)('0' + units / 10000),
                         '.',
                         (char)('0' + high / 10),
                         (char)('0' + high % 10),
                         (char)('0' + low / 10),
                         (char)('0' + low % 10)};
    return parley_buffer_append(out, text, sizeof text);
}

/* The labels' cells, but for those that are cut: each row that has one of these says so. */
static parley_status put_label_cells(rows_format *format)
{
    parley_buffer scratch = {0};
    parley_status status = PARLEY_OK;
    for (size_t t = 0, i = 0; t < format->model->task_count; t++)
        for (size_t l = 0; l < format->model->tasks[t].label_count && status == PARLEY_OK;
             l++, i++) {
            const char *label = format->model->tasks[t].labels[l];
            size_t begin = format->label_bytes.size;
            bool cut = false;
            status = put_cell(format, (parley_str){label, strlen(label)}, false, &scratch, &cut,
                              &format->label_bytes);
            if (cut)
                format->label_bytes.size = begin;
            format->label_cells[i].size = format->label_bytes.size - begin;
        }
    parley_buffer_fini(&scratch);
    return status;
}

parley_status rows_format_init(rows_format *format)
{
    size_t count = format->model ? format->model->label_count : 0, at = 0;
    format->label_cells = calloc(count + 1, sizeof *format->label_cells);
    if (!format->label_cells || (count > 0 && put_label_cells(format) != PARLEY_OK))
        return PARLEY_E_MEMORY;
    for (size_t i = 0; i < count; at += format->label_cells[i++].size)
        format->label_cells[i].data = format->label_bytes.data + at;
    return PARLEY_OK;
}

void rows_format_fini(rows_format *format)
{
    free(format->label_cells);
    parley_buffer_fini(&format->label_bytes);
    *format = (rows_format){0};
}

/* A row that is being written. */
typedef struct row_writer {
    const rows_format *format;
    const source_row *row;
    const rows_tools *tools;
    parley_buffer *out;
} row_writer;

/* Appends a cell that is not the first, and says if it was cut. */
static parley_status put(const row_writer *w, parley_str column, parley_str cell)
{
    bool cut;
    TRY(put_cell(w->format, cell, false, w->tools->scratch, &cut, w->out));
    if (!cut)
        return PARLEY_OK;
    char number[PARLEY_NUMBER_SIZE];
    parley_str article = w->row->article, sentence = w->row->sentence;
    if (!sentence.data) {
        parley_number_format_fixed((double)w->row->number, 0, number);
        sentence = (parley_str){number, strlen(number)};
    }
    bool text = cell.data == w->row->text.data;
    TRY(parley_buffer_printf(
        w->tools->said,
        "article %.*s, sentence %.*s: the %.*s of %zu bytes is cut, a cell of a spreadsheet holds "
        "%d characters%s",
        (int)article.size, article.data, (int)sentence.size, sentence.data, (int)column.size,
        column.data, cell.size, SHEET_CELL_MAX,
        text ? "; it does not teach unless --articles of parley-train has it" : ""));
    return parley_buffer_append(w->tools->said, "", 1);
}

/* labels: the cells of the task's labels. */
static parley_status put_task(const row_writer *w, size_t t, const parley_str *labels,
                              const parley_prediction *prediction)
{
    const parley_task_view *task = &w->format->model->tasks[t];
    const parley_str *cell = &labels[prediction->label];
    const char *label = task->labels[prediction->label];
    TRY(cell->size > 0 ? parley_buffer_append(w->out, cell->data, cell->size)
                       : put(w, (parley_str){task->name, strlen(task->name)},
                             (parley_str){label, strlen(label)}));
    TRY(put_confidence(w->out, prediction->confidence));
    if (w->format->explain) {
        parley_buffer why = {0};
        parley_status status =
            put_why(w->format, w->row->text, t, prediction->label, w->tools->labeller, &why);
        if (status == PARLEY_OK)
            status = put(w, (parley_str){why_suffix, sizeof why_suffix - 1},
                         (parley_str){why.data ? why.data : "", why.size});
        parley_buffer_fini(&why);
        TRY(status);
    }
    return w->format->review ? parley_buffer_puts(w->out, ",") : PARLEY_OK;
}

static parley_status put_extras(const row_writer *w, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        parley_str name = source_extra_name(w->format->from, i);
        if (!is_left_out(w->format, name))
            TRY(put(w, name, w->row->extra[i]));
    }
    return PARLEY_OK;
}

/* The columns behind the tasks'. */
static parley_status put_marks(const row_writer *w, const rows_marks *marks)
{
    if (w->format->kinds)
        TRY(table_puts(w->out, kinds_name(w->row->kind), 0));
    if (w->format->offsets) {
        TRY(table_put_number(w->out, w->row->begin));
        TRY(table_put_number(w->out, w->row->end));
    }
    if (w->format->dates)
        TRY(table_puts(w->out, w->row->day, 0));
    if (w->format->sample)
        TRY(table_puts(w->out, marks->at_random ? "random" : "doubt", 0));
    if (w->format->marks)
        TRY(table_puts(w->out, marks->marked ? "yes" : "", 0));
    return w->format->review ? parley_buffer_puts(w->out, ",") : PARLEY_OK; /* comment */
}

parley_status rows_put(const rows_format *format, const source_row *row, size_t extra_count,
                       const parley_prediction *predictions, const rows_marks *marks,
                       const rows_tools *tools, parley_buffer *out)
{
    const row_writer w = {format, row, tools, out};
    char id[PARLEY_ID_SIZE];
    TRY(parley_squeezed_id(row->text.data, row->text.size, tools->scratch, id));
    TRY(parley_buffer_append(out, id, PARLEY_ID_SIZE - 1));
    TRY(put(&w, (parley_str){"article", 7}, row->article));
    TRY(row->sentence.data ? put(&w, (parley_str){"sentence", 8}, row->sentence)
                           : table_put_number(out, row->number));
    if (!format->no_text)
        TRY(put(&w, (parley_str){"text", 4}, row->text));
    const parley_str *labels = format->label_cells;
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        TRY(put_task(&w, t, labels, &predictions[t]));
        labels += format->model->tasks[t].label_count;
    }
    TRY(put_marks(&w, marks));
    TRY(put_extras(&w, extra_count));
    return end_row(format, out);
}
