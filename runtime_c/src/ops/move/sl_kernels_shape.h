// SPDX-License-Identifier: Apache-2.0
// Kernels that move int8 values without changing them. Their walks tell where values lie in the
// larger tensor; on the other side they are consecutive.
#ifndef SEEDLITE_KERNELS_SHAPE_H
#define SEEDLITE_KERNELS_SHAPE_H

#include "../../run/sl_program.h"
#include "sl_walk.h"

// One output, whose values are gathered from an activation.
typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  sl_walk walk;            // over the input
} sl_gather;

typedef struct {
  uint32_t count;  // 0 where a RESHAPE keeps its place
  const sl_gather *gathers;
} sl_gather_params;

// RESHAPE, SPLIT, STRIDED_SLICE, TRANSPOSE.
void sl_gather_s8(const void *params, const sl_frame *frame);

// One input, whose values are scattered over a part of the output.
typedef struct {
  sl_operand input;
  uint32_t output_offset;  // arena bytes
  sl_walk walk;            // over the output
} sl_scatter;

typedef struct {
  uint32_t count;
  const sl_scatter *scatters;
} sl_scatter_params;

// CONCATENATION.
void sl_scatter_s8(const void *params, const sl_frame *frame);

typedef struct {
  sl_scatter inside;
  uint32_t output_bytes;
  int8_t value;  // of what lies around the inside
} sl_pad_params;

// PAD, PADV2.
void sl_pad_s8(const void *params, const sl_frame *frame);

#endif
