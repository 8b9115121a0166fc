// SPDX-License-Identifier: Apache-2.0
// Assembly for the draws of seed bits. Arguments on the stack lie behind the thirteen registers
// that a function saves: at sp the first index and the stride, then the end of the lanes in the
// place of their number, the lanes; at sp + 52 the sums, how many outputs or pairs of them, the
// table.
#ifndef SEEDLITE_DSP_DRAWS_H
#define SEEDLITE_DSP_DRAWS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers
#pragma GCC diagnostic ignored "-Wunused-function"

#define SL_QUAD_STEP_OF(index, acc, x0, x1, y0, y1) \
  "ldrb r10, " index                                \
  "\n"                                              \
  "add r10, r3, r10, lsl #3\n"                      \
  "ldm r10, {r10, r11, r12, lr}\n"                  \
  "smlad " acc ", r10, " x0 ", " acc                \
  "\n"                                              \
  "smlad " acc ", r11, " x1 ", " acc                \
  "\n"                                              \
  "smlad " acc ", r12, " y0 ", " acc                \
  "\n"                                              \
  "smlad " acc ", lr, " y1 ", " acc "\n"
// A draw's inputs, x, into two registers; y are those of the draw before.
#define SL_QUAD_STEP(x0, x1, y0, y1)                                                  \
  "ldrd " x0 ", " x1 ", [r2], #8\n" SL_QUAD_STEP_OF("[r0, r1]", "r9", x0, x1, y0, y1) \
      SL_QUAD_STEP_OF("[r0], #1", "r8", x0, x1, y0, y1)
