// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../prepare/sl_prepare_common.h"
#include "../binary/sl_prepare_broadcast.h"
#include "../move/sl_prepare_shape.h"
#include "sl_batch_matmul.h"

#define MATRIX_BATCHES 3u  // dimensions of matrices
#define MOST_RANK (MATRIX_BATCHES + 2)

static bool check_rank(const sl_model *model, const sl_tensor *tensor) {
  if (tensor->rank >= 2 && tensor->rank <= MOST_RANK) return true;
  return sl_fault(model, SL_E_SHAPE, "rank of a matrix", tensor->index, tensor->rank);
}

// Returns dimension `d` of a tensor whose rank is raised to MOST_RANK by leading ones.
static uint32_t extent_of(const sl_tensor *tensor, uint32_t d) {
  uint32_t missing = MOST_RANK - tensor->rank;
  return d < missing ? 1 : tensor->dims[d - missing];
}

// Sets the batches that both operands broadcast to, and their strides.
static bool lay_out_batches(const sl_elementwise *tensors, sl_batch_matmul_params *params) {
  uint32_t a_stride = extent_of(&tensors->a, MOST_RANK - 1) * extent_of(&tensors->a, MOST_RANK - 2);
  uint32_t b_stride = extent_of(&tensors->b, MOST_RANK - 1) * extent_of(&tensors->b, MOST_RANK - 2);
  for (uint32_t d = MATRIX_BATCHES; d-- > 0;) {
    uint32_t a = extent_of(&tensors->a, d), b = extent_of(&tensors->b, d);
    if (a != b && a != 1 && b != 1) return false;
    params->batches[d] = a == 1 ? b : a;
    params->a_batch[d] = a == 1 ? 0 : a_stride;
    params->b_batch[d] = b == 1 ? 0 : b_stride;
    a_stride *= a;
    b_stride *= b;
  }
  return true;
}

// Sets the extents and strides of matrices, which adj_x and adj_y transpose. False if their depths
// differ.
static bool lay_out_matrices(const sl_elementwise *tensors, bool adj_x, bool adj_y,
                             sl_batch_matmul_params *params) {
  const uint32_t outer = MOST_RANK - 2, inner = MOST_RANK - 1;
  uint32_t a_outer = extent_of(&tensors->a, outer), a_inner = extent_of(&tensors->a, inner);
  uint32_t b_outer = extent_of(&tensors->b, outer), b_inner = extent_of(&tensors->b, inner);
  params->rows = adj_x ? a_inner : a_outer;
  params->depth = adj_x ? a_outer : a_inner;
  params->columns = adj_y ? b_outer : b_inner;
  params->a_row = adj_x ? 1 : a_inner;
  params->a_depth = adj_x ? a_inner : 1;
  params->b_column = adj_y ? b_inner : 1;
  params->b_depth = adj_y ? 1 : b_inner;
  return params->depth == (adj_y ? b_inner : b_outer);
}

static bool check_output(const sl_elementwise *tensors, const sl_batch_matmul_params *params) {
  const sl_tensor *a = &tensors->a, *b = &tensors->b, *output = &tensors->output;
  bool fits = output->rank == (a->rank > b->rank ? a->rank : b->rank);
  for (uint32_t d = 0; fits && d < MATRIX_BATCHES; d++) {
    fits = extent_of(output, d) == params->batches[d];
  }
  return fits && extent_of(output, MOST_RANK - 2) == params->rows &&
         extent_of(output, MOST_RANK - 1) == params->columns;
}

bool sl_prepare_batch_matmul(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_elementwise tensors;
  sl_batch_matmul_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_operands(builder, node, &tensors, &params.a, &params.b) ||
      !check_rank(model, &tensors.a) || !check_rank(model, &tensors.b)) {
    return false;
  }
  bool adj_x = sl_option_u8(model, node, SL_BATCH_MAT_MUL_ADJ_X);
  bool adj_y = sl_option_u8(model, node, SL_BATCH_MAT_MUL_ADJ_Y);
  bool fits = lay_out_batches(&tensors, &params) &&
              lay_out_matrices(&tensors, adj_x, adj_y, &params) && check_output(&tensors, &params);
  if (!fits) {
    return sl_fault(model, SL_E_SHAPE, "shapes of matrices", node->index,
                    (int32_t)tensors.output.elements);
  }
  sl_real product = sl_real_product_f32(sl_scale_bits(&tensors.a), sl_scale_bits(&tensors.b));
  sl_real ratio = sl_real_quotient(product, sl_real_from_f32(sl_scale_bits(&tensors.output)));
  if (!sl_prepare_multiplier(model, node, ratio, SL_MAX_SHIFT, &params.multiplier, &params.shift)) {
    return false;
  }
  params.output_offset = tensors.output.arena_offset;
  params.a_zp = (int8_t)tensors.a.zero_point;
  params.b_zp = (int8_t)tensors.b.zero_point;
  params.output_zp = (int8_t)tensors.output.zero_point;
  return sl_finish_operator(builder, sl_batch_matmul_s8, &params, sizeof params, out_operator);
}
