/* Days out of the dates that pages state.
 *
 *     char day[HTML_DAY_SIZE];
 *     if (html_day_of("Fri, 28 Feb 2025 18:00:00 GMT", day))
 *         puts(day);  // 2025-02-28
 */
#ifndef PARLEY_IO_HTML_DATE_H
#define PARLEY_IO_HTML_DATE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { HTML_DAY_SIZE = sizeof "2025-02-28" }; /* bytes, with the zero at the end */

/* Writes the day of a date as ISO 8601 has it. The day is the one that is written there; no time zone
 * is converted. Years have four digits, and months that are numbers stand behind the year: 2/3/2025
 * is a day in February to some and in March to others, and so to nobody here.
 * Returns false, and an empty `day`, where there is no such day. */
bool html_day_of(const char *stated, char day[HTML_DAY_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
