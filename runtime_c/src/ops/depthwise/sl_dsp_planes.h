// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_DSP_PLANES_H
#define SEEDLITE_DSP_PLANES_H

#include "../../target/sl_dsp_intrinsics.h"

// Widens two values of four channels each.
static inline void sl_fill_pair(const int8_t *values, uint32_t step, sl_lane *out,
                                uint32_t distance) {
  uint32_t a = sl_load_word(values), b = sl_load_word(values + step);
  uint32_t a02 = sl_sxtb16(a), a13 = sl_sxtb16_odd(a);
  uint32_t b02 = sl_sxtb16(b), b13 = sl_sxtb16_odd(b);
  sl_store_word(out, sl_pkhbt(a02, b02));
  sl_store_word(out + distance, sl_pkhbt(a13, b13));
  sl_store_word(out + 2 * distance, sl_pkhtb(a02, b02));
  sl_store_word(out + 3 * distance, sl_pkhtb(a13, b13));
}

// Widens `count` values, `step` bytes apart, of each of `channels` (at most SL_QUAD) channels into
// rows that are `distance` lanes apart.
static inline void sl_fill_planes(const int8_t *values, uint32_t step, uint32_t count,
                                  uint32_t channels, sl_lane *out, uint32_t distance) {
  uint32_t i = 0;
  if (channels == SL_QUAD) {
    for (; i + 2 <= count; i += 2, values += 2 * step) {
      sl_fill_pair(values, step, out + i, distance);
    }
  }
  for (; i < count; i++, values += step) {
    for (uint32_t c = 0; c < channels; c++) out[c * distance + i] = values[c];
  }
}

// Packs a row of weights, `step` bytes apart, in pairs; the last pair is padded with 0. The loop
// for three weights needs the pairs 0, 1 and 1, 2. Returns the weights' sum.
static inline int32_t sl_pack_taps(const sl_plane_shape *shape, const int8_t *weights,
                                   uint32_t step, sl_lane *taps) {
  const int32_t scale = shape->fast ? 2 : 1;  // doubled accumulators save an instruction
  int32_t sum = 0;
  for (uint32_t x = 0; x < shape->width; x++, weights += step) {
    taps[x] = (sl_lane)(*weights * scale);
    sum += *weights;
  }
  if (shape->width % 2) taps[shape->width] = 0;
  if (shape->is_3x3) {
    taps[3] = taps[2];
    taps[2] = taps[1];
  }
  return sum;
}

// Finishes a filter whose weights are packed and whose bias is complete.
static inline void sl_finish_filter(const sl_plane_shape *shape, sl_filter *filter) {
  if (shape->fast) filter->channel.bias *= 2;
}

static inline int8_t sl_plane_output(const sl_plane_shape *shape, const sl_requantize *requantize,
                                     const sl_channel *channel, uint32_t sum) {
  if (shape->fast) return sl_fast_output_of_twice(channel, channel->bias + sum);
  return sl_any_output(requantize, channel, sum);
}

// sl_plane_row for any kernel, two outputs at a time.
static inline void sl_plane_row_any(const sl_plane_shape *shape, const sl_requantize *requantize,
                                    const sl_filter *filter, const sl_lane *plane, uint32_t first,
                                    uint32_t count, int8_t *output, uint32_t output_step) {
  const uint32_t pairs = sl_row_taps(shape) / 2;
  for (uint32_t i = 0; i < count; i += 2) {
    const uint32_t *w = (const uint32_t *)(const void *)filter->taps;
    uint32_t sum_0 = 0, sum_1 = 0;
    for (uint32_t y = 0; y < shape->height; y++) {
      const sl_lane *x = sl_plane_row_at(shape, plane, first, y) + i * shape->stride;
      for (const uint32_t *end = w + pairs; w < end; w++, x += 2) {
        sum_0 = sl_smlad(sl_load_word(x), *w, sum_0);
        sum_1 = sl_smlad(sl_load_word(x + shape->stride), *w, sum_1);
      }
    }
    *output = sl_plane_output(shape, requantize, &filter->channel, sum_0);
    output += output_step;
    if (i + 1 == count) return;
    *output = sl_plane_output(shape, requantize, &filter->channel, sum_1);
    output += output_step;
  }
}

#if SL_DSP_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// Two outputs at a time of the filter at r10; the channel's parameters are loaded each time. ROW
// multiplies the words at `x` by the row of weights at `at` of the filter; the first row starts
// both accumulators (r11, r12) with the bias in r11. An odd last output is stored alone.
#define SL_3X3_ROW_STRIDE_1(x, at, from) \
  "ldrd r4, r5, [" x                     \
  "], #4\n"                              \
  "ldrd r6, r8, [r10, #" at              \
  "]\n"                                  \
  "smlatb r12, r4, r6, " from            \
  "\n"                                   \
  "smlad r11, r4, r6, r11\n"             \
  "smlad r12, r5, r8, r12\n"             \
  "smlabt r11, r5, r8, r11\n"
