// Selection of the cheapest candidates.
#ifndef SEEDLITE_SELECT_H
#define SEEDLITE_SELECT_H

#include <stdint.h>

// Returns the cost of rank `rank` (< count, from 0) among `costs` (>= 0, no NaN).
float sl_of_rank(const float *costs, uint32_t count, uint32_t rank);

// Writes the indices, ascending, of the `wanted` (<= count) smallest of `costs` (>= 0, no NaN).
// Equal costs rank by index.
void sl_select_smallest(const float *costs, uint32_t count, uint32_t wanted, uint32_t *out_indices);

#endif
