// Beam search for seed bits with error feedback: it minimizes the error of the layer's outputs, in
// which every draw compensates earlier errors of its rows. Host only. Reentrant.
#ifndef SEEDLITE_BEAM_H
#define SEEDLITE_BEAM_H

#include <stdint.h>

#include "candidates.h"

// The cost of weight errors e. The row_length inputs of row r are divided into blocks of `lookback`
// (the last may be shorter). The row costs
//   row_weights[r] * sum over t of weights[t] * (e_t + sum over j < t of feedback[t][j] * e_j)^2
// where j runs over the inputs of t's block. This is e^T H e with H = L^T D L, L unit lower
// triangular: the error feedback LDLQ (Chee et al., QuIP, 2023).
//
// With `row_feedback`, e of row r stands for e_r + sum over s < r of row_feedback[r][s] * e_s, the
// errors of the rows before: tr(E^T O E H) with O = U^T D U, U unit lower triangular, whose D is
// part of row_weights. While row r is searched, the rows before it are those of the path that was
// best when it began.
typedef struct {
  uint32_t rows;
  uint32_t row_length;
  uint32_t lookback;          // 1 ... row_length
  uint32_t interleaved;       // weight p is in row p / row_length; if set, in row p % rows
  uint32_t factor_per_row;    // if not set, all rows share weights and feedback
  const float *row_weights;   // [rows], >= 0
  const float *weights;       // [factors][row_length], >= 0
  const float *feedback;      // [factors][row_length][lookback], columns j - start of t's block
  const float *row_feedback;  // [rows][rows], or NULL; NULL if interleaved
} sl_row_cost;

// Finds windows with a low total cost of all rows by a beam of `survivors` (>= 1) paths.
//   draws: at most SL_BEAM_MAX_VALUES values each
//   targets: [rows * row_length], finite
//   live: [rows * row_length], 0 where a zero mask makes the weight 0: it has no draw, but an error
//   out_windows: [ceil(live weights / V)]
// The caller owns all arrays. The same input gives the same output on every machine if floating
// point is not contracted (-ffp-contract=off). Returns 0, or -1 if memory does not suffice.
int sl_beam_search(const sl_draws *draws, const sl_row_cost *cost, const float *targets,
                   const uint8_t *live, uint32_t survivors, uint16_t *out_windows);

#endif
