#include "../requantize.h"
#include "broadcast.h"
#include "elementwise.h"
#include "target.h"

// An input less its zero point, times `multiplier` * 2^shift, in units of 2^-SL_ADD_FRACTION_BITS.
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

// Whether rows can be added in few instructions.
static bool is_fast(const sl_add_params *p) {
  return p->a_shift >= -SL_FAST_SHIFT && p->b_shift >= -SL_FAST_SHIFT &&
         p->output_shift >= -SL_FAST_SHIFT && p->output_shift < 0 &&
         p->activation_min == INT8_MIN && p->activation_max == INT8_MAX;
}

// Two operands of which the first has the larger scale. Its multiplier is 1/2, and only 1/2 has a
// shift of 0: it is exact.
typedef struct {
  const int8_t *large, *small;
  uint32_t large_stride, small_stride;  // 0, 1
  int32_t large_zp, small_zp;
  int32_t small_multiplier;
  int32_t small_shift;  // <= 0; 0: of the same scale
} operands;

static operands operands_of(const sl_add_params *p, const int8_t *a, const int8_t *b) {
  uint32_t a_stride = p->broadcast.a_stride[0], b_stride = p->broadcast.b_stride[0];
  operands a_larger = {a,       b,       a_stride,        b_stride,  //
                       p->a_zp, p->b_zp, p->b_multiplier, p->b_shift};
  operands b_larger = {b,       a,       b_stride,        a_stride,  //
                       p->b_zp, p->a_zp, p->a_multiplier, p->a_shift};
  return p->a_shift == 0 ? a_larger : b_larger;
}

// Strides and `same`, whether both have the same scale, may be constants.
SL_ALWAYS_INLINE void add_row(const operands *o, uint32_t large_stride, uint32_t small_stride,
                              bool same, uint32_t count, sl_channel channel, int8_t *output) {
  const int half = SL_ADD_FRACTION_BITS - 1;
  const int8_t *large = o->large, *small = o->small;
  const int32_t small_zp = o->small_zp * (1 << SL_ADD_FRACTION_BITS);
  const int32_t multiplier = o->small_multiplier, shift = -o->small_shift;
  const int32_t rounding = same ? 0 : 1 << (shift - 1);
  channel.bias = (uint32_t)(-o->large_zp * (1 << half));
  if (same) channel.bias -= (uint32_t)(o->small_zp * (1 << half));
  for (; count; count--) {
    int32_t sum = *large * (1 << half);  // with the bias: |sum| < 2^28
    int32_t other = *small;
    large += large_stride;
    small += small_stride;
    if (same) {
      sum += other * (1 << half);
    } else {
      other = other * (1 << SL_ADD_FRACTION_BITS) - small_zp;  // |other| < 2^28
      other = sl_rounding_doubling_high_mul_30(other, multiplier);
      sum += (other + (other >> 31) + rounding) >> shift;
    }
    *output++ = sl_fast_output(&channel, (uint32_t)sum);
  }
}

SL_NEVER_INLINE void add_strided_row(const operands *o, uint32_t count, sl_channel channel,
                                     int8_t *output) {
  add_row(o, o->large_stride, o->small_stride, o->small_shift == 0, count, channel, output);
}

SL_NEVER_INLINE void add_same_row(const operands *o, uint32_t count, sl_channel channel,
                                  int8_t *output) {
  add_row(o, 1, 1, true, count, channel, output);
}

SL_NEVER_INLINE void add_other_row(const operands *o, uint32_t count, sl_channel channel,
                                   int8_t *output) {
  add_row(o, 1, 1, false, count, channel, output);
}

static void add_fast_row(const sl_add_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
  const operands o = operands_of(p, a, b);
  const int32_t shift = -p->output_shift;
  const sl_channel channel = {0, p->output_multiplier, (2 * p->output_zp + 1) * (1 << (shift - 1)),
                              shift};
  const uint32_t count = p->broadcast.extent[0];
  if (!o.large_stride || !o.small_stride) {
    add_strided_row(&o, count, channel, output);
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

void sl_add_s8(const void *params, const sl_frame *frame) {
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
