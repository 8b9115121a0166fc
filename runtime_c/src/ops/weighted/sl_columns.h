// SPDX-License-Identifier: Apache-2.0
// Products of inputs and columns of weights, which are drawn column by column.
#ifndef SEEDLITE_COLUMNS_H
#define SEEDLITE_COLUMNS_H

#include "../../target/sl_lanes.h"
#include "../../weights/sl_draw_window.h"

#if SL_DSP_ASSEMBLY && !SL_MVE

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Adds a draw of each of two columns to the four accumulators at r7: the one at r0, with the last
// index's table row in r5, times the lower half of r4, and the one at r1, with r6, times the upper
// half. r2 is the table, r3 its second row.
#define SL_COLUMN_DRAW           \
  "ldm r7, {r8, r9, r10, r11}\n" \
  "ldrb r12, [r0, #1]!\n"        \
  "ldr lr, [r3, r12, lsl #2]\n"  \
  "sadd8 lr, r5, lr\n"           \
  "ldr r5, [r2, r12, lsl #2]\n"  \
  "sxtb16 r12, lr\n"             \
  "sxtb16 lr, lr, ror #8\n"      \
  "smlabb r8, r12, r4, r8\n"     \
  "smlatb r10, r12, r4, r10\n"   \
  "smlabb r9, lr, r4, r9\n"      \
  "smlatb r11, lr, r4, r11\n"    \
  "ldrb r12, [r1, #1]!\n"        \
  "ldr lr, [r3, r12, lsl #2]\n"  \
  "sadd8 lr, r6, lr\n"           \
  "ldr r6, [r2, r12, lsl #2]\n"  \
  "sxtb16 r12, lr\n"             \
  "sxtb16 lr, lr, ror #8\n"      \
  "smlabt r8, r12, r4, r8\n"     \
  "smlatt r10, r12, r4, r10\n"   \
  "smlabt r9, lr, r4, r9\n"      \
  "smlatt r11, lr, r4, r11\n"    \
  "stm r7!, {r8, r9, r10, r11}\n"

// sl_add_columns; x is the lower half of `values`, y the upper. A remainder of draws comes first.
SL_NAKED void sl_asm_add_columns(const uint8_t *a, const uint8_t *b, const uint32_t *table,
                                 uint32_t draws, uint32_t values, uint32_t *sums) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldrd r4, r7, [sp, #36]\n"
      "add r12, r7, r3, lsl #4\n"
      "push {r3, r12}\n"
      "ldrb r5, [r0]\n"
      "ldrb r6, [r1]\n"
      "add r3, r2, #4\n"
      "ldr r5, [r2, r5, lsl #2]\n"
      "ldr r6, [r2, r6, lsl #2]\n"
      "b 2f\n"
      "1:\n" SL_COLUMN_DRAW
      "2:\n"
      "ldr r12, [sp, #4]\n"
      "subs r12, r12, r7\n"
      "tst r12, #48\n"
      "bne 1b\n"
      "cmp r12, #0\n"
      "beq 4f\n"
      "3:\n" SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW
      "ldr r12, [sp, #4]\n"
      "cmp r7, r12\n"
      "bne 3b\n"
      "4:\n"
      "add sp, #8\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef SL_COLUMN_DRAW
#pragma GCC diagnostic pop

#define SL_COLUMN_BIAS 0

#else

#define SL_COLUMN_BIAS (2 * SL_TABLE_BIAS)

// Adds input x times its column of weights, which are biased by SL_COLUMN_BIAS.
static inline void sl_add_column(const uint8_t *indices, uint32_t draws, int32_t x,
                                 uint32_t *sums) {
  const uint32_t value = (uint32_t)x;
  uint32_t row = sl_table_biased[*indices++];
  for (const uint32_t *end = sums + draws * SL_QUAD; sums < end; sums += SL_QUAD) {
    const uint32_t *next = sl_table_biased + *indices++;
    uint32_t quad = row + next[1];
    row = next[0];
    // all loads first: the compiler may not move them across stores
    uint32_t s0 = sums[0] + (quad & 0xFFu) * value, s1 = sums[1] + (quad >> 8 & 0xFFu) * value;
    uint32_t s2 = sums[2] + (quad >> 16 & 0xFFu) * value, s3 = sums[3] + (quad >> 24) * value;
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
  }
}

#endif

// Adds inputs x and y (-255 ... 255) times their columns of weights to the accumulators. Columns
// are `draws` draws of V = 4, k = 8 at `a` and `b`, biased by SL_COLUMN_BIAS.
static inline void sl_add_columns(const uint8_t *a, int32_t x, const uint8_t *b, int32_t y,
                                  uint32_t draws, uint32_t *sums) {
#if SL_DSP_ASSEMBLY && !SL_MVE
  const uint32_t values = ((uint32_t)x & 0xFFFFu) | (uint32_t)y << 16;
  sl_asm_add_columns(a, b, sl_table_quads, draws, values, sums);
#else
  sl_add_column(a, draws, x, sums);
  if (y) sl_add_column(b, draws, y, sums);
#endif
}

#endif
