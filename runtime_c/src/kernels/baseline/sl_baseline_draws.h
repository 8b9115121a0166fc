// SPDX-License-Identifier: Apache-2.0
// Assembly for the draws of seed bits whose indices are bytes. The sum is in r8, the last index's
// row of the table in r9, the end of the indices in r10, the table in r12; `next` is how far the
// next index is.
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

// Sum of the products of an output.
SL_NAKED uint32_t sl_asm_multiply_quads(const uint8_t *indices, uint32_t draws,
                                        const sl_draw_lane *lanes, const uint32_t *table) {
  __asm__(
      ".syntax unified\n"
      "push {r4, r5, r6, r7, lr}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "push {r4, r5, r6}\n"
      "mov r12, r3\n"
      "adds r1, r0, r1\n"
      "mov r10, r1\n"
      "movs r1, r2\n"
      "movs r2, #0\n"
      "mov r8, r2\n"
      "ldrb r2, [r0]\n"
      "lsls r2, r2, #2\n"
      "add r2, r12\n"
      "ldr r2, [r2]\n"
      "mov r9, r2\n"
      "b 2f\n"
      "1:\n"
      SL_QUAD_STEP("1")
      "adds r0, #1\n"
      "2:\n"
      "mov r2, r10\n"
      "subs r2, r2, r0\n"
      "beq 4f\n"
      "lsls r2, r2, #30\n"
      "bne 1b\n"
      "3:\n"
      SL_QUAD_STEP("1") SL_QUAD_STEP("2") SL_QUAD_STEP("3") SL_QUAD_STEP("4")
      "adds r0, #4\n"
      "cmp r0, r10\n"
      "bne 3b\n"
      "4:\n"
      "mov r0, r8\n"
      "pop {r4, r5, r6}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "pop {r4, r5, r6, r7, pc}\n");
}

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

SL_NAKED uint32_t sl_asm_multiply_pairs(const uint8_t *indices, uint32_t draws,
                                        const sl_draw_lane *lanes, const uint32_t *table) {
  __asm__(
      ".syntax unified\n"
      "push {r4, r5, r6, r7, lr}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "push {r4, r5, r6}\n"
      "mov r12, r3\n"
      "adds r1, r0, r1\n"
      "mov r10, r1\n"
      "movs r1, r2\n"
      "movs r2, #0\n"
      "mov r8, r2\n"
      "ldrb r2, [r0]\n"
      "lsls r2, r2, #2\n"
      "add r2, r12\n"
      "ldr r2, [r2]\n"
      "mov r9, r2\n"
      "b 2f\n"
      "1:\n"
      SL_PAIR_STEP("1")
      "adds r0, #1\n"
      "2:\n"
      "mov r2, r10\n"
      "subs r2, r2, r0\n"
      "beq 4f\n"
      "lsls r2, r2, #30\n"
      "bne 1b\n"
      "3:\n"
      SL_PAIR_STEP("1") SL_PAIR_STEP("2") SL_PAIR_STEP("3") SL_PAIR_STEP("4")
      "adds r0, #4\n"
      "cmp r0, r10\n"
      "bne 3b\n"
      "4:\n"
      "mov r0, r8\n"
      "pop {r4, r5, r6}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "pop {r4, r5, r6, r7, pc}\n");
}

#undef SL_PAIR_STEP
#undef SL_QUAD_STEP
#pragma GCC diagnostic pop

typedef uint32_t (*sl_asm_multiply)(const uint8_t *indices, uint32_t draws,
                                    const sl_draw_lane *lanes, const uint32_t *table);

static inline void sl_multiply_one_by_one(const sl_draw_rows *rows, const sl_draw_lane *lanes,
                                          uint32_t *sums, sl_asm_multiply multiply) {
  const uint8_t *indices = rows->stream + rows->at / 8;
  for (uint32_t i = 0; i < rows->count; i++, indices += rows->stride / 8) {
    sums[i] = multiply(indices, rows->draws, lanes, sl_table_biased);
  }
}

#endif
