// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_LSTM_H
#define SEEDLITE_LSTM_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../weights/sl_weights.h"

#define SL_LSTM_MATRICES 8
#define SL_LSTM_NO_CLIP 32768
// Gates in the order of their matrices: of each, that of the input, then the recurrent one.
enum { SL_LSTM_FORGET, SL_LSTM_INPUT, SL_LSTM_CELL, SL_LSTM_OUTPUT, SL_LSTM_GATES };

// The dense part of a gate. Weights [units, inputs] in output-major order.
typedef struct {
  sl_weights weights;
  const int32_t *bias;  // [units]; NULL: none
  int32_t multiplier;   // of accumulators, to Q3.12
  uint32_t inputs;
  uint32_t drawn_offset;  // scratch: the weights as lanes, rows in whole quads; 0: not drawn before
  int8_t shift;           // -31 ... 30
  int8_t zero_point;      // of the inputs
  bool fast;              // the conditions of sl_fast_scaled hold
} sl_lstm_matrix;

// UNIDIRECTIONAL_SEQUENCE_LSTM, int8 values, int16 cell (TFLM: micro/kernels/lstm_eval.h).
typedef struct {
  const sl_lstm_matrix *matrices;
  uint32_t count;          // of matrices: SL_LSTM_MATRICES
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t hidden_offset;  // state bytes; int8 [batches, units]
  uint32_t cell_offset;    // state bytes; int16 [batches, units], scale 2^cell_power
  uint32_t batches;
  uint32_t steps;
  uint32_t units;
  uint32_t batch_stride;      // batches: steps apart in the input and output
  uint32_t step_stride;       // likewise, steps of a batch
  uint32_t lanes_offset;      // scratch: lanes of an input and of a hidden state, in whole quads,
                              // behind uint32 [2][units] and int16 [SL_LSTM_GATES][units]
  int32_t hidden_multiplier;  // of products of two Q0.15, to the hidden state
  int8_t hidden_shift;        // -31 ... 0
  int8_t hidden_zp;
  int8_t cell_power;   // -29 ... 2
  uint16_t cell_clip;  // 0 ... 32767, or SL_LSTM_NO_CLIP
} sl_lstm_params;

void sl_lstm_s8(const void *params, const sl_frame *frame);

#endif
