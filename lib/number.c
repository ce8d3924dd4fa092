/* Strict numbers: see parley/number.h.
 *
 * strtod and snprintf convert exactly, but take the decimal mark from the process's locale, which
 * belongs to the program that uses the library. So the mark is exchanged on the way in and out.
 */
#include "parley/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char decimal_mark(void)
{
    return localeconv()->decimal_point[0];
}

bool parley_number_parse(const char *text, size_t length, double *value)
{
    char copy[64];
    if (length == 0 || length >= sizeof copy)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\0' || !strchr("0123456789+-.eE", text[i]))
            return false;
        copy[i] = text[i] == '.' ? decimal_mark() : text[i];
    }
    copy[length] = '\0';
    char *end;
    double number = strtod(copy, &end);
    if (end != copy + length || !isfinite(number))
        return false;
    *value = number;
    return true;
}

bool parley_number_parse_whole(const char *text, size_t length, uint64_t low, uint64_t high,
                               uint64_t *value)
{
    uint64_t number = 0;
    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (number < low || number > high)
        return false;
    *value = number;
    return true;
}

static void restore_point(char *text)
{
    char mark = decimal_mark();
    if (mark == '.')
        return;
    char *at = strchr(text, mark);
    if (at)
        *at = '.';
}

void parley_number_format(double value, char text[PARLEY_NUMBER_SIZE])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, PARLEY_NUMBER_SIZE, "%.*g", digits, value);
        double back;
        restore_point(text);
        if (parley_number_parse(text, strlen(text), &back) && back == value)
            return;
    }
}

void parley_number_format_fixed(double value, int digits, char text[PARLEY_NUMBER_SIZE])
{
    /* What has no room in full is written with its exponent. */
    int size = snprintf(text, PARLEY_NUMBER_SIZE, "%.*f", digits, value);
    if (size >= PARLEY_NUMBER_SIZE)
        snprintf(text, PARLEY_NUMBER_SIZE, "%.17g", value);
    restore_point(text);
}
