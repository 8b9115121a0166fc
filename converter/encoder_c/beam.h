// The search for seed bits in view of the layer's inputs: every draw is chosen with regard to the
// errors made before it in the same rows. Host only. Reentrant.
#ifndef SEEDLITE_BEAM_H
#define SEEDLITE_BEAM_H

#include <stdint.h>

#include "candidates.h"

// What errors e of the weights cost. Row r, whose row_length inputs are cut into blocks of
// `lookback` (the last may be short), costs
//   row_weights[r] * sum over t of weights[t] * (e_t + sum over j < t of feedback[t][j] * e_j)^2
// where j runs over the inputs of t's block.
typedef struct {
  uint32_t rows;
  uint32_t row_length;
  uint32_t lookback;         // 1 ... row_length
  uint32_t interleaved;      // weight p is of row p / row_length, or if set, of row p % rows
  uint32_t factor_per_row;   // if not set, all rows have the same weights and feedback
  const float *row_weights;  // [rows], >= 0
  const float *weights;      // [factors][row_length], >= 0
  const float *feedback;     // [factors][row_length][lookback], columns j - start of t's block
} sl_row_cost;

// Finds windows that keep the cost of all rows together low: a beam of `survivors` (>= 1) paths.
//   draws: of at most SL_BEAM_MAX_VALUES values
//   targets: [rows * row_length], finite
//   live: [rows * row_length], 0 where a zero mask makes the weight 0: it takes no draw, but has an
//     error all the same
//   out_windows: [ceil(live weights / V)]
// All arrays are the caller's. The same input gives the same output on every machine if floating
// point is not contracted (-ffp-contract=off). Returns 0, or -1 if memory does not suffice.
int sl_beam_search(const sl_draws *draws, const sl_row_cost *cost, const float *targets,
                   const uint8_t *live, uint32_t survivors, uint16_t *out_windows);

#endif
