// SPDX-License-Identifier: Apache-2.0
// RESIZE_NEAREST_NEIGHBOR (tensorflow/lite/kernels/internal/reference/resize_nearest_neighbor.h).
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_pick.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

enum { BATCH = 0, HEIGHT = 1, WIDTH = 2, CHANNELS = 3, RANK = 4 };

#define MOST_EXTENT (1u << 23)  // that float32 counts in halves

// One axis: TFLite computes in float32 where an output's value comes from.
typedef struct {
  uint32_t input, output;  // extents
  bool align_corners, half_pixel_centers;
  uint32_t stride;  // of the input, in elements
} resized;

static sl_real real_of(uint32_t integer) {
  sl_real real = {(uint64_t)integer << 29, -29};  // of at most 24 bits
  while (real.significand >> 52 == 0) {
    real.significand <<= 1;
    real.exponent--;
  }
  return real;
}

// floor(real), or rounded with halves up; below 2^24.
static uint32_t integer_of(sl_real real, bool rounds) {
  uint32_t bits = (uint32_t)-real.exponent;  // behind the point: real < 2^24
  if (bits > 54) return 0;                   // below 1/4
  uint64_t half = rounds ? 1ull << (bits - 1) : 0;
  return (uint32_t)((real.significand + half) >> bits);
}

static uint32_t offset_of(const void *context, uint32_t i) {
  const resized *axis = context;
  bool corners = axis->align_corners && axis->output > 1;
  uint32_t numerator = axis->input - corners, denominator = axis->output - corners;
  uint32_t halves = 2 * i + axis->half_pixel_centers;
  uint32_t index = 0;
  if (numerator && halves) {
    sl_real scale = sl_real_quotient(real_of(numerator), real_of(denominator));
    sl_real_round_to_f32(&scale);
    sl_real place = sl_real_times_power(sl_real_product(real_of(halves), scale), -1);
    sl_real_round_to_f32(&place);
    index = integer_of(place, axis->align_corners);
  }
  return (index < axis->input ? index : axis->input - 1) * axis->stride;
}

// The output's extents must be those of input 1.
static bool check_sizes(const sl_model *model, const sl_node *node, const sl_unary *unary) {
  sl_tensor sizes;
  if (!sl_prepare_constant_s32(model, node, 1, &sizes)) return false;
  if (sizes.elements != 2) {
    return sl_fault(model, SL_E_SHAPE, "number of the operator's sizes", node->index,
                    (int32_t)sizes.elements);
  }
  const sl_tensor *input = &unary->input, *output = &unary->output;
  for (uint32_t d = HEIGHT; d <= WIDTH; d++) {
    uint32_t extent = (uint32_t)sl_constant_s32(&sizes, d - HEIGHT);
    if (extent > MOST_EXTENT || input->dims[d] > MOST_EXTENT) {
      return sl_fault(model, SL_E_UNSUPPORTED, "extent that is resized", node->index,
                      (int32_t)extent);
    }
    if (!sl_check_extent(model, node, output, d, extent)) return false;
  }
  return sl_check_extent(model, node, output, BATCH, input->dims[BATCH]) &&
         sl_check_extent(model, node, output, CHANNELS, input->dims[CHANNELS]);
}

static uint32_t batch_offset(const void *context, uint32_t i) {
  return i * *(const uint32_t *)context;
}

bool sl_prepare_resize_nearest_neighbor(sl_builder *builder, const sl_node *node,
                                        sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  if (!sl_prepare_unary(model, node, &unary)) return false;
  const sl_tensor *input = &unary.input, *output = &unary.output;
  bool sound =
      sl_check_rank(model, node, input, RANK) && sl_check_rank(model, node, output, RANK) &&
      sl_check_same_quantization(model, node, input, output) && check_sizes(model, node, &unary);
  if (!sound) return false;
  uint32_t strides[SL_MAX_RANK];
  sl_tensor_strides(input, strides);
  bool corners = sl_option_u8(model, node, SL_RESIZE_NEAREST_NEIGHBOR_ALIGN_CORNERS);
  bool centers = sl_option_u8(model, node, SL_RESIZE_NEAREST_NEIGHBOR_HALF_PIXEL_CENTERS);
  resized y = {input->dims[HEIGHT], output->dims[HEIGHT], corners, centers, strides[HEIGHT]};
  resized x = {input->dims[WIDTH], output->dims[WIDTH], corners, centers, strides[WIDTH]};
  sl_pick_params params = {.run = input->dims[CHANNELS]};
  return sl_prepare_pick_axis(builder, output->dims[BATCH], batch_offset, &strides[BATCH],
                              &params.outer) &&
         sl_prepare_pick_axis(builder, y.output, offset_of, &y, &params.middle) &&
         sl_prepare_pick_axis(builder, x.output, offset_of, &x, &params.inner) &&
         sl_finish_pick(builder, &unary, &params, out_operator);
}
