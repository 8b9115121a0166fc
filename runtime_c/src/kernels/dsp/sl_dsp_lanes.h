#ifndef SEEDLITE_DSP_LANES_H
#define SEEDLITE_DSP_LANES_H

#include "sl_dsp_intrinsics.h"

// Loops that need every register, which only optimizing compilers give.
#if defined(__ARM_FEATURE_DSP) && defined(__OPTIMIZE__)
#define SL_DSP_ASSEMBLY
#endif

// Widens a quad and moves on; out by `stride` lanes. Both `stride` and `twice` are constants.
static inline void sl_widen_quad(const int8_t **values, sl_lane **out, uint32_t stride,
                                 bool twice) {
#ifdef SL_DSP_ASSEMBLY
  uint32_t low, high;
  // the compiler would take two stores
#define SL_WIDEN(double)                                                                     \
  __asm__ volatile(                                                                          \
      "ldr %[high], [%[values]], #4\n"                                                       \
      "sxtb16 %[low], %[high]\n"                                                             \
      "sxtb16 %[high], %[high], ror #8\n" double "strd %[low], %[high], [%[out]], %[step]\n" \
      : [low] "=&r"(low), [high] "=&r"(high), [values] "+r"(*values), [out] "+r"(*out)       \
      : [step] "i"(stride * sizeof(sl_lane))                                                 \
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
  *out += stride;
#endif
}

// `twice`, a constant: twice the values.
static inline void sl_widen_all(const int8_t *values, uint32_t quads, sl_lane *out, bool twice) {
  const int8_t *some = values + SL_QUAD * (quads % 4), *end = values + SL_QUAD * quads;
  while (values < some) sl_widen_quad(&values, &out, SL_BLOCK, twice);
  while (values < end) {
    sl_widen_quad(&values, &out, SL_BLOCK, twice);
    sl_widen_quad(&values, &out, SL_BLOCK, twice);
    sl_widen_quad(&values, &out, SL_BLOCK, twice);
    sl_widen_quad(&values, &out, SL_BLOCK, twice);
  }
}

// Widens `quads` quads of values; out quads are SL_BLOCK lanes apart, 4-byte aligned.
static inline void sl_widen(const int8_t *values, uint32_t quads, sl_lane *out) {
  sl_widen_all(values, quads, out, false);
}

// The weights of row `row` (0, 1; in this order) of a pair of output channels, in whole quads;
// twice as large where requantization is fast (sl_pairs.h).
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

// Widens a quad, adds a pair to both of its pairs, and moves on.
static inline void sl_widen_quad_plus(const int8_t **values, uint32_t addend, sl_lane **out) {
#ifdef SL_DSP_ASSEMBLY
  uint32_t low, high;
  __asm__ volatile(
      "ldr %[high], [%[values]], #4\n"
      "sxtab16 %[low], %[addend], %[high]\n"
      "sxtab16 %[high], %[addend], %[high], ror #8\n"
      "strd %[low], %[high], [%[out]], #8\n"
      : [low] "=&r"(low), [high] "=&r"(high), [values] "+r"(*values), [out] "+r"(*out)
      : [addend] "r"(addend)
      : "memory");
#else
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    (*out)[sl_lane_of(i)] = (sl_lane)((*values)[i] + (int16_t)(uint16_t)addend);
  }
  *values += SL_QUAD;
  *out += SL_QUAD;
#endif
}

// Widens consecutive quads of values less `zp`.
static inline void sl_widen_less(const int8_t *values, uint32_t quads, int32_t zp, sl_lane *out) {
  const int8_t *some = values + SL_QUAD * (quads % 4), *end = values + SL_QUAD * quads;
  uint32_t less = (uint32_t)-zp & 0xFFFFu;
  less |= less << 16;
  while (values < some) sl_widen_quad_plus(&values, less, &out);
  while (values < end) {
    sl_widen_quad_plus(&values, less, &out);
    sl_widen_quad_plus(&values, less, &out);
    sl_widen_quad_plus(&values, less, &out);
    sl_widen_quad_plus(&values, less, &out);
  }
}

// Two rows of weights at w meet two columns at x in a quad.
#define SL_QUAD_2X2                   \
  "ldmia %[w]!, {r4, r5, r6, r7}\n"   \
  "ldmia %[x]!, {r8, r9, r10, r11}\n" \
  "smlad %[s0], r4, r8, %[s0]\n"      \
  "smlad %[s1], r4, r10, %[s1]\n"     \
  "smlad %[s2], r6, r8, %[s2]\n"      \
  "smlad %[s3], r6, r10, %[s3]\n"     \
  "smlad %[s0], r5, r9, %[s0]\n"      \
  "smlad %[s1], r5, r11, %[s1]\n"     \
  "smlad %[s2], r7, r9, %[s2]\n"      \
  "smlad %[s3], r7, r11, %[s3]\n"

