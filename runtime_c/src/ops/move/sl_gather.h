// SPDX-License-Identifier: Apache-2.0
// Copies values from strided places of an input to consecutive ones. Walks are over the input.
#ifndef SEEDLITE_GATHER_H
#define SEEDLITE_GATHER_H

#include "../../run/sl_program.h"
#include "sl_walk.h"

// One output, whose values are gathered from an activation.
typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  sl_walk walk;            // over the input
} sl_gather;

typedef struct {
  uint32_t count;  // 0 for a RESHAPE in place
  const sl_gather *gathers;
} sl_gather_params;

// RESHAPE, SPLIT, STRIDED_SLICE, TRANSPOSE.
void sl_gather_s8(const void *params, const sl_frame *frame);

#endif
