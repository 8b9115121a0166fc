// SPDX-License-Identifier: Apache-2.0
// MEAN.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"
#include "sl_mean.h"

// Sets bit d of *out_reduced for every axis d; an axis may be named twice.
static bool reduced_axes(const sl_model *model, const sl_node *node, const sl_tensor *input,
                         uint32_t *out_reduced) {
  sl_tensor axes;
  if (!sl_prepare_constant_s32(model, node, 1, &axes)) return false;
  *out_reduced = 0;
  for (uint32_t i = 0; i < axes.elements; i++) {
    uint32_t axis;
    if (!sl_prepare_axis(model, node, sl_constant_s32(&axes, i), input->rank, &axis)) return false;
    *out_reduced |= 1u << axis;
  }
  return true;
}

static bool check_output(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         uint32_t reduced) {
  bool keep_dims = sl_option_u8(model, node, SL_REDUCER_KEEP_DIMS);
  const sl_tensor *input = &unary->input, *output = &unary->output;
  uint32_t rank = 0;
  for (uint32_t d = 0; d < input->rank; d++) {
    bool kept = !(reduced >> d & 1u);
    if (!kept && !keep_dims) continue;
    // a rank that is too low shows below; dims has SL_MAX_RANK entries
    if (!sl_check_extent(model, node, output, rank, kept ? input->dims[d] : 1)) return false;
    rank++;
  }
  return sl_check_rank(model, node, output, rank);
}

// Puts kept dimensions outside, reduced ones inside: the walk visits the elements output by output.
static void prepare_walk(const sl_tensor *input, uint32_t reduced, sl_mean_params *params) {
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(input, strides);
  sl_walk_init(&params->walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    if (!(reduced >> d & 1u)) sl_walk_append(&params->walk, input->dims[d], strides[d]);
  }
  sl_walk_new_row(&params->walk);
  for (uint32_t d = 0; d < input->rank; d++) {
    if (reduced >> d & 1u) sl_walk_append(&params->walk, input->dims[d], strides[d]);
  }
}

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

bool sl_prepare_mean(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_mean_params params;
  uint32_t reduced;
  bool sound = sl_prepare_unary(model, node, &unary) &&
               reduced_axes(model, node, &unary.input, &reduced) &&
               check_output(model, node, &unary, reduced);
  if (!sound) return false;
  uint32_t count = unary.input.elements / unary.output.elements;
  if (count > SL_MAX_SUM_ELEMENTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "elements of the operator's mean", node->index,
                    (int32_t)count);
  }
  sl_real ratio = sl_unary_scale_ratio(&unary);
  if (!sl_prepare_multiplier(model, node, ratio, SL_MAX_RESCALING_SHIFT, &params.multiplier,
                             &params.shift)) {
    return false;
  }
  divide_multiplier(&params, count);
  prepare_walk(&unary.input, reduced, &params);
  params.input_offset = unary.input.arena_offset;
  params.output_offset = unary.output.arena_offset;
  params.output_count = unary.output.elements;
  params.rows = count / params.walk.extents[SL_WALK_ROW];
  params.zp_sum = unary.input.zero_point * (int32_t)count;
  params.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_operator(builder, sl_mean_s8, &params, sizeof params, out_operator);
}
