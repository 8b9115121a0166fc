// SPDX-License-Identifier: Apache-2.0
// Weights as kernels read them: stored as int8, or regenerated in runs from a record (SPEC.md).
#ifndef SEEDLITE_WEIGHTS_H
#define SEEDLITE_WEIGHTS_H

#include <stdbool.h>

#include "seedlite.h"

// Statistics of a batch. Without seed bits, |mean| + SL_LEVEL_MAX * spread <= 127.
typedef struct {
  int32_t mean;
  int32_t spread;
} sl_statistics;

typedef struct sl_weights sl_weights;

// Draws `count` > 0 weights of one batch. first: index of the first among the live weights; with
// statistics alone, among all weights.
typedef void (*sl_draw)(const sl_weights *weights, sl_statistics batch, uint32_t first,
                        uint32_t count, int8_t *out);

// One tensor's weights. Constant after loading; points into the model.
struct sl_weights {
  const int8_t *stored;    // plain int8 weights; NULL: regenerate by the fields below
  sl_draw draw;            // sl_draw.h
  const uint8_t *stream;   // seed bits; readable SL_STREAM_PAD_BYTES past the last index
  const uint8_t *means;    // packed mean_bits each, two's complement
  const uint8_t *spreads;  // packed spread_bits each, unsigned
  const uint8_t *mask;     // one bit per group, 1: all zero; NULL: no mask
  uint32_t count;          // weights
  uint32_t batch_size;     // B
  uint32_t row_length;     // weights of a row, which begins with a new hash, in the record's order
  uint32_t seed;
  uint32_t mask_group;  // weights per mask bit
  int8_t mean;          // used where mean_bits == 0
  uint8_t spread;       // used where spread_bits == 0
  uint8_t mean_bits;
  uint8_t spread_bits;
  uint8_t values_per_draw;  // V; 0: statistics alone
  uint8_t bits_per_draw;    // k; 0: statistics alone
  bool input_major;         // flat order is [inputs][outputs] instead of [outputs][inputs]
};

// Whether the weights are draws from seed bits, not scaled by spreads.
static inline bool sl_weights_are_draws(const sl_weights *weights) {
  return weights->bits_per_draw && !weights->spread_bits;
}

// Returns the statistics of a batch. Weights with seed bits must have spreads.
sl_statistics sl_weights_statistics(const sl_weights *weights, uint32_t batch);

// A position in a tensor's weights. `live` counts the unmasked weights before `index`.
typedef struct {
  uint32_t index;
  uint32_t live;
} sl_cursor;

// Moves the cursor to weight `index` (<= count). A forward move reads the mask bits in between.
void sl_weights_seek(const sl_weights *weights, sl_cursor *cursor, uint32_t index);

// Writes the next run of weights that may be non-zero, between the cursor and weight `end`. Skips
// masked groups and all-zero batches. Writes at most `room` weights to out_run and the flat index
// of the first to *out_first, and moves the cursor to their end. Returns their number; 0: there are
// none before `end`, where the cursor then is.
uint32_t sl_weights_next_run(const sl_weights *weights, sl_cursor *cursor, uint32_t end,
                             int8_t *out_run, uint32_t room, uint32_t *out_first);

// Writes `count` weights from flat index `begin` on, zeros included. The cursor may be anywhere; it
// moves to the end of the weights.
void sl_weights_read(const sl_weights *weights, sl_cursor *cursor, uint32_t begin, uint32_t count,
                     int8_t *out);

// Writes all weights in the tensor's order, which is [outputs, inputs] also where the record is
// input-major: int8 [count]. For interpreters that take whole tensors; kernels here draw as they
// go.
void sl_weights_expand(const sl_weights *weights, int8_t *out);

// Writes `count` > 0 live weights from live weight `live` on. Requires sl_weights_are_draws.
static inline void sl_weights_read_live(const sl_weights *weights, uint32_t live, uint32_t count,
                                        int8_t *out) {
  const sl_statistics none = {0, 0};
  weights->draw(weights, none, live, count, out);
}

#endif
