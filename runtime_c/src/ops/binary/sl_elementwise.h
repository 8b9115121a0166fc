// SPDX-License-Identifier: Apache-2.0
// ADD and MUL: two int8 operands broadcast against each other. The output may lie exactly where an
// operand of its size does.
#ifndef SEEDLITE_KERNELS_ELEMENTWISE_H
#define SEEDLITE_KERNELS_ELEMENTWISE_H

#include "../../run/sl_program.h"

// How two operands run along the output. Axis 0 is innermost; neighbours along which both operands
// behave alike are one axis. Strides are in elements, 0 where an operand is repeated; along axis 0
// they are 0 or 1.
typedef struct {
  uint32_t axes;  // 1 ... SL_MAX_RANK
  uint32_t extent[SL_MAX_RANK];
  uint32_t a_stride[SL_MAX_RANK];
  uint32_t b_stride[SL_MAX_RANK];
} sl_broadcast;

// output = a / (2 m) + b / (2 m), m being the larger input scale, both in units of 2^-20; then that
// times 2 m / output scale.
typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t a_multiplier, b_multiplier, output_multiplier;
  int8_t a_shift, b_shift, output_shift;  // -31 ... 0
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_add_params;

#define SL_ADD_FRACTION_BITS 20  // of inputs while they are added

void sl_add_s8(const void *params, const sl_frame *frame);

typedef struct {
  sl_operand a, b;
  sl_broadcast broadcast;
  uint32_t output_offset;  // arena bytes
  int32_t multiplier;
  int8_t shift;  // -31 ... 30
  int8_t a_zp, b_zp, output_zp;
  int8_t activation_min, activation_max;
} sl_mul_params;

void sl_mul_s8(const void *params, const sl_frame *frame);

#endif
