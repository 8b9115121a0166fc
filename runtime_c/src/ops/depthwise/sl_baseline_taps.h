// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_BASELINE_TAPS_H
#define SEEDLITE_BASELINE_TAPS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Returns the dot product of a channel's taps and the inputs under them.
SL_NAKED uint32_t sl_asm_multiply_taps(const sl_tap_line *line, const sl_lane *taps,
                                       const int8_t *input) {
  __asm__(
      ".syntax unified\n"
      "push {r0, r4, r5, r6, r7, lr}\n"
      "ldr r3, [r0, #8]\n"
      "ldr r5, [r0, #12]\n"
      "sxth r5, r5\n"
      "mov r12, r5\n"
      "ldr r5, [r0, #20]\n"
      "mov lr, r5\n"
      "ldr r7, [r0, #16]\n"
      "movs r0, #0\n"
      "movs r4, #0\n"
      "1:\n"
      "lsls r7, r7, #3\n"
      "adds r7, r7, r1\n"  // the end of the row of taps
      "2:\n"
      "ldrsb r5, [r2, r0]\n"
      "ldrsh r6, [r1, r0]\n"
      "add r5, r12\n"
      "muls r5, r6, r5\n"
      "adds r4, r4, r5\n"
      "adds r2, r2, r3\n"
      "adds r1, #8\n"
      "cmp r1, r7\n"
      "bne 2b\n"
      "ldr r5, [sp]\n"
      "mov r6, lr\n"
      "subs r6, #1\n"
      "beq 3f\n"
      "mov lr, r6\n"
      "ldr r6, [r5, #24]\n"
      "adds r2, r2, r6\n"
      "ldr r6, [r5, #28]\n"
      "adds r1, r1, r6\n"
      "ldr r7, [r5, #16]\n"
      "b 1b\n"
      "3:\n"
      "movs r0, r4\n"
      "pop {r1, r4, r5, r6, r7, pc}\n");
}

#pragma GCC diagnostic pop

#endif
