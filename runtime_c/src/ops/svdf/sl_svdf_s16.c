// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "sl_svdf_features.h"

static void run_batch(const sl_svdf_params *p, const int8_t *input, int16_t *memory, int8_t *output,
                      sl_lane *lanes) {
  const int16_t *weights = p->wide_times;
  sl_cursor cursor = {0, 0};
  sl_widen_row(input, p->inputs, p->input_zp, lanes);
  for (uint32_t unit = 0, filter = 0; unit < p->units; unit++) {
    uint32_t sum = p->bias ? (uint32_t)p->bias[unit] : 0;
    for (uint32_t i = 0; i < p->rank; i++, filter++) {
      int32_t feature = sl_svdf_feature(p, filter, &cursor, lanes);
      // in range without the zero point: the sum wraps around, as in TFLM
      memory[p->memory - 1] = (int16_t)(sl_saturate_s16(feature) + p->memory_zp);
      for (uint32_t j = 0; j < p->memory; j++) {
        sum += (uint32_t)*weights++ * (uint32_t)(*memory++ - p->memory_zp);  // modulo 2^32
      }
    }
    *output++ = sl_svdf_output(p, sum);
  }
}

SL_SHARED void sl_svdf_s16(const void *params, const sl_frame *frame) {
  const sl_svdf_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  int16_t *memory = (int16_t *)(void *)(frame->state + p->memory_offset);
  const uint32_t values = p->units * p->rank * p->memory;
  // one value on: each filter's last one is written anew
  memmove(memory, memory + 1, (p->batches * values - 1) * sizeof *memory);
  for (uint32_t batch = 0; batch < p->batches; batch++) {
    run_batch(p, input, memory, output, (sl_lane *)(void *)frame->scratch);
    input += p->inputs;
    output += p->units;
    memory += values;
  }
}
