// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DSP_LANES_H
#define SEEDLITE_DSP_LANES_H

#include "sl_dsp_intrinsics.h"

// Whether one instruction loads a word from any address.
#if SL_DSP_INSTRUCTIONS && defined(__ARM_FEATURE_UNALIGNED)
#define SL_DSP_WORDS 1
#else
#define SL_DSP_WORDS 0
#endif

// Widens a quad and advances both pointers: values by a quad, out by SL_BLOCK lanes. `twice`, a
// constant: doubles the values.
SL_ALWAYS_INLINE void sl_widen_quad(const int8_t **values, sl_lane **out, bool twice) {
#if SL_DSP_WORDS
  uint32_t low, high;
  // the compiler would take two stores
#define SL_WIDEN(double)                                                                 \
  __asm__ volatile(                                                                      \
      "ldr %[high], [%[values]], #4\n"                                                   \
      "sxtb16 %[low], %[high]\n"                                                         \
      "sxtb16 %[high], %[high], ror #8\n" double "strd %[low], %[high], [%[out]], #16\n" \
      : [low] "=&r"(low), [high] "=&r"(high), [values] "+r"(*values), [out] "+r"(*out)   \
      :                                                                                  \
      : "memory")
  if (twice) {
    SL_WIDEN(
        "sadd16 %[low], %[low], %[low]\n"
        "sadd16 %[high], %[high], %[high]\n");
  } else {
    SL_WIDEN("");
  }
#undef SL_WIDEN
#else
  uint32_t word = sl_load_word(*values);
  uint32_t pairs[2] = {sl_sxtb16(word), sl_sxtb16_odd(word)};
  for (uint32_t i = 0; twice && i < 2; i++) pairs[i] = sl_sadd16(pairs[i], pairs[i]);
  memcpy(*out, pairs, sizeof pairs);
  *values += SL_QUAD;
  *out += SL_BLOCK;
#endif
}

// Widens `quads` quads; out quads are SL_BLOCK lanes apart. `twice`, a constant: doubles them.
static inline void sl_widen_all(const int8_t *values, uint32_t quads, sl_lane *out, bool twice) {
  const int8_t *some = values + SL_QUAD * (quads % 4), *end = values + SL_QUAD * quads;
  while (values < some) sl_widen_quad(&values, &out, twice);
  while (values < end) {
    sl_widen_quad(&values, &out, twice);
    sl_widen_quad(&values, &out, twice);
    sl_widen_quad(&values, &out, twice);
    sl_widen_quad(&values, &out, twice);
  }
}

// Widens `quads` quads of values; out quads are SL_BLOCK lanes apart, 4-byte aligned.
static inline void sl_widen(const int8_t *values, uint32_t quads, sl_lane *out) {
  sl_widen_all(values, quads, out, false);
}

// Widens the weights of row `row` of a pair of output channels, in whole quads; row 0 comes first.
// Doubles them where requantization is fast (sl_pairs.h).
static inline void sl_widen_weights(const int8_t *values, uint32_t quads, bool fast, uint32_t row,
                                    sl_lane *pair) {
  if (fast) {
    sl_widen_all(values, quads, pair + row * SL_QUAD, true);
  } else {
    sl_widen_all(values, quads, pair + row * SL_QUAD, false);
  }
}

static inline void sl_copy(const int8_t *values, uint32_t count, int8_t *out) {
  const int8_t *end = values + count;
  for (; count >= 4; count -= 4, values += 4, out += 4) sl_store_word(out, sl_load_word(values));
  while (values < end) *out++ = *values++;
}

// Widens a quad, adds `addend` to both of its pairs, and advances both pointers: out by SL_BLOCK
// lanes if `block`, a constant, otherwise by SL_QUAD.
SL_ALWAYS_INLINE void sl_widen_quad_plus(const int8_t **values, uint32_t addend, sl_lane **out,
                                         bool block) {
#if SL_DSP_WORDS
  uint32_t low, high;
#define SL_WIDEN_PLUS(step)                                                            \
  __asm__ volatile(                                                                    \
      "ldr %[high], [%[values]], #4\n"                                                 \
      "sxtab16 %[low], %[addend], %[high]\n"                                           \
      "sxtab16 %[high], %[addend], %[high], ror #8\n"                                  \
      "strd %[low], %[high], [%[out]], #" step "\n"                                    \
      : [low] "=&r"(low), [high] "=&r"(high), [values] "+r"(*values), [out] "+r"(*out) \
      : [addend] "r"(addend)                                                           \
      : "memory")
  if (block) {
    SL_WIDEN_PLUS("16");
  } else {
    SL_WIDEN_PLUS("8");
  }
#undef SL_WIDEN_PLUS
#else
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    (*out)[sl_lane_of(i)] = (sl_lane)((*values)[i] + (int16_t)(uint16_t)addend);
  }
  *values += SL_QUAD;
  *out += block ? SL_BLOCK : SL_QUAD;
