// SPDX-License-Identifier: Apache-2.0
// Weight tensors of other interpreters, whose shapes are int arrays, as sl_section_read_record
// takes them.
#ifndef SEEDLITE_WEIGHT_SHAPE_H
#define SEEDLITE_WEIGHT_SHAPE_H

#include <string.h>

#include "sl_model.h"

// Describes an int8 tensor of `rank` dimensions and so many bytes. False if its shape is none of a
// weight tensor's, or the bytes are not its elements; *out is then undefined. The index is 0.
static inline bool sl_weight_shape(const int *dims, int rank, size_t bytes, sl_tensor *out) {
  uint32_t elements = 1;
  memset(out, 0, sizeof *out);
  if (rank < 1 || rank > SL_MAX_RANK) return false;
  for (int i = 0; i < SL_MAX_RANK; i++) {
    const int32_t length = i < rank ? dims[i] : 1;
    if (length < 1 || elements > SL_MAX_WEIGHTS / (uint32_t)length) return false;
    out->dims[i] = (uint32_t)length;
    elements *= (uint32_t)length;  // <= SL_MAX_WEIGHTS
  }
  out->type = SL_TYPE_INT8;
  out->rank = (uint8_t)rank;
  out->elements = out->bytes = elements;
  return bytes == elements;
}

#endif
