// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_BATCH_MATMUL_H
#define SEEDLITE_BATCH_MATMUL_H

#include "../../run/sl_program.h"

// BATCH_MATMUL of two int8 operands. Strides are in elements, 0 where an operand is repeated.
typedef struct {
  sl_operand a, b;
  uint32_t output_offset;                       // arena bytes; [batches, rows, columns]
  uint32_t batches[3], a_batch[3], b_batch[3];  // dimensions of matrices, the outermost first
  uint32_t rows, columns, depth;
  uint32_t a_row, a_depth, b_column, b_depth;
  int32_t multiplier;
  int8_t shift;  // -31 ... 30
  int8_t a_zp, b_zp, output_zp;
} sl_batch_matmul_params;

void sl_batch_matmul_s8(const void *params, const sl_frame *frame);

#endif
