// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_BASELINE_LANES_H
#define SEEDLITE_BASELINE_LANES_H

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

static inline void sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns, uint32_t quads,
                                   uint32_t sums[4]) {
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
}

#if SL_BASELINE_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

#define SL_DRAWN(sum)   \
  "ldrb r0, [r2]\n"     \
  "lsls r0, r0, #4\n"   \
  "add r0, r12\n"       \
  "ldr r1, [r0]\n"      \
  "muls r1, r4, r1\n"   \
  "add " sum            \
  ", r1\n"              \
  "ldr r1, [r0, #4]\n"  \
  "muls r1, r5, r1\n"   \
  "add " sum            \
  ", r1\n"              \
  "ldr r1, [r0, #8]\n"  \
  "muls r1, r6, r1\n"   \
  "add " sum            \
  ", r1\n"              \
  "ldr r0, [r0, #12]\n" \
  "muls r0, r7, r0\n"   \
  "add " sum ", r0\n"
#define SL_NEXT_ROW "adds r2, r2, r3\n"

// As sl_multiply_draws, for four rows. Their sums are in r8 to r11, the table in r12, four lanes in
// r4 to r7, the draws in r2, the stride in r3; what else is needed waits on the stack.
SL_NAKED void sl_asm_multiply_draws(const uint8_t *draws, uint32_t stride, uint32_t count,
                                    const sl_table_lane *table, const sl_lane *lanes,
                                    uint32_t sums[4]) {
  __asm__(
      ".syntax unified\n"
      "push {r4, r5, r6, r7, lr}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "push {r4, r5, r6, r7}\n"
      "mov r12, r3\n"
      "adds r4, r0, r2\n"  // the end of the first row
      "movs r5, #1\n"
      "subs r5, r5, r1\n"
      "subs r5, r5, r1\n"
      "subs r5, r5, r1\n"  // from a draw of the last row to the first row's next one
      "push {r4, r5}\n"    // arguments now lie at sp + 44
      "movs r2, r0\n"
      "movs r3, r1\n"
      "movs r0, #0\n"
      "mov r8, r0\n"
      "mov r9, r0\n"
      "mov r10, r0\n"
      "mov r11, r0\n"
      "1:\n"
      "ldr r0, [sp, #44]\n"
      "ldmia r0!, {r4, r6}\n"
      "str r0, [sp, #44]\n"
      "asrs r5, r4, #16\n"
      "sxth r4, r4\n"
      "asrs r7, r6, #16\n"
      "sxth r6, r6\n" SL_DRAWN("r8") SL_NEXT_ROW SL_DRAWN("r9") SL_NEXT_ROW SL_DRAWN("r10")
          SL_NEXT_ROW SL_DRAWN("r11")
      "ldr r0, [sp, #4]\n"
      "adds r2, r2, r0\n"
      "ldr r0, [sp]\n"
      "cmp r2, r0\n"
      "bne 1b\n"
      "ldr r0, [sp, #48]\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "stmia r0!, {r4, r5, r6, r7}\n"
      "add sp, #8\n"
      "pop {r4, r5, r6, r7}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "pop {r4, r5, r6, r7, pc}\n");
}

#undef SL_NEXT_ROW
#undef SL_DRAWN
#pragma GCC diagnostic pop

static inline void sl_multiply_draws(const uint8_t *draws, uint32_t stride, uint32_t count,
                                     const sl_table_lane *table, const sl_lane *lanes,
                                     uint32_t *sums, uint32_t fours) {
  for (; fours; fours--, draws += 4 * stride, sums += 4) {
    sl_asm_multiply_draws(draws, stride, count, table, lanes, sums);
  }
}

#endif

#endif