#endif
}

SL_ALWAYS_INLINE void sl_widen_all_less(const int8_t *values, uint32_t quads, int32_t zp,
                                        sl_lane *out, bool block) {
  const int8_t *some = values + SL_QUAD * (quads % 4), *end = values + SL_QUAD * quads;
  uint32_t less = (uint32_t)-zp & 0xFFFFu;
  less |= less << 16;
  while (values < some) sl_widen_quad_plus(&values, less, &out, block);
  while (values < end) {
    sl_widen_quad_plus(&values, less, &out, block);
    sl_widen_quad_plus(&values, less, &out, block);
    sl_widen_quad_plus(&values, less, &out, block);
    sl_widen_quad_plus(&values, less, &out, block);
  }
}

// Widens quads and subtracts `zp`; out quads are adjacent.
static inline void sl_widen_less(const int8_t *values, uint32_t quads, int32_t zp, sl_lane *out) {
  sl_widen_all_less(values, quads, zp, out, false);
}

// Returns the zero point to subtract from a convolution's im2col columns.
static inline int32_t sl_column_zero_point(int32_t zp) {
  return zp;
}

// Widens quads and subtracts `zp` (sl_column_zero_point); out quads are SL_BLOCK lanes apart.
static inline void sl_widen_column(const int8_t *values, uint32_t quads, int32_t zp, sl_lane *out) {
  sl_widen_all_less(values, quads, zp, out, true);
}

#if SL_DSP_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Multiplies a quad of two weight rows at r0 by two columns at r1. Row 0's sums for columns 0 and 1
// are in r2 and r3, row 1's in r12 and lr.
#define SL_QUAD_2X2                 \
  "ldmia r0!, {r4, r5, r6, r7}\n"   \
  "ldmia r1!, {r8, r9, r10, r11}\n" \
  "smlad r2, r4, r8, r2\n"          \
  "smlad r3, r4, r10, r3\n"         \
  "smlad r12, r6, r8, r12\n"        \
  "smlad lr, r6, r10, lr\n"         \
  "smlad r2, r5, r9, r2\n"          \
  "smlad r3, r5, r11, r3\n"         \
  "smlad r12, r7, r9, r12\n"        \
  "smlad lr, r7, r11, lr\n"

// Four quads are unrolled; the loop is entered in the middle if two are left over.
SL_NAKED void sl_asm_multiply_2x2(const sl_lane *weights, const sl_lane *columns, uint32_t quads,
                                  uint32_t sums[4]) {
  __asm__(
      "push {r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "add r4, r0, r2, lsl #4\n"
      "push {r4}\n"  // the end of the weights
      "lsls r4, r2, #30\n"
      "mov r2, #0\n"
      "mov r3, #0\n"
      "mov r12, #0\n"
      "mov lr, #0\n"
      "bmi 2f\n"
      "1:\n" SL_QUAD_2X2 SL_QUAD_2X2 "2:\n" SL_QUAD_2X2 SL_QUAD_2X2
      "ldr r4, [sp]\n"
      "cmp r0, r4\n"
      "bne 1b\n"
      "ldr r4, [sp, #4]\n"
      "stmia r4, {r2, r3, r12, lr}\n"
      "add sp, #8\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#pragma GCC diagnostic pop

#endif

// Dot products of two weight rows and two columns. Quads of the two rows alternate, as do those of
// the columns. `quads` > 0 of each vector, a multiple of SL_ROW_QUADS. sums: row 0 with columns 0
// and 1, then row 1.
static inline void sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns, uint32_t quads,
                                   uint32_t sums[4]) {
#if SL_DSP_ASSEMBLY
  sl_asm_multiply_2x2(weights, columns, quads, sums);
#else
  uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const uint32_t *w = (const uint32_t *)(const void *)weights;
  const uint32_t *x = (const uint32_t *)(const void *)columns;
  for (const uint32_t *end = w + 4 * quads; w < end; w += 4, x += 4) {
    s0 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s0));
    s1 = sl_smlad(w[1], x[3], sl_smlad(w[0], x[2], s1));
    s2 = sl_smlad(w[3], x[1], sl_smlad(w[2], x[0], s2));
    s3 = sl_smlad(w[3], x[3], sl_smlad(w[2], x[2], s3));
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
#endif
}

