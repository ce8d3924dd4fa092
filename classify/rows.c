/* Rows out: see classify/rows.h. */
#include "rows.h"

#include "../io/intern.h"
#include "../io/kinds.h"
#include "../io/table.h"
#include "parley/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

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
    for (size_t i = 0; i < 4; i++)
        TRY(add_name(names, first[i], ""));
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        const char *name = format->model->tasks[t].name;
        TRY(add_name(names, name, ""));
        TRY(add_name(names, name, "_confidence"));
        if (format->explain)
            TRY(add_name(names, name, "_why"));
    }
    if (format->kinds)
        TRY(add_name(names, "kind", ""));
    if (format->offsets) {
        TRY(add_name(names, "begin", ""));
        TRY(add_name(names, "end", ""));
    }
    return PARLEY_OK;
}

/* Whether the output of another run, with other options, has such a column: what it held there must
 * not be taken for this run's. */
static bool is_reserved(const rows_format *format, parley_str name)
{
    static const char why[] = "_why";
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        const char *task = format->model->tasks[t].name;
        size_t length = strlen(task);
        if (name.size == length + 4 && memcmp(name.data, task, length) == 0 &&
            memcmp(name.data + length, why, 4) == 0)
            return true;
    }
    return false;
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

parley_status rows_put_header(const rows_format *format, const source *from, parley_buffer *out)
{
    intern_table names = {0}, foreign = {0};
    parley_status status = add_ours(format, &names);
    for (size_t i = 0; i < source_extra_count(from) && status == PARLEY_OK; i++) {
        size_t index;
        status = intern_add(&foreign, source_extra_name(from, i), &index);
    }
    for (size_t i = 0; i < source_extra_count(from) && status == PARLEY_OK; i++)
        status = add_foreign(format, from, i, &foreign, &names);
    for (size_t i = 0; i < names.count && status == PARLEY_OK; i++)
        status = table_put(out, names.strings[i].data, names.strings[i].size, i == 0);
    intern_fini(&names);
    intern_fini(&foreign);
    return status == PARLEY_OK ? parley_buffer_puts(out, "\n") : status;
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

/* What carried the label: betrayal (+), "no concession" (+), welcome (−). */
static parley_status put_why(const rows_format *format, parley_str text, size_t task, size_t label,
                             parley_labeller *labeller, parley_buffer *scratch, parley_buffer *out)
{
    parley_contribution *list = calloc(format->explain, sizeof *list);
    size_t count = 0;
    parley_status status = list ? parley_labeller_explain(labeller, text, task, label, list,
                                                          format->explain, &count, NULL)
                                : PARLEY_E_MEMORY;
    scratch->size = 0;
    for (size_t i = 0; i < count && status == PARLEY_OK; i++) {
        status = parley_buffer_puts(scratch, i ? ", " : "");
        if (status == PARLEY_OK)
            status = put_feature(&list[i], scratch);
        if (status == PARLEY_OK)
            status = parley_buffer_puts(scratch, list[i].value < 0 ? " (−)" : " (+)");
    }
    free(list);
    TRY(status);
    return table_put(out, scratch->data ? scratch->data : "", scratch->size, 0);
}

/* A probability with four digits behind the point: 0.0000 to 1.0000. */
static parley_status put_confidence(parley_buffer *out, double confidence)
{
    char text[] = ",0.0000";
    int units = (int)lround(confidence * 10000);
    text[1] = (char)('0' + units / 10000);
    for (int i = 6; i > 2; i--, units /= 10)
        text[i] = (char)('0' + units % 10);
    return parley_buffer_append(out, text, sizeof text - 1);
}

parley_status rows_put(const rows_format *format, const source_row *row, size_t extra_count,
                       const parley_prediction *predictions, parley_labeller *labeller,
                       parley_buffer *scratch, parley_buffer *out)
{
    char id[PARLEY_ID_SIZE];
    TRY(parley_text_id(row->text.data, row->text.size, scratch, id));
    TRY(parley_buffer_append(out, id, PARLEY_ID_SIZE - 1));
    TRY(table_put(out, row->article.data, row->article.size, 0));
    TRY(row->sentence.data ? table_put(out, row->sentence.data, row->sentence.size, 0)
                           : table_put_number(out, row->number));
    TRY(table_put(out, row->text.data, row->text.size, 0));
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        TRY(table_puts(out, format->model->tasks[t].labels[predictions[t].label], 0));
        TRY(put_confidence(out, predictions[t].confidence));
        if (format->explain)
            TRY(put_why(format, row->text, t, predictions[t].label, labeller, scratch, out));
    }
    if (format->kinds)
        TRY(table_puts(out, kinds_name(row->kind), 0));
    if (format->offsets) {
        TRY(table_put_number(out, row->begin));
        TRY(table_put_number(out, row->end));
    }
    for (size_t i = 0; i < extra_count; i++)
        TRY(table_put(out, row->extra[i].data, row->extra[i].size, 0));
    return parley_buffer_puts(out, "\n");
}
