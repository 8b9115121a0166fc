// SPDX-License-Identifier: Apache-2.0
// Products of live quads of weights, which are not masked. A word of live bits stands for 32
// consecutive quads; the highest bit is the first quad's.
#ifndef SEEDLITE_LIVE_H
#define SEEDLITE_LIVE_H

#include "../../target/sl_lanes.h"
#include "../../weights/sl_weights.h"

// Whether there is assembly: with the DSP extension and without vectors.
#if SL_DSP_ASSEMBLY && !SL_MVE
#define SL_LIVE_ASSEMBLY 1
#else
#define SL_LIVE_ASSEMBLY 0
#endif

#if SL_LIVE_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// sl_multiply_live_quads.
SL_NAKED const uint32_t *sl_asm_multiply_live_quads(const uint32_t *live, uint32_t words,
                                                    const sl_lane *columns, uint32_t sums[2]) {
  __asm__(
      "push {r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "mov r7, r0\n"
      "mov r10, r2\n"
      "add r9, r0, r1, lsl #2\n"  // the end of the live bits
      "push {r9}\n"
      "mov r11, #0x80000000\n"
      "mov r12, #0\n"
      "mov lr, #0\n"
      "1:\n"
      "ldr r0, [r7], #4\n"
      "cmp r0, #0\n"
      "beq 3f\n"
      "2:\n"
      "clz r1, r0\n"
      "lsr r2, r11, r1\n"
      "add r1, r10, r1, lsl #4\n"
      "ldr r3, [r9], #4\n"
      "ldmia r1, {r4, r5, r6, r8}\n"
      "sxtb16 r1, r3\n"
      "sxtb16 r3, r3, ror #8\n"
      "smlad r12, r1, r4, r12\n"
      "smlad lr, r1, r6, lr\n"
      "smlad r12, r3, r5, r12\n"
      "smlad lr, r3, r8, lr\n"
      "bics r0, r0, r2\n"
      "bne 2b\n"
      "3:\n"
      "ldr r1, [sp]\n"
      "add r10, r10, #512\n"
      "cmp r7, r1\n"
      "bne 1b\n"
      "ldr r1, [sp, #4]\n"
      "strd r12, lr, [r1]\n"
      "mov r0, r9\n"
      "add sp, #8\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#pragma GCC diagnostic pop

#endif

// Computes the dot products of a row of int8 weights and two columns, whose quads alternate. live:
// the row's `words` words of live bits, followed by its live quads. Returns the end of the row.
static inline const uint32_t *sl_multiply_live_quads(const uint32_t *live, uint32_t words,
                                                     const sl_lane *columns, uint32_t sums[2]) {
#if SL_LIVE_ASSEMBLY
  return sl_asm_multiply_live_quads(live, words, columns, sums);
#else
  const uint32_t *weights = live + words, *end = weights;
  uint32_t s0 = 0, s1 = 0;
  for (; live < end; live++, columns += SL_LIVE_BITS * SL_BLOCK) {
    const sl_lane *x = columns;
    for (uint32_t bits = *live; bits; bits <<= 1, x += SL_BLOCK) {
      if (!(bits >> 31)) continue;
      const int8_t *w = (const int8_t *)weights++;
      for (uint32_t i = 0; i < SL_QUAD; i++) {
        s0 += (uint32_t)(w[i] * x[sl_lane_of(i)]);
        s1 += (uint32_t)(w[i] * x[SL_QUAD + sl_lane_of(i)]);
      }
    }
  }
  sums[0] = s0;
  sums[1] = s1;
  return weights;
#endif
}

#endif
