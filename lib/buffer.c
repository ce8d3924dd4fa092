/* Growing bytes: see parley/buffer.h. Capacity doubles, so appending is linear over a lifetime. */
#include "parley/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

parley_status parley_buffer_reserve(parley_buffer *buffer, size_t more)
{
    if (more <= buffer->capacity - buffer->size)
        return PARLEY_OK;
    if (more > SIZE_MAX / 2 - buffer->size)
        return PARLEY_E_MEMORY;
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < buffer->size + more)
        capacity *= 2;
    char *data = realloc(buffer->data, capacity);
    if (!data)
        return PARLEY_E_MEMORY;
    buffer->data = data;
    buffer->capacity = capacity;
    return PARLEY_OK;
}

parley_status parley_buffer_append(parley_buffer *buffer, const void *data, size_t size)
{
    if (size == 0)
        return PARLEY_OK;
    if (parley_buffer_reserve(buffer, size) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return PARLEY_OK;
}

parley_status parley_buffer_puts(parley_buffer *buffer, const char *string)
{
    return parley_buffer_append(buffer, string, strlen(string));
}

parley_status parley_buffer_printf(parley_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || parley_buffer_reserve(buffer, (size_t)length + 1) != PARLEY_OK)
        return PARLEY_E_MEMORY;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)length;
    return PARLEY_OK;
}

parley_status parley_list_reserve(void *list, size_t size, size_t *capacity, size_t needed)
{
    if (needed <= *capacity)
        return PARLEY_OK;
    size_t count = *capacity < 32 ? 64 : 2 * *capacity;
    count = count < needed ? needed : count;
    if (count > SIZE_MAX / 2 / size)
        return PARLEY_E_MEMORY;
    void *items;
    memcpy(&items, list, sizeof items);
    void *grown = realloc(items, count * size);
    if (!grown)
        return PARLEY_E_MEMORY;
    memcpy(list, &grown, sizeof grown);
    *capacity = count;
    return PARLEY_OK;
}

void parley_buffer_fini(parley_buffer *buffer)
{
    free(buffer->data);
    *buffer = (parley_buffer){0};
}
