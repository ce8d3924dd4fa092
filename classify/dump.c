/* The model as a table: see classify/dump.h. */
#include "dump.h"

#include "../io/table.h"
#include "parley/number.h"

#include <stdlib.h>
#include <string.h>

/* A feature and its spelling, for sorting. */
typedef struct entry {
    parley_str name;
    size_t feature;
} entry;

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    size_t shared = a->name.size < b->name.size ? a->name.size : b->name.size;
    int order = memcmp(a->name.data, b->name.data, shared);
    if (order == 0)
        order = (a->name.size > b->name.size) - (a->name.size < b->name.size);
    return order ? order : (a->feature > b->feature) - (a->feature < b->feature);
}

static parley_status put_header(const parley_model_view *model, parley_buffer *line)
{
    parley_status status = parley_buffer_puts(line, "feature,family,idf");
    for (size_t t = 0; t < model->task_count; t++) {
        for (size_t l = 0; l < model->tasks[t].label_count && status == PARLEY_OK; l++) {
            parley_buffer name = {0};
            status = parley_buffer_printf(&name, "%s:%s", model->tasks[t].name,
                                          model->tasks[t].labels[l]);
            if (status == PARLEY_OK)
                status = table_put(line, name.data, name.size, 0);
            parley_buffer_fini(&name);
        }
    }
    return status == PARLEY_OK ? parley_buffer_puts(line, "\n") : status;
}

static parley_status put_number(parley_buffer *line, double value)
{
    char text[PARLEY_NUMBER_SIZE];
    parley_number_format_fixed(value, 6, text);
    return table_puts(line, text, 0);
}

static parley_status put_feature(const parley_model_view *model, const entry *e,
                                 parley_buffer *line)
{
    const float *weights = model->weights + e->feature * model->machine_count;
    parley_status status = table_put(line, e->name.data, e->name.size, 1);
    if (status == PARLEY_OK)
        status = table_puts(line,
                            model->families[e->feature] == PARLEY_FAMILY_WORD ? "word" : "char", 0);
    if (status == PARLEY_OK)
        status = put_number(line, (double)model->idf[e->feature]);
    for (size_t t = 0; t < model->task_count; t++) {
        const parley_task_view *task = &model->tasks[t];
        for (size_t l = 0; l < task->label_count && status == PARLEY_OK; l++) {
            /* With two labels the one machine is for the second. */
            double weight = task->machine_count == 1
                                ? (l == 1 ? 1 : -1) * (double)weights[task->machine_begin]
                                : (double)weights[task->machine_begin + l];
            status = put_number(line, weight);
        }
    }
    return status == PARLEY_OK ? parley_buffer_puts(line, "\n") : status;
}

parley_status dump_model(const parley_model_view *model, output *out, parley_error *error)
{
    entry *entries = calloc(model->feature_count + 1, sizeof *entries);
    parley_buffer line = {0};
    parley_status status = entries ? put_header(model, &line) : PARLEY_E_MEMORY;
    uint32_t begin = 0;
    for (size_t i = 0; i < model->feature_count && entries; i++) {
        entries[i] = (entry){{model->names + begin, model->name_ends[i] - begin}, i};
        begin = model->name_ends[i];
    }
    if (entries)
        qsort(entries, model->feature_count, sizeof *entries, compare_entries);
    for (size_t i = 0; i <= model->feature_count && status == PARLEY_OK; i++) {
        status = output_write(out, line.data, line.size, error);
        line.size = 0;
        if (status == PARLEY_OK && i < model->feature_count &&
            put_feature(model, &entries[i], &line) != PARLEY_OK)
            status = PARLEY_E_MEMORY;
    }
    parley_buffer_fini(&line);
    free(entries);
    if (status == PARLEY_E_MEMORY)
        return parley_error_set(error, status, "out of memory");
    return status;
}
