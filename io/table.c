/* CSV through libcsv: see io/table.h.
 *
 * libcsv is fed one physical line at a time, so that at most one record ends in each call and the
 * line of every record is known. Its two strict modes are both on, as only together they report a
 * quote that never ends; blanks around unquoted fields are kept; and what it still delivers after
 * an error is not used.
 */
#define _POSIX_C_SOURCE 200809L

#include "table.h"

#include "guard.h"
#include "input.h"
#include "parley/sixteen.h"
#include "parley/text.h"
#include "sheet.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* More columns are no table of sentences. */
enum { CHUNK = 1 << 16, COLUMNS_MAX = 10000, BLOCK_MIN = 1 << 12 };

struct table_reader {
    input *in;
    const char *path; /* its name for messages */
    struct csv_parser parser;
    bool parser_ready;
    char chunk[CHUNK];
    size_t chunk_at, chunk_size;
    bool after_cr;       /* the last line ended with CR: a line feed now belongs to it */
    bool ended;          /* nothing comes any more */
    bool row_done;       /* libcsv has ended a record */
    bool no_memory;      /* inside a callback */
    bool too_wide;       /* likewise: more than COLUMNS_MAX fields */
    size_t record_bytes; /* of the record so far */
    size_t line;         /* the current physical line, 1-based */
    size_t number;
    size_t converted;

    parley_buffer bytes; /* the cells of the record, one behind the other */
    parley_buffer fixed; /* the same, decoded from Windows-1252 */
    parley_str *cells;
    size_t *ends; /* of each cell in `bytes` */
    size_t cell_count, cell_capacity;

    parley_buffer header_bytes;
    parley_str *header;
    size_t column_count;
    bool is_sheet; /* cells have guards */
    table_row record;
};

/* --- libcsv's callbacks ------------------------------------------------------------------------ */

static bool make_room(table_reader *r)
{
    if (r->cell_count < r->cell_capacity)
        return true;
    size_t capacity = r->cell_capacity ? 2 * r->cell_capacity : 16;
    parley_str *cells = realloc(r->cells, capacity * sizeof *cells);
    if (!cells)
        return false;
    r->cells = cells;
    size_t *ends = realloc(r->ends, capacity * sizeof *ends);
    if (!ends)
        return false;
    r->ends = ends;
    r->cell_capacity = capacity;
    return true;
}

static void on_field(void *data, size_t size, void *context)
{
    table_reader *r = context;
    r->too_wide = r->too_wide || r->cell_count == COLUMNS_MAX;
    if (r->too_wide)
        return;
    if (make_room(r) && parley_buffer_append(&r->bytes, data, size) == PARLEY_OK)
        r->ends[r->cell_count++] = r->bytes.size;
    else
        r->no_memory = true;
}

static void on_record(int end_character, void *context)
{
    (void)end_character;
    table_reader *r = context;
    r->row_done = true;
}

static int never_space(unsigned char c)
{
    (void)c;
    return 0;
}

/* --- physical lines ---------------------------------------------------------------------------- */

static parley_status refill(table_reader *r, parley_error *error)
{
    r->chunk_at = 0;
    return input_read(r->in, r->chunk, sizeof r->chunk, &r->chunk_size, error);
}

/* The next piece of input: at most one line with its end. An empty piece is the end of the file. */
static parley_status next_piece(table_reader *r, parley_str *piece, parley_error *error)
{
    if (r->chunk_at == r->chunk_size) {
        parley_status status = refill(r, error);
        if (status != PARLEY_OK)
            return status;
    }
    const char *begin = r->chunk + r->chunk_at;
    size_t room = r->chunk_size - r->chunk_at, size = 0;
    while (size < room && begin[size] != '\n' && begin[size] != '\r')
        size++;
    if (size < room)
        size++;
    r->chunk_at += size;
    *piece = (parley_str){begin, size};
    return PARLEY_OK;
}

/* Keeps the line number: LF, CR, and CR LF each end one line. */
static void count_line(table_reader *r, parley_str piece)
{
    char last = piece.data[piece.size - 1];
    if (last == '\r' || (last == '\n' && !(piece.size == 1 && r->after_cr)))
        r->line++;
    r->after_cr = last == '\r';
}

static parley_status bad(const table_reader *r, size_t line, parley_error *error, const char *what)
{
    return parley_error_at(error, PARLEY_E_FORMAT, r->path, line, "%s", what);
}

static const char unclosed[] =
    "a quoted field that begins in this row never ends; close it with \" (and write \"\" for a "
    "quotation mark inside it)";

