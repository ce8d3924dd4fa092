/* Codings: the labels that several coders gave to the same rows.
 *
 *     codings c = {0};
 *     if (codings_read(&c, &files, &settings, &error) == PARLEY_OK)
 *         for (size_t t = 0; t < c.task_count; t++)
 *             parley_alpha(&c.tasks[t].given, &alpha);
 *     codings_fini(&c);
 *
 * A file is a coder, named as the file without folder and ending. In a file with a column
 * TASK_corrected or TASK_confidence, column TASK is a machine's: TASK_corrected holds what the coder
 * says, a label or ok, and the machine is a coder too. All machines' labels together are one coder,
 * `model`, unless two files have different ones for a row: then each is one, `model:FILE`.
 */
#ifndef PARLEY_TRAIN_CODINGS_H
#define PARLEY_TRAIN_CODINGS_H

#include "corpus.h"

#include "../io/files.h"
#include "../io/options.h"
#include "parley/coders.h"

/* A row, in whichever files it stands. What a file lacks is taken from the next that has it. */
typedef struct coded_row {
    parley_str id, article, sentence, text; /* empty: no file has it */
    size_t group;                           /* below codings.group_count */
    size_t files;                           /* in how many it stands */
} coded_row;

typedef struct coded_task {
    const char *name;
    const char **labels;  /* [given.label_count], in byte order */
    parley_codings given; /* [rows][coders] */
    intern_table found;   /* labels in order of arrival */
    size_t *slots;        /* while reading: [rows][2 * files], see codings.c */
} coded_task;

/* What a file gave. */
typedef struct coded_file {
    size_t labelled; /* rows with a label, the machine's too */
    size_t decided;  /* of them: with a label of the coder */
    bool sheet;      /* it has a column TASK_corrected */
} coded_file;

typedef struct codings {
    const char **coders; /* [coder_count]: names, in the order of the files, machines behind them */
    size_t coder_count;
    size_t person_count; /* of them: those in front, who are no machines */
    coded_row *rows;     /* [row_count], in the order of the first file, then of what others add */
    size_t row_count, row_capacity;
    coded_task *tasks; /* [task_count] */
    size_t task_count;
    file_list files;
    coded_file *about;                   /* [files.count] */
    bool by_article, by_sentence, by_id; /* what the key is made of */
    bool reviewed; /* a coder corrected the labels of a machine that is here, and so saw them */
    size_t group_count;
    size_t groups_named; /* of them: named by the group column; the others are single rows */
    size_t converted;    /* rows read as Windows-1252 */
    intern_table groups;
    arena strings;
} codings;

/* Reads the files ("-": standard input; of folders, the tables in them) and matches their rows by
 * what all of them have of article, sentence and id (made from the text where there is no column);
 * rows that are alike in these, by their order. Of the settings, all counts but `articles`. An empty
 * cell is no label. PARLEY_E_IO, PARLEY_E_FORMAT, PARLEY_E_MEMORY, PARLEY_E_ARGUMENT: a file is named
 * twice; PARLEY_E_DATA: columns are missing, there is one coder only, no row has labels of two. To be
 * finished in any case. */
parley_status codings_read(codings *c, const option_list *paths, const corpus_settings *settings,
                           parley_error *error);

void codings_fini(codings *c);

#endif
