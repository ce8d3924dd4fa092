/* Random numbers that are the same everywhere for the same seed: splitmix64 (Steele, Lea and Flood 2014).
 *
 *     uint64_t state = seed;
 *     size_t drawn = (size_t)(parley_random(&state) % count);
 *
 * All functions are pure but for the state they are given.
 */
#ifndef PARLEY_RANDOM_H
#define PARLEY_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The next number of the sequence that `state` began as its seed. */
uint64_t parley_random(uint64_t *state);

/* The number at `index` (from 0) of the sequence of a seed. */
uint64_t parley_random_at(uint64_t seed, uint64_t index);

/* A random number as a fraction: at least 0, below 1. */
double parley_random_fraction(uint64_t random);

#ifdef __cplusplus
}
#endif
#endif
