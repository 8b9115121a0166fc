// SPDX-License-Identifier: Apache-2.0
#include "sl_pick.h"

#include <string.h>

SL_SHARED void sl_pick_s8(const void *params, const sl_frame *frame) {
  const sl_pick_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  for (uint32_t i = 0; i < p->outer.count; i++) {
    const int8_t *plane = input + p->outer.offsets[i];
    for (uint32_t j = 0; j < p->middle.count; j++) {
      const int8_t *row = plane + p->middle.offsets[j];
      for (uint32_t k = 0; k < p->inner.count; k++) {
        memcpy(output, row + p->inner.offsets[k], p->run);
        output += p->run;
      }
    }
  }
}
