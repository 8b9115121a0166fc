// SPDX-License-Identifier: Apache-2.0
// Multipliers of an operator with weights: input scale times filter scale, divided by output scale,
// in double precision. TFLM's sources round the product to float32 in FULLY_CONNECTED with a single
// scale; the reference release does not (DESIGN.md, "Exactness").
#include <string.h>

#include "../../prepare/sl_prepare_common.h"

typedef struct {
  const sl_model *model;
  const sl_node *node;
  const sl_tensor *input;
  const sl_tensor *weights;
  const sl_tensor *output;
  sl_row_codes codes;
  uint32_t channels;
  uint32_t count;                  // entries of the table: scales, or mantissas of row codes
  int8_t least_shift, most_shift;  // of the entries
} stage;

// Writes the float32 bits of row code `code`'s scale (SPEC.md, section 5).
static bool row_scale(const stage *s, uint32_t code, uint32_t *out_bits) {
  const uint32_t hidden_bit = 1u << 23;
  uint32_t base = s->codes.base_scale_bits;
  uint32_t mantissas = 1u << s->codes.mantissa_bits;
  // < 2^24 * 2^5
  uint32_t significand = ((base & (hidden_bit - 1)) | hidden_bit) * (mantissas + code % mantissas);
  uint32_t exponent = (base >> 23) + code / mantissas;
  // at most SL_BASE_SCALE_ZERO_BITS times: only zeros are shifted out
  for (; significand >= 2 * hidden_bit; significand >>= 1) exponent++;
  *out_bits = exponent << 23 | (significand & (hidden_bit - 1));
  if (exponent < 255) return true;
  return sl_fault(s->model, SL_E_QUANT, "scale that row codes multiply", s->weights->index,
                  (int32_t)base);
}

// Writes the float32 bits of the filter scale in entry `index` of the table.
static bool filter_scale(const stage *s, uint32_t index, uint32_t *out_bits) {
  if (s->codes.codes) return row_scale(s, index, out_bits);
  *out_bits = sl_read_u32(s->weights->scales + 4 * index);
  return true;
}

static sl_real real_multiplier(const stage *s, uint32_t filter_bits) {
  sl_real product = sl_real_product_f32(sl_scale_bits(s->input), filter_bits);
  return sl_real_quotient(product, sl_real_from_f32(sl_scale_bits(s->output)));
}

static bool fill_table(stage *s, int32_t *multipliers, int8_t *shifts) {
  // the most that a row code adds to a shift at run time: sums must stay in range
  int32_t exponent = s->codes.codes ? (1 << (s->codes.bits - s->codes.mantissa_bits)) - 1 : 0;
  for (uint32_t i = 0; i < s->count; i++) {
    uint32_t filter_bits;
    int32_t multiplier;
    int8_t shift;
    if (!filter_scale(s, i, &filter_bits) ||
        !sl_prepare_multiplier(s->model, s->node, real_multiplier(s, filter_bits),
                               SL_MAX_SHIFT - exponent, &multiplier, &shift)) {
      return false;
    }
    if (s->codes.codes && !multiplier) {
      return sl_fault(s->model, SL_E_QUANT, "multiplier of a row code is too small",
                      s->weights->index, (int32_t)i);
    }
    if (i == 0 || shift < s->least_shift) s->least_shift = shift;
    if (i == 0 || shift > s->most_shift) s->most_shift = shift;
    if (multipliers) multipliers[i] = multiplier;
    if (shifts) shifts[i] = shift;
  }
  return true;
}

static bool check_scales(const stage *s, uint32_t channel_dimension) {
  const sl_tensor *weights = s->weights;
  if (weights->zero_point != 0) {
    return sl_fault(s->model, SL_E_QUANT, "weights' zero point", weights->index,
                    weights->zero_point);
  }
  bool per_channel = weights->scale_count > 1 || s->codes.codes;
  if (per_channel && weights->quantized_dimension != channel_dimension) {
    return sl_fault(s->model, SL_E_QUANT, "weights' quantized dimension", weights->index,
                    (int32_t)weights->quantized_dimension);
  }
  return true;
}

