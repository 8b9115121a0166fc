// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DSP_PAIRS_H
#define SEEDLITE_DSP_PAIRS_H

// Whether biases and weights are doubled, which saves an instruction for each output where
// requantization is fast.
static inline bool sl_pairs_are_twice(bool fast) {
  return fast;
}

// Returns the output of an accumulator without its bias; doubled if sl_pairs_are_twice.
static inline int8_t sl_pair_output(const sl_requantize *requantize, const sl_channel *channel,
                                    uint32_t sum) {
  if (requantize->fast) return sl_fast_output_of_twice(channel, channel->bias + sum);
  return sl_any_output(requantize, channel, sum);
}

#if SL_DSP_ASSEMBLY

// Parameters of sl_asm_run_pairs, in the order of the registers.
typedef struct {
  const sl_pair *pairs;
  const sl_lane *columns, *columns_end;
  uint32_t rest;       // quads modulo eight: 0, 2, 4 or 6
  const sl_pair *end;  // end of the pairs
} sl_pair_loop;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Computes outputs of the pairs [pairs, end) at two pixels, `stride` bytes apart, where
// requantization is fast. Accumulators start with the biases. Eight quads are unrolled; the loop is
// entered at the remainder.
SL_NAKED void sl_asm_run_pairs(const sl_pair_loop *loop, int8_t *output, uint32_t stride) {
  __asm__(
      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldmia r0, {r0, r4, r5, r6, r7}\n"
      "push {r1, r2, r4, r5, r6, r7}\n"  // output, stride, columns, columns_end, rest, end
      "1:\n"
      "ldrd r2, r12, [r0], #8\n"
      "ldr r4, [sp, #16]\n"
      "ldr r1, [sp, #8]\n"
      "mov r3, r2\n"
      "mov lr, r12\n"
      "lsls r4, r4, #30\n"
      "bcs 6f\n"
      "bmi 5f\n"
      "2:\n" SL_QUAD_2X2 SL_QUAD_2X2 "3:\n" SL_QUAD_2X2 SL_QUAD_2X2 "4:\n" SL_QUAD_2X2 SL_QUAD_2X2
      "5:\n" SL_QUAD_2X2 SL_QUAD_2X2
      "ldr r4, [sp, #12]\n"
      "cmp r1, r4\n"
      "bne 2b\n"
      "ldmia r0!, {r4, r5, r6, r7, r8, r9}\n"  // multiplier, rounding, shift of both channels
      "add r10, r5, r2, asr #31\n"
      "smmlar r2, r2, r4, r10\n"
      "add r10, r5, r3, asr #31\n"
      "smmlar r3, r3, r4, r10\n"
      "add r10, r8, r12, asr #31\n"
      "smmlar r12, r12, r7, r10\n"
      "add r10, r8, lr, asr #31\n"
      "smmlar lr, lr, r7, r10\n"
      "ldrd r10, r11, [sp]\n"
      "asr r2, r2, r6\n"
      "asr r3, r3, r6\n"
      "asr r12, r12, r9\n"
      "asr lr, lr, r9\n"
      "ssat r2, #8, r2\n"
      "ssat r3, #8, r3\n"
      "ssat r12, #8, r12\n"
      "ssat lr, #8, lr\n"
      "bfi r2, r12, #8, #8\n"
      "bfi r3, lr, #8, #8\n"
      "strh r3, [r10, r11]\n"  // first: if both pixels are the same, the other store must win
      "strh r2, [r10], #2\n"
      "ldr r4, [sp, #20]\n"
      "str r10, [sp]\n"
      "cmp r0, r4\n"
      "bne 1b\n"
      "add sp, #24\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
      "6:\n"
      "bmi 3b\n"
      "b 4b\n");
}

#pragma GCC diagnostic pop

static inline sl_pair_loop sl_pair_loop_of(const sl_pair *pairs, uint32_t count, uint32_t quads,
                                           const sl_lane *columns) {
  const uint8_t *end = (const uint8_t *)pairs + count * sl_pair_bytes(quads);
  sl_pair_loop loop = {pairs, columns, columns + quads * SL_BLOCK, quads & 6,
                       (const sl_pair *)(const void *)end};
  return loop;
}

#endif

#endif
