// SPDX-License-Identifier: Apache-2.0
// Kernels of one input that work element by element, where the output may lie exactly where the
// input does (SOFTMAX: row by row, and not in place).
#ifndef SEEDLITE_KERNELS_ACTIVATION_H
#define SEEDLITE_KERNELS_ACTIVATION_H

#include "../../run/sl_program.h"

// Consecutive int8 inputs and as many outputs.
typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t count;
} sl_elements;

typedef struct {
  sl_elements elements;
  int32_t multiplier;  // input scale / output scale
  int8_t shift;        // -31 ... 22
  int8_t input_zp;
  int8_t output_zp;
  int8_t output_min;
} sl_quantize_params;

// QUANTIZE from int8 to int8; RELU, whose output_min is the output's zero point.
void sl_quantize_s8(const void *params, const sl_frame *frame);

typedef struct {
  sl_quantize_params quantize;  // of the int8 values
  uint8_t input_flip;           // 0x80 for uint8, which then are int8 values 128 lower; 0 for int8
  uint8_t output_flip;          // likewise
} sl_quantize_u8_params;

// QUANTIZE from uint8, to uint8, or both.
void sl_quantize_u8(const void *params, const sl_frame *frame);

typedef struct {
  sl_elements elements;
  int8_t min;
  int8_t max;
} sl_relu6_params;

// RELU6: clamps, and keeps the input's quantization.
void sl_relu6_s8(const void *params, const sl_frame *frame);

typedef struct {
  sl_elements elements;
  int32_t multiplier;  // from the input's scale to Q4.27
  int32_t radius;      // |input - input_zp| from which on the output saturates
  uint8_t shift;       // 0 ... 30
  int8_t input_zp;
} sl_logistic_params;

// LOGISTIC with an output scale of 1/256 and an output zero point of -128.
void sl_logistic_s8(const void *params, const sl_frame *frame);

typedef struct {
  sl_elements elements;
  uint32_t depth;      // elements of a row, 1 ... 4095; divides the count
  int32_t multiplier;  // beta * input scale, to Q5.26
  int32_t diff_min;    // <= 0; inputs this far below their row's largest still count
  uint8_t shift;       // 1 ... 31
} sl_softmax_params;

// SOFTMAX over rows with an output scale of 1/256 and an output zero point of -128.
void sl_softmax_s8(const void *params, const sl_frame *frame);

#endif
