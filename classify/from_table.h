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
    const intern_table *extras; /* the foreign columns of all tables; borrowed */

    table_reader *table;            /* the table being read; NULL: it is empty */
    const table_row *held;          /* a row of it that is yet to come, or is being split */
    size_t text, article, sentence; /* its columns, or SIZE_MAX */
    size_t *extra_of;               /* [columns], or SIZE_MAX */
    parley_str *extra;              /* [extras], cells of the row */
    bool open;                      /* an article has begun */
    bool named;                     /* `held` has the name of an article */
    bool wanted;                    /* the rows of the article, or of `held` alone, are wanted */
    bool here;                      /* the job being filled holds some of it */
    bool large;                     /* it is too large for one job: it is split here */
    bool splitting;                 /* `held` is being split by `walk` */
    article_walk walk;
    size_t run;             /* how many rows of this article came before */
    size_t run_bytes;       /* of their text */
    parley_buffer run_name; /* the article of the run */
    parley_buffer name;     /* the article of `held` */
    size_t empty;           /* rows without text */
    size_t empty_line;      /* the first of them */
} table_input;

/* Reads the header of a table and enters its foreign columns: the header of the output needs those of
 * all tables; `extras` is borrowed until the end. As table_reader_open_as; PARLEY_E_DATA: there is no text column. */
parley_status table_input_announce(table_input *in, const source_settings *settings,
                                   const char *path, intern_table *extras, parley_error *error);

/* Opens the file. As table_reader_open_as. */
parley_status table_input_open(table_input *in, reading *r, parley_error *error);

/* Fills the job; `*more`: there may be more. As table_reader_next. */
parley_status table_input_next(table_input *in, reading *r, bool *more, parley_error *error);

/* Whether table_input_next stopped at an article that is too large for the workers to split. The job's
 * pieces are to be made rows then, and table_input_split_here to be told the number of the last
 * sentence; reading goes on in the same job. */
bool table_input_is_large(const table_input *in);
void table_input_split_here(table_input *in, reading *r, size_t number);

/* Says how many rows had no text, and closes the file. PARLEY_E_MEMORY. */
parley_status table_input_close(table_input *in, reading *r);

/* Frees what is kept from file to file. */
void table_input_fini(table_input *in);

/* Adds the sentences of a cell to the job; `*number` is that of the last sentence of its article.
 * PARLEY_E_MEMORY. */
parley_status table_take_cell(reading *r, const job_piece *piece, const parley_str *cells,
                              size_t *number);

#endif
