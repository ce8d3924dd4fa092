/* Lines: see io/lines.h. A line ends with LF; a CR before it is white space like any other. */
#include "lines.h"

#include "parley/text.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 1 << 16 };

struct line_reader {
    input *in;
    parley_buffer held;  /* what was read; [at, …) is yet to come */
    size_t at;           /* where the next line begins */
    size_t looked;       /* no line end before here */
    bool ended;          /* nothing more to read */
    parley_buffer fixed; /* a line decoded from Windows-1252 */
    size_t position;     /* of the next line in the decoded text */
    size_t converted;
    text_line line;
};

parley_status line_reader_open(const char *path, const char *encoding, line_reader **out,
                               parley_error *error)
{
    line_reader *r = calloc(1, sizeof *r);
    if (!r)
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    parley_status status = input_open(path, encoding, &r->in, error);
    if (status == PARLEY_OK)
        *out = r;
    else
        line_reader_close(r);
    return status;
}

/* Reads more behind the line that is begun; what came before it goes. */
static parley_status read_more(line_reader *r, parley_error *error)
{
    size_t got = 0;
    size_t left = r->held.size - r->at;
    if (left > 0 && r->at > 0)
        memmove(r->held.data, r->held.data + r->at, left);
    r->looked -= r->at;
    r->held.size = left;
    r->at = 0;
    if (left > INPUT_RECORD_MAX)
        return parley_error_at(error, PARLEY_E_LIMIT, input_name(r->in), r->line.number + 1,
                               "a line of more than %d MiB", INPUT_RECORD_MAX >> 20);
    if (parley_buffer_reserve(&r->held, STEP) != PARLEY_OK)
        return parley_error_at(error, PARLEY_E_MEMORY, input_name(r->in), 0, "out of memory");
    parley_status status = input_read(r->in, r->held.data + left, STEP, &got, error);
    r->held.size += got;
    r->ended = got == 0;
    /* A byte order mark is no text. */
    if (r->line.number == 0 && left == 0 && got >= 3 && !input_decoded(r->in) &&
        memcmp(r->held.data, "\xEF\xBB\xBF", 3) == 0)
        r->at = r->looked = 3;
    return status;
}

/* Sets `*text` to the bytes of the next line, with its end; size 0 at the end of the file. */
static parley_status find_line(line_reader *r, parley_str *text, parley_error *error)
{
    for (;;) {
        const char *end = r->looked < r->held.size
                              ? memchr(r->held.data + r->looked, '\n', r->held.size - r->looked)
                              : NULL;
        if (end || r->ended) {
            size_t next = end ? (size_t)(end - r->held.data) + 1 : r->held.size;
            *text = (parley_str){r->held.data + r->at, next - r->at};
            r->at = r->looked = next;
            return PARLEY_OK;
        }
        r->looked = r->held.size;
        parley_status status = read_more(r, error);
        if (status != PARLEY_OK)
            return status;
    }
}

parley_status line_reader_next(line_reader *r, const text_line **line, parley_error *error)
{
    parley_str text;
    *line = NULL;
    parley_status status = find_line(r, &text, error);
    if (status != PARLEY_OK || text.size == 0)
        return status;
    r->line.number++;
    if (memchr(text.data, '\0', text.size))
        return parley_error_at(error, PARLEY_E_FORMAT, input_name(r->in), r->line.number,
                               "a NUL byte; this is no text file, or UTF-16: name its --encoding");
    if (!parley_utf8_valid(text.data, text.size)) {
        r->converted++;
        r->fixed.size = 0;
        if (parley_text_from_windows1252(text.data, text.size, &r->fixed) != PARLEY_OK)
            return parley_error_at(error, PARLEY_E_MEMORY, input_name(r->in), r->line.number,
                                   "out of memory");
        text = (parley_str){r->fixed.data, r->fixed.size};
    }
    r->line.begin = r->position;
    r->position += text.size;
    text.size -= text.data[text.size - 1] == '\n';
    r->line.text = text;
    *line = &r->line;
    return PARLEY_OK;
}

size_t line_reader_converted(const line_reader *r)
{
    return r->converted;
}

size_t line_reader_replaced(const line_reader *r)
{
    return input_replaced(r->in);
}

void line_reader_close(line_reader *r)
{
    if (!r)
        return;
    input_close(r->in);
    parley_buffer_fini(&r->held);
    parley_buffer_fini(&r->fixed);
    free(r);
}