static bool check_row_codes(const stage *s) {
  uint32_t highest_bits;
  return row_scale(s, (1u << s->codes.bits) - 1u, &highest_bits);
}

bool sl_small_sums(uint32_t channel_weights, uint32_t channels, const int32_t *bias) {
  const uint32_t most_product = 128 * 255, limit = 1u << 30;
  if (channel_weights > limit / most_product) return false;
  uint32_t room = limit - channel_weights * most_product;
  for (uint32_t i = 0; bias && i < channels; i++) {
    uint32_t size = bias[i] < 0 ? 0u - (uint32_t)bias[i] : (uint32_t)bias[i];
    if (size >= room) return false;
  }
  return true;
}

static bool fast_shifts(const stage *s) {
  int32_t exponent = s->codes.codes ? (1 << (s->codes.bits - s->codes.mantissa_bits)) - 1 : 0;
  return s->least_shift >= -SL_FAST_SHIFT && s->most_shift + exponent <= -1;
}

// Packs bias and row code of each channel into one word if all biases are small enough.
static void pack_channels(sl_builder *builder, sl_requantize *requantize) {
  const int32_t limit = 1 << (31 - SL_PACKED_CODE_BITS);
  const int32_t *bias = requantize->bias;
  for (uint32_t i = 0; bias && i < requantize->channels; i++) {
    if (bias[i] < -limit || bias[i] >= limit) return;
  }
  // no overflow: there are at most 2^27 channels, as each has weights or seed bits in the file
  uint32_t *packed = sl_builder_reserve(builder, requantize->channels * (uint32_t)sizeof *packed);
  uint32_t bits = requantize->row_code_bits;
  for (uint32_t i = 0; packed && i < requantize->channels; i++) {
    uint32_t value = bias ? (uint32_t)bias[i] : 0;
    packed[i] = value << SL_PACKED_CODE_BITS | sl_bits_field(requantize->row_codes, i * bits, bits);
  }
  requantize->packed = packed;
  requantize->bias = NULL;
  requantize->row_codes = NULL;
}

bool sl_prepare_requantize(sl_builder *builder, const sl_node *node, const sl_tensor *input,
                           const sl_tensor *weights, const sl_tensor *output,
                           uint32_t channel_dimension, uint8_t activation, const int32_t *bias,
                           sl_requantize *out_requantize) {
  sl_requantize *requantize = out_requantize;
  stage s;
  memset(&s, 0, sizeof s);
  memset(requantize, 0, sizeof *requantize);
  s.model = builder->model;
  s.node = node;
  s.input = input;
  s.weights = weights;
  s.output = output;
  s.channels = weights->dims[channel_dimension];
  if (!sl_prepare_row_codes(builder, weights, &s.codes) || !check_scales(&s, channel_dimension) ||
      (s.codes.codes && !check_row_codes(&s)) ||
      !sl_prepare_activation_range(s.model, node, output, activation, &requantize->activation_min,
                                   &requantize->activation_max)) {
    return false;
  }
  s.count = s.codes.codes ? 1u << s.codes.mantissa_bits : weights->scale_count;
  // count < 2^29: each scale takes 4 bytes of the file
  int32_t *multipliers = sl_builder_reserve(builder, s.count * (uint32_t)sizeof *multipliers);
  int8_t *shifts = sl_builder_reserve(builder, s.count);
  if (!fill_table(&s, multipliers, shifts)) return false;
  requantize->multipliers = multipliers;
  requantize->shifts = shifts;
  requantize->count = s.count;
  requantize->channels = s.channels;
  requantize->bias = bias;
  requantize->row_codes = s.codes.codes;
  requantize->row_code_bits = s.codes.bits;
  requantize->row_code_mantissa_bits = s.codes.mantissa_bits;
  requantize->output_zp = (int8_t)output->zero_point;
  requantize->fast =
      fast_shifts(&s) && sl_small_sums(weights->elements / s.channels, s.channels, bias) &&
      requantize->activation_min == INT8_MIN && requantize->activation_max == INT8_MAX;
  if (requantize->row_codes) pack_channels(builder, requantize);
  return sl_ok(s.model);
}
