// SPDX-License-Identifier: Apache-2.0
// MIRROR_PAD of neighbouring axes (tensorflow/lite/micro/kernels/mirror_pad.cc).
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_pick.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

enum { REFLECT = 0 };

typedef struct {
  uint32_t extent;  // of the input
  uint32_t output;  // extent
  uint32_t before;  // elements of padding
  uint32_t edge;    // 1: the border itself is not repeated (REFLECT)
  uint32_t stride;  // of the input, in elements
} mirrored;

static uint32_t offset_of(const void *context, uint32_t i) {
  const mirrored *m = context;
  uint32_t index = i - m->before;
  if (i < m->before) {
    index = m->before + m->edge - 1 - i;
  } else if (index >= m->extent) {
    index = 2 * m->extent - 1 - m->edge - index;
  }
  return index * m->stride;
}

// Padding reaches at most as far as the input does.
static bool prepare_axis(const sl_model *model, const sl_node *node, const sl_unary *unary,
                         const sl_tensor *paddings, uint32_t d, mirrored *axis) {
  int32_t before = sl_constant_s32(paddings, 2 * d), after = sl_constant_s32(paddings, 2 * d + 1);
  axis->edge = sl_option_u8(model, node, SL_MIRROR_PAD_MODE) == REFLECT;
  int32_t most = (int32_t)(unary->input.dims[d] - axis->edge);
  if (before < 0 || after < 0 || before > most || after > most) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator's padding", node->index,
                    before < 0 || before > most ? before : after);
  }
  axis->extent = unary->input.dims[d];
  axis->before = (uint32_t)before;
  axis->output = axis->extent + (uint32_t)before + (uint32_t)after;  // < 2^31 + 2^32 modulo 2^32
  return sl_check_extent(model, node, &unary->output, d, axis->output);
}

// Makes three axes of all: the padded ones, up to three neighbours, with those around them. False
// where they are more or apart.
static bool join_axes(const mirrored *axes, uint32_t rank, mirrored out_axes[3],
                      uint32_t *out_run) {
  uint32_t first = rank, end = 0, outer = 1;
  for (uint32_t d = 0; d < rank; d++) {
    if (axes[d].output == axes[d].extent) continue;
    if (first == rank) first = d;
    end = d + 1;
  }
  *out_run = end < rank ? axes[end].stride * axes[end].extent : 1;
  if (end == 0) *out_run = rank ? axes[0].stride * axes[0].extent : 1;
  for (uint32_t d = 0; d < first && end; d++) outer *= axes[d].extent;
  const mirrored single = {1, 1, 0, 0, 0};
  out_axes[0] = out_axes[1] = out_axes[2] = single;
  if (end == 0) return true;
  uint32_t padded = end - first, at = 3 - padded;
  if (padded > 3 || (padded == 3 && outer > 1)) return false;
  for (uint32_t d = 0; d < padded; d++) out_axes[at + d] = axes[first + d];
  if (outer > 1) {
    const mirrored leading = {outer, outer, 0, 0, axes[first].stride * axes[first].extent};
    out_axes[at - 1] = leading;
  }
  return true;
}

bool sl_prepare_mirror_pad(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  sl_tensor paddings;
  bool sound = sl_prepare_unary(model, node, &unary) &&
               sl_check_rank(model, node, &unary.output, unary.input.rank) &&
               sl_prepare_constant_s32(model, node, 1, &paddings);
  if (!sound) return false;
  const uint32_t rank = unary.input.rank;
  if (paddings.elements != 2 * rank) {
    return sl_fault(model, SL_E_SHAPE, "operator's number of paddings", node->index,
                    (int32_t)paddings.elements);
  }
  uint32_t strides[SL_MAX_RANK];
  mirrored axes[SL_MAX_RANK], joined[3];
  sl_tensor_strides(&unary.input, strides);
  for (uint32_t d = 0; d < rank; d++) {
    if (!prepare_axis(model, node, &unary, &paddings, d, &axes[d])) return false;
    axes[d].stride = strides[d];
  }
  sl_pick_params params;
  if (!join_axes(axes, rank, joined, &params.run)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "axes that are padded", node->index, (int32_t)rank);
  }
  return sl_prepare_pick_axis(builder, joined[0].output, offset_of, &joined[0], &params.outer) &&
         sl_prepare_pick_axis(builder, joined[1].output, offset_of, &joined[1], &params.middle) &&
         sl_prepare_pick_axis(builder, joined[2].output, offset_of, &joined[2], &params.inner) &&
         sl_finish_pick(builder, &unary, &params, out_operator);
}