// Two outputs at a time, r8 and r9, by a byte each.
SL_NAKED void sl_asm_multiply_quads(const uint8_t *indices, uint32_t stride, uint32_t draws,
                                    const sl_draw_lane *lanes, uint32_t *sums, uint32_t count,
                                    const uint32_t *table) {
  __asm__(
      "push {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "add r2, r2, #1\n"
      "add r2, r3, r2, lsl #3\n"
      "str r2, [sp, #8]\n"
      "ldr r3, [sp, #60]\n"
      "1:\n"
      "ldr r2, [sp, #12]\n"
      "ldr r10, [sp, #52]\n"
      "ldrd r6, r7, [r2, #-8]\n"
      "ldrd r8, r9, [r10]\n"
      "b 3f\n"
      "2:\n"
      SL_QUAD_STEP("r4", "r5", "r6", "r7")
      "mov r6, r4\n"
      "mov r7, r5\n"
      "3:\n"
      "ldr r10, [sp, #8]\n"
      "subs r10, r10, r2\n"
      "tst r10, #24\n"
      "bne 2b\n"
      "cmp r10, #0\n"
      "beq 5f\n"
      "4:\n"
      SL_QUAD_STEP("r4", "r5", "r6", "r7") SL_QUAD_STEP("r6", "r7", "r4", "r5")
      SL_QUAD_STEP("r4", "r5", "r6", "r7") SL_QUAD_STEP("r6", "r7", "r4", "r5")
      "ldr r10, [sp, #8]\n"
      "cmp r2, r10\n"
      "bne 4b\n"
      "5:\n"
      "ldrd r10, r11, [sp, #52]\n"
      "strd r8, r9, [r10], #8\n"
      "subs r11, r11, #1\n"
      "strd r10, r11, [sp, #52]\n"
      "ldr r0, [sp]\n"
      "add r0, r0, r1, lsl #1\n"
      "str r0, [sp]\n"
      "bne 1b\n"
      "add sp, #16\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#define SL_PAIR_STEP_OF(index, acc, x, y) \
  "ldrb r11, " index                      \
  "\n"                                    \
  "ldr lr, [r10, r11, lsl #2]\n"          \
  "ldr r11, [r3, r11, lsl #2]\n"          \
  "smlad " acc ", r11, " x ", " acc       \
  "\n"                                    \
  "smlad " acc ", lr, " y ", " acc "\n"
#define SL_PAIR_STEP(x, y) \
  SL_PAIR_STEP_OF("[r0, r1]", "r12", x, y) SL_PAIR_STEP_OF("[r0], #1", "r9", x, y)
// Four draws, whose inputs are loaded into r4 to r6 and `last`; `first` are those of the draw
// before.
#define SL_PAIR_STEPS(first, last)                                                       \
  "ldm r2!, {r4, r5, r6, " last "}\n" SL_PAIR_STEP("r4", first) SL_PAIR_STEP("r5", "r4") \
      SL_PAIR_STEP("r6", "r5") SL_PAIR_STEP(last, "r6")
// Two outputs at a time, r9 and r12, by a byte each.
SL_NAKED void sl_asm_multiply_pairs(const uint8_t *indices, uint32_t stride, uint32_t draws,
                                    const sl_draw_lane *lanes, uint32_t *sums, uint32_t count,
                                    const uint32_t *table) {
  __asm__(
      "push {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "add r2, r2, #1\n"
      "add r2, r3, r2, lsl #2\n"
      "str r2, [sp, #8]\n"
      "ldr r3, [sp, #60]\n"
      "add r10, r3, #4\n"
      "1:\n"
      "ldr r2, [sp, #12]\n"
      "ldr r11, [sp, #52]\n"
      "ldr r8, [r2, #-4]\n"
      "ldm r11, {r9, r12}\n"
      "b 3f\n"
      "2:\n"
      "ldr r4, [r2], #4\n"
      SL_PAIR_STEP("r4", "r8")
      "mov r8, r4\n"
      "3:\n"
      "ldr r11, [sp, #8]\n"
      "subs r11, r11, r2\n"
      "tst r11, #28\n"
      "bne 2b\n"
      "cmp r11, #0\n"
      "beq 5f\n"
      "4:\n"
      SL_PAIR_STEPS("r8", "r7") SL_PAIR_STEPS("r7", "r8")
      "ldr r11, [sp, #8]\n"
      "cmp r2, r11\n"
      "bne 4b\n"
      "5:\n"
      "ldrd r4, r5, [sp, #52]\n"
      "strd r9, r12, [r4], #8\n"
      "subs r5, r5, #1\n"
      "strd r4, r5, [sp, #52]\n"
      "ldr r0, [sp]\n"
      "add r0, r0, r1, lsl #1\n"
      "str r0, [sp]\n"
      "bne 1b\n"
      "add sp, #16\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#define SL_SIX_STEP(from, x, y)  \
  "ubfx r11, r10, #" from        \
  ", #8\n"                       \
  "ldr lr, [r12, r11, lsl #2]\n" \
  "ldr r11, [r3, r11, lsl #2]\n" \
  "smlad r9, r11, " x            \
  ", r9\n"                       \
  "smlad r9, lr, " y ", r9\n"
#define SL_SIX_STEPS(first, last)                                                    \
  "ldr r10, [r0], #3\nldm r2!, {r4, r5, r6, " last                                   \
  "}\nlsr r10, r10, r1\n" SL_SIX_STEP("0", "r4", first) SL_SIX_STEP("6", "r5", "r4") \
      SL_SIX_STEP("12", "r6", "r5") SL_SIX_STEP("18", last, "r6")
// Adds the products of draws at every sixth bit, from bit `shift` of a byte on, to a sum: four
// draws by a word, and those that are left over by the last one.
SL_NAKED uint32_t sl_asm_multiply_pairs_of_six(const uint8_t *bytes, uint32_t shift, uint32_t draws,
                                               const sl_draw_lane *lanes, uint32_t sum,
                                               const uint32_t *table) {
  __asm__(
      "push {r2, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "add r4, r2, #1\n"
      "str r4, [sp]\n"
      "mov r2, r3\n"
      "ldrd r9, r3, [sp, #40]\n"
      "add r12, r3, #4\n"
      "ldr r7, [r2, #-4]\n"
      "mov r8, r7\n"
      "lsrs r4, r4, #2\n"
      "beq 4f\n"
      "add r11, r2, r4, lsl #4\n"
      "push {r11}\n"
      "tst r4, #1\n"
      "bne 2f\n"
      "1:\n"
      SL_SIX_STEPS("r8", "r7")
      "2:\n"
      SL_SIX_STEPS("r7", "r8")
      "ldr r11, [sp]\n"
      "cmp r2, r11\n"
      "bne 1b\n"
      "add sp, #4\n"
      "4:\n"
      "ldr r5, [sp]\n"
      "ands r5, r5, #3\n"
      "beq 6f\n"
      "ldr r10, [r0]\n"
      "lsr r10, r10, r1\n"
      "5:\n"
      "ldr r4, [r2], #4\n"
      SL_SIX_STEP("0", "r4", "r8")
      "mov r8, r4\n"
      "lsr r10, r10, #6\n"
      "subs r5, r5, #1\n"
      "bne 5b\n"
      "6:\n"
      "mov r0, r9\n"
      "add sp, #4\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#define SL_OCTET_STEP(p0, p1, n0, n1) \
  "ldrb r9, [r0, #1]!\n"              \
  "ldm r2!, {r10, r11, r12, lr}\n"    \
  "add r9, r3, r9, lsl #3\n"          \
  "ldm r9, {" n0 ", " n1              \
  ", r8, r9}\n"                       \
  "sadd8 r8, " p0                     \
  ", r8\n"                            \
  "sadd8 r9, " p1                     \
  ", r9\n"                            \
  "sxtb16 " p0                        \
  ", r8\n"                            \
  "sxtb16 r8, r8, ror #8\n"           \
  "smlad r1, " p0                     \
  ", r10, r1\n"                       \
  "sxtb16 " p0                        \
  ", r9\n"                            \
  "smlad r1, r8, r11, r1\n"           \
  "sxtb16 r9, r9, ror #8\n"           \
  "smlad r1, " p0                     \
  ", r12, r1\n"                       \
  "smlad r1, r9, lr, r1\n"
// An output at a time, r1. The last index's row of the table is in r4 and r5, or r6 and r7.
SL_NAKED void sl_asm_multiply_octets(const uint8_t *indices, uint32_t stride, uint32_t draws,
                                     const sl_draw_lane *lanes, uint32_t *sums, uint32_t count,
                                     const uint32_t *table) {
  __asm__(
      "push {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "add r2, r3, r2, lsl #4\n"
      "str r2, [sp, #8]\n"
      "ldr r3, [sp, #60]\n"
      "1:\n"
      "ldr r2, [sp, #12]\n"
      "ldr r8, [sp, #52]\n"
      "ldrb r9, [r0]\n"
      "ldr r1, [r8]\n"
      "add r9, r3, r9, lsl #3\n"
      "ldrd r4, r5, [r9]\n"
      "b 3f\n"
      "2:\n"
      SL_OCTET_STEP("r4", "r5", "r6", "r7")
      "mov r4, r6\n"
      "mov r5, r7\n"
      "3:\n"
      "ldr r8, [sp, #8]\n"
      "subs r8, r8, r2\n"
      "tst r8, #48\n"
      "bne 2b\n"
      "cmp r8, #0\n"
      "beq 5f\n"
      "4:\n"
      SL_OCTET_STEP("r4", "r5", "r6", "r7") SL_OCTET_STEP("r6", "r7", "r4", "r5")
      SL_OCTET_STEP("r4", "r5", "r6", "r7") SL_OCTET_STEP("r6", "r7", "r4", "r5")
      "ldr r8, [sp, #8]\n"
      "cmp r2, r8\n"
      "bne 4b\n"
      "5:\n"
      "ldrd r8, r9, [sp, #52]\n"
      "str r1, [r8], #4\n"
      "subs r9, r9, #1\n"
      "strd r8, r9, [sp, #52]\n"
      "ldrd r0, r1, [sp]\n"
      "add r0, r0, r1\n"
      "str r0, [sp]\n"
      "bne 1b\n"
      "add sp, #16\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#pragma GCC diagnostic pop

typedef void (*sl_asm_multiply)(const uint8_t *indices, uint32_t stride, uint32_t draws,
                                const sl_draw_lane *lanes, uint32_t *sums, uint32_t count,
                                const uint32_t *table);

// Two outputs at a time; the last one of an odd number twice.
static inline void sl_multiply_by_two(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                      uint32_t *sums, sl_asm_multiply multiply,
                                      const uint32_t *table) {
  const uint8_t *indices = rows->stream + rows->at / 8;
  const uint32_t stride = rows->stride / 8, last = rows->count - 1;
  if (last) multiply(indices, stride, rows->draws, lanes, sums, rows->count / 2, table);
  if (last % 2 == 0) {
    uint32_t same[2] = {sums[last], 0};
    multiply(indices + last * stride, 0, rows->draws, lanes, same, 1, table);
    sums[last] = same[0];
  }
}

#define SL_MULTIPLY_PAIRS
static inline bool sl_multiply_pairs(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                     uint32_t *sums) {
  if (sl_draws_are_bytes(rows)) {
    sl_multiply_by_two(rows, lanes, sums, sl_asm_multiply_pairs, sl_table_pair_lanes);
    return true;
  }
  if (rows->step != 6) return false;
  uint32_t at = rows->at;
  for (uint32_t i = 0; i < rows->count; i++, at += rows->stride) {
    sums[i] = sl_asm_multiply_pairs_of_six(rows->stream + at / 8, at % 8, rows->draws, lanes,
                                           sums[i], sl_table_pair_lanes);
  }
  return true;
}

#define SL_MULTIPLY_QUADS
static inline bool sl_multiply_quads(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                     uint32_t *sums) {
  if (!sl_draws_are_bytes(rows)) return false;
  sl_multiply_by_two(rows, lanes, sums, sl_asm_multiply_quads, sl_table_quad_lanes);
  return true;
}

#define SL_MULTIPLY_OCTETS
static inline bool sl_multiply_octets(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                      uint32_t *sums) {
  if (!sl_draws_are_bytes(rows)) return false;
  sl_asm_multiply_octets(rows->stream + rows->at / 8, rows->stride / 8, rows->draws, lanes, sums,
                         rows->count, sl_table_octets);
  return true;
}

#endif
