// SPDX-License-Identifier: Apache-2.0
// STRIDED_SLICE.
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

// Inputs 1 to 3 of the node, one value for each dimension, and the masks with a bit for each.
typedef struct {
  sl_tensor begin;
  sl_tensor end;
  sl_tensor stride;
  int32_t begin_mask;
  int32_t end_mask;
  int32_t shrink_mask;
} slice_spec;

// The slice of one dimension: `count` elements from `first` on.
typedef struct {
  int32_t first;
  int32_t stride;
  uint32_t count;
} slice_range;

static bool prepare_spec(const sl_model *model, const sl_node *node, uint32_t rank,
                         slice_spec *spec) {
  int32_t refused = sl_option_i32(model, node, SL_STRIDED_SLICE_ELLIPSIS_MASK) |
                    sl_option_i32(model, node, SL_STRIDED_SLICE_NEW_AXIS_MASK) |
                    sl_option_u8(model, node, SL_STRIDED_SLICE_OFFSET);
  if (refused) {
    return sl_fault(model, SL_E_UNSUPPORTED, "slice with ellipsis, new axis or offset", node->index,
                    refused);
  }
  spec->begin_mask = sl_option_i32(model, node, SL_STRIDED_SLICE_BEGIN_MASK);
  spec->end_mask = sl_option_i32(model, node, SL_STRIDED_SLICE_END_MASK);
  spec->shrink_mask = sl_option_i32(model, node, SL_STRIDED_SLICE_SHRINK_AXIS_MASK);
  return sl_prepare_indices(model, node, 1, rank, &spec->begin) &&
         sl_prepare_indices(model, node, 2, rank, &spec->end) &&
         sl_prepare_indices(model, node, 3, rank, &spec->stride);
}

// Resolves an index, which counts from the end if it is negative, and clamps it to the possible
// bounds of a slice: 0 ... extent, or -1 ... extent - 1 if it runs backwards.
static int32_t limited(int32_t index, int32_t extent, bool backwards) {
  int32_t low = backwards ? -1 : 0;
  int32_t high = backwards ? extent - 1 : extent;
  if (index < 0) index += extent;
  return index < low ? low : index > high ? high : index;
}

// Computes the slice of dimension `d`. A shrunk dimension has a single element, for any end.
static slice_range range_of(const slice_spec *spec, uint32_t d, int32_t extent) {
  int32_t stride = sl_constant_s32(&spec->stride, d);
  bool backwards = stride < 0;
  int32_t begin = limited(sl_constant_s32(&spec->begin, d), extent, backwards);
  int32_t end = limited(sl_constant_s32(&spec->end, d), extent, backwards);
  if (spec->begin_mask >> d & 1) begin = backwards ? extent - 1 : 0;
  if (spec->end_mask >> d & 1) end = backwards ? -1 : extent;
  if (spec->shrink_mask >> d & 1) end = begin < extent ? begin + 1 : begin;
  slice_range range = {begin, stride, 0};
  if (backwards ? begin <= end : begin >= end) return range;
  uint32_t distance = (uint32_t)(backwards ? begin - end : end - begin);
  uint32_t step = backwards ? 0u - (uint32_t)stride : (uint32_t)stride;
  range.count = (distance - 1) / step + 1;
  return range;
}

// Checks a stride. TFLM's slice of a dimension that is shrunk backwards is empty.
static bool check_stride(const sl_model *model, const sl_node *node, const slice_spec *spec,
                         uint32_t d) {
  int32_t stride = sl_constant_s32(&spec->stride, d);
  bool shrunk = spec->shrink_mask >> d & 1;
  if (stride > 0 || (stride < 0 && !shrunk)) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "operator's slice stride", node->index, stride);
}

bool sl_prepare_strided_slice(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  slice_spec spec;
  if (!sl_prepare_unary(model, node, &unary)) return false;
  if (!prepare_spec(model, node, unary.input.rank, &spec)) return false;
  uint32_t strides[SL_MAX_RANK], rank = 0;
  sl_walk walk;
  sl_tensor_strides(&unary.input, strides);
  sl_walk_init(&walk);
  for (uint32_t d = 0; d < unary.input.rank; d++) {
    if (!check_stride(model, node, &spec, d)) return false;
    slice_range range = range_of(&spec, d, (int32_t)unary.input.dims[d]);
    if (!range.count) {
      return sl_fault(model, SL_E_SHAPE, "slice is empty in dimension", node->index, (int32_t)d);
    }
    walk.first += (uint32_t)range.first * strides[d];
    sl_walk_append(&walk, range.count, (uint32_t)range.stride * strides[d]);
    if (spec.shrink_mask >> d & 1) continue;
    if (!sl_check_extent(model, node, &unary.output, rank, range.count)) return false;
    rank++;
  }
  return sl_check_rank(model, node, &unary.output, rank) &&
         sl_finish_gather(builder, &unary, &walk, out_operator);
}
