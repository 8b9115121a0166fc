// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SPACE_TO_BATCH_ND_H
#define SEEDLITE_SPACE_TO_BATCH_ND_H

#include "../../run/sl_program.h"

typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t images, input_height, input_width, channels;
  uint32_t output_height, output_width;  // of a phase
  uint32_t block_height, block_width;
  uint32_t pad_top, pad_left;
  int8_t value;  // of the padding
} sl_space_to_batch_nd_params;

// SPACE_TO_BATCH_ND.
void sl_space_to_batch_nd_s8(const void *params, const sl_frame *frame);

#endif
