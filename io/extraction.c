/* Features, block by block: see io/extraction.h. */
#include "extraction.h"

#include "threads.h"

#include <stdlib.h>

enum { BLOCK_ROWS = 4096, BLOCK_BYTES = 1 << 18 };

/* Rows with more features than this do not keep their memory for the next block. */
enum { LONG_ROW = 1 << 13 };

typedef struct extraction {
    const parley_str *texts; /* [row_count] */
    size_t row_count;
    const parley_feature_options *options;
    extraction_each *each;
    void *context;
    size_t first, count;    /* the rows of the block */
    parley_features *found; /* [BLOCK_ROWS] */
    parley_status *status;  /* [threads] */
    size_t threads;
} extraction;

static void next_block(extraction *e)
{
    e->first += e->count;
    e->count = 0;
    for (size_t bytes = 0;
         e->count < BLOCK_ROWS && e->first + e->count < e->row_count && bytes < BLOCK_BYTES;
         e->count++)
        bytes += e->texts[e->first + e->count].size;
}

static void extract_share(size_t thread, size_t threads, void *context)
{
    extraction *e = context;
    parley_status status = PARLEY_OK;
    for (size_t i = thread; i < e->count && status == PARLEY_OK; i += threads) {
        parley_str text = e->texts[e->first + i];
        status = parley_features_extract(e->options, text.data, text.size, &e->found[i]);
        if (status == PARLEY_OK && e->each)
            status = e->each(&e->found[i], e->context);
    }
    e->status[thread] = status;
}

static parley_status extract_block(extraction *e)
{
    threads_run(e->threads, extract_share, e);
    for (size_t i = 0; i < e->threads; i++)
        if (e->status[i] != PARLEY_OK)
            return e->status[i];
    return PARLEY_OK;
}

static void shed_long_rows(extraction *e)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->found[i].capacity > LONG_ROW)
            parley_features_fini(&e->found[i]);
}

parley_status extract_rows(const parley_str *texts, size_t count,
                           const parley_feature_options *options, size_t threads,
                           extraction_each *each, extraction_block *block, void *context)
{
    extraction e = {.texts = texts,
                    .row_count = count,
                    .options = options,
                    .each = each,
                    .context = context,
                    .found = calloc(BLOCK_ROWS, sizeof *e.found),
                    .status = calloc(threads + 1, sizeof *e.status),
                    .threads = threads ? threads : 1};
    parley_status status = e.found && e.status ? PARLEY_OK : PARLEY_E_MEMORY;
    while (status == PARLEY_OK && e.first + e.count < count) {
        next_block(&e);
        status = extract_block(&e);
        if (status == PARLEY_OK)
            status = block(e.found, e.first, e.count, context);
        shed_long_rows(&e);
    }
    for (size_t i = 0; e.found && i < BLOCK_ROWS; i++)
        parley_features_fini(&e.found[i]);
    free(e.found);
    free(e.status);
    return status;
}
