/* Bytes from a file: see io/input.h.
 *
 * Three steps, each with its buffer: the bytes of the file, the same unpacked, the same decoded. Steps
 * that a file does not need are passed by. gzip is known by its first bytes, whatever the name is; a
 * file of several gzips one behind the other is one text, and zeros at the end (tapes have them) are
 * nothing.
 */
#define _DEFAULT_SOURCE /* madvise */

#include "input.h"

#include "encoding.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 1 << 16, WINDOW_OF_GZIP = 15 + 16 };

struct input {
    char *name;
    FILE *file;
    size_t size; /* of a regular file, as it said when it was opened; else 0 */
    bool zipped;
    bool unzip_ready; /* `zip` is to be ended */
    bool in_member;   /* inside one of the gzips of the file */
    z_stream zip;
    size_t packed; /* bytes of the file before those in `raw` */

    unsigned char *raw; /* [room], of the file; [raw_at, raw_size) is yet to come */
    size_t room;        /* a block, or as much as a small file needs: many files are small */
    size_t raw_at, raw_size;
    char *unpacked; /* [BLOCK], of a gzip */
    const char *plain;
    size_t plain_at, plain_size;
    bool plain_ended;
    decoder *decoder;   /* NULL: bytes are as they are */
    parley_buffer text; /* decoded */
    size_t text_at;
    bool begun; /* the first decoded bytes have been seen */
};

static parley_status no_memory(const input *in, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_MEMORY, in->name, 0, "out of memory");
}

/* --- the file ----------------------------------------------------------------------------------- */

static parley_status read_file(input *in, void *to, size_t room, size_t *got, parley_error *error)
{
    *got = fread(to, 1, room, in->file);
    if (*got == 0 && ferror(in->file))
        return parley_error_at(error, PARLEY_E_IO, in->name, 0, "cannot read: %s", strerror(errno));
    return PARLEY_OK;
}

static parley_status fill_raw(input *in, parley_error *error)
{
    if (in->raw_at < in->raw_size)
        return PARLEY_OK;
    in->packed += in->raw_size;
    in->raw_at = 0;
    return read_file(in, in->raw, in->room, &in->raw_size, error);
}

/* --- gzip --------------------------------------------------------------------------------------- */

static parley_status broken(const input *in, const char *what, parley_error *error)
{
    return parley_error_at(error, PARLEY_E_CORRUPT, in->name, 0,
                           "the gzip %s at byte %zu; fetch or copy the file again", what,
                           in->packed + in->raw_at);
}

/* Begins the next gzip of the file, or finds that there is none. */
static parley_status begin_member(input *in, parley_error *error)
{
    while (in->raw_at < in->raw_size && in->raw[in->raw_at] == 0 && in->unzip_ready) {
        in->raw_at++;
        parley_status status = fill_raw(in, error);
        if (status != PARLEY_OK)
            return status;
    }
    if (in->raw_at == in->raw_size) {
        in->plain_ended = true;
        return PARLEY_OK;
    }
    if (in->unzip_ready && in->raw[in->raw_at] != 0x1F)
        return broken(in, "is followed by something else", error);
    int result = in->unzip_ready ? inflateReset2(&in->zip, WINDOW_OF_GZIP)
                                 : inflateInit2(&in->zip, WINDOW_OF_GZIP);
    if (result != Z_OK)
        return no_memory(in, error);
    in->unzip_ready = true;
    in->in_member = true;
    return PARLEY_OK;
}

/* Unpacks until there is something in `plain` or the file ends. */
static parley_status unzip(input *in, parley_error *error)
{
    while (in->plain_size == 0 && !in->plain_ended) {
        parley_status status = fill_raw(in, error);
        if (status == PARLEY_OK && !in->in_member)
            status = begin_member(in, error);
        if (status != PARLEY_OK || in->plain_ended)
            return status;
        if (in->raw_at == in->raw_size)
            return broken(in, "is cut off", error);
        in->zip.next_in = in->raw + in->raw_at;
        in->zip.avail_in = (uInt)(in->raw_size - in->raw_at);
        in->zip.next_out = (unsigned char *)in->unpacked;
        in->zip.avail_out = BLOCK;
        int result = inflate(&in->zip, Z_NO_FLUSH);
        in->raw_at = in->raw_size - in->zip.avail_in;
        in->plain_size = BLOCK - in->zip.avail_out;
        if (result == Z_MEM_ERROR)
            return no_memory(in, error);
        if (result == Z_STREAM_END)
            in->in_member = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return broken(in, "is broken", error);
    }
    return PARLEY_OK;
}

static parley_status fill_plain(input *in, parley_error *error)
{
    if (in->plain_at < in->plain_size || in->plain_ended)
        return PARLEY_OK;
    in->plain_at = in->plain_size = 0;
    in->plain = in->unpacked;
    if (in->zipped)
        return unzip(in, error);
    parley_status status = fill_raw(in, error);
    if (status != PARLEY_OK)
        return status;
    in->plain_size = in->raw_size - in->raw_at;
    in->plain = (const char *)in->raw + in->raw_at;
    in->raw_at = in->raw_size;
    in->plain_ended = in->plain_size == 0;
    return PARLEY_OK;
}

/* --- decoding ----------------------------------------------------------------------------------- */

