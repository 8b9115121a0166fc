// SPDX-License-Identifier: Apache-2.0
// HARD_SWISH: x min(max(x + 3, 0), 6) / 6 in 16 bits (tensorflow/lite/kernels/internal/reference/
// hard_swish.h).
#include "../../prepare/sl_prepare_common.h"
#include "../unary/sl_prepare_lookup.h"

#define MOST_SHIFT 15          // of a multiplier, either way, so that shifts of 16 bits are defined
#define INPUT_FRACTION_BITS 7  // that an input is shifted by
#define F32_3_OVER_2_15 0x38C00000u  // a step of the value that is limited to -1 ... 1: 3 / 2^15

typedef struct {
  int16_t output_multiplier;  // Q0.15
  int8_t output_shift;        // -15 ... 0
  int16_t limit_multiplier;   // Q0.15, from the input to steps of 3 / 2^15
  int8_t limit_shift;         // -15 ... 15
  int8_t output_zp;
} hard_swish;

// round(a * b / 2^15), halves away from zero, for a and b of 16 bits; b >= 0.
static int32_t rounded_product(int32_t a, int32_t b) {
  int32_t product = a * b;
  return (product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15);
}

static int8_t evaluate(const void *function, int32_t value) {
  const hard_swish *f = function;
  int32_t fine = value * (1 << INPUT_FRACTION_BITS);  // 16 bits
  int32_t limited = fine;
  if (f->limit_shift > 0)
    limited = sl_saturate_s16(limited * (1 << (f->limit_shift - 1)));  // < 2^30
  limited = rounded_product(limited, f->limit_multiplier);
  if (f->limit_shift > 0) limited = sl_saturate_s16(limited * 2);
  if (f->limit_shift < 0) limited = sl_rounding_shift_right(limited, (uint32_t)-f->limit_shift);
  int32_t half = (limited + (1 << 15)) >> 1;  // (1 + limited / 2^15) / 2, 0 ... 2^15 - 1
  int32_t output = half * rounded_product(fine, f->output_multiplier) / (1 << 15);
  output = sl_rounding_shift_right(output, (uint32_t)-f->output_shift) + f->output_zp;
  return sl_clamp_s8(output, INT8_MIN, INT8_MAX);
}

// A multiplier of 16 bits for the quotient of two float32 numbers, in float32 arithmetic.
static bool multiplier_16(const sl_model *model, const sl_node *node, sl_real numerator,
                          uint32_t denominator, int32_t most, int16_t *out_multiplier,
                          int8_t *out_shift) {
  sl_real quotient = sl_real_quotient(numerator, sl_real_from_f32(denominator));
  int32_t multiplier;
  if (!sl_real_round_to_f32(&quotient) ||
      !sl_prepare_multiplier(model, node, quotient, most, &multiplier, out_shift)) {
    return sl_fault(model, SL_E_QUANT, "scale too large for HARD_SWISH", node->index, 0);
  }
  if (*out_shift < -MOST_SHIFT || multiplier == 0) {
    return sl_fault(model, SL_E_QUANT, "scale too small for HARD_SWISH", node->index, *out_shift);
  }
  bool largest = multiplier >= INT32_MAX - (1 << 15);
  *out_multiplier = (int16_t)(largest ? INT16_MAX : (multiplier + (1 << 15)) >> 16);
  return true;
}

bool sl_prepare_hard_swish(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_unary unary;
  hard_swish f;
  if (!sl_prepare_unary_same_shape(model, node, &unary)) return false;
  sl_real fine =
      sl_real_times_power(sl_real_from_f32(sl_scale_bits(&unary.input)), -INPUT_FRACTION_BITS);
  if (!multiplier_16(model, node, fine, sl_scale_bits(&unary.output), 0, &f.output_multiplier,
                     &f.output_shift) ||
      !multiplier_16(model, node, fine, F32_3_OVER_2_15, MOST_SHIFT, &f.limit_multiplier,
                     &f.limit_shift)) {
    return false;
  }
  f.output_zp = (int8_t)unary.output.zero_point;
  return sl_finish_lookup(builder, &unary, evaluate, &f, out_operator);
}
