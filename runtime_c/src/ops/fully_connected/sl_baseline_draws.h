// SPDX-License-Identifier: Apache-2.0
// Assembly for draws with k = 8. The accumulator is in r8, the last index's table row in r9, the
// end of the indices in r10, the table in r12; `next` is the distance to the next index.
#ifndef SEEDLITE_BASELINE_DRAWS_H
#define SEEDLITE_BASELINE_DRAWS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

#define SL_QUAD_STEP(next)        \
  "ldrb r2, [r0, #" next          \
  "]\n"                           \
  "lsls r2, r2, #2\n"             \
  "add r2, r12\n"                 \
  "ldmia r2, {r2, r3}\n"          \
  "add r3, r9\n"                  \
  "mov r9, r2\n"                  \
  "ldmia r1!, {r4, r5, r6, r7}\n" \
  "lsrs r2, r3, #8\n"             \
  "muls r2, r5, r2\n"             \
  "add r8, r2\n"                  \
  "lsrs r2, r3, #16\n"            \
  "muls r2, r6, r2\n"             \
  "add r8, r2\n"                  \
  "lsrs r2, r3, #24\n"            \
  "muls r2, r7, r2\n"             \
  "add r8, r2\n"                  \
  "muls r3, r4, r3\n"             \
  "add r8, r3\n"

#define SL_PAIR_STEP(next) \
  "ldrb r2, [r0, #" next   \
  "]\n"                    \
  "lsls r2, r2, #2\n"      \
  "add r2, r12\n"          \
  "ldmia r2, {r2, r3}\n"   \
  "add r3, r9\n"           \
  "mov r9, r2\n"           \
  "ldmia r1!, {r4, r5}\n"  \
  "uxth r3, r3\n"          \
  "lsrs r2, r3, #8\n"      \
  "muls r2, r5, r2\n"      \
  "add r8, r2\n"           \
  "muls r3, r4, r3\n"      \
  "add r8, r3\n"

// Adds to `count` accumulators; outputs' indices are `stride` bytes apart.
#define SL_MULTIPLY_BYTES(step) \
  ".syntax unified\n" \
      "push {r4, r5, r6, r7, lr}\n" \
      "mov r4, r8\n" \
      "mov r5, r9\n" \
      "mov r6, r10\n" \
      "push {r4, r5, r6}\n" \
      "push {r0, r1, r2, r3}\n" \
      "ldr r4, [sp, #56]\n" \
      "mov r12, r4\n" \
      "1:\n" \
      "ldr r2, [sp, #12]\n" \
      "ldr r1, [sp, #8]\n" \
      "adds r2, r0, r2\n" \
      "mov r10, r2\n" \
      "ldr r2, [sp, #48]\n" \
      "ldr r2, [r2]\n" \
      "mov r8, r2\n" \
      "ldrb r2, [r0]\n" \
      "lsls r2, r2, #2\n" \
      "add r2, r12\n" \
      "ldr r2, [r2]\n" \
      "mov r9, r2\n" \
      "b 3f\n" \
      "2:\n" \
      step("1") \
      "adds r0, #1\n" \
      "3:\n" \
      "mov r2, r10\n" \
      "subs r2, r2, r0\n" \
      "bne 6f\n" \
      "b 5f\n" \
      "6:\n" \
      "lsls r2, r2, #29\n" \
      "bne 2b\n" \
      "4:\n" \
      step("1") step("2") step("3") step("4") step("5") step("6") step("7") step("8") \
      "adds r0, #8\n" \
      "cmp r0, r10\n" \
      "beq 5f\n" \
      "b 4b\n" \
      "5:\n" \
      "ldr r1, [sp, #48]\n" \
      "mov r2, r8\n" \
      "stmia r1!, {r2}\n" \
      "str r1, [sp, #48]\n" \
      "ldr r1, [sp, #52]\n" \
      "ldr r0, [sp]\n" \
      "ldr r2, [sp, #4]\n" \
      "adds r0, r0, r2\n" \
      "str r0, [sp]\n" \
      "subs r1, #1\n" \
      "str r1, [sp, #52]\n" \
      "beq 7f\n" \
      "b 1b\n" \
      "7:\n" \
      "add sp, #16\n" \
      "pop {r4, r5, r6}\n" \
      "mov r8, r4\n" \
      "mov r9, r5\n" \
      "mov r10, r6\n" \
      "pop {r4, r5, r6, r7, pc}\n"

SL_NAKED void sl_asm_multiply_quads(const uint8_t *indices, uint32_t stride,
                                    const sl_draw_lane *lanes, uint32_t draws, uint32_t *sums,
                                    uint32_t count, const uint32_t *table) {
  __asm__(SL_MULTIPLY_BYTES(SL_QUAD_STEP));
}

SL_NAKED void sl_asm_multiply_pairs(const uint8_t *indices, uint32_t stride,
                                    const sl_draw_lane *lanes, uint32_t draws, uint32_t *sums,
                                    uint32_t count, const uint32_t *table) {
  __asm__(SL_MULTIPLY_BYTES(SL_PAIR_STEP));
}

#undef SL_MULTIPLY_BYTES
#undef SL_PAIR_STEP
#undef SL_QUAD_STEP
#pragma GCC diagnostic pop

#endif