// Products of two rows of weights with two columns, summed: rows and columns each quad by quad in
// turn, `quads` (a multiple of SL_ROW_QUADS) of each vector. sums: row 0 with columns 0 and 1, then
// row 1. Returns the end of the weights.
static inline const sl_lane *sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns,
                                             uint32_t quads, uint32_t sums[4]) {
  uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const uint32_t *w = (const uint32_t *)(const void *)weights;
  const uint32_t *x = (const uint32_t *)(const void *)columns;
#ifdef SL_DSP_ASSEMBLY
  // All registers are in use, so that the loop's bounds wait in memory: the compiler would rather
  // move operands there. Four quads are unrolled; the loop is entered in the middle if two are
  // left over.
  const uint32_t *end = w + 4 * quads;
  __asm__ volatile(
      "ldr r4, %[quads]\n"
      "lsls r4, r4, #30\n"
      "bmi 2f\n"
      "1:\n" SL_QUAD_2X2 SL_QUAD_2X2 "2:\n" SL_QUAD_2X2 SL_QUAD_2X2
      "ldr r4, %[end]\n"
      "cmp %[w], r4\n"
      "bne 1b\n"
      : [s0] "+r"(s0), [s1] "+r"(s1), [s2] "+r"(s2), [s3] "+r"(s3), [w] "+r"(w), [x] "+r"(x)
      : [quads] "m"(quads), [end] "m"(end)
      : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "cc", "memory");
#else
  for (const uint32_t *end = w + 4 * quads; w < end; w += 4, x += 4) {
    s0 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s0));
    s1 = sl_smlad(w[1], x[3], sl_smlad(w[0], x[2], s1));
    s2 = sl_smlad(w[3], x[1], sl_smlad(w[2], x[0], s2));
    s3 = sl_smlad(w[3], x[3], sl_smlad(w[2], x[2], s3));
  }
#endif
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
  return (const sl_lane *)(const void *)w;
}

// Products of `count` weights with lanes, summed.
static inline uint32_t sl_multiply_row(const int8_t *weights, const sl_lane *lanes, uint32_t count,
                                       uint32_t sum) {
  const uint32_t *x = (const uint32_t *)(const void *)lanes;
  const int8_t *end = weights + (count & ~(SL_QUAD - 1));
#ifdef SL_DSP_ASSEMBLY
#define SL_ROW_QUAD                \
  "ldr r6, [%[weights]], #4\n"     \
  "ldrd r4, r5, [%[x]], #8\n"      \
  "sxtb16 r8, r6\n"                \
  "smlad %[sum], r8, r4, %[sum]\n" \
  "sxtb16 r6, r6, ror #8\n"        \
  "smlad %[sum], r6, r5, %[sum]\n"
#define SL_ROW_ASSEMBLY(text)                                              \
  __asm__ volatile(text                                                    \
                   : [sum] "+r"(sum), [weights] "+r"(weights), [x] "+r"(x) \
                   : [end] "r"(end)                                        \
                   : "r4", "r5", "r6", "r8", "cc", "memory")
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

// Products of weights that draws stand for with lanes, summed for four rows: draw t of row r is
// byte t of draws + r * stride, its four weights are a quad of the table.
static inline void sl_multiply_draws(const uint8_t *draws, uint32_t stride, uint32_t count,
                                     const sl_table_lane *table, const sl_lane *lanes,
                                     uint32_t sums[4]) {
  uint32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const uint8_t *end = draws + count;
#ifdef SL_DSP_ASSEMBLY
  // As above: all registers are in use. Draws left over from fours go first.
#define SL_DRAWN(sum)                \
  "add r6, %[table], r6, lsl #3\n"   \
  "ldrd r6, r7, [r6]\n"              \
  "smlad %[" sum "], r6, r4, %[" sum \
  "]\n"                              \
  "smlad %[" sum "], r7, r5, %[" sum "]\n"
#define SL_DRAW_4 \
  "ldrd r4, r5, [%[lanes]], #8\n"                           \
  "ldrb r6, [%[draws], %[stride]]\n" SL_DRAWN("s1")         \
  "ldrb r6, [%[draws], %[stride], lsl #1]\n" SL_DRAWN("s2") \
  "ldrb r6, [%[draws], %[stride_3]]\n" SL_DRAWN("s3")       \
  "ldrb r6, [%[draws]], #1\n" SL_DRAWN("s0")
  uint32_t stride_3 = 3 * stride;
  for (uint32_t rest = count % 4; rest; rest--) {
    __asm__ volatile(SL_DRAW_4
                     : [s0] "+r"(s0), [s1] "+r"(s1), [s2] "+r"(s2), [s3] "+r"(s3),
                       [draws] "+r"(draws), [lanes] "+r"(lanes)
                     : [table] "r"(table), [stride] "r"(stride), [stride_3] "r"(stride_3)
                     : "r4", "r5", "r6", "r7", "memory");
  }
  if (draws != end) {
    __asm__ volatile(
        "1:\n" SL_DRAW_4 SL_DRAW_4 SL_DRAW_4 SL_DRAW_4
        "ldr r6, %[end]\n"
        "cmp %[draws], r6\n"
        "bne 1b\n"
        : [s0] "+r"(s0), [s1] "+r"(s1), [s2] "+r"(s2), [s3] "+r"(s3), [draws] "+r"(draws),
          [lanes] "+r"(lanes)
        : [table] "r"(table), [stride] "r"(stride), [stride_3] "r"(stride_3), [end] "m"(end)
        : "r4", "r5", "r6", "r7", "cc", "memory");
  }
#undef SL_DRAW_4
#undef SL_DRAWN
#else
  const uint32_t *quads = (const uint32_t *)(const void *)table;
  const uint32_t *x = (const uint32_t *)(const void *)lanes;
  for (; draws < end; draws++, x += 2) {
    const uint32_t *w = quads + 2 * draws[0];
    s0 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s0));
    w = quads + 2 * draws[stride];
    s1 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s1));
    w = quads + 2 * draws[2 * stride];
    s2 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s2));
    w = quads + 2 * draws[3 * stride];
    s3 = sl_smlad(w[1], x[1], sl_smlad(w[0], x[0], s3));
  }
#endif
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

#endif
