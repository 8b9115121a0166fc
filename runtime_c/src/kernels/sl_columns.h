// What inputs give to all outputs, where weights are drawn from a table column by column.
#ifndef SEEDLITE_COLUMNS_H
#define SEEDLITE_COLUMNS_H

#include "sl_lanes.h"

#if SL_MVE

#include <arm_mve.h>

#elif defined(SL_DSP_ASSEMBLY)

// Four sums, to which a draw of each column adds; `values` holds both inputs.
#define SL_COLUMN_DRAW                \
  "ldrb r0, [%[a]], #1\n"             \
  "ldrb r2, [%[b]], #1\n"             \
  "add r0, %[table], r0, lsl #3\n"    \
  "add r2, %[table], r2, lsl #3\n"    \
  "ldrd r0, r1, [r0]\n"               \
  "ldrd r2, r3, [r2]\n"               \
  "ldmia %[sums], {r4, r5, r6, r8}\n" \
  "smlabb r4, r0, %[values], r4\n"    \
  "smlabb r5, r1, %[values], r5\n"    \
  "smlatb r6, r0, %[values], r6\n"    \
  "smlatb r8, r1, %[values], r8\n"    \
  "smlabt r4, r2, %[values], r4\n"    \
  "smlabt r5, r3, %[values], r5\n"    \
  "smlatt r6, r2, %[values], r6\n"    \
  "smlatt r8, r3, %[values], r8\n"    \
  "stmia %[sums]!, {r4, r5, r6, r8}\n"
#define SL_COLUMN_ASSEMBLY(text)                                              \
  __asm__ volatile(text                                                       \
                   : [a] "+r"(a), [b] "+r"(b), [sums] "+r"(sums)              \
                   : [table] "r"(table), [values] "r"(values), [end] "m"(end) \
                   : "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r8", "cc", "memory")

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
  const uint8_t *end = a + draws;
#if SL_MVE
  const uint32x4_t lanes = {sl_lane_of(0), sl_lane_of(1), sl_lane_of(2), sl_lane_of(3)};
  for (; a < end; sums += SL_QUAD) {
    int32x4_t of_a = vldrbq_gather_offset_s32(table + SL_QUAD * *a++, lanes);
    int32x4_t of_b = vldrbq_gather_offset_s32(table + SL_QUAD * *b++, lanes);
    int32x4_t added = vmlaq_n_s32(vreinterpretq_s32_u32(vldrwq_u32(sums)), of_a, x);
    vstrwq_u32(sums, vreinterpretq_u32_s32(vmlaq_n_s32(added, of_b, y)));
  }
#elif defined(SL_COLUMN_ASSEMBLY)
  const uint32_t values = ((uint32_t)x & 0xFFFFu) | (uint32_t)y << 16;
  // draws left over from fours go first
  for (uint32_t rest = draws % 4; rest; rest--) SL_COLUMN_ASSEMBLY(SL_COLUMN_DRAW);
  if (a != end) {
    SL_COLUMN_ASSEMBLY("1:\n" SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW SL_COLUMN_DRAW
                       "ldr r0, %[end]\n"
                       "cmp %[a], r0\n"
                       "bne 1b\n");
  }
#undef SL_COLUMN_ASSEMBLY
#undef SL_COLUMN_DRAW
#else
  sl_add_column(a, end, x, table, sums);
  if (y) sl_add_column(b, b + draws, y, table, sums);
#endif
}

#endif
