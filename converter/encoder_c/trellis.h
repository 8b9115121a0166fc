// The search for seed bits: which stream of windows regenerates values closest to given ones.
// Host only. Reentrant; needs memory for draws * 2^(L-k) * 2 bytes while it runs.
#ifndef SEEDLITE_TRELLIS_H
#define SEEDLITE_TRELLIS_H

#include <stdint.h>

typedef struct {
  uint32_t window_bits;      // L, 1 ... 16
  uint32_t bits_per_draw;    // k, 1 ... L
  uint32_t values_per_draw;  // V, >= 1
  const float *codebook;     // [V][2^L]: value v of window s
} sl_trellis;

#define SL_TRELLIS_FREE_START UINT32_MAX

// Finds the windows of `draws` consecutive draws that minimize
//   sum over draw t, value v of importance[t][v] * (targets[t][v] - codebook[v][window_t])^2
// where the L-k low bits of a window are the L-k high bits of the one before it.
//   targets, importance: [draws][V], finite; importance >= 0
//   before: the window of the draw before the first, or SL_TRELLIS_FREE_START if there is none
//   out_windows: [draws]
// All arrays are the caller's. The same input gives the same output on every machine if floating
// point is not contracted (-ffp-contract=off). Returns 0, or -1 if memory does not suffice.
int sl_trellis_search(const sl_trellis *trellis, const float *targets, const float *importance,
                      uint32_t draws, uint32_t before, uint16_t *out_windows);

#endif