#define SL_3X3_ROW_STRIDE_2(x, at, from) \
  "ldrd r4, r5, [" x                     \
  "], #8\n"                              \
  "ldrd r6, r8, [r10, #" at              \
  "]\n"                                  \
  "smlad r12, r5, r6, " from             \
  "\n"                                   \
  "smlad r11, r4, r6, r11\n"             \
  "ldr r4, [" x                          \
  "]\n"                                  \
  "smlabt r11, r5, r8, r11\n"            \
  "smlabt r12, r4, r8, r12\n"
// clang-format off
#define SL_3X3_LOOP(ROW)                                        \
  "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"               \
  "ldr r7, [sp, #36]\n"                                         \
  "ldrd r9, r10, [sp, #40]\n"                                   \
  "1:\n"                                                        \
  "subs r3, r3, #2\n"                                           \
  "ldr r11, [r10]\n"                                            \
  ROW("r0", "16", "r11") ROW("r1", "24", "r12") ROW("r2", "32", "r12") \
  "ldrd r4, r5, [r10, #4]\n"                                    \
  "ldr r6, [r10, #12]\n"                                        \
  "add r8, r5, r11, asr #31\n"                                  \
  "smmlar r11, r11, r4, r8\n"                                   \
  "add r8, r5, r12, asr #31\n"                                  \
  "smmlar r12, r12, r4, r8\n"                                   \
  "asr r11, r11, r6\n"                                          \
  "asr r12, r12, r6\n"                                          \
  "ssat r11, #8, r11\n"                                         \
  "ssat r12, #8, r12\n"                                         \
  "strb r11, [r7]\n"                                            \
  "it ge\n"                                                     \
  "strbge r12, [r7, r9]\n"                                      \
  "add r7, r7, r9, lsl #1\n"                                    \
  "bgt 1b\n"                                                    \
  "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
// clang-format on

// `count` > 0 outputs, `step` bytes apart, of the rows at x0 to x2.
SL_NAKED void sl_asm_row_3x3_stride_1(const sl_lane *x0, const sl_lane *x1, const sl_lane *x2,
                                      uint32_t count, int8_t *output, uint32_t step,
                                      const sl_filter *filter) {
  __asm__(SL_3X3_LOOP(SL_3X3_ROW_STRIDE_1));
}

SL_NAKED void sl_asm_row_3x3_stride_2(const sl_lane *x0, const sl_lane *x1, const sl_lane *x2,
                                      uint32_t count, int8_t *output, uint32_t step,
                                      const sl_filter *filter) {
  __asm__(SL_3X3_LOOP(SL_3X3_ROW_STRIDE_2));
}

#undef SL_3X3_LOOP
#undef SL_3X3_ROW_STRIDE_2
#undef SL_3X3_ROW_STRIDE_1
#pragma GCC diagnostic pop

static inline void sl_plane_row_3x3(const sl_plane_shape *shape, const sl_filter *filter,
                                    const sl_lane *plane, uint32_t first, uint32_t count,
                                    int8_t *output, uint32_t output_step) {
  const sl_lane *x0 = sl_plane_row_at(shape, plane, first, 0);
  const sl_lane *x1 = sl_plane_row_at(shape, plane, first, 1);
  const sl_lane *x2 = sl_plane_row_at(shape, plane, first, 2);
  if (shape->stride == 1) {
    sl_asm_row_3x3_stride_1(x0, x1, x2, count, output, output_step, filter);
  } else {
    sl_asm_row_3x3_stride_2(x0, x1, x2, count, output, output_step, filter);
  }
}

#else

static inline void sl_plane_row_3x3(const sl_plane_shape *shape, const sl_filter *filter,
                                    const sl_lane *plane, uint32_t first, uint32_t count,
                                    int8_t *output, uint32_t output_step) {
  for (uint32_t i = 0; i < count; i++, output += output_step) {
    uint32_t sum = filter->channel.bias;
    const sl_lane *w = filter->taps;
    for (uint32_t y = 0; y < 3; y++, w += 4) {
      const sl_lane *x = sl_plane_row_at(shape, plane, first, y) + i * shape->stride;
      sum += (uint32_t)(w[0] * x[0] + w[1] * x[1] + w[3] * x[2]);
    }
    *output = sl_fast_output_of_twice(&filter->channel, sum);
  }
}

#endif

// Computes `count` outputs of a filter along a row; `first`: slot of the kernel's first row.
static inline void sl_plane_row(const sl_plane_shape *shape, const sl_requantize *requantize,
                                const sl_filter *filter, const sl_lane *plane, uint32_t first,
                                uint32_t count, int8_t *output, uint32_t output_step) {
  if (shape->is_3x3) {
    sl_plane_row_3x3(shape, filter, plane, first, count, output, output_step);
  } else {
    sl_plane_row_any(shape, requantize, filter, plane, first, count, output, output_step);
  }
}

#endif
