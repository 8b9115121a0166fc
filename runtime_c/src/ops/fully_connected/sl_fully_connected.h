// SPDX-License-Identifier: Apache-2.0
// All tensors of kernels with weights are int8 and row-major with channels last; accumulators are
// int32 and wrap around as TFLM's do.
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
  uint32_t scratch_bytes;  // where the weights are multiplied draw by draw
  int8_t input_zp;
} sl_fully_connected_params;

// Any weights in output-major order.
// Scratch: lanes of the inputs, in whole quads.
void sl_fully_connected_s8(const void *params, const sl_frame *frame);

// Draws of seed bits without statistics or a mask, in output-major order. Scratch: lanes of an
// output's draws, 2, 4 or 8 each, in whole blocks of 32 bytes. Of 2, 4 and 8 values with k = 8, and
// of 2 with k = 6; inputs are whole draws and a multiple of 4:
void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_pairs_k6_s8(const void *params, const sl_frame *frame);

// Of up to 2, 4 and 8 values with any k:
void sl_fully_connected_pairs_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_quads_any_k_s8(const void *params, const sl_frame *frame);
void sl_fully_connected_octets_any_k_s8(const void *params, const sl_frame *frame);

// As sl_fully_connected_quads_s8, with a mask of groups of four; inputs are a multiple of 4 *
// SL_LIVE_BITS. Scratch: lanes of the inputs.
void sl_fully_connected_sparse_groups_s8(const void *params, const sl_frame *frame);

// The same draws without a mask in input-major order, made for inputs many of which are at their
// zero point; outputs are a multiple of 4. Scratch: uint32 sums, one per output.
void sl_fully_connected_sparse_inputs_s8(const void *params, const sl_frame *frame);

// Batches of statistics alone whose statistics are unpacked at once: those of any row and up to
// three before them, or a number that makes unpacking rare.
static inline uint32_t sl_level_batches(uint32_t inputs, uint32_t count, uint32_t batch_size) {
  const uint32_t all = (count - 1) / batch_size + 1, of_row = (inputs - 1) / batch_size + 2;
  const uint32_t most = (of_row + 3 + 63) / 4 * 4;
  return all < most ? all : most;
}

// Statistics alone without a mask, in output-major order; batches of SL_HASH_WEIGHTS at least.
// Scratch: lanes of the inputs in whole words of the hash, a sum for each quad of these and one
// more, and two bytes for each of sl_level_batches.
void sl_fully_connected_levels_s8(const void *params, const sl_frame *frame);

// Weights without statistics of batches and with a mask, in output-major order; rows is 1. Inputs
// are a multiple of the mask's group, SL_QUAD, or of 8 where it is 1. Scratch: lanes of the inputs,
// twice.
void sl_fully_connected_sparse_rows_s8(const void *params, const sl_frame *frame);

// Weights of any kind, made for those with a mask or in input-major order.
// Scratch: int32 accumulators, one per row, or one per output if input-major.
void sl_fully_connected_generic_s8(const void *params, const sl_frame *frame);

#endif
