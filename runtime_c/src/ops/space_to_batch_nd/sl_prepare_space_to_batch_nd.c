// SPDX-License-Identifier: Apache-2.0
// SPACE_TO_BATCH_ND of images, or of rows of rank 3. Padding is the zero point, as in LiteRT; TFLM
// pads with a byte that it has not set.
#include "../../prepare/sl_prepare_common.h"
#include "sl_prepare_batches.h"
#include "sl_space_to_batch_nd.h"

bool sl_prepare_space_to_batch_nd(sl_builder *builder, const sl_node *node,
                                  sl_operator *out_operator) {
  sl_batches b;
  if (!sl_prepare_batches(builder->model, node, false, &b)) return false;
  sl_space_to_batch_nd_params params = {
      .input_offset = b.unary.input.arena_offset,
      .output_offset = b.unary.output.arena_offset,
      .images = b.images,
      .input_height = b.many.height,
      .input_width = b.many.width,
      .channels = b.channels,
      .output_height = b.few.height,
      .output_width = b.few.width,
      .block_height = b.block_height,
      .block_width = b.block_width,
      .pad_top = b.before_height,
      .pad_left = b.before_width,
      .value = (int8_t)b.unary.output.zero_point,
  };
  return sl_finish_operator(builder, sl_space_to_batch_nd_s8, &params, sizeof params, out_operator);
}
