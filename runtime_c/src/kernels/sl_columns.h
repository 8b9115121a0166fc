// SPDX-License-Identifier: Apache-2.0
// What inputs give to all outputs, where weights are drawn from a table column by column.
#ifndef SEEDLITE_COLUMNS_H
#define SEEDLITE_COLUMNS_H

#include "sl_lanes.h"

#if SL_MVE

#include <arm_mve.h>

#elif SL_DSP_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Four sums at lr, to which a draw of each column adds: those at r0 for the lower half of r2, those
// at r1 for the upper one. The table is at r12.
#define SL_COLUMN_DRAW             \
  "ldrb r4, [r0], #1\n"            \
  "ldrb r6, [r1], #1\n"            \
  "add r4, r12, r4, lsl #3\n"      \
  "add r6, r12, r6, lsl #3\n"      \
  "ldrd r4, r5, [r4]\n"            \
  "ldrd r6, r7, [r6]\n"            \
  "ldmia lr, {r8, r9, r10, r11}\n" \
  "smlabb r8, r4, r2, r8\n"        \
  "smlabb r9, r5, r2, r9\n"        \
  "smlatb r10, r4, r2, r10\n"      \
  "smlatb r11, r5, r2, r11\n"      \
  "smlabt r8, r6, r2, r8\n"        \
  "smlabt r9, r7, r2, r9\n"        \
  "smlatt r10, r6, r2, r10\n"      \
  "smlatt r11, r7, r2, r11\n"      \
  "stmia lr!, {r8, r9, r10, r11}\n"

// As sl_add_columns; x in the lower half of `values`, y in the upper. Draws left over from fours go
// first.
SL_NAKED void sl_asm_add_columns(const uint8_t *a, const uint8_t *b, uint32_t values,
                                 uint32_t draws, const sl_table_lane *table, uint32_t *sums) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r12, [sp, #36]\n"
      "ldr lr, [sp, #40]\n"
      "add r3, r0, r3\n"  // the end of a
      "b 2f\n"
      "1:\n" SL_COLUMN_DRAW
      "2:\n"
      "sub r4, r3, r0\n"
      "tst r4, #3\n"
      "bne 1b\n"
      "cmp r4, #0\n"
      "beq 4f\n"
      "3:\n" SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW
      "cmp r0, r3\n"
      "bne 3b\n"
      "4:\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef SL_COLUMN_DRAW
#pragma GCC diagnostic pop

#else

static inline void sl_add_column(const uint8_t *draws, const uint8_t *end, int32_t x,
                                 const sl_table_lane *table, uint32_t *sums) {
  for (; draws < end; sums += SL_QUAD) {
    const sl_table_lane *w = table + SL_QUAD * *draws++;
    // |each product| <= 127 * 255; all read first, as the compiler may not exchange it with stores
    uint32_t s0 = sums[0] + (uint32_t)(w[0] * x), s2 = sums[2] + (uint32_t)(w[1] * x);
    uint32_t s1 = sums[1] + (uint32_t)(w[2] * x), s3 = sums[3] + (uint32_t)(w[3] * x);
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
  }
}

#endif

// Adds two inputs, x and y (-255 ... 255), times their columns of weights to the sums: `draws` at a
// and at b, each for four of them, quads of the table.
static inline void sl_add_columns(const uint8_t *a, int32_t x, const uint8_t *b, int32_t y,
                                  uint32_t draws, const sl_table_lane *table, uint32_t *sums) {
#if SL_MVE
  const uint8_t *end = a + draws;
  const uint32x4_t lanes = {sl_lane_of(0), sl_lane_of(1), sl_lane_of(2), sl_lane_of(3)};
  for (; a < end; sums += SL_QUAD) {
    int32x4_t of_a = vldrbq_gather_offset_s32(table + SL_QUAD * *a++, lanes);
    int32x4_t of_b = vldrbq_gather_offset_s32(table + SL_QUAD * *b++, lanes);
    int32x4_t added = vmlaq_n_s32(vreinterpretq_s32_u32(vldrwq_u32(sums)), of_a, x);
    vstrwq_u32(sums, vreinterpretq_u32_s32(vmlaq_n_s32(added, of_b, y)));
  }
#elif SL_DSP_ASSEMBLY
  const uint32_t values = ((uint32_t)x & 0xFFFFu) | (uint32_t)y << 16;
  sl_asm_add_columns(a, b, values, draws, table, sums);
#else
  sl_add_column(a, a + draws, x, table, sums);
  if (y) sl_add_column(b, b + draws, y, table, sums);
#endif
}

#endif
