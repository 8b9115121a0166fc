// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PAD_H
#define SEEDLITE_PAD_H

#include "../move/sl_scatter.h"

typedef struct {
  sl_scatter inside;
  uint32_t output_bytes;
  int8_t value;  // of the padding
} sl_pad_params;

// PAD, PADV2.
void sl_pad_s8(const void *params, const sl_frame *frame);

#endif
