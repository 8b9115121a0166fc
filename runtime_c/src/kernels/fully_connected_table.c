// Each byte of the seed bits is a draw of four weights, looked up in a table: four outputs at a
// time, so that every input is loaded once for four of them.
#include "kernels_weighted.h"
#include "lanes.h"

#define OUTPUTS 4u

// Outputs first ... first + OUTPUTS - 1; with `stride` 0, OUTPUTS times the first.
static void run_outputs(const sl_fully_connected_params *p, const sl_lane *lanes, uint32_t first,
                        uint32_t stride, int8_t *output) {
  uint32_t draws = p->inputs / SL_QUAD;
  uint32_t sums[OUTPUTS];
  sl_multiply_draws(p->weights.stream + first * draws, draws * stride, draws, p->table.lanes, lanes,
                    sums);
  for (uint32_t i = 0; i < OUTPUTS; i++, first += stride, output += stride) {
    uint32_t bias = p->bias ? (uint32_t)p->bias[first] : 0;
    sl_channel channel = sl_channel_of(&p->requantize, first, bias);
    *output = sl_output_of(&p->requantize, &channel, sums[i]);
  }
}

void sl_fully_connected_table_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_lane *lanes = (sl_lane *)(void *)frame->scratch;
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs, output += p->outputs) {
    sl_widen_row(input, p->inputs, p->input_zp, lanes);
    uint32_t o = 0;
    for (; o + OUTPUTS <= p->outputs; o += OUTPUTS) run_outputs(p, lanes, o, 1, output + o);
    for (; o < p->outputs; o++) run_outputs(p, lanes, o, 0, output + o);
  }
}