// Returns `sum` plus the dot product of `count` weights and lanes.
static inline uint32_t sl_multiply_row(const int8_t *weights, const sl_lane *lanes, uint32_t count,
                                       uint32_t sum) {
  const uint32_t *x = (const uint32_t *)(const void *)lanes;
  const int8_t *end = weights + (count & ~(SL_QUAD - 1));
#if SL_DSP_WORDS
  uint32_t word, pair, low, high;
#define SL_ROW_QUAD                         \
  "ldr %[word], [%[weights]], #4\n"         \
  "ldrd %[low], %[high], [%[x]], #8\n"      \
  "sxtb16 %[pair], %[word]\n"               \
  "smlad %[sum], %[pair], %[low], %[sum]\n" \
  "sxtb16 %[word], %[word], ror #8\n"       \
  "smlad %[sum], %[word], %[high], %[sum]\n"
#define SL_ROW_ASSEMBLY(text)                                                                   \
  __asm__ volatile(text                                                                         \
                   : [sum] "+r"(sum), [weights] "+r"(weights), [x] "+r"(x), [word] "=&r"(word), \
                     [pair] "=&r"(pair), [low] "=&r"(low), [high] "=&r"(high)                   \
                   : [end] "r"(end)                                                             \
                   : "cc", "memory")
  for (uint32_t rest = count / SL_QUAD % 4; rest; rest--) SL_ROW_ASSEMBLY(SL_ROW_QUAD);
  if (weights != end) {
    SL_ROW_ASSEMBLY("1:\n" SL_ROW_QUAD SL_ROW_QUAD SL_ROW_QUAD SL_ROW_QUAD
                    "cmp %[weights], %[end]\n"
                    "bne 1b\n");
  }
#undef SL_ROW_ASSEMBLY
#undef SL_ROW_QUAD
#else
  for (; weights < end; weights += SL_QUAD, x += 2) {
    uint32_t word = sl_load_word(weights);
    sum = sl_smlad(sl_sxtb16_odd(word), x[1], sl_smlad(sl_sxtb16(word), x[0], sum));
  }
#endif
  lanes = (const sl_lane *)(const void *)x;
  for (uint32_t i = 0; i < count % SL_QUAD; i++) {
    sum += (uint32_t)(weights[i] * lanes[sl_lane_of(i)]);
  }
  return sum;
}

// Returns the dot product of `quads` quads of lanes.
static inline uint32_t sl_multiply_lanes(const sl_lane *a, const sl_lane *b, uint32_t quads) {
  const sl_lane *end = a + SL_QUAD * quads;
  uint32_t sum = 0;
#if SL_DSP_WORDS
  uint32_t a0, a1, b0, b1;
#define SL_LANES_QUAD                    \
  "ldrd %[a0], %[a1], [%[a]], #8\n"      \
  "ldrd %[b0], %[b1], [%[b]], #8\n"      \
  "smlad %[sum], %[a0], %[b0], %[sum]\n" \
  "smlad %[sum], %[a1], %[b1], %[sum]\n"
#define SL_LANES_ASSEMBLY(text)                                                                 \
  __asm__ volatile(text                                                                         \
                   : [sum] "+r"(sum), [a] "+r"(a), [b] "+r"(b), [a0] "=&r"(a0), [a1] "=&r"(a1), \
                     [b0] "=&r"(b0), [b1] "=&r"(b1)                                             \
                   : [end] "r"(end)                                                             \
                   : "cc", "memory")
  for (uint32_t rest = quads % 4; rest; rest--) SL_LANES_ASSEMBLY(SL_LANES_QUAD);
  if (a != end) {
    SL_LANES_ASSEMBLY("1:\n" SL_LANES_QUAD SL_LANES_QUAD SL_LANES_QUAD SL_LANES_QUAD
                      "cmp %[a], %[end]\n"
                      "bne 1b\n");
  }
#undef SL_LANES_ASSEMBLY
#undef SL_LANES_QUAD
#else
  for (; a < end; a += 2, b += 2) sum = sl_smlad(sl_load_word(a), sl_load_word(b), sum);
#endif
  return sum;
}

#endif
