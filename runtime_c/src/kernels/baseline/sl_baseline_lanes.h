#ifndef SEEDLITE_BASELINE_LANES_H
#define SEEDLITE_BASELINE_LANES_H

// Loops that need every register, which only optimizing compilers give.
#if defined(__thumb__) && !defined(__thumb2__) && defined(__OPTIMIZE__)
#define SL_BASELINE_ASSEMBLY
#endif

#include "../portable/sl_portable_lanes.h"

// Where multiplying and adding are two instructions, two rows of weights share a multiplication: a
// word is the weight of the first row plus 2^16 times that of the second. Two products of such
// words with inputs are added before their halves are taken apart: a half is in -2 * 127 * 128 ...
// 2 * 128 * 128, which SL_HALF_OFFSET makes an uint16.
#define SL_HALF_OFFSET 0x7F00u

// Row `row` (0, 1; in this order) of a pair.
static inline void sl_widen_weights(const int8_t *values, uint32_t quads, bool fast, uint32_t row,
                                    sl_lane *pair) {
  (void)fast;
  uint32_t *words = (uint32_t *)(void *)pair;
  for (const int8_t *end = values + SL_QUAD * quads; values < end; values += SL_QUAD) {
    for (uint32_t i = 0; i < SL_QUAD; i++, words++) {
      uint32_t value = (uint32_t)(int32_t)values[sl_lane_of(i)];
      *words = row ? *words + (value << 16) : value;
    }
  }
}

static inline void sl_add_halves(uint32_t inputs, const uint32_t *weights, uint32_t *low,
                                 uint32_t *high) {
  uint32_t first = (uint32_t)(int32_t)(int16_t)(uint16_t)inputs;
  uint32_t second = (uint32_t)((int32_t)inputs >> 16);
  uint32_t both = first * weights[0] + second * weights[1] + SL_HALF_OFFSET * 0x10001u;
  *low += (uint16_t)both;
  *high += both >> 16;
}

static inline const sl_lane *sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns,
                                             uint32_t quads, uint32_t sums[4]) {
  const uint32_t *w = (const uint32_t *)(const void *)weights, *end = w + SL_QUAD * quads;
  const uint32_t *x = (const uint32_t *)(const void *)columns;
  uint32_t s0 = 0u - 2 * SL_HALF_OFFSET * quads, s1 = s0, s2 = s0, s3 = s0;
  for (; w < end; w += 4, x += 4) {
    sl_add_halves(x[0], w, &s0, &s2);
    sl_add_halves(x[2], w, &s1, &s3);
    sl_add_halves(x[1], w + 2, &s0, &s2);
    sl_add_halves(x[3], w + 2, &s1, &s3);
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
  return (const sl_lane *)(const void *)end;
}

#ifdef SL_BASELINE_ASSEMBLY

// The sums are in r8 to r11, the table in r12, four lanes in r4 to r7; what else is needed waits in
// memory.
static inline void sl_multiply_draws(const uint8_t *draws, uint32_t stride, uint32_t count,
                                     const sl_table_lane *table, const sl_lane *lanes,
                                     uint32_t sums[4]) {
  const uint8_t *end = draws + count;
  const uint32_t back = 1 - 3 * stride;  // from a draw of the last row to the first row's next one
#define SL_DRAWN(sum)     \
  "ldrb r0, [%[draws]]\n" \
  "lsls r0, r0, #4\n"     \
  "add r0, r0, r12\n"     \
  "ldr r1, [r0]\n"        \
  "muls r1, r4, r1\n"     \
  "add " sum ", " sum     \
  ", r1\n"                \
  "ldr r1, [r0, #4]\n"    \
  "muls r1, r5, r1\n"     \
  "add " sum ", " sum     \
  ", r1\n"                \
  "ldr r1, [r0, #8]\n"    \
  "muls r1, r6, r1\n"     \
  "add " sum ", " sum     \
  ", r1\n"                \
  "ldr r0, [r0, #12]\n"   \
  "muls r0, r7, r0\n"     \
  "add " sum ", " sum ", r0\n"
#define SL_NEXT_ROW "adds %[draws], %[draws], %[stride]\n"
  __asm__ volatile(
      ".syntax unified\n"
      "ldr r0, %[table]\n"
      "mov r12, r0\n"
      "movs r0, #0\n"
      "mov r8, r0\n"
      "mov r9, r0\n"
      "mov r10, r0\n"
      "mov r11, r0\n"
      "1:\n"
      "ldr r0, %[lanes]\n"
      "ldmia r0!, {r4, r6}\n"
      "str r0, %[lanes]\n"
      "asrs r5, r4, #16\n"
      "sxth r4, r4\n"
      "asrs r7, r6, #16\n"
      "sxth r6, r6\n" SL_DRAWN("r8") SL_NEXT_ROW SL_DRAWN("r9") SL_NEXT_ROW SL_DRAWN("r10")
          SL_NEXT_ROW SL_DRAWN("r11")
      "ldr r0, %[back]\n"
      "adds %[draws], %[draws], r0\n"
      "ldr r0, %[end]\n"
      "cmp %[draws], r0\n"
      "bne 1b\n"
      "ldr r0, %[sums]\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "stmia r0!, {r4, r5, r6, r7}\n"
      : [draws] "+l"(draws), [lanes] "+m"(lanes)
      : [stride] "l"(stride), [table] "m"(table), [back] "m"(back), [end] "m"(end), [sums] "m"(sums)
      : "r0", "r1", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cc", "memory");
#undef SL_NEXT_ROW
#undef SL_DRAWN
}

#endif

#endif
