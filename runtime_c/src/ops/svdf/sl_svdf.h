// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SVDF_H
#define SEEDLITE_SVDF_H

#include "../../run/sl_program.h"
#include "../../target/sl_lanes.h"
#include "../../weights/sl_weights.h"

// SVDF: filters map an input to a number each, which enters the filter's memory; a unit is the sum
// of `rank` filters' memories, weighted (TFLM: micro/kernels/svdf_common.cc).
typedef struct {
  sl_weights features;        // [filters, inputs], output-major
  sl_weights times;           // [filters, memory], output-major; of an int8 memory
  const int16_t *wide_times;  // of an int16 memory
  const int32_t *bias;        // [units]
  uint32_t input_offset;      // arena bytes; [batches, inputs]
  uint32_t output_offset;     // arena bytes; [batches, units]
  uint32_t memory_offset;     // state bytes; [batches, filters, memory], the latest last
  uint32_t batches;
  uint32_t inputs;
  uint32_t units;
  uint32_t rank;
  uint32_t memory;
  int32_t feature_multiplier;  // to the memory
  int32_t output_multiplier;
  int16_t memory_zp;
  int8_t feature_shift;  // -31 ... 30, as the next
  int8_t output_shift;
  int8_t input_zp;
  int8_t output_zp;
} sl_svdf_params;

// Scratch: lanes of an input, in whole quads. An int8 memory, and an int16 one:
void sl_svdf_s8(const void *params, const sl_frame *frame);
void sl_svdf_s16(const void *params, const sl_frame *frame);

#endif
