// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PORTABLE_LANES_H
#define SEEDLITE_PORTABLE_LANES_H

// sl_dsp_lanes.h documents these functions.

static inline void sl_widen(const int8_t *values, uint32_t quads, sl_lane *out) {
  for (const int8_t *end = values + SL_QUAD * quads; values < end; values += SL_QUAD) {
    out[0] = values[0];
    out[1] = values[2];
    out[2] = values[1];
    out[3] = values[3];
    out += SL_BLOCK;
  }
}

// Weights that share a multiplication (sl_baseline_lanes.h) take inputs with their zero point.
static inline int32_t sl_column_zero_point(int32_t zp) {
  (void)zp;
  return 0;
}

static inline void sl_widen_column(const int8_t *values, uint32_t quads, int32_t zp, sl_lane *out) {
  (void)zp;
  sl_widen(values, quads, out);
}

static inline void sl_copy(const int8_t *values, uint32_t count, int8_t *out) {
  for (const int8_t *end = values + count; values < end;) *out++ = *values++;
}

static inline void sl_widen_less(const int8_t *values, uint32_t quads, int32_t zp, sl_lane *out) {
  for (const int8_t *end = values + SL_QUAD * quads; values < end; values += SL_QUAD) {
    out[0] = (sl_lane)(values[0] - zp);
    out[1] = (sl_lane)(values[2] - zp);
    out[2] = (sl_lane)(values[1] - zp);
    out[3] = (sl_lane)(values[3] - zp);
    out += SL_QUAD;
  }
}

#if !SL_BASELINE

static inline void sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns, uint32_t quads,
                                   uint32_t sums[4]) {
  int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;  // |product| <= 128 * 255, at most 2^16 of them
  const sl_lane *w = weights, *x = columns;
  for (const sl_lane *end = w + SL_BLOCK * quads; w < end; w += SL_BLOCK, x += SL_BLOCK) {
#pragma GCC unroll 4
    for (uint32_t i = 0; i < SL_QUAD; i++) {
      s0 += w[i] * x[i];
      s1 += w[i] * x[SL_QUAD + i];
      s2 += w[SL_QUAD + i] * x[i];
      s3 += w[SL_QUAD + i] * x[SL_QUAD + i];
    }
  }
  sums[0] = (uint32_t)s0;
  sums[1] = (uint32_t)s1;
  sums[2] = (uint32_t)s2;
  sums[3] = (uint32_t)s3;
}

static inline void sl_widen_weights(const int8_t *values, uint32_t quads, bool fast, uint32_t row,
                                    sl_lane *pair) {
  (void)fast;
  sl_widen(values, quads, pair + row * SL_QUAD);
}

#endif

static inline uint32_t sl_multiply_row(const int8_t *weights, const sl_lane *lanes, uint32_t count,
                                       uint32_t sum) {
  const int8_t *end = weights + (count & ~(SL_QUAD - 1));
  for (; weights < end; weights += SL_QUAD, lanes += SL_QUAD) {
    // |each| <= 128 * 255
    int32_t products = weights[0] * lanes[0] + weights[2] * lanes[1] + weights[1] * lanes[2] +
                       weights[3] * lanes[3];
    sum += (uint32_t)products;
  }
  for (uint32_t i = 0; i < count % SL_QUAD; i++) {
    sum += (uint32_t)(weights[i] * lanes[sl_lane_of(i)]);
  }
  return sum;
}

static inline uint32_t sl_multiply_lanes(const sl_lane *a, const sl_lane *b, uint32_t quads) {
  uint32_t sum = 0;
  // |each| <= 128 * 255
  for (uint32_t i = 0; i < SL_QUAD * quads; i++) sum += (uint32_t)(a[i] * b[i]);
  return sum;
}

#endif
