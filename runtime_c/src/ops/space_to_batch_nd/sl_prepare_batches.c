// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_batches.h"

#include "../../prepare/sl_prepare_common.h"
#include "../move/sl_prepare_shape.h"

enum { BATCH = 0, HEIGHT = 1, WIDTH = 2 };

// A spatial axis of `many`: its block and what is padded or cropped before its first pixel.
static bool prepare_axis(const sl_model *model, const sl_node *node, const sl_tensor *many,
                         const sl_tensor *few, const sl_tensor *blocks, const sl_tensor *around,
                         uint32_t d, uint32_t *out_block, uint32_t *out_before) {
  int32_t block = sl_constant_s32(blocks, d - HEIGHT);
  int32_t before = sl_constant_s32(around, 2 * (d - HEIGHT));
  int32_t after = sl_constant_s32(around, 2 * (d - HEIGHT) + 1);
  // taken in 64 bits, as the file says all of them
  int64_t whole = (int64_t)many->dims[d] + before + after;
  if (block < 1 || before < 0 || after < 0 || whole != (int64_t)few->dims[d] * block) {
    return sl_fault(model, SL_E_SHAPE, "block of the operator", node->index, block);
  }
  *out_block = (uint32_t)block;
  *out_before = (uint32_t)before;
  return true;
}

bool sl_prepare_batches(const sl_model *model, const sl_node *node, bool joins,
                        sl_batches *out_batches) {
  sl_batches *b = out_batches;
  sl_tensor blocks, around;
  bool sound = sl_prepare_unary(model, node, &b->unary) &&
               sl_check_same_quantization(model, node, &b->unary.input, &b->unary.output) &&
               sl_prepare_constant_s32(model, node, 1, &blocks) &&
               sl_prepare_constant_s32(model, node, 2, &around);
  if (!sound) return false;
  const sl_tensor *many = joins ? &b->unary.output : &b->unary.input;
  const sl_tensor *few = joins ? &b->unary.input : &b->unary.output;
  const uint32_t rank = many->rank, spatial = rank - 2u;
  if ((rank != 3 && rank != 4) || few->rank != rank || blocks.elements != spatial ||
      around.elements != 2 * spatial) {
    return sl_fault(model, SL_E_SHAPE, "rank of an operator's tensor", node->index, many->rank);
  }
  b->block_width = 1;
  b->before_width = 0;
  if (!prepare_axis(model, node, many, few, &blocks, &around, HEIGHT, &b->block_height,
                    &b->before_height) ||
      (rank == 4 && !prepare_axis(model, node, many, few, &blocks, &around, WIDTH, &b->block_width,
                                  &b->before_width))) {
    return false;
  }
  b->images = many->dims[BATCH];
  b->channels = many->dims[rank - 1];
  // blocks are at most the extents of `few` times 2^31: counted in 64 bits
  uint64_t batches = (uint64_t)b->images * b->block_height;
  if (few->dims[rank - 1] != b->channels || batches > INT32_MAX ||
      batches * b->block_width != few->dims[BATCH]) {
    return sl_fault(model, SL_E_SHAPE, "batches of the operator", node->index,
                    (int32_t)few->dims[BATCH]);
  }
  b->many.height = many->dims[HEIGHT];
  b->many.width = rank == 4 ? many->dims[WIDTH] : 1;
  b->few.height = few->dims[HEIGHT];
  b->few.width = rank == 4 ? few->dims[WIDTH] : 1;
  return true;
}
