// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../target/sl_dot.h"
#include "sl_svdf_features.h"

// Returns the sum of a filter's memory, weighted.
static uint32_t recall(const sl_svdf_params *p, uint32_t filter, sl_cursor *cursor,
                       const int8_t *memory) {
  int8_t drawn[SL_SVDF_CHUNK];
  uint32_t first = filter * p->memory, sum = 0;
  if (p->times.stored) return sl_dot_s8(p->times.stored + first, memory, p->memory, p->memory_zp);
  for (uint32_t i = 0, count; i < p->memory; i += count) {
    count = p->memory - i < SL_SVDF_CHUNK ? p->memory - i : SL_SVDF_CHUNK;
    sl_weights_read(&p->times, cursor, first + i, count, drawn);
    sum += sl_dot_s8(drawn, memory + i, count, p->memory_zp);
  }
  return sum;
}

static void run_batch(const sl_svdf_params *p, const int8_t *input, int8_t *memory, int8_t *output,
                      sl_lane *lanes) {
  sl_cursor features = {0, 0}, times = {0, 0};
  sl_widen_row(input, p->inputs, p->input_zp, lanes);
  for (uint32_t unit = 0, filter = 0; unit < p->units; unit++) {
    uint32_t sum = p->bias ? (uint32_t)p->bias[unit] : 0;
    for (uint32_t i = 0; i < p->rank; i++, filter++, memory += p->memory) {
      int32_t feature = sl_svdf_feature(p, filter, &features, lanes);
      // in range without the zero point: the sum wraps around, as in TFLM
      memory[p->memory - 1] = (int8_t)(sl_saturate_s8(feature) + p->memory_zp);
      sum += recall(p, filter, &times, memory);
    }
    *output++ = sl_svdf_output(p, sum);
  }
}

SL_SHARED void sl_svdf_s8(const void *params, const sl_frame *frame) {
  const sl_svdf_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  int8_t *memory = (int8_t *)frame->state + p->memory_offset;
  const uint32_t values = p->units * p->rank * p->memory;
  // one value on: each filter's last one is written anew
  memmove(memory, memory + 1, p->batches * values - 1);
  for (uint32_t batch = 0; batch < p->batches; batch++) {
    run_batch(p, input, memory, output, (sl_lane *)(void *)frame->scratch);
    input += p->inputs;
    output += p->units;
    memory += values;
  }
}
