// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_walk.h"

#include <string.h>

#include "../../prepare/sl_prepare_common.h"

void sl_walk_init(sl_walk *walk) {
  memset(walk, 0, sizeof *walk);
  for (uint32_t d = 0; d < SL_MAX_RANK; d++) walk->extents[d] = 1;
}

void sl_walk_new_row(sl_walk *walk) {
  memmove(walk->extents, walk->extents + 1, SL_WALK_ROW * sizeof walk->extents[0]);
  memmove(walk->strides, walk->strides + 1, SL_WALK_ROW * sizeof walk->strides[0]);
  walk->extents[SL_WALK_ROW] = 1;
  walk->strides[SL_WALK_ROW] = 0;
}

void sl_walk_append(sl_walk *walk, uint32_t extent, uint32_t stride) {
  uint32_t *row = &walk->extents[SL_WALK_ROW];
  uint32_t *row_stride = &walk->strides[SL_WALK_ROW];
  if (extent == 1) return;
  if (*row > 1 && *row_stride != extent * stride) sl_walk_new_row(walk);
  *row *= extent;
  *row_stride = stride;
}

void sl_tensor_strides(const sl_tensor *tensor, uint32_t out_strides[SL_MAX_RANK]) {
  uint32_t stride = 1;
  for (uint32_t d = tensor->rank; d-- > 0;) {
    out_strides[d] = stride;
    stride *= tensor->dims[d];
  }
}

bool sl_finish_gather(sl_builder *builder, const sl_unary *unary, const sl_walk *walk,
                      sl_operator *out_operator) {
  sl_gather gather = {unary->input.arena_offset, unary->output.arena_offset, *walk};
  sl_gather_params params = {1, sl_builder_store(builder, &gather, sizeof gather)};
  return sl_finish_operator(builder, sl_gather_s8, &params, sizeof params, out_operator);
}