/* What the callbacks could not report themselves. */
static parley_status check_callbacks(const table_reader *r, size_t begin, parley_error *error)
{
    if (r->no_memory)
        return parley_error_at(error, PARLEY_E_MEMORY, r->path, r->line, "out of memory");
    if (r->too_wide)
        return parley_error_at(error, PARLEY_E_LIMIT, r->path, begin,
                               "a row of more than %d fields; this is no table of texts",
                               COLUMNS_MAX);
    return PARLEY_OK;
}

/* Gives libcsv a piece of the record that begins in line `begin`. */
static parley_status feed(table_reader *r, parley_str piece, size_t begin, parley_error *error)
{
    if (memchr(piece.data, '\0', piece.size))
        return bad(r, r->line, error,
                   "a NUL byte; this is no text file, or UTF-16: save it as CSV in UTF-8");
    if (piece.size > INPUT_RECORD_MAX - r->record_bytes)
        return parley_error_at(error, PARLEY_E_LIMIT, r->path, begin,
                               "a row of more than %d MiB; look for a quotation mark too many",
                               INPUT_RECORD_MAX >> 20);
    r->record_bytes += piece.size;
    /* libcsv grows its field by a fixed block: with one as large as the record it doubles. */
    csv_set_blk_size(&r->parser, r->record_bytes > BLOCK_MIN ? r->record_bytes : BLOCK_MIN);
    if (csv_parse(&r->parser, piece.data, piece.size, on_field, on_record, r) != piece.size) {
        if (csv_error(&r->parser) == CSV_EPARSE)
            return bad(r, r->line, error,
                       "a stray quotation mark; put the whole field into quotation marks and "
                       "write \"\" for one inside it");
        r->no_memory = true;
    }
    parley_status status = check_callbacks(r, begin, error);
    if (status == PARLEY_OK)
        count_line(r, piece);
    return status;
}

/* Ends the last record, which may lack its line end. */
static parley_status end_input(table_reader *r, size_t begin, parley_error *error)
{
    r->ended = true;
    if (csv_fini(&r->parser, on_field, on_record, r) != 0)
        return bad(r, begin ? begin : r->line, error, unclosed);
    return check_callbacks(r, begin, error);
}

/* Reads until libcsv has ended a record or the input ends; sets where the record begins. */
static parley_status read_record(table_reader *r, size_t *begin, parley_error *error)
{
    parley_status status = PARLEY_OK;
    r->row_done = false;
    r->cell_count = 0;
    r->bytes.size = 0;
    r->record_bytes = 0;
    *begin = 0;
    while (!r->row_done && status == PARLEY_OK) {
        parley_str piece;
        status = next_piece(r, &piece, error);
        if (status != PARLEY_OK)
            return status;
        if (piece.size == 0)
            return end_input(r, *begin, error);
        if (*begin == 0 && piece.data[0] != '\n' && piece.data[0] != '\r')
            *begin = r->line;
        status = feed(r, piece, *begin, error);
    }
    return status;
}

/* --- records ----------------------------------------------------------------------------------- */

/* Points the cells to their bytes, decoded if the record is not UTF-8. */
static parley_status place_cells(table_reader *r)
{
    const char *base = r->bytes.data ? r->bytes.data : "";
    bool utf8 = parley_utf8_valid(base, r->bytes.size);
    for (size_t i = 0, begin = 0; i < r->cell_count; begin = r->ends[i++])
        r->cells[i] = (parley_str){base + begin, r->ends[i] - begin};
    if (utf8)
        return PARLEY_OK;
    r->converted++;
    r->fixed.size = 0;
    for (size_t i = 0; i < r->cell_count; i++) {
        if (parley_text_from_windows1252(r->cells[i].data, r->cells[i].size, &r->fixed))
            return PARLEY_E_MEMORY;
        r->ends[i] = r->fixed.size;
    }
    for (size_t i = 0, begin = 0; i < r->cell_count; begin = r->ends[i++])
        r->cells[i] = (parley_str){r->fixed.data + begin, r->ends[i] - begin};
    return PARLEY_OK;
}

parley_status table_reader_next(table_reader *r, const table_row **record, parley_error *error)
{
    *record = NULL;
    if (r->ended)
        return PARLEY_OK;
    size_t begin;
    parley_status status = read_record(r, &begin, error);
    if (status != PARLEY_OK || r->cell_count == 0) {
        r->ended = true;
        return status;
    }
    if (r->cell_count != r->column_count) {
        r->ended = true;
        return parley_error_at(error, PARLEY_E_FORMAT, r->path, begin,
                               "this row has %zu fields, the header %zu; look for a missing or "
                               "unquoted comma",
                               r->cell_count, r->column_count);
    }
    if (place_cells(r) != PARLEY_OK)
        return parley_error_at(error, PARLEY_E_MEMORY, r->path, begin, "out of memory");
    for (size_t i = 0; i < r->cell_count && r->is_sheet; i++)
        r->cells[i] = guard_strip(r->cells[i]);
    r->record = (table_row){.line = begin, .number = ++r->number, .cells = r->cells};
    *record = &r->record;
    return PARLEY_OK;
}

