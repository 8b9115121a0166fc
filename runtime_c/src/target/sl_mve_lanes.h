// SPDX-License-Identifier: Apache-2.0
// Loops over int8 vectors, shorter than the compiler's.
#ifndef SEEDLITE_MVE_LANES_H
#define SEEDLITE_MVE_LANES_H

#include <arm_mve.h>

#define SL_VECTOR 16u  // bytes

static inline uint32_t sl_whole_vectors(uint32_t bytes) {
  return (bytes + SL_VECTOR - 1) & ~(SL_VECTOR - 1);
}

// Copies `count` bytes; returns the end of the copy.
static inline int8_t *sl_copy_bytes(int8_t *out, const int8_t *values, uint32_t count) {
  int8_t *at = out;
  __asm__ volatile(
      "wlstp.8 lr, %[count], 2f\n"
      "1:\n"
      "vldrb.8 q0, [%[values]], #16\n"
      "vstrb.8 q0, [%[at]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [values] "+r"(values), [at] "+r"(at)
      : [count] "r"(count)
      : "q0", "lr", "memory");
  return out + count;
}

// Sets `count` bytes to `value`; returns their end.
static inline int8_t *sl_fill_bytes(int8_t *out, int8_t value, uint32_t count) {
  int8_t *at = out;
  int8x16_t values = vdupq_n_s8(value);
  __asm__ volatile(
      "wlstp.8 lr, %[count], 2f\n"
      "1:\n"
      "vstrb.8 %q[values], [%[at]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [at] "+r"(at)
      : [values] "w"(values), [count] "r"(count)
      : "lr", "memory");
  return out + count;
}

// Copies a row of weights; its vectors are `stride` bytes apart, the last one padded with zeros.
// Returns the sum of the weights.
static inline int32_t sl_spread_row(const int8_t *weights, uint32_t count, int8_t *out,
                                    uint32_t stride) {
  int32_t sum = 0;
  const int8_t *end = weights + (count & ~(SL_VECTOR - 1));
  for (; weights < end; weights += SL_VECTOR, out += stride) {
    int8x16_t some = vldrbq_s8(weights);
    vstrbq_s8(out, some);
    sum = vaddvaq_s8(sum, some);
  }
  if (count % SL_VECTOR) {
    int8x16_t some = vldrbq_z_s8(weights, vctp8q(count % SL_VECTOR));
    vstrbq_s8(out, some);
    sum = vaddvaq_s8(sum, some);
  }
  return sum;
}

#endif