/* Decodes until there is text or the input ends; the byte order mark goes. */
static parley_status fill_text(input *in, parley_error *error)
{
    bool ended = false;
    in->text.size = in->text_at = 0;
    while (in->text.size == 0 && !ended) {
        parley_status status = fill_plain(in, error);
        if (status != PARLEY_OK)
            return status;
        size_t size = in->plain_size - in->plain_at;
        ended = size == 0;
        if (decoder_run(in->decoder, in->plain + in->plain_at, size, ended, &in->text) != PARLEY_OK)
            return no_memory(in, error);
        in->plain_at = in->plain_size;
        if (!in->begun && in->text.size >= 3) {
            in->begun = true;
            in->text_at = memcmp(in->text.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
            if (in->text_at == in->text.size)
                in->text.size = in->text_at = 0;
        }
    }
    return PARLEY_OK;
}

/* --- public ------------------------------------------------------------------------------------- */

/* The bytes of a regular file as it says; 0 for others. */
static size_t size_of(const input *in)
{
    struct stat info;
    return fstat(fileno(in->file), &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
               ? (size_t)info.st_size
               : 0;
}

/* A file is read in blocks; one that is smaller takes less, and a byte more tells that it ends. */
static parley_status make_room(input *in, parley_error *error)
{
    enum { LEAST = 512 };
    size_t size = in->size = size_of(in);
    in->room = size == 0 || size >= BLOCK ? BLOCK : size < LEAST ? LEAST : size + 1;
    in->raw = malloc(in->room);
    return in->raw ? PARLEY_OK : no_memory(in, error);
}

/* What the first bytes say: gzip, and UTF-16. */
static parley_status look(input *in, const char *encoding, parley_error *error)
{
    parley_status status = fill_raw(in, error);
    if (status != PARLEY_OK)
        return status;
    in->zipped = in->raw_size >= 3 && memcmp(in->raw, "\x1F\x8B\x08", 3) == 0;
    if (in->zipped && !(in->unpacked = malloc(BLOCK)))
        return no_memory(in, error);
    status = fill_plain(in, error);
    if (status != PARLEY_OK)
        return status;
    encoding = encoding_by_mark(encoding, in->plain, in->plain_size);
    return encoding ? decoder_new(encoding, &in->decoder, error) : PARLEY_OK;
}

parley_status input_open(const char *path, const char *encoding, input **out, parley_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    input *in = calloc(1, sizeof *in);
    if (!in || !(in->name = strdup(standard ? "standard input" : path))) {
        free(in);
        return parley_error_set(error, PARLEY_E_MEMORY, "out of memory");
    }
    in->file = standard ? stdin : fopen(path, "rb");
    parley_status status =
        in->file ? make_room(in, error)
                 : parley_error_at(error, PARLEY_E_IO, path, 0, "cannot open: %s", strerror(errno));
    if (status == PARLEY_OK)
        status = look(in, encoding, error);
    if (status == PARLEY_OK)
        *out = in;
    else
        input_close(in);
    return status;
}

parley_status input_read(input *in, char *to, size_t room, size_t *got, parley_error *error)
{
    const char *from;
    size_t size;
    parley_status status = PARLEY_OK;
    *got = 0;
    if (in->decoder) {
        if (in->text_at == in->text.size)
            status = fill_text(in, error);
        from = in->text.data ? in->text.data + in->text_at : "";
        size = in->text.size - in->text_at;
    } else if (in->zipped || in->plain_at < in->plain_size || in->plain_ended) {
        status = fill_plain(in, error);
        from = in->plain + in->plain_at;
        size = in->plain_size - in->plain_at;
    } else { /* nothing is to be done to the bytes: they need not come through `raw` */
        status = read_file(in, to, room, got, error);
        in->plain_ended = *got == 0;
        return status;
    }
    if (status != PARLEY_OK || size == 0)
        return status;
    *got = size < room ? size : room;
    memcpy(to, from, *got);
    in->text_at += in->decoder ? *got : 0;
    in->plain_at += in->decoder ? 0 : *got;
    return PARLEY_OK;
}

/* Makes room for a large file at once, and asks the system for large pages: else it would get the memory
 * ready in thousands of small ones, which takes longer than reading. */
static parley_status make_whole_room(const input *in, size_t limit, parley_buffer *out)
{
    enum { LARGE = 1 << 22 };
    if (in->zipped || in->decoder || in->size < LARGE || in->size > limit)
        return PARLEY_OK;
    if (parley_buffer_reserve(out, in->size + BLOCK) != PARLEY_OK)
        return PARLEY_E_MEMORY;
#ifdef MADV_HUGEPAGE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)out->data;
    size_t skipped = (size_t)((page - begin % page) % page);
    madvise(out->data + skipped, out->capacity - skipped, MADV_HUGEPAGE); /* only a hint */
#endif
    return PARLEY_OK;
}

parley_status input_read_all(input *in, size_t limit, parley_buffer *out, parley_error *error)
{
    size_t step = in->zipped || in->decoder ? BLOCK : in->room;
    if (make_whole_room(in, limit, out) != PARLEY_OK)
        return no_memory(in, error);
    for (size_t got = 1; got > 0; out->size += got) {
        if (parley_buffer_reserve(out, step) != PARLEY_OK)
            return no_memory(in, error);
        parley_status status = input_read(in, out->data + out->size, step, &got, error);
        if (status != PARLEY_OK)
            return status;
        if (got > limit - out->size)
            return parley_error_at(error, PARLEY_E_LIMIT, in->name, 0,
                                   "more than %zu MiB of text in one file; divide it", limit >> 20);
    }
    return PARLEY_OK;
}

const char *input_name(const input *in)
{
    return in->name;
}

bool input_decoded(const input *in)
{
    return in->decoder != NULL;
}

size_t input_replaced(const input *in)
{
    return in->decoder ? decoder_replaced(in->decoder) : 0;
}

void input_close(input *in)
{
    if (!in)
        return;
    if (in->file && in->file != stdin)
        fclose(in->file);
    if (in->unzip_ready)
        inflateEnd(&in->zip);
    decoder_free(in->decoder);
    parley_buffer_fini(&in->text);
    free(in->raw);
    free(in->unpacked);
    free(in->name);
    free(in);
}
