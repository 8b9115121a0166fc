// SPDX-License-Identifier: Apache-2.0
// Assembly for draws with k = 8, and V = 2 with k = 6. Products are formed index by index: an
// index's table row is multiplied by the inputs of its draw, the next row by those of the draw
// before.
#ifndef SEEDLITE_DSP_DRAWS_H
#define SEEDLITE_DSP_DRAWS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

#define SL_QUAD_STEP_OF(index, acc, x0, x1, y0, y1) \
  "ldrb r4, " index                                 \
  "\n"                                              \
  "add r4, r3, r4, lsl #3\n"                        \
  "ldm r4, {r4, r5, r6, r7}\n"                      \
  "smlad " acc ", r4, " x0 ", " acc                 \
  "\n"                                              \
  "smlad " acc ", r5, " x1 ", " acc                 \
  "\n"                                              \
  "smlad " acc ", r6, " y0 ", " acc                 \
  "\n"                                              \
  "smlad " acc ", r7, " y1 ", " acc "\n"
// x: two registers for the draw's inputs; y: inputs of the draw before.
#define SL_QUAD_STEP(x0, x1, y0, y1)                                                  \
  "ldrd " x0 ", " x1 ", [r2], #8\n" SL_QUAD_STEP_OF("[r0, r1]", "lr", x0, x1, y0, y1) \
      SL_QUAD_STEP_OF("[r0], #1", "r12", x0, x1, y0, y1)
#define SL_QUAD_EVEN SL_QUAD_STEP("r8", "r9", "r10", "r11")
#define SL_QUAD_ODD SL_QUAD_STEP("r10", "r11", "r8", "r9")
// The second index of the last draw.
#define SL_QUAD_LAST(index, acc)                                                  \
  "ldrb r4, " index "\nadd r4, r3, r4, lsl #3\nldrd r4, r5, [r4, #8]\nsmlad " acc \
  ", r4, r10, " acc "\nsmlad " acc ", r5, r11, " acc "\n"

