/* Random numbers: see parley/random.h. */
#include "parley/random.h"

uint64_t parley_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

uint64_t parley_random_at(uint64_t seed, uint64_t index)
{
    uint64_t state = seed + UINT64_C(0x9E3779B97F4A7C15) * index;
    return parley_random(&state);
}

double parley_random_fraction(uint64_t random)
{
    return (double)(random >> 11) / 9007199254740992.0; /* 2 to the 53 */
}
