// Viterbi search for the seed bits whose draws are closest to given values. Host only. Reentrant;
// needs memory for segment * 2^shared bits floats while it runs.
#ifndef SEEDLITE_TRELLIS_H
#define SEEDLITE_TRELLIS_H

#include <stdint.h>

#include "draws.h"

// Finds the windows of `count` consecutive draws that minimize
//   sum over draw t, value v of (targets[t][v] - value v of window_t)^2
// exactly for up to `segment` draws; longer streams are searched in segments.
//   targets: [count][V], finite
//   segment, lookahead: the last `lookahead` (< segment) draws of each segment but the last are
//     searched again with the next; within so many draws, the paths should merge
//   out_windows: [count]
// The caller owns all arrays. The same input gives the same output on every machine if floating
// point is not contracted (-ffp-contract=off). Returns 0, or -1 if memory does not suffice.
int sl_trellis_search(const sl_draws *draws, const float *targets, uint32_t count, uint32_t segment,
                      uint32_t lookahead, uint16_t *out_windows);

#endif
