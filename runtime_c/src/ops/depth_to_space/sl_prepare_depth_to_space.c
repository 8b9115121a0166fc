// SPDX-License-Identifier: Apache-2.0
// DEPTH_TO_SPACE and its inverse SPACE_TO_DEPTH: blocks of block x block pixels are channels, or
// channels such blocks.
#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"
#include "../move/sl_prepare_walk.h"

enum { BATCH = 0, HEIGHT = 1, WIDTH = 2, CHANNELS = 3, RANK = 4 };

// `wide` has the pixels, `deep` the channels: every extent of `wide` follows from `deep`'s.
static bool check_shapes(const sl_model *model, const sl_node *node, const sl_tensor *wide,
                         const sl_tensor *deep, uint32_t block) {
  // extents are below 2^31 and so is their product with what divides it: compared by division
  bool fits = wide->dims[BATCH] == deep->dims[BATCH] && block >= 1 && block <= INT16_MAX &&
              wide->dims[HEIGHT] % block == 0 && wide->dims[HEIGHT] / block == deep->dims[HEIGHT] &&
              wide->dims[WIDTH] % block == 0 && wide->dims[WIDTH] / block == deep->dims[WIDTH] &&
              deep->dims[CHANNELS] % (block * block) == 0 &&
              deep->dims[CHANNELS] / (block * block) == wide->dims[CHANNELS];
  if (fits) return true;
  return sl_fault(model, SL_E_SHAPE, "block of the operator", node->index, (int32_t)block);
}

bool sl_prepare_depth_to_space(sl_builder *builder, const sl_node *node,
                               sl_operator *out_operator) {
  const sl_model *model = builder->model;
  const bool widens = node->code == SL_OP_DEPTH_TO_SPACE;
  sl_unary unary;
  if (!sl_prepare_unary(model, node, &unary) || !sl_check_rank(model, node, &unary.input, RANK) ||
      !sl_check_rank(model, node, &unary.output, RANK)) {
    return false;
  }
  const sl_tensor *wide = widens ? &unary.output : &unary.input;
  const sl_tensor *deep = widens ? &unary.input : &unary.output;
  const uint32_t block = (uint32_t)sl_option_i32(model, node, SL_DEPTH_TO_SPACE_BLOCK_SIZE);
  if (!check_shapes(model, node, wide, deep, block)) return false;
  const uint32_t channels = wide->dims[CHANNELS], width = deep->dims[WIDTH];
  const uint32_t row = width * deep->dims[CHANNELS];  // elements of a row of blocks
  sl_walk walk;
  sl_walk_init(&walk);
  sl_walk_append(&walk, wide->dims[BATCH] * deep->dims[HEIGHT], row);
  if (widens) {  // output order: row of a block, block, pixel of the row, channel
    sl_walk_append(&walk, block, block * channels);
    sl_walk_append(&walk, width, deep->dims[CHANNELS]);
  } else {  // output order: block, row of the block, pixel of the row and channel
    sl_walk_append(&walk, width, block * channels);
    sl_walk_append(&walk, block, width * block * channels);
  }
  sl_walk_append(&walk, block * channels, 1);
  return sl_finish_gather(builder, &unary, &walk, out_operator);
}
