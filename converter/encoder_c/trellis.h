// The search for seed bits: which stream of windows regenerates values closest to given ones.
// Host only. Reentrant; needs memory for segment * 2^shared bits floats while it runs.
#ifndef SEEDLITE_TRELLIS_H
#define SEEDLITE_TRELLIS_H

#include <stdint.h>

#include "draws.h"

// Finds the windows of `count` consecutive draws that minimize
//   sum over draw t, value v of (targets[t][v] - value v of window_t)^2
// exactly among `segment` draws; more are searched segment by segment.
//   targets: [count][V], finite
//   segment, lookahead: the last `lookahead` (< segment) draws of a segment that is not the last
//     are searched again with the next; after so many, paths should descend from one
//   out_windows: [count]
// All arrays are the caller's. The same input gives the same output on every machine if floating
// point is not contracted (-ffp-contract=off). Returns 0, or -1 if memory does not suffice.
int sl_trellis_search(const sl_draws *draws, const float *targets, uint32_t count, uint32_t segment,
                      uint32_t lookahead, uint16_t *out_windows);

#endif
