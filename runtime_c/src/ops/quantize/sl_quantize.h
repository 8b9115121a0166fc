// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_QUANTIZE_H
#define SEEDLITE_QUANTIZE_H

#include "../unary/sl_elements.h"

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
  uint8_t input_flip;           // 0x80 turns uint8 into an int8 value 128 lower; 0 for int8
  uint8_t output_flip;          // the same for the output
} sl_quantize_u8_params;

// QUANTIZE from uint8, to uint8, or both.
void sl_quantize_u8(const void *params, const sl_frame *frame);

typedef struct {
  sl_elements elements;
  int32_t multiplier;    // input scale / output scale
  int32_t input_zp;      // int16
  int32_t output_zp;     // int16
  int8_t shift;          // -31 ... 22; of int16 inputs ... 14
  uint8_t input_bytes;   // of a value: 1 or 2, signed
  uint8_t output_bytes;  // 1, 2 or 4, signed
} sl_quantize_wide_params;

// QUANTIZE from int8 or int16 to int8, int16 or int32.
void sl_quantize_wide(const void *params, const sl_frame *frame);

#endif
