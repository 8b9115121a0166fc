#include "../requantize.h"
#include "add_row.h"
#include "broadcast.h"
#include "elementwise.h"

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

// Whether a row can be added in few instructions.
static bool is_fast(const sl_add_params *p) {
  bool row = p->broadcast.axes == 1 && p->broadcast.a_stride[0] && p->broadcast.b_stride[0];
  bool shifts = p->a_shift >= -SL_FAST_SHIFT && p->b_shift >= -SL_FAST_SHIFT &&
                p->output_shift >= -SL_FAST_SHIFT && p->output_shift < 0;
  return row && shifts && p->activation_min == INT8_MIN && p->activation_max == INT8_MAX;
}

static sl_add_operands operands_of(const sl_add_params *p, const int8_t *a, const int8_t *b) {
  sl_add_operands a_larger = {a, b, p->a_zp, p->b_zp, p->b_multiplier, p->b_shift};
  sl_add_operands b_larger = {b, a, p->b_zp, p->a_zp, p->a_multiplier, p->a_shift};
  return p->a_shift == 0 ? a_larger : b_larger;
}

static void add_rows(const sl_add_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
  sl_add_operands o = operands_of(p, a, b);
  const int32_t shift = -p->output_shift;
  sl_channel channel = {0, p->output_multiplier, (2 * p->output_zp + 1) * (1 << (shift - 1)),
                        shift};
  if (o.small_shift == 0) {
    sl_add_row(&o, p->broadcast.extent[0], channel, true, output);
  } else {
    sl_add_row(&o, p->broadcast.extent[0], channel, false, output);
  }
}

static void add_broadcast(const sl_add_params *p, const int8_t *a, const int8_t *b,
                          int8_t *output) {
  const sl_broadcast *broadcast = &p->broadcast;
  sl_broadcast_row row = {0, 0, {0}};
  do {
    for (uint32_t i = 0; i < broadcast->extent[0]; i++) {
      *output++ =
          add(p, a[row.a + i * broadcast->a_stride[0]], b[row.b + i * broadcast->b_stride[0]]);
    }
  } while (sl_broadcast_next(broadcast, &row));
}

void sl_add_s8(const void *params, const sl_frame *frame) {
  const sl_add_params *p = params;
  const int8_t *a = sl_operand_data(&p->a, frame);
  const int8_t *b = sl_operand_data(&p->b, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  if (is_fast(p)) {
    add_rows(p, a, b, output);
  } else {
    add_broadcast(p, a, b, output);
  }
}
