/* Rows of tables. See classify/reading.h. */
#ifndef PARLEY_CLASSIFY_FROM_TABLE_H
#define PARLEY_CLASSIFY_FROM_TABLE_H

#include "../io/table.h"
#include "reading.h"

/* All zero before the first file. */
typedef struct table_input {
    table_reader *standard; /* standard input's table, opened early for its header */
    const char *first_path; /* of the first table, and the names of its columns */
    parley_buffer first_columns;

    table_reader *table;            /* the table being read; NULL: it is empty */
    const table_row *held;          /* a row of it that is yet to come, or is being split */
    size_t text, article, sentence; /* its columns, or SIZE_MAX */
    size_t *extra_of;               /* [columns], or SIZE_MAX */
    parley_str *extra;              /* [extras], cells of the row */
    bool goes_on;                   /* the next batch is of the same article */
    bool splitting;                 /* `held` is being split by `walk` */
    article_walk walk;
    size_t run;             /* how many rows of this article came before */
    parley_buffer run_name; /* the article of the run */
    parley_buffer name;     /* the article of `held` */
    size_t empty;           /* rows without text */
    size_t empty_line;      /* the first of them */
} table_input;

/* Reads the header of a table and enters its foreign columns: the header of the output needs those of
 * all tables. As table_reader_open_as; PARLEY_E_DATA: there is no text column. */
parley_status table_input_announce(table_input *in, reading *r, const char *path,
                                   parley_error *error);

/* Opens the file. As table_reader_open_as. */
parley_status table_input_open(table_input *in, reading *r, parley_error *error);

/* Fills the next batch; `*more`: there may be another. As table_reader_next. */
parley_status table_input_next(table_input *in, reading *r, bool *more, parley_error *error);

/* Says how many rows had no text, and closes the file. */
void table_input_close(table_input *in, const reading *r);

/* Frees what is kept from file to file. */
void table_input_fini(table_input *in);

#endif
