// SPDX-License-Identifier: Apache-2.0
// Tensors of kernels with weights are int8 and row-major, with channels last. Accumulators are
// int32 and wrap around, as in TFLM. docs/kernels.md lists which kernel runs when.
#ifndef SEEDLITE_FULLY_CONNECTED_H
#define SEEDLITE_FULLY_CONNECTED_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../target/sl_requantize.h"
#include "../../weights/sl_draw.h"

// FULLY_CONNECTED. Weights [outputs, inputs], in input-major order if weights.input_major.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  uint32_t input_offset;   // arena bytes; [rows, inputs]
  uint32_t output_offset;  // arena bytes; [rows, outputs]
  uint32_t rows;
  uint32_t inputs;
  uint32_t outputs;
  uint32_t scratch_bytes;  // for kernels that multiply draws
  int8_t input_zp;
} sl_fully_connected_params;

// Any weights in output-major order.
// Scratch: lanes of the inputs, in whole quads.
void sl_fully_connected_s8(const void *params, const sl_frame *frame);

// Draws of seed bits without spreads or a mask, in output-major order. Scratch: lanes of an
// output's draws, 2, 4 or 8 each, in whole blocks of 32 bytes. V = 2, 4 and 8 with k = 8, and V = 2
// with k = 6; inputs are a multiple of V and of 4:
void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_pairs_k6_s8(const void *params, const sl_frame *frame);

// V up to 2, 4 and 8, any k, any number of inputs:
void sl_fully_connected_pairs_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_any_k_s8(const void *params, const sl_frame *frame);

// V = 4, k = 8, with a mask of groups of four; inputs are a multiple of 4 * SL_LIVE_BITS. Scratch:
// lanes of the inputs.
void sl_fully_connected_sparse_groups_s8(const void *params, const sl_frame *frame);

// V = 4, k = 8, without a mask, in input-major order; outputs are a multiple of 4. Fast where many
// inputs are at their zero point. Scratch: a uint32 accumulator for each output.
void sl_fully_connected_sparse_inputs_s8(const void *params, const sl_frame *frame);

// Returns the number of batches that sl_fully_connected_levels_s8 unpacks at once: at least those
// of a row and three before them, and enough to make unpacking rare.
static inline uint32_t sl_level_batches(uint32_t inputs, uint32_t count, uint32_t batch_size) {
  const uint32_t all = (count - 1) / batch_size + 1, of_row = (inputs - 1) / batch_size + 2;
  const uint32_t most = (of_row + 3 + 63) / 4 * 4;
  return all < most ? all : most;
}

// Statistics alone without a mask, in output-major order; batches of at least SL_HASH_WEIGHTS.
// Scratch: lanes of the inputs, rounded up to SL_HASH_WEIGHTS; an int32 for each quad of these and
// one more; two bytes for each of sl_level_batches.
void sl_fully_connected_levels_s8(const void *params, const sl_frame *frame);

// Draws without spreads, with a mask of groups of SL_QUAD (inputs a multiple of SL_QUAD) or 1 (a
// multiple of 8), in output-major order; rows is 1. Scratch: lanes of the inputs, twice.
void sl_fully_connected_sparse_rows_s8(const void *params, const sl_frame *frame);

// Any weights in any order.
// Scratch: uint32 accumulators, one for each row, or one for each output if input-major.
void sl_fully_connected_generic_s8(const void *params, const sl_frame *frame);

#endif
