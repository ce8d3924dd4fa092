/* Numbers in text: strict, and with a decimal point whatever the locale of the process.
 *
 *     double cost;
 *     if (!parley_number_parse("0.25", 4, &cost))
 *         …not a number, or something behind it…
 */
#ifndef PARLEY_NUMBER_H
#define PARLEY_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reads a finite decimal number that takes the whole text: no blanks, no hexadecimal, no nan.
 * Returns false, and leaves `value` alone, for anything else. */
bool parley_number_parse(const char *text, size_t length, double *value);

/* Reads digits that make a whole number from `low` to `high` and take the whole text. */
bool parley_number_parse_whole(const char *text, size_t length, uint64_t low, uint64_t high,
                               uint64_t *value);

/* A number as text, with its zero. */
enum { PARLEY_NUMBER_SIZE = 40 };

/* Writes the number so that parley_number_parse gives back the same bits. */
void parley_number_format(double value, char text[PARLEY_NUMBER_SIZE]);

/* Writes the number with `digits` (0 to 17) digits behind the point. */
void parley_number_format_fixed(double value, int digits, char text[PARLEY_NUMBER_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
