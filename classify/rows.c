/* Rows out: see classify/rows.h. */
#include "rows.h"

#include "../io/table.h"
#include "parley/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) != PARLEY_OK)                                                                   \
            return PARLEY_E_MEMORY;                                                                \
    } while (0)

static bool equals(parley_str s, const char *word, const char *suffix)
{
    size_t length = strlen(word), more = strlen(suffix);
    return s.size == length + more && memcmp(s.data, word, length) == 0 &&
           memcmp(s.data + length, suffix, more) == 0;
}

/* Whether an input column has a name that the output uses itself. */
static bool is_taken(const rows_format *format, parley_str name)
{
    static const char *const ours[] = {"id", "article", "sentence", "text"};
    static const char *const suffixes[] = {"", "_confidence", "_why"};
    for (size_t i = 0; i < 4; i++)
        if (equals(name, ours[i], ""))
            return true;
    for (size_t t = 0; format->model && t < format->model->task_count; t++)
        for (size_t i = 0; i < 3; i++)
            if (equals(name, format->model->tasks[t].name, suffixes[i]))
                return true;
    return false;
}

static parley_status put_joined(parley_buffer *out, const char *left, parley_str right)
{
    parley_buffer name = {0};
    parley_status status = parley_buffer_puts(&name, left);
    if (status == PARLEY_OK)
        status = parley_buffer_append(&name, right.data, right.size);
    if (status == PARLEY_OK)
        status = table_put(out, name.data, name.size, 0);
    parley_buffer_fini(&name);
    return status;
}

parley_status rows_put_header(const rows_format *format, const source *from, parley_buffer *out)
{
    TRY(parley_buffer_puts(out, "id,article,sentence,text"));
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        const char *name = format->model->tasks[t].name;
        TRY(table_puts(out, name, 0));
        TRY(put_joined(out, name, (parley_str){"_confidence", 11}));
        if (format->explain)
            TRY(put_joined(out, name, (parley_str){"_why", 4}));
    }
    for (size_t i = 0; i < source_extra_count(from); i++) {
        parley_str name = source_extra_name(from, i);
        TRY(put_joined(out, is_taken(format, name) ? "input_" : "", name));
    }
    return parley_buffer_puts(out, "\n");
}

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
    parley_status status =
        list ? parley_labeller_explain(labeller, text, task, label, list, format->explain, &count,
                                       NULL)
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
    TRY(table_put(out, row->sentence.data, row->sentence.size, 0));
    TRY(table_put(out, row->text.data, row->text.size, 0));
    for (size_t t = 0; format->model && t < format->model->task_count; t++) {
        TRY(table_puts(out, format->model->tasks[t].labels[predictions[t].label], 0));
        TRY(put_confidence(out, predictions[t].confidence));
        if (format->explain)
            TRY(put_why(format, row->text, t, predictions[t].label, labeller, scratch, out));
    }
    for (size_t i = 0; i < extra_count; i++)
        TRY(table_put(out, row->extra[i].data, row->extra[i].size, 0));
    return parley_buffer_puts(out, "\n");
}
