#ifndef SEEDLITE_DSP_PAIRS_H
#define SEEDLITE_DSP_PAIRS_H

// Whether biases and weights are stored twice as large, which saves an instruction for each output
// where requantization is fast.
static inline bool sl_pairs_are_twice(bool fast) {
  return fast;
}

// The output for a sum without its bias.
static inline int8_t sl_pair_output(const sl_requantize *requantize, const sl_channel *channel,
                                    uint32_t sum) {
  if (requantize->fast) return sl_fast_output_of_twice(channel, channel->bias + sum);
  return sl_any_output(requantize, channel, sum);
}

#ifdef SL_DSP_ASSEMBLY

// Outputs of `count` > 0 pairs at two pixels, `stride` bytes apart, where requantization is fast.
// All registers are in use (sl_lanes.h), so that everything else waits in memory. Returns the end
// of the pairs.
static inline const sl_pair *sl_run_fast_pairs(const sl_pair *pairs, uint32_t count, uint32_t quads,
                                               const sl_lane *columns, int8_t *output,
                                               uint32_t stride) {
  const uint8_t *w = (const uint8_t *)pairs, *end = w + count * sl_pair_bytes(quads);
  const sl_lane *columns_end = columns + quads * SL_BLOCK;
  const uint32_t odd = quads & 2;
  uint32_t s0, s1, s2, s3, x;
  __asm__ volatile(
      "1:\n"
      "ldrd %[s0], %[s2], [%[w]], #8\n"
      "mov %[s1], %[s0]\n"
      "mov %[s3], %[s2]\n"
      "ldr r4, %[odd]\n"
      "ldr %[x], %[columns]\n"
      "cmp r4, #0\n"
      "bne 3f\n"
      "2:\n" SL_QUAD_2X2 SL_QUAD_2X2 "3:\n" SL_QUAD_2X2 SL_QUAD_2X2
      "ldr r4, %[columns_end]\n"
      "cmp %[x], r4\n"
      "bne 2b\n"
      "ldmia %[w]!, {r4, r5, r6, r7, r8, r9}\n"  // multiplier, rounding, shift of both channels
      "add r10, r5, %[s0], asr #31\n"
      "smmlar %[s0], %[s0], r4, r10\n"
      "add r10, r5, %[s1], asr #31\n"
      "smmlar %[s1], %[s1], r4, r10\n"
      "add r10, r8, %[s2], asr #31\n"
      "smmlar %[s2], %[s2], r7, r10\n"
      "add r10, r8, %[s3], asr #31\n"
      "smmlar %[s3], %[s3], r7, r10\n"
      "ldr r10, %[output]\n"
      "ldr r11, %[stride]\n"
      "asr %[s0], %[s0], r6\n"
      "asr %[s1], %[s1], r6\n"
      "asr %[s2], %[s2], r9\n"
      "asr %[s3], %[s3], r9\n"
      "ssat %[s0], #8, %[s0]\n"
      "ssat %[s1], #8, %[s1]\n"
      "ssat %[s2], #8, %[s2]\n"
      "ssat %[s3], #8, %[s3]\n"
      "bfi %[s0], %[s2], #8, #8\n"
      "bfi %[s1], %[s3], #8, #8\n"
      "strh %[s1], [r10, r11]\n"  // first: both pixels may be the same, which is the first one
      "strh %[s0], [r10], #2\n"
      "ldr r4, %[end]\n"
      "str r10, %[output]\n"
      "cmp %[w], r4\n"
      "bne 1b\n"
      : [s0] "=&r"(s0), [s1] "=&r"(s1), [s2] "=&r"(s2), [s3] "=&r"(s3), [x] "=&r"(x), [w] "+r"(w),
        [output] "+m"(output)
      : [odd] "m"(odd), [columns] "m"(columns), [columns_end] "m"(columns_end),
        [stride] "m"(stride), [end] "m"(end)
      : "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "cc", "memory");
  return (const sl_pair *)(const void *)w;
}

#endif

#endif
