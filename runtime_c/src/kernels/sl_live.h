// Products of live quads of weights, those that a mask does not say are zero. A word of live bits
// stands for 32 quads in turn, the first in its highest bit.
#ifndef SEEDLITE_LIVE_H
#define SEEDLITE_LIVE_H

#include "sl_lanes.h"

// Products of draws' weights (table, as sl_multiply_draws has it) with lanes, summed for `rows` > 0
// rows of `row_bytes` bytes of `mask` each, a multiple of 4, lowest bit first: what it says is zero
// has no draw. Returns the draws behind them.
static inline const uint8_t *sl_multiply_live_draws(const uint8_t *mask, uint32_t row_bytes,
                                                    uint32_t rows, const uint8_t *draws,
                                                    const sl_table_lane *table,
                                                    const sl_lane *lanes, uint32_t *sums) {
  uint32_t *sums_end = sums + rows;
  const sl_lane *x = lanes, *lanes_end = lanes + 8 * SL_QUAD * row_bytes;
  uint32_t sum = 0;
#if defined(SL_DSP_ASSEMBLY) && !SL_MVE
  // All registers are in use. r0 holds the live bits of a word, the first in its highest bit.
  __asm__ volatile(
      "1:\n"
      "ldr r0, [%[mask]], #4\n"
      "rbit r0, r0\n"
      "mvns r0, r0\n"
      "beq 3f\n"
      "2:\n"
      "clz r1, r0\n"
      "ldrb r2, [%[draws]], #1\n"
      "lsr r4, %[top], r1\n"
      "add r1, %[x], r1, lsl #3\n"
      "add r2, %[table], r2, lsl #3\n"
      "ldrd r6, r1, [r1]\n"
      "ldrd r2, r5, [r2]\n"
      "smlad %[sum], r2, r6, %[sum]\n"
      "smlad %[sum], r5, r1, %[sum]\n"
      "bics r0, r0, r4\n"
      "bne 2b\n"
      "3:\n"
      "add %[x], %[x], #256\n"
      "cmp %[x], %[end]\n"
      "bne 1b\n"
      "str %[sum], [%[sums]], #4\n"
      "ldr %[x], %[lanes]\n"
      "ldr r0, %[sums_end]\n"
      "mov %[sum], #0\n"
      "cmp %[sums], r0\n"
      "bne 1b\n"
      : [sum] "+r"(sum), [mask] "+r"(mask), [draws] "+r"(draws), [x] "+r"(x), [sums] "+r"(sums)
      : [table] "r"(table), [top] "r"(0x80000000u), [end] "r"(lanes_end), [lanes] "m"(lanes),
        [sums_end] "m"(sums_end)
      : "r0", "r1", "r2", "r4", "r5", "r6", "cc", "memory");
#else
  for (; sums < sums_end; *sums++ = sum) {
    sum = 0;
    for (x = lanes; x < lanes_end; mask++) {
      for (uint32_t bit = 0; bit < 8; bit++, x += SL_QUAD) {
        if (*mask >> bit & 1u) continue;
        const sl_table_lane *w = table + SL_QUAD * *draws++;
        for (uint32_t i = 0; i < SL_QUAD; i++) sum += (uint32_t)(w[i] * x[i]);
      }
    }
  }
#endif
  return draws;
}

// Products of a row of int8 weights with two columns (quad by quad in turn), summed. `live` are the
// row's words, a bit for each quad, the first in the highest; the quads whose bit is set follow
// behind them. Returns the end of the row.
static inline const uint32_t *sl_multiply_live_quads(const uint32_t *live, uint32_t words,
                                                     const sl_lane *columns, uint32_t sums[2]) {
  const uint32_t *weights = live + words, *end = weights;
  uint32_t s0 = 0, s1 = 0;
#if defined(SL_DSP_ASSEMBLY) && !SL_MVE
  __asm__ volatile(
      "1:\n"
      "ldr r0, [%[live]], #4\n"
      "cmp r0, #0\n"
      "beq 3f\n"
      "2:\n"
      "clz r1, r0\n"
      "lsr r2, %[top], r1\n"
      "add r1, %[columns], r1, lsl #4\n"
      "ldr r3, [%[weights]], #4\n"
      "ldmia r1, {r4, r5, r6, r8}\n"
      "sxtb16 r1, r3\n"
      "sxtb16 r3, r3, ror #8\n"
      "smlad %[s0], r1, r4, %[s0]\n"
      "smlad %[s1], r1, r6, %[s1]\n"
      "smlad %[s0], r3, r5, %[s0]\n"
      "smlad %[s1], r3, r8, %[s1]\n"
      "bics r0, r0, r2\n"
      "bne 2b\n"
      "3:\n"
      "ldr r1, %[end]\n"
      "add %[columns], %[columns], #512\n"
      "cmp %[live], r1\n"
      "bne 1b\n"
      : [s0] "+r"(s0), [s1] "+r"(s1), [live] "+r"(live), [weights] "+r"(weights),
        [columns] "+r"(columns)
      : [top] "r"(0x80000000u), [end] "m"(end)
      : "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r8", "cc", "memory");
#else
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
#endif
  sums[0] = s0;
  sums[1] = s1;
  return weights;
}

#endif
