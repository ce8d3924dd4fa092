/* Days: see io/html_date.h.
 *
 * Nearly all pages state their date by ISO 8601 (2025-02-28T18:00:00Z); some write 20250228 or
 * 2025/02/28, some as e-mail does (Fri, 28 Feb 2025), some as people do (February 28, 2025). A date is
 * read as words and numbers up to the first three that make a day.
 */
#include "html_date.h"

#include <stddef.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The number of digits at `at`, and their value; more than eight are none. */
static size_t read_number(const char *at, unsigned *value)
{
    size_t n = 0;
    *value = 0;
    for (; is_digit(at[n]); n++)
        *value = n < 8 ? *value * 10 + (unsigned)(at[n] - '0') : 0;
    return n;
}

/* The month whose name, or three letters of it or more, stand at `at`; 0: none. */
static unsigned read_month(const char *at)
{
    static const char names[12][10] = {"january",   "february", "march",    "april",
                                       "may",       "june",     "july",     "august",
                                       "september", "october",  "november", "december"};
    for (unsigned month = 0; month < 12; month++) {
        size_t n = 0;
        while (names[month][n] && lower(at[n]) == names[month][n])
            n++;
        if (n >= 3 && !is_letter(at[n]))
            return month + 1;
    }
    return 0;
}

static bool put_day(unsigned year, unsigned month, unsigned date, char day[HTML_DAY_SIZE])
{
    static const unsigned char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || date < 1 ||
        date > lengths[month - 1] + (month == 2 && leap ? 1U : 0U))
        return false;
    const unsigned digits[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10,
                               month / 10,  month % 10,      date / 10,      date % 10};
    size_t n = 0;
    for (size_t i = 0; i < 8; i++) {
        if (i == 4 || i == 6)
            day[n++] = '-';
        day[n++] = (char)('0' + digits[i]);
    }
    day[n] = '\0';
    return true;
}

/* 2025-02-28, 2025/2/28, 2025.02.28 or 20250228, with anything but a digit behind. */
static bool read_iso(const char *at, char day[HTML_DAY_SIZE])
{
    unsigned year, month, date;
    size_t n = read_number(at, &year);
    if (n == 8)
        return put_day(year / 10000, year / 100 % 100, year % 100, day);
    char mark = at[n];
    if (n != 4 || (mark != '-' && mark != '/' && mark != '.'))
        return false;
    at += n + 1;
    n = read_number(at, &month);
    if (n < 1 || n > 2 || at[n] != mark)
        return false;
    at += n + 1;
    n = read_number(at, &date);
    return n >= 1 && n <= 2 && put_day(year, month, date, day);
}

bool html_day_of(const char *stated, char day[HTML_DAY_SIZE])
{
    unsigned month = 0, date = 0, year = 0;
    const char *at = stated;
    day[0] = '\0';
    while (*at) {
        if (is_letter(*at)) {
            month = month ? month : read_month(at);
            while (is_letter(*at))
                at++;
            continue;
        }
        unsigned value;
        size_t n = read_number(at, &value);
        if (n >= 4 && !month && !date)
            return read_iso(at, day);
        if (n == 4 && year == 0)
            year = value;
        else if (n > 0 && date == 0)
            date = value;
        else if (n > 0)
            return false;
        if (month && date && year)
            return put_day(year, month, date, day);
        at += n > 0 ? n : 1;
    }
    return false;
}
