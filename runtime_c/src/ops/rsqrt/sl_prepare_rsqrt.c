// SPDX-License-Identifier: Apache-2.0
// RSQRT: 1 / sqrt(x) (tensorflow/lite/micro/kernels/elementwise.cc; Newton's iteration as in
// GetInvSqrtQuantizedMultiplierExp of tensorflow/lite/kernels/internal/common.h). Qm.n is an int32
// with m integer and n = 31 - m fraction bits.
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_lookup.h"

#define FRACTION_BITS 20  // of 1 / sqrt(value), before it is brought to the output's scale
#define LEAST_SHIFT (-31 + FRACTION_BITS)
#define MOST_SHIFT (10 + FRACTION_BITS)  // of a multiplier, so that its product with 2^20 fits
#define Q28_ONE (1 << 28)
#define Q28_THREE_HALVES ((1 << 28) + (1 << 27))
#define Q31_HALF_SQRT_2 1518500250

typedef struct {
  int32_t multiplier;  // 1 / (sqrt(input scale) * output scale)
  int8_t shift;
  int8_t output_zp;
} reciprocal_root;

static int32_t times(int32_t a, int32_t b) {
  return sl_rounding_doubling_high_mul(a, b);
}

// x * 2^bits, saturated.
static int32_t shifted_left(int32_t x, uint32_t bits) {
  int32_t most = INT32_MAX >> bits;
  return x > most ? INT32_MAX : x < -most - 1 ? INT32_MIN : x * (1 << bits);
}

// 1 / sqrt(value) for value in 2 ... 255, as a Q0.31 multiplier; *out_shift: its power of two.
static int32_t root_multiplier(int32_t value, int32_t *out_shift) {
  int32_t pairs = -1;  // of bits, so that value is in [2^27, 2^29)
  while (value < 1 << 29) {
    value *= 4;
    pairs++;
  }
  value /= 4;
  *out_shift = pairs - 11;
  int32_t half = sl_rounding_shift_right(value >> 1, 1);  // Q3.28
  int32_t x = Q28_ONE;
  for (int i = 0; i < 5; i++) {
    int32_t cube = shifted_left(times(times(x, x), x), 6);
    x = shifted_left(times(Q28_THREE_HALVES, x) - times(half, cube), 3);
  }
  return times(x, Q31_HALF_SQRT_2);
}

static int8_t evaluate(const void *function, int32_t value) {
  const reciprocal_root *f = function;
  if (value <= 0) return INT8_MAX;
  int32_t shift = 0, multiplier = INT32_MAX;
  if (value > 1) multiplier = root_multiplier(value, &shift);
  int32_t root = sl_multiply_by_quantized_multiplier(1, multiplier, shift + FRACTION_BITS);
  // root <= 2^20 and the shift is at most 10
  int32_t output =
      sl_multiply_by_quantized_multiplier(root, f->multiplier, f->shift - FRACTION_BITS);
  return sl_clamp_s8(output + f->output_zp, INT8_MIN, INT8_MAX);
}

bool sl_prepare_rsqrt(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  reciprocal_root f;
  if (!sl_prepare_unary_same_shape(model, node, &unary)) return false;
  if (unary.input.zero_point != INT8_MIN) {
    return sl_fault(model, SL_E_QUANT, "RSQRT of an input that may be negative: its zero point",
                    node->index, unary.input.zero_point);
  }
  sl_real one = {1ull << 52, -52};
  sl_real product = sl_real_product(sl_real_root_f32(sl_scale_bits(&unary.input)),
                                    sl_real_from_f32(sl_scale_bits(&unary.output)));
  if (!sl_real_round_to_f32(&product) || product.significand == 0) {
    return sl_fault(model, SL_E_QUANT, "scales of RSQRT (float32 bits)", node->index,
                    (int32_t)sl_scale_bits(&unary.output));
  }
  if (!sl_prepare_multiplier(model, node, sl_real_quotient(one, product), MOST_SHIFT, &f.multiplier,
                             &f.shift)) {
    return false;
  }
  if (f.shift < LEAST_SHIFT || f.multiplier == 0) {
    return sl_fault(model, SL_E_QUANT, "shift of the operator's multiplier", node->index, f.shift);
  }
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
