// SPDX-License-Identifier: Apache-2.0
// SOFTMAX and LOG_SOFTMAX of float32 values in TFLite Micro's order of operations: the same bits
// with the same expf and logf of the C library (-lm). C99, C++11.
#ifndef SEEDLITE_FLOAT_SOFTMAX_H
#define SEEDLITE_FLOAT_SOFTMAX_H

#include <float.h>
#include <math.h>
#include <stdint.h>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "seedlite_float_softmax.h needs IEEE arithmetic: compile without -ffast-math"
#endif

// Returns the largest of `depth` values, at least the lowest float32.
static inline float sl_float_largest(const float *values, uint32_t depth) {
  float largest = -FLT_MAX;
  for (uint32_t i = 0; i < depth; i++) {
    if (largest < values[i]) largest = values[i];
  }
  return largest;
}

// exp(beta * in) over its sum, for each of `rows` rows of `depth` values. `out` may be `in`.
static inline void sl_softmax_f32(const float *in, uint32_t rows, uint32_t depth, float beta,
                                  float *out) {
  for (; rows > 0; rows--, in += depth, out += depth) {
    float largest = sl_float_largest(in, depth), sum = 0.0f;
    for (uint32_t i = 0; i < depth; i++) {
      out[i] = expf((in[i] - largest) * beta);
      sum += out[i];
    }
    for (uint32_t i = 0; i < depth; i++) out[i] = out[i] / sum;
  }
}

// in - log(sum of exp(in)), for each of `rows` rows of `depth` > 0 values. `out` may be `in`.
static inline void sl_log_softmax_f32(const float *in, uint32_t rows, uint32_t depth, float *out) {
  for (; rows > 0; rows--, in += depth, out += depth) {
    float largest = sl_float_largest(in, depth), sum = 0.0f;
    for (uint32_t i = 0; i < depth; i++) sum += expf(in[i] - largest);
    // cppcheck-suppress invalidFunctionArg ; depth > 0, and the largest value adds 1
    float log_sum = logf(sum);
    for (uint32_t i = 0; i < depth; i++) out[i] = in[i] - largest - log_sum;
  }
}

#endif
