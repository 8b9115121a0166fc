// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DEPTHWISE_DILATED_H
#define SEEDLITE_DEPTHWISE_DILATED_H

#include "sl_depthwise.h"

typedef struct {
  sl_depthwise_params depthwise;  // strip is not used
  sl_dilation dilation;
} sl_depthwise_dilated_params;

// Any layer. Scratch: sl_depthwise_dilated_scratch_bytes.
void sl_depthwise_dilated_s8(const void *params, const sl_frame *frame);

// Returns the bytes of a block's accumulators, and of its weights unless stored.
static inline uint64_t sl_depthwise_dilated_scratch_bytes(const sl_depthwise_params *p) {
  uint64_t taps = (uint64_t)p->window.kernel_height * p->window.kernel_width;
  return (uint64_t)p->block_channels * (sizeof(uint32_t) + (p->weights.stored ? 0 : taps));
}

#endif
