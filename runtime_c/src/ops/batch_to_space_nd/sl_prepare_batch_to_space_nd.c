// SPDX-License-Identifier: Apache-2.0
// BATCH_TO_SPACE_ND of images, or of rows of rank 3 (tensorflow/lite/kernels/internal/reference/
// batch_to_space_nd.h).
#include "../move/sl_prepare_pick.h"
#include "../space_to_batch_nd/sl_prepare_batches.h"

// One axis of the output: its pixel i comes from pixel (i + crop) / block of a batch that
// (i + crop) % block tells.
typedef struct {
  uint32_t block, crop;
  uint32_t batch_stride;  // from one remainder to the next, elements
  uint32_t stride;        // from one pixel to the next
} interleaved;

static uint32_t offset_of(const void *context, uint32_t i) {
  const interleaved *axis = context;
  uint32_t place = i + axis->crop;
  return place % axis->block * axis->batch_stride + place / axis->block * axis->stride;
}

static uint32_t batch_offset(const void *context, uint32_t i) {
  return i * *(const uint32_t *)context;
}

bool sl_prepare_batch_to_space_nd(sl_builder *builder, const sl_node *node,
                                  sl_operator *out_operator) {
  sl_batches b;
  if (!sl_prepare_batches(builder->model, node, true, &b)) return false;
  uint32_t image = b.few.height * b.few.width * b.channels;  // elements
  uint32_t phase = image * b.images;                         // from one phase to the next
  interleaved y = {b.block_height, b.before_height, phase * b.block_width,
                   b.few.width * b.channels};
  interleaved x = {b.block_width, b.before_width, phase, b.channels};
  sl_pick_params params = {.run = b.channels};
  return sl_prepare_pick_axis(builder, b.images, batch_offset, &image, &params.outer) &&
         sl_prepare_pick_axis(builder, b.many.height, offset_of, &y, &params.middle) &&
         sl_prepare_pick_axis(builder, b.many.width, offset_of, &x, &params.inner) &&
         sl_finish_pick(builder, &b.unary, &params, out_operator);
}
