// SPDX-License-Identifier: Apache-2.0
// Builds walks (sl_walk.h).
#ifndef SEEDLITE_PREPARE_WALK_H
#define SEEDLITE_PREPARE_WALK_H

#include "../unary/sl_prepare_unary.h"
#include "sl_gather.h"

// Sets the walk to one element, element 0.
void sl_walk_init(sl_walk *walk);

// Adds a dimension inside the existing ones; contiguous dimensions are merged. The stride is in
// elements, modulo 2^32. A walk has at most SL_MAX_RANK extents other than 1.
void sl_walk_append(sl_walk *walk, uint32_t extent, uint32_t stride);

// Starts a new row: dimensions appended later are not merged with earlier ones.
void sl_walk_new_row(sl_walk *walk);

// Computes the strides of the tensor's dimensions (< rank), in elements.
void sl_tensor_strides(const sl_tensor *tensor, uint32_t out_strides[SL_MAX_RANK]);

// Prepares sl_gather_s8 with one gather from input to output along `walk`. False on a fault.
bool sl_finish_gather(sl_builder *builder, const sl_unary *unary, const sl_walk *walk,
                      sl_operator *out_operator);

#endif
