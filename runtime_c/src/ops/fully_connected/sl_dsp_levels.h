// SPDX-License-Identifier: Apache-2.0
// Assembly for rows of statistics alone (sl_level_rows.h).
#ifndef SEEDLITE_DSP_LEVELS_H
#define SEEDLITE_DSP_LEVELS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

#define SL_LEVEL_STEP(shift, lane) \
  "and r12, r11, r4, lsr #" shift  \
  "\n"                             \
  "smlad r3, r12, " lane ", r3\n"
#define SL_LEVEL_LOAD "ldm r1!, {r7, r8, r9, r10}\n"
#define SL_LEVEL_QUAD_0 \
  "and r12, r11, r4\n"  \
  "smlad r3, r12, r7, r3\n" SL_LEVEL_STEP("2", "r8")
#define SL_LEVEL_QUAD_1 SL_LEVEL_STEP("4", "r9") SL_LEVEL_STEP("6", "r10")
#define SL_LEVEL_QUAD_2 SL_LEVEL_STEP("8", "r7") SL_LEVEL_STEP("10", "r8")
#define SL_LEVEL_QUAD_3 SL_LEVEL_STEP("12", "r9") SL_LEVEL_STEP("14", "r10")
#define SL_LEVEL_KEEP "mov r2, r3\n"

