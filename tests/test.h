/* cmocka and the headers it needs, in the order it needs them. */
#ifndef PARLEY_TEST_H
#define PARLEY_TEST_H

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#endif
