// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_pick.h"

#include "../../prepare/sl_prepare_common.h"

bool sl_prepare_pick_axis(sl_builder *builder, uint32_t count, sl_pick_offset offset,
                          const void *context, sl_pick_axis *out_axis) {
  // count is at most the elements of a tensor, < 2^31
  if (count > INT32_MAX / sizeof(uint32_t)) {
    return sl_fault(builder->model, SL_E_SIZE, "program's size overflows", 0, (int32_t)count);
  }
  uint32_t *offsets = sl_builder_reserve(builder, count * (uint32_t)sizeof *offsets);
  for (uint32_t i = 0; offsets && i < count; i++) offsets[i] = offset(context, i);
  out_axis->count = count;
  out_axis->offsets = offsets;
  return sl_ok(builder->model);
}

static uint32_t itself(const void *context, uint32_t i) {
  (void)context;
  return i;
}

bool sl_prepare_pick_single(sl_builder *builder, sl_pick_axis *out_axis) {
  return sl_prepare_pick_axis(builder, 1, itself, NULL, out_axis);
}

bool sl_finish_pick(sl_builder *builder, const sl_unary *unary, sl_pick_params *params,
                    sl_operator *out_operator) {
  params->input_offset = unary->input.arena_offset;
  params->output_offset = unary->output.arena_offset;
  return sl_finish_operator(builder, sl_pick_s8, params, sizeof *params, out_operator);
}
