// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED of draws of two and of four values, k = 8.
#include "sl_fully_connected.h"

#if SL_MVE
#include "sl_mve_dense_draws.h"

#if SL_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// clang-format off

// q3 = 16 weights plus 2 * SL_TABLE_BIAS, of the draws that begin at `at`.
#define QUADS(at)                      \
  "vldrb.u32 q2, [" at ", #1]\n"       \
  "vldrb.u32 q1, [" at "], #4\n"       \
  "vldrw.u32 q3, [r10, q2, uxtw #2]\n" \
  "vldrw.u32 q2, [r9, q1, uxtw #2]\n"  \
  "vadd.i8 q3, q3, q2\n"
#define PAIRS(at)                      \
  "vldrb.u16 q2, [" at ", #1]\n"       \
  "vldrb.u16 q1, [" at "], #8\n"       \
  "vshl.i16 q2, q2, #2\n"              \
  "vshl.i16 q1, q1, #2\n"              \
  "vldrh.u16 q3, [r10, q2]\n"          \
  "vldrh.u16 q2, [r9, q1]\n"           \
  "vadd.i8 q3, q3, q2\n"

// Accumulators need even registers. r12: the groups; r11: the next group's draws; r0: the stride;
// r4: the initial value of accumulators.
#define BEGIN                                          \
  "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n" \
  "vpush {d8, d9}\n"                                   \
  "mov r12, r0\n"                                      \
  "ldr r11, [r12]\n"                                   \
  "ldr r9, [r12, #28]\n"                               \
  "add r10, r9, #4\n"                                  \
  "1:\n"                                               \
  "ldrd r0, r8, [r12, #4]\n"                           \
  "ldrd r2, r4, [r12, #12]\n"                          \
  "dls lr, r2\n"                                       \
  "mov r1, r11\n"                                      \
  "add r3, r1, r0\n"
// r8: the end of the accumulators stored so far.
#define END                                            \
  "str r8, [r12, #20]\n"                               \
  "ldr r8, [r12, #24]\n"                               \
  "subs r8, r8, #1\n"                                  \
  "str r8, [r12, #24]\n"                               \
  "bne 1b\n"                                           \
  "vpop {d8, d9}\n"                                    \
  "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
#define ONE_SIGN(weights)                              \
  BEGIN                                                \
  "add r5, r3, r0\n"                                   \
  "add r7, r5, r0\n"                                   \
  "add r11, r7, r0\n"                                  \
  "mov r0, r4\n"                                       \
  "mov r2, r4\n"                                       \
  "mov r6, r4\n"                                       \
  "2:\n"                                               \
  "vldrb.8 q0, [r8], #16\n"                            \
  weights("r1") "vmladava.u8 r0, q3, q0\n"             \
  weights("r3") "vmladava.u8 r2, q3, q0\n"             \
  weights("r5") "vmladava.u8 r4, q3, q0\n"             \
  weights("r7") "vmladava.u8 r6, q3, q0\n"             \
  "le lr, 2b\n"                                        \
  "ldr r8, [r12, #20]\n"                               \
  "stmia r8!, {r0, r2, r4, r6}\n"                      \
  END
#define TWO_SIGNS(weights)                             \
  BEGIN                                                \
  "add r11, r3, r0\n"                                  \
  "mov r0, r4\n"                                       \
  "mov r2, #0\n"                                       \
  "mov r6, #0\n"                                       \
  "2:\n"                                               \
  "vldrb.8 q0, [r8], #16\n"                            \
  "vldrb.8 q4, [r8], #16\n"                            \
  weights("r1") "vmladava.u8 r0, q3, q0\n"             \
                "vmladava.u8 r2, q3, q4\n"             \
  weights("r3") "vmladava.u8 r4, q3, q0\n"             \
                "vmladava.u8 r6, q3, q4\n"             \
  "le lr, 2b\n"                                        \
  "ldr r8, [r12, #20]\n"                               \
  "sub r0, r0, r2\n"                                   \
  "sub r4, r4, r6\n"                                   \
  "stmia r8!, {r0, r4}\n"                              \
  END

// clang-format on

SL_NAKED void multiply_quads(sl_output_groups *r) {
  __asm__(ONE_SIGN(QUADS));
}

SL_NAKED void multiply_quads_of_two_signs(sl_output_groups *r) {
  __asm__(TWO_SIGNS(QUADS));
}

SL_NAKED void multiply_pairs(sl_output_groups *r) {
  __asm__(ONE_SIGN(PAIRS));
}

SL_NAKED void multiply_pairs_of_two_signs(sl_output_groups *r) {
  __asm__(TWO_SIGNS(PAIRS));
}

#pragma GCC diagnostic pop

#define LOOPS(draws) multiply_##draws, multiply_##draws##_of_two_signs
#else
#define LOOPS(draws) NULL, NULL
#endif

static inline uint8x16_t quads_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  (void)shift;
  const mve_pred16_t valid = vctp32q(left);
  const uint32x4_t a = vldrbq_z_u32(draws, valid), b = vldrbq_z_u32(draws + 1, valid);
  return vaddq_u8(vreinterpretq_u8_u32(vldrwq_gather_shifted_offset_u32(sl_table_biased, a)),
                  vreinterpretq_u8_u32(vldrwq_gather_shifted_offset_u32(sl_table_biased + 1, b)));
}

static inline uint8x16_t pairs_at(const uint8_t *draws, uint32_t shift, uint32_t left) {
  (void)shift;
  const uint16_t *first = (const uint16_t *)(const void *)sl_table_biased, *second = first + 2;
  const mve_pred16_t valid = vctp16q(left);
  const uint16x8_t a = vldrbq_z_u16(draws, valid), b = vldrbq_z_u16(draws + 1, valid);
  return vaddq_u8(vreinterpretq_u8_u16(vldrhq_gather_offset_u16(first, vshlq_n_u16(a, 2))),
                  vreinterpretq_u8_u16(vldrhq_gather_offset_u16(second, vshlq_n_u16(b, 2))));
}

SL_SHARED void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {2, SL_INDEX_BITS, pairs_at, LOOPS(pairs)};
  sl_run_draws(params, frame, k);
}

SL_SHARED void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame) {
  const sl_draw_kind k = {4, SL_INDEX_BITS, quads_at, LOOPS(quads)};
  sl_run_draws(params, frame, k);
}

#endif