// Two outputs at a time, accumulated in r12 and lr. Eight draws are unrolled; the loop is entered
// in the middle for a remainder.
SL_NAKED void sl_asm_multiply_quads(const uint8_t *indices, uint32_t stride,
                                    const sl_draw_lane *lanes, const uint32_t *table,
                                    uint32_t *sums, uint32_t count, uint32_t draws, uint32_t next) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r8, [sp, #44]\n"
      "mov r4, r2\n"
      "and r5, r8, #7\n"
      "mov r6, #0\n"
      "mov r7, r6\n"
      "add r8, r2, r8, lsl #3\n"
      "push {r4, r5, r6, r7, r8}\n"
      "1:\n"
      "ldrd r2, r4, [sp]\n"
      "ldrd r8, r9, [sp, #8]\n"
      "ldrd r10, r11, [sp, #8]\n"
      "ldrd r12, lr, [sp, #8]\n"
      "tbb [pc, r4]\n"
      "50:\n"
      ".byte (10f - 50b) / 2\n"
      ".byte (17f - 50b) / 2\n"
      ".byte (16f - 50b) / 2\n"
      ".byte (15f - 50b) / 2\n"
      ".byte (14f - 50b) / 2\n"
      ".byte (13f - 50b) / 2\n"
      ".byte (12f - 50b) / 2\n"
      ".byte (11f - 50b) / 2\n"
      "10:\n"
      SL_QUAD_EVEN
      "11:\n"
      SL_QUAD_ODD
      "12:\n"
      SL_QUAD_EVEN
      "13:\n"
      SL_QUAD_ODD
      "14:\n"
      SL_QUAD_EVEN
      "15:\n"
      SL_QUAD_ODD
      "16:\n"
      SL_QUAD_EVEN
      "17:\n"
      SL_QUAD_ODD
      "ldr r4, [sp, #16]\n"
      "cmp r2, r4\n"
      "bne 10b\n"
      SL_QUAD_LAST("[r0, r1]", "lr") SL_QUAD_LAST("[r0]", "r12")
      "ldrd r4, r5, [sp, #56]\n"
      "strd r12, lr, [r4], #8\n"
      "ldr r6, [sp, #68]\n"
      "subs r5, r5, #1\n"
      "strd r4, r5, [sp, #56]\n"
      "add r0, r0, r6\n"
      "bne 1b\n"
      "add sp, #20\n"
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
// Four draws, whose inputs are loaded to r4 to r6 and `last`; first: inputs of the draw before.
#define SL_PAIR_STEPS(first, last)                                                       \
  "ldm r2!, {r4, r5, r6, " last "}\n" SL_PAIR_STEP("r4", first) SL_PAIR_STEP("r5", "r4") \
      SL_PAIR_STEP("r6", "r5") SL_PAIR_STEP(last, "r6")
// The second index of the last draw.
#define SL_PAIR_LAST(index, acc) \
  "ldrb r11, " index "\nldr lr, [r10, r11, lsl #2]\nsmlad " acc ", lr, r8, " acc "\n"

// Two outputs at a time, accumulated in r9 and r12. The remainder modulo four draws comes first.
SL_NAKED void sl_asm_multiply_pairs(const uint8_t *indices, uint32_t stride,
                                    const sl_draw_lane *lanes, const uint32_t *table,
                                    uint32_t *sums, uint32_t count, uint32_t draws, uint32_t next) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r8, [sp, #44]\n"
      "mov r4, r2\n"
      "and r5, r8, #3\n"
      "mov r6, #0\n"
      "mov r7, r6\n"
      "add r8, r2, r8, lsl #2\n"
      "push {r4, r5, r6, r7, r8}\n"
      "add r10, r3, #4\n"
      "1:\n"
      "ldrd r2, r4, [sp]\n"
      "ldrd r7, r8, [sp, #8]\n"
      "ldrd r9, r12, [sp, #8]\n"
      "cmp r4, #0\n"
      "beq 3f\n"
      "2:\n"
      "ldr r7, [r2], #4\n"
      SL_PAIR_STEP("r7", "r8")
      "subs r4, r4, #1\n"
      "mov r8, r7\n"
      "bne 2b\n"
      "3:\n"
      "ldr r11, [sp, #16]\n"
      "subs r11, r11, r2\n"
      "beq 6f\n"
      "tst r11, #16\n"
      "bne 5f\n"
      "4:\n"
      SL_PAIR_STEPS("r8", "r7")
      "5:\n"
      SL_PAIR_STEPS("r7", "r8")
      "ldr r11, [sp, #16]\n"
      "cmp r2, r11\n"
      "bne 4b\n"
      "6:\n"
      SL_PAIR_LAST("[r0, r1]", "r12") SL_PAIR_LAST("[r0]", "r9")
      "ldrd r4, r5, [sp, #56]\n"
      "strd r9, r12, [r4], #8\n"
      "ldr r6, [sp, #68]\n"
      "subs r5, r5, #1\n"
      "strd r4, r5, [sp, #56]\n"
      "add r0, r0, r6\n"
      "bne 1b\n"
      "add sp, #20\n"
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

// Returns the dot product of an output with k = 6; its first index begins at bit `shift` of a byte.
// A word gives four draws, the last word the remainder.
SL_NAKED uint32_t sl_asm_multiply_six(const uint8_t *bytes, uint32_t shift,
                                      const sl_draw_lane *lanes, const uint32_t *table,
                                      uint32_t draws) {
  __asm__(
      "push {r3, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r5, [sp, #40]\n"
      "add r12, r3, #4\n"
      "mov r9, #0\n"
      "mov r7, r9\n"
      "mov r8, r9\n"
      "bics r4, r5, #3\n"
      "beq 3f\n"
      "add r11, r2, r4, lsl #2\n"
      "str r11, [sp]\n"
      "tst r5, #4\n"
      "bne 2f\n"
      "1:\n"
      SL_SIX_STEPS("r8", "r7")
      "2:\n"
      SL_SIX_STEPS("r7", "r8")
      "ldr r11, [sp]\n"
      "cmp r2, r11\n"
      "bne 1b\n"
      "ldr r5, [sp, #40]\n"
      "3:\n"
      "ldr r10, [r0]\n"
      "ands r5, r5, #3\n"
      "lsr r10, r10, r1\n"
      "beq 5f\n"
      "4:\n"
      "ldr r4, [r2], #4\n"
      SL_SIX_STEP("0", "r4", "r8")
      "mov r8, r4\n"
      "lsr r10, r10, #6\n"
      "subs r5, r5, #1\n"
      "bne 4b\n"
      "5:\n"
      "uxtb r10, r10\n"
      "ldr lr, [r12, r10, lsl #2]\n"
      "smlad r0, lr, r8, r9\n"
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
#define SL_OCTET_EVEN SL_OCTET_STEP("r4", "r5", "r6", "r7")
#define SL_OCTET_ODD SL_OCTET_STEP("r6", "r7", "r4", "r5")

#define SL_OCTET_ENTRY(draw) "2" draw ":\nmov r6, r4\nmov r7, r5\nb 1" draw "f\n"

// An output at a time, accumulated in r1. Table rows are bytes and added before they are
// multiplied; the last index's row is in r4 and r5, or r6 and r7.
SL_NAKED void sl_asm_multiply_octets(const uint8_t *indices, uint32_t stride,
                                     const sl_draw_lane *lanes, const uint32_t *table,
                                     uint32_t *sums, uint32_t count, uint32_t draws,
                                     uint32_t next) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r8, [sp, #44]\n"
      "mov r4, r2\n"
      "and r5, r8, #7\n"
      "mov r6, #0\n"
      "mov r7, r6\n"
      "add r8, r2, r8, lsl #4\n"
      "push {r4, r5, r6, r7, r8}\n"
      "ldrb r9, [r0]\n"
      "add r9, r3, r9, lsl #3\n"
      "ldrd r4, r5, [r9]\n"
      "1:\n"
      "ldrd r2, r10, [sp]\n"
      "mov r1, #0\n"
      "tbb [pc, r10]\n"
      "50:\n"
      ".byte (10f - 50b) / 2\n"
      ".byte (27f - 50b) / 2\n"
      ".byte (16f - 50b) / 2\n"
      ".byte (25f - 50b) / 2\n"
      ".byte (14f - 50b) / 2\n"
      ".byte (23f - 50b) / 2\n"
      ".byte (12f - 50b) / 2\n"
      ".byte (21f - 50b) / 2\n"
      // for an odd number of draws the first row is in r6 and r7
      SL_OCTET_ENTRY("1") SL_OCTET_ENTRY("3") SL_OCTET_ENTRY("5")
          SL_OCTET_ENTRY("7") "10:\n" SL_OCTET_EVEN "11:\n" SL_OCTET_ODD "12:\n" SL_OCTET_EVEN
                              "13:\n" SL_OCTET_ODD "14:\n" SL_OCTET_EVEN "15:\n" SL_OCTET_ODD
                              "16:\n" SL_OCTET_EVEN "17:\n" SL_OCTET_ODD
                              "ldr r8, [sp, #16]\n"
                              "cmp r2, r8\n"
                              "bne 10b\n"
                              "ldrd r8, r9, [sp, #56]\n"
                              "str r1, [r8], #4\n"
                              "subs r9, r9, #1\n"
                              "strd r8, r9, [sp, #56]\n"
                              "bne 1b\n"
                              "add sp, #20\n"
                              "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#pragma GCC diagnostic pop

typedef void (*sl_asm_multiply)(const uint8_t *indices, uint32_t stride, const sl_draw_lane *lanes,
                                const uint32_t *table, uint32_t *sums, uint32_t count,
                                uint32_t draws, uint32_t next);

// Runs `multiply` for two outputs at a time; after an odd last one, the second sum is ignored.
static inline void sl_multiply_by_two(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                      uint32_t *sums, sl_asm_multiply multiply,
                                      const uint32_t *table) {
  const uint8_t *indices = rows->stream + rows->at / 8;
  const uint32_t draws = rows->draws, stride = rows->stride / 8, last = rows->count - 1;
  if (last % 2 == 0) multiply(indices + last * stride, 0, lanes, table, sums + last, 1, draws, 0);
  if (last)
    multiply(indices, stride, lanes, table, sums, rows->count / 2, draws, 2 * stride - draws);
}

#endif
