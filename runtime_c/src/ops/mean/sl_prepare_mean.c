// SPDX-License-Identifier: Apache-2.0
// MEAN and SUM, which is a mean that is not divided.
#include "../../prepare/sl_prepare_common.h"
#include "../reduce/sl_prepare_reduce.h"
#include "sl_mean.h"

// Returns floor(a * 2^shift / b) <= a, bit by bit, for a < 2^31 and b in [2^shift, 2^24).
static int32_t shifted_quotient(int32_t a, uint32_t shift, uint32_t b) {
  uint32_t quotient = 0, remainder = 0;
  for (uint32_t bit = 31 + shift; bit-- > 0;) {
    uint32_t next = bit >= shift ? (uint32_t)a >> (bit - shift) & 1u : 0;
    remainder = remainder << 1 | next;
    quotient <<= 1;
    if (remainder >= b) {
      remainder -= b;
      quotient |= 1u;
    }
  }
  return (int32_t)quotient;
}

// Divides the multiplier by `count`, with as many additional bits as in TFLM
// (reference/integer_ops/mean.h).
static void divide_multiplier(sl_mean_params *params, uint32_t count) {
  int32_t shift = 0;
  while (count >> (shift + 1)) shift++;
  if (shift > 31 + params->shift) shift = 31 + params->shift;
  params->multiplier = shifted_quotient(params->multiplier, (uint32_t)shift, count);
  params->shift = (int8_t)(params->shift - shift);
}

// Whether the scaled sum of so many elements fits int32.
static bool fits(int32_t shift, uint32_t count) {
  uint32_t bits = 8;  // of an element less its zero point, less its sign
  while (count >> (bits - 8)) bits++;
  return shift + (int32_t)bits <= 30;
}

bool sl_prepare_mean(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_reduction reduction;
  sl_mean_params params;
  if (!sl_prepare_reduction(model, node, &reduction)) return false;
  const sl_unary *unary = &reduction.unary;
  const uint32_t count = reduction.count;
  if (count > SL_MAX_SUM_ELEMENTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "elements of the operator's mean", node->index,
                    (int32_t)count);
  }
  sl_real ratio = sl_unary_scale_ratio(unary);
  if (!sl_prepare_multiplier(model, node, ratio, SL_MAX_RESCALING_SHIFT, &params.multiplier,
                             &params.shift)) {
    return false;
  }
  if (node->code == SL_OP_MEAN) {
    divide_multiplier(&params, count);
  } else if (!fits(params.shift, count)) {
    return sl_fault(model, SL_E_QUANT, "shift of the operator's multiplier", node->index,
                    params.shift);
  }
  params.walk = reduction.walk;
  params.input_offset = unary->input.arena_offset;
  params.output_offset = unary->output.arena_offset;
  params.output_count = unary->output.elements;
  params.rows = reduction.rows;
  params.zp_sum = unary->input.zero_point * (int32_t)count;
  params.output_zp = (int8_t)unary->output.zero_point;
  return sl_finish_operator(builder, sl_mean_s8, &params, sizeof params, out_operator);
}