// sl_multiply_level_rows; x: the first hash before it is mixed.
// r0: x; r1: lanes; r2: end of the batch's hashes, later its products of fields; r3: accumulated
// products; r4: the hash; r5, r6: step and mix; r11: mask; lr: batches. On the stack: `rows` up to
// `before`, the row's sum, the sum of all inputs before the batch, sums, and rows left.
SL_NAKED void sl_asm_multiply_level_rows(const sl_level_rows *rows, uint32_t x, uint32_t *sums,
                                         uint32_t count, uint32_t step, uint32_t mix) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldrd r5, r6, [sp, #36]\n"
      "push {r2, r3}\n"
      "mov r3, #0\n"
      "push {r3}\n"
      "ldm r0, {r4, r8, r9, r10, r11, lr}\n"
      "mov r12, r3\n"
      "push {r4, r8, r9, r10, r11, r12}\n"
      "mov r0, r1\n"
      "mov r1, r10\n"
      "mov r12, r4\n"
      "mov r11, #0x30003\n"
      "b 7f\n"
      // hashes within one batch
      "1:\n"
      "eor r4, r0, r0, lsr #16\n"
      "add r0, r0, r5\n"
      "mul r4, r4, r6\n" SL_LEVEL_LOAD "eor r4, r4, r4, lsr #15\n" SL_LEVEL_QUAD_0 SL_LEVEL_QUAD_1
          SL_LEVEL_LOAD SL_LEVEL_QUAD_2 SL_LEVEL_QUAD_3
      "cmp r1, r2\n"
      "bne 1b\n"
      // a hash in which a batch ends: r2 are the products up to the last quad
      "2:\n"
      "ldrd r7, r8, [sp]\n"
      "cmp r7, r8\n"
      "bhs 9f\n"
      "eor r4, r0, r0, lsr #16\n"
      "ubfx r12, r7, #2, #2\n"
      "mul r4, r4, r6\n"
      "add r0, r0, r5\n"
      "eor r4, r4, r4, lsr #15\n" SL_LEVEL_LOAD
      "tbb [pc, r12]\n"
      "50:\n"
      ".byte (10f - 50b) / 2\n"
      ".byte (11f - 50b) / 2\n"
      ".byte (12f - 50b) / 2\n"
      ".byte (13f - 50b) / 2\n"
      "10:\n" SL_LEVEL_KEEP SL_LEVEL_QUAD_0 SL_LEVEL_QUAD_1 SL_LEVEL_LOAD SL_LEVEL_QUAD_2
          SL_LEVEL_QUAD_3
      "b 6f\n"
      "11:\n" SL_LEVEL_QUAD_0 SL_LEVEL_KEEP SL_LEVEL_QUAD_1 SL_LEVEL_LOAD SL_LEVEL_QUAD_2
          SL_LEVEL_QUAD_3
      "b 6f\n"
      "12:\n" SL_LEVEL_QUAD_0 SL_LEVEL_QUAD_1 SL_LEVEL_KEEP SL_LEVEL_LOAD SL_LEVEL_QUAD_2
          SL_LEVEL_QUAD_3
      "b 6f\n"
      "13:\n" SL_LEVEL_QUAD_0 SL_LEVEL_QUAD_1 SL_LEVEL_LOAD SL_LEVEL_QUAD_2 SL_LEVEL_KEEP
          SL_LEVEL_QUAD_3
      // r10: the sum of inputs; r8 and r12: one to three lanes of the last quad
      "6:\n"
      "ldr r7, [sp]\n"
      "ldr r9, [sp, #16]\n"
      "bic r10, r7, #3\n"
      "lsls r12, r7, #30\n"
      "ldr r10, [r9, r10]\n"
      "beq 8f\n"
      "and r12, r7, #12\n"
      "lsr r9, r4, r12\n"
      "add r12, r1, r12, lsl #1\n"
      "ldrd r8, r12, [r12, #-32]\n"
      "lsls r7, r7, #31\n"  // carry: two or three; higher: three
      "and r7, r11, r9\n"
      "smlabb r2, r7, r8, r2\n"
      "sxtah r10, r10, r8\n"
      "itt hi\n"
      "smlatthi r2, r7, r8, r2\n"
      "sxtahhi r10, r10, r8, ror #16\n"
      "ittt cs\n"
      "andcs r7, r11, r9, lsr #2\n"
      "smlabbcs r2, r7, r12, r2\n"
      "sxtahcs r10, r10, r12\n"
      "8:\n"
      "ldrsb r7, [lr], #1\n"
      "ldrd r8, r12, [sp, #20]\n"
      "ldrb r9, [lr], #1\n"
      "sub r3, r3, r2\n"
      "sub r12, r10, r12\n"
      "mla r8, r7, r12, r8\n"
      "add r12, r12, r12, lsl #1\n"
      "rsb r12, r12, r2, lsl #1\n"
      "mla r8, r9, r12, r8\n"
      "strd r8, r10, [sp, #20]\n"
      "ldm sp, {r7, r8, r9, r10}\n"
      "add r12, r7, r9\n"
      "str r12, [sp]\n"
      // r12: the end of the batch; r8: the count; r10: the first lane
      "7:\n"
      "cmp r12, r8\n"
      "it hs\n"
      "addhs r12, r8, #15\n"
      "bic r12, r12, #15\n"
      "add r2, r10, r12, lsl #1\n"
      "cmp r1, r2\n"
      "bne 1b\n"
      "b 2b\n"
      // a row's end
      "9:\n"
      "add r4, r8, #3\n"
      "ldr r9, [sp, #16]\n"
      "bic r4, r4, #3\n"
      "ldr r10, [r9, r4]\n"
      "ldrd r2, r12, [sp, #20]\n"
      "ldrsb r9, [lr]\n"
      "ldrb r4, [lr, #1]\n"
      "sub r12, r10, r12\n"
      "mla r2, r9, r12, r2\n"
      "add r12, r12, r12, lsl #1\n"
      "rsb r12, r12, r3, lsl #1\n"
      "mla r2, r4, r12, r2\n"
      "ldrd r3, r4, [sp, #28]\n"
      "str r2, [r3], #4\n"
      "subs r4, r4, #1\n"
      "beq 4f\n"
      "strd r3, r4, [sp, #28]\n"
      "ldrd r9, r10, [sp, #8]\n"
      "mov r3, #0\n"
      "strd r3, r3, [sp, #20]\n"
      "subs r12, r7, r8\n"
      "itt eq\n"
      "moveq r12, r9\n"
      "addeq lr, lr, #2\n"
      "str r12, [sp]\n"
      "mov r1, r10\n"
      "b 7b\n"
      "4:\n"
      "add sp, #36\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef SL_LEVEL_KEEP
#undef SL_LEVEL_QUAD_3
#undef SL_LEVEL_QUAD_2
#undef SL_LEVEL_QUAD_1
#undef SL_LEVEL_QUAD_0
#undef SL_LEVEL_LOAD
#undef SL_LEVEL_STEP
#pragma GCC diagnostic pop

#endif
