// SPDX-License-Identifier: Apache-2.0
#include "sl_add.h"

#include "../../target/sl_requantize.h"
#include "../../target/sl_target.h"
#include "../binary/sl_broadcast.h"
#include "sl_add_row.h"

// Returns (value - zp) * multiplier * 2^shift in units of 2^-SL_ADD_FRACTION_BITS.
static int32_t scaled_input(int8_t value, int8_t zp, int32_t multiplier, int8_t shift) {
  // |value - zp| < 2^8
  int32_t fixed = (value - zp) * (1 << SL_ADD_FRACTION_BITS);
  return sl_multiply_by_quantized_multiplier(fixed, multiplier, shift);
}

static int8_t add(const sl_add_params *p, int8_t a, int8_t b) {
  // multipliers are at most 1/2: |each| < 2^27, |sum| < 2^28
  int32_t sum = scaled_input(a, p->a_zp, p->a_multiplier, p->a_shift) +
                scaled_input(b, p->b_zp, p->b_multiplier, p->b_shift);
  int32_t output = sl_multiply_by_quantized_multiplier(sum, p->output_multiplier, p->output_shift);
  return sl_clamp_s8(output + p->output_zp, p->activation_min, p->activation_max);
}

// Whether sl_add_row.h applies.
static bool is_fast(const sl_add_params *p) {
  return p->a_shift >= -SL_FAST_SHIFT && p->b_shift >= -SL_FAST_SHIFT &&
         p->output_shift >= -SL_FAST_SHIFT && p->output_shift < 0 &&
         p->activation_min == INT8_MIN && p->activation_max == INT8_MAX;
}

static sl_add_operands operands_of(const sl_add_params *p, const int8_t *a, const int8_t *b) {
  sl_add_operands a_larger = {a, b, p->a_zp, p->b_zp, p->b_multiplier, p->b_shift};
  sl_add_operands b_larger = {b, a, p->b_zp, p->a_zp, p->a_multiplier, p->a_shift};
  return p->a_shift == 0 ? a_larger : b_larger;
}

SL_NEVER_INLINE void add_strided_row(const sl_add_operands *o, uint32_t large_stride,
                                     uint32_t small_stride, uint32_t count, sl_channel channel,
                                     int8_t *output) {
  sl_add_elements(o, large_stride, small_stride, count, channel, o->small_shift == 0, output);
}

SL_NEVER_INLINE void add_same_row(const sl_add_operands *o, uint32_t count, sl_channel channel,
                                  int8_t *output) {
  sl_add_row(o, count, channel, true, output);
}

SL_NEVER_INLINE void add_other_row(const sl_add_operands *o, uint32_t count, sl_channel channel,
                                   int8_t *output) {
  sl_add_row(o, count, channel, false, output);
}

static void add_fast_row(const sl_add_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
  const sl_add_operands o = operands_of(p, a, b);
  const int32_t shift = -p->output_shift;
  const sl_channel channel = {0, p->output_multiplier, (2 * p->output_zp + 1) * (1 << (shift - 1)),
                              shift};
  const uint32_t count = p->broadcast.extent[0];
  const uint32_t a_stride = p->broadcast.a_stride[0], b_stride = p->broadcast.b_stride[0];
  if (!a_stride || !b_stride) {
    const bool a_is_large = p->a_shift == 0;
    add_strided_row(&o, a_is_large ? a_stride : b_stride, a_is_large ? b_stride : a_stride, count,
                    channel, output);
  } else if (o.small_shift == 0) {
    add_same_row(&o, count, channel, output);
  } else {
    add_other_row(&o, count, channel, output);
  }
}

static void add_any_row(const sl_add_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
  const sl_broadcast *broadcast = &p->broadcast;
  for (uint32_t i = 0; i < broadcast->extent[0]; i++) {
    output[i] = add(p, a[i * broadcast->a_stride[0]], b[i * broadcast->b_stride[0]]);
  }
}

SL_SHARED void sl_add_s8(const void *params, const sl_frame *frame) {
  const sl_add_params *p = params;
  const int8_t *a = sl_operand_data(&p->a, frame);
  const int8_t *b = sl_operand_data(&p->b, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  sl_broadcast_row row = {0, 0, {0}};
  do {
    if (is_fast(p)) {
      add_fast_row(p, a + row.a, b + row.b, output);
    } else {
      add_any_row(p, a + row.a, b + row.b, output);
    }
    output += p->broadcast.extent[0];
  } while (sl_broadcast_next(&p->broadcast, &row));
}
