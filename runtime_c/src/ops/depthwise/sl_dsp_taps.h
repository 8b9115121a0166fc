// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DSP_TAPS_H
#define SEEDLITE_DSP_TAPS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Multiplies the quad at `x` by the one at r1; accumulators are r4 to r7.
#define SL_TAP(x)                  \
  "ldr r10, " x                    \
  "\n"                             \
  "ldrd r8, r9, [r1], #8\n"        \
  "sxtab16 r11, r3, r10, ror #8\n" \
  "sxtab16 r10, r3, r10\n"         \
  "smlabb r4, r8, r10, r4\n"       \
  "smlabb r5, r9, r11, r5\n"       \
  "smlatt r6, r8, r10, r6\n"       \
  "smlatt r7, r9, r11, r7\n"
#define SL_TAP_OUTPUT(sum, at)  \
  "ldmia r1!, {r8, r10, r11}\n" \
  "add r10, r10, " sum          \
  ", asr #31\n"                 \
  "smmlar " sum ", " sum        \
  ", r8, r10\n"                 \
  "asr " sum ", " sum           \
  ", r11\n"                     \
  "ssat " sum ", #8, " sum      \
  "\n"                          \
  "strb " sum ", " at "\n"

// sl_run_taps where requantization is fast; modifies the line. Two taps are unrolled; the loop is
// entered in the middle if a row's number is odd.
SL_NAKED void sl_asm_run_taps(sl_tap_line *line) {
  __asm__(
      "push {r0, r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "1:\n"
      "ldr r8, [r0, #32]\n"
      "ldmia r8, {r4, r5, r6, r7}\n"
      "ldmia r0, {r0, r1, r2, r3, r12, lr}\n"
      "2:\n"
      "lsls r10, r12, #31\n"
      "beq 3f\n"
      "sub r0, r0, r2\n"
      "adds r12, r12, #1\n"
      "b 4f\n"
      "3:\n" SL_TAP("[r0]")
      "4:\n" SL_TAP("[r0, r2]")
      "subs r12, r12, #2\n"
      "add r0, r0, r2, lsl #1\n"
      "bne 3b\n"
      "subs lr, lr, #1\n"
      "beq 5f\n"
      "ldr r10, [sp]\n"
      "ldrd r8, r9, [r10, #24]\n"
      "ldr r12, [r10, #16]\n"
      "add r0, r0, r8\n"
      "add r1, r1, r9\n"
      "b 2b\n"
      "5:\n"
      "ldr r0, [sp]\n"
      "ldrd r2, r3, [r0, #36]\n"
      "ldr r1, [r0, #32]\n"
      "adds r1, r1, #16\n"
      SL_TAP_OUTPUT("r4", "[r2]") SL_TAP_OUTPUT("r5", "[r2, r3]")
      "add r2, r2, r3, lsl #1\n"
      SL_TAP_OUTPUT("r6", "[r2]") SL_TAP_OUTPUT("r7", "[r2, r3]")
      "ldrd r8, r9, [r0, #44]\n"
      "ldr r12, [r0, #52]\n"
      "ldr r10, [r0]\n"
      "ldr r11, [r0, #36]\n"
      "add r10, r10, r8\n"
      "add r11, r11, r9\n"
      "subs r12, r12, #1\n"
      "str r10, [r0]\n"
      "str r11, [r0, #36]\n"
      "str r12, [r0, #52]\n"
      "bne 1b\n"
      "pop {r0, r4, r5, r6, r7, r8, r9, r10, r11, pc}\n");
}

#undef SL_TAP_OUTPUT
#undef SL_TAP
#pragma GCC diagnostic pop

#endif