size_t table_reader_converted(const table_reader *reader)
{
    return reader->converted;
}

/* --- the header -------------------------------------------------------------------------------- */

/* The separator that stands most often outside quotation marks in the first line; comma for none.
 */
static char find_separator(parley_str text)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r'))
            break;
        for (size_t k = 0; !quoted && k < 3; k++)
            counts[k] += c == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < 3; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

static parley_str trimmed(parley_str s)
{
    while (s.size && parley_is_space(s.data[0]))
        s.data++, s.size--;
    while (s.size && parley_is_space(s.data[s.size - 1]))
        s.size--;
    return s;
}

static bool same(parley_str a, parley_str b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static parley_status keep_header(table_reader *r, size_t line, parley_error *error)
{
    r->column_count = r->cell_count;
    r->header = calloc(r->column_count, sizeof *r->header);
    size_t size = r->bytes.size > r->fixed.size ? r->bytes.size : r->fixed.size;
    if (!r->header || parley_buffer_reserve(&r->header_bytes, size + 1) != PARLEY_OK)
        return parley_error_at(error, PARLEY_E_MEMORY, r->path, line, "out of memory");
    for (size_t i = 0; i < r->column_count; i++)
        r->is_sheet = r->is_sheet || sheet_is_corrected(trimmed(r->cells[i]));
    for (size_t i = 0; i < r->column_count; i++) {
        parley_str name = trimmed(r->cells[i]);
        if (r->is_sheet)
            name = guard_strip(name);
        r->header[i] = (parley_str){r->header_bytes.data + r->header_bytes.size, name.size};
        parley_buffer_append(&r->header_bytes, name.data, name.size); /* reserved above */
        for (size_t k = 0; k < i; k++)
            if (name.size && same(r->header[k], r->header[i]))
                return parley_error_at(error, PARLEY_E_FORMAT, r->path, line,
                                       "two columns are named '%.*s'; rename or remove one",
                                       (int)(name.size < 100 ? name.size : 100), name.data);
    }
    return PARLEY_OK;
}

static parley_status read_header(table_reader *r, parley_error *error)
{
    parley_status status = refill(r, error);
    if (status != PARLEY_OK)
        return status;
    if (r->chunk_size >= 3 && memcmp(r->chunk, "\xEF\xBB\xBF", 3) == 0)
        r->chunk_at = 3;
    parley_str start = {r->chunk + r->chunk_at, r->chunk_size - r->chunk_at};
    csv_set_delim(&r->parser, (unsigned char)find_separator(start));
    size_t line;
    status = read_record(r, &line, error);
    if (status != PARLEY_OK)
        return status;
    if (r->cell_count == 0)
        return parley_error_at(error, PARLEY_E_DATA, r->path, 0,
                               "the file is empty; a CSV begins with a line of column names");
    if (place_cells(r) != PARLEY_OK)
        return parley_error_at(error, PARLEY_E_MEMORY, r->path, line, "out of memory");
    return keep_header(r, line, error);
}

parley_status table_reader_open_as(const char *path, const char *encoding, table_reader **reader,
                                   parley_error *error)
{
    table_reader *r = calloc(1, sizeof *r);
    if (!r)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    r->line = 1;
    parley_status status = input_open(path, encoding, &r->in, error);
    if (status == PARLEY_OK) {
        r->path = input_name(r->in);
        r->parser_ready = csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
        if (!r->parser_ready)
            status = parley_error_at(error, PARLEY_E_MEMORY, r->path, 0, "out of memory");
    }
    if (status == PARLEY_OK) {
        csv_set_space_func(&r->parser, never_space);
        status = read_header(r, error);
    }
    if (status == PARLEY_OK)
        *reader = r;
    else
        table_reader_close(r);
    return status;
}

parley_status table_reader_open(const char *path, table_reader **reader, parley_error *error)
{
    return table_reader_open_as(path, NULL, reader, error);
}

void table_reader_close(table_reader *r)
{
    if (!r)
        return;
    input_close(r->in);
    if (r->parser_ready)
        csv_free(&r->parser);
    parley_buffer_fini(&r->bytes);
    parley_buffer_fini(&r->fixed);
    parley_buffer_fini(&r->header_bytes);
    free(r->cells);
    free(r->ends);
    free(r->header);
    free(r);
}

size_t table_reader_replaced(const table_reader *reader)
{
    return input_replaced(reader->in);
}

size_t table_reader_columns(const table_reader *reader)
{
    return reader->column_count;
}

parley_str table_reader_name(const table_reader *reader, size_t column)
{
    return reader->header[column];
}

size_t table_reader_column(const table_reader *reader, const char *name)
{
    parley_str wanted = {name, strlen(name)};
    for (size_t i = 0; i < reader->column_count; i++)
        if (same(reader->header[i], wanted))
            return i;
    return SIZE_MAX;
}

bool table_reader_is_sheet(const table_reader *reader)
{
    return reader->is_sheet;
}

parley_status table_reader_list(const table_reader *reader, parley_buffer *out)
{
    for (size_t i = 0; i < reader->column_count; i++) {
        parley_str name = reader->header[i];
        if ((i && parley_buffer_puts(out, ", ") != PARLEY_OK) ||
            parley_buffer_append(out, name.data, name.size) != PARLEY_OK)
            return PARLEY_E_MEMORY;
    }
    return parley_buffer_append(out, "", 1);
}

/* --- writing ----------------------------------------------------------------------------------- */

/* Whether one of sixteen bytes is one that a cell is quoted for: separators (others than ours too, as
 * readers, ours as well, guess which one a file has), line ends, the quotation mark. */
static bool has_special(const char *bytes)
{
    parley_sixteen s = parley_sixteen_load(bytes);
    parley_sixteen separators =
        parley_sixteen_or(parley_sixteen_is(s, ','), parley_sixteen_is(s, ';'));
    parley_sixteen ends =
        parley_sixteen_or(parley_sixteen_from(s, '\t', '\n'), parley_sixteen_is(s, '\r'));
    parley_sixteen all =
        parley_sixteen_or(separators, parley_sixteen_or(ends, parley_sixteen_is(s, '"')));
    return parley_sixteen_bits(all) != 0;
}

/* Whether a cell must be quoted. An empty cell in front is, as it might be the whole row: a blank line is
 * no row. */
static bool must_quote(const char *cell, size_t size, bool first)
{
    if (size == 0)
        return first;
    if (cell[0] == ' ' || cell[size - 1] == ' ')
        return true;
    if (size < PARLEY_SIXTEEN) {
        char padded[PARLEY_SIXTEEN] = {0};
        memcpy(padded, cell, size);
        return has_special(padded);
    }
    for (size_t i = 0; size - i >= PARLEY_SIXTEEN; i += PARLEY_SIXTEEN)
        if (has_special(cell + i))
            return true;
    /* What is left, and some of the bytes before it. */
    return has_special(cell + size - PARLEY_SIXTEEN);
}

/* Copies a cell, quotation marks doubled; there is room. Returns the end. */
static char *put_quoted(char *to, const char *cell, size_t size)
{
    const char *end = cell + size;
    *to++ = '"';
    while (cell < end) {
        const char *mark = memchr(cell, '"', (size_t)(end - cell));
        size_t plain = (size_t)((mark ? mark : end) - cell);
        memcpy(to, cell, plain);
        to += plain;
        cell += plain;
        /* A run of marks, one by one: a search for each would cost more. */
        for (; cell < end && *cell == '"'; cell++) {
            *to++ = '"';
            *to++ = '"';
        }
    }
    *to++ = '"';
    return to;
}

static size_t count_marks(const char *cell, size_t size)
{
    size_t marks = 0;
    for (size_t i = 0; i < size; i++)
        marks += cell[i] == '"';
    return marks;
}

parley_status table_put(parley_buffer *out, const char *cell, size_t size, int first)
{
    /* Marks are counted only where doubling all of them might take much more room. */
    enum { SMALL = 1 << 12 };
    bool quote = must_quote(cell, size, first);
    size_t marks = !quote ? 0 : size < SMALL ? size : count_marks(cell, size);
    if (parley_buffer_reserve(out, size + marks + 3) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    char *to = out->data + out->size;
    if (!first)
        *to++ = ',';
    if (quote)
        to = put_quoted(to, cell, size);
    else if (size)
        memcpy(to, cell, size);
    to += quote ? 0 : size;
    out->size = (size_t)(to - out->data);
    return PARLEY_OK;
}

parley_status table_puts(parley_buffer *out, const char *cell, int first)
{
    return table_put(out, cell, strlen(cell), first);
}

parley_status table_put_number(parley_buffer *out, size_t number)
{
    char digits[32];
    char *end = digits + sizeof digits, *at = end;
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    *--at = ',';
    return parley_buffer_append(out, at, (size_t)(end - at));
}
