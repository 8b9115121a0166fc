// SPDX-License-Identifier: Apache-2.0
// Products of draws of four values and inputs, with a mask bit for every four weights. Masked
// weights have no draw.
#ifndef SEEDLITE_LIVE_DRAWS_H
#define SEEDLITE_LIVE_DRAWS_H

#include "../../target/sl_lanes.h"
#include "../../weights/sl_draw_window.h"

#if SL_DSP_ASSEMBLY && !SL_MVE

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// A live quad; x: registers for its inputs; y: inputs of the previous live quad.
#define SL_LIVE_STEP(x0, x1, y0, y1) \
  "clz r1, r0\n"                     \
  "add r1, r1, #1\n"                 \
  "lsls r0, r0, r1\n"                \
  "add r8, r8, r1, lsl #3\n"         \
  "ldrd " x0 ", " x1                 \
  ", [r8, #-8]\n"                    \
  "ldrb r1, [r3], #1\n"              \
  "add r1, r10, r1, lsl #3\n"        \
  "ldm r1, {r1, r2, r11, r12}\n"     \
  "smlad lr, r1, " x0                \
  ", lr\n"                           \
  "smlad lr, r2, " x1                \
  ", lr\n"                           \
  "smlad lr, r11, " y0               \
  ", lr\n"                           \
  "smlad lr, r12, " y1 ", lr\n"
// Loads the next word of live bits; sets the flags.
#define SL_LIVE_WORD   \
  "ldr r0, [r7], #4\n" \
  "rbit r0, r0\n"      \
  "mvns r0, r0\n"
// Compares with the end of the row's words.
#define SL_LIVE_NEXT    \
  "ldrd r1, r8, [sp]\n" \
  "add r8, r8, #256\n"  \
  "str r8, [sp, #4]\n"  \
  "cmp r8, r1\n"

// sl_multiply_live_draws. r0: remaining live bits of a word; r8: position in the lanes. Quads
// alternate between two sets of registers for their inputs.
SL_NAKED const uint8_t *sl_asm_multiply_live_draws(const uint8_t *mask, uint32_t row_bytes,
                                                   uint32_t rows, const uint8_t *draws,
                                                   const uint32_t *table, const sl_lane *lanes,
                                                   uint32_t *sums) {
  __asm__(
      "push {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "mov r7, r0\n"
      "ldrd r10, r8, [sp, #52]\n"
      "add r1, r8, r1, lsl #6\n"
      "str r1, [sp]\n"
      "1:\n"
      "ldr r8, [sp, #56]\n"
      "mov lr, #0\n"
      "str r8, [sp, #4]\n"
      "mov r6, #0\n"
      "mov r9, #0\n"
      "2:\n"
      SL_LIVE_WORD
      "beq 4f\n"
      "3:\n"
      SL_LIVE_STEP("r4", "r5", "r6", "r9")
      "bne 6f\n"
      "b 7f\n"
      "4:\n"
      SL_LIVE_NEXT
      "bne 2b\n"
      "b 8f\n"
      "5:\n"
      SL_LIVE_WORD
      "beq 7f\n"
      "6:\n"
      SL_LIVE_STEP("r6", "r9", "r4", "r5")
      "bne 3b\n"
      "b 4b\n"
      "7:\n"
      SL_LIVE_NEXT
      "bne 5b\n"
      "mov r6, r4\n"
      "mov r9, r5\n"
      "8:\n"
      "ldrb r1, [r3]\n"
      "add r1, r10, r1, lsl #3\n"
      "ldrd r1, r2, [r1, #8]\n"
      "smlad lr, r1, r6, lr\n"
      "smlad lr, r2, r9, lr\n"
      "ldr r1, [sp, #60]\n"
      "ldr r2, [sp, #8]\n"
      "str lr, [r1], #4\n"
      "subs r2, r2, #1\n"
      "str r1, [sp, #60]\n"
      "str r2, [sp, #8]\n"
      "bne 1b\n"
      "mov r0, r3\n"
      "add sp, #16\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef SL_LIVE_NEXT
#undef SL_LIVE_WORD
#undef SL_LIVE_STEP

#pragma GCC diagnostic pop

#endif

// Writes the dot products of `rows` > 0 rows and the lanes. A row has `row_bytes` bytes of `mask`,
// a multiple of 4, lowest bit first. draws: the indices of the live draws, k = 8. Returns the draws
// of the next row.
static inline const uint8_t *sl_multiply_live_draws(const uint8_t *mask, uint32_t row_bytes,
                                                    uint32_t rows, const uint8_t *draws,
                                                    const sl_lane *lanes, uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  return sl_asm_multiply_live_draws(mask, row_bytes, rows, draws, sl_table_quad_lanes, lanes, sums);
#else
  for (const uint32_t *end = sums + rows; sums < end; mask += row_bytes) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < row_bytes; i++) {
      const sl_lane *x = lanes + i * 8 * SL_QUAD;
      for (uint32_t live = mask[i] ^ 0xFFu; live; live >>= 1, x += SL_QUAD) {
        if (!(live & 1u)) continue;
        uint32_t quad = sl_add_quads(sl_table_quads[draws[0]], sl_table_quads[draws[1] + 1]);
        const int8_t weights[SL_QUAD] = {(int8_t)quad, (int8_t)(quad >> 8), (int8_t)(quad >> 16),
                                         (int8_t)(quad >> 24)};
        sum = sl_multiply_row(weights, x, SL_QUAD, sum);
        draws++;
      }
    }
    *sums++ = sum;
  }
  return draws;
#endif
}

#endif
