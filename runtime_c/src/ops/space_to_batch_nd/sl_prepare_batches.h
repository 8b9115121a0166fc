// SPDX-License-Identifier: Apache-2.0
// What SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND have in common: images are cut into phases, the
// pixels whose coordinates leave the same remainders when divided by the block.
#ifndef SEEDLITE_PREPARE_BATCHES_H
#define SEEDLITE_PREPARE_BATCHES_H

#include "../unary/sl_prepare_unary.h"

typedef struct {
  uint32_t height, width;
} sl_image_size;

typedef struct {
  sl_unary unary;
  uint32_t images;  // that are cut, or put together
  uint32_t channels;
  sl_image_size many, few;  // of an image, of a phase
  uint32_t block_height, block_width;
  uint32_t before_height, before_width;  // pixels padded, or cropped, above and left
} sl_batches;

// Rank 4, or 3: images without width. Inputs 1 and 2 are constants: block, paddings or crops.
// `joins`: the output has the images. False on a fault.
bool sl_prepare_batches(const sl_model *model, const sl_node *node, bool joins,
                        sl_batches *out_batches);

#endif
