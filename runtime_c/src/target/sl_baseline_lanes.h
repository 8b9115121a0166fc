// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_BASELINE_LANES_H
#define SEEDLITE_BASELINE_LANES_H

#include "sl_portable_lanes.h"

// On cores without multiply-accumulate, two rows of weights share a multiplication. A word holds
// the weight of the first row plus 2^16 times that of the second. Two products of such words with
// inputs are added before their halves are separated. Each half is in -2 * 127 * 128 ...
// 2 * 128 * 128; adding SL_HALF_OFFSET makes it a uint16.
#define SL_HALF_OFFSET 0x7F00u

// Adds row `row` of a pair; row 0 comes first.
static inline void sl_widen_weights(const int8_t *values, uint32_t quads, bool fast, uint32_t row,
                                    sl_lane *pair) {
  (void)fast;
  uint32_t *words = (uint32_t *)(void *)pair;
  for (const int8_t *end = values + SL_QUAD * quads; values < end; values += SL_QUAD) {
    for (uint32_t i = 0; i < SL_QUAD; i++, words++) {
      uint32_t value = (uint32_t)(int32_t)values[sl_lane_of(i)];
      *words = row ? *words + (value << 16) : value;
    }
  }
}

static inline void sl_add_halves(uint32_t inputs, const uint32_t *weights, uint32_t *low,
                                 uint32_t *high) {
  uint32_t first = (uint32_t)(int32_t)(int16_t)(uint16_t)inputs;
  uint32_t second = (uint32_t)((int32_t)inputs >> 16);
  uint32_t both = first * weights[0] + second * weights[1] + SL_HALF_OFFSET * 0x10001u;
  *low += (uint16_t)both;
  *high += both >> 16;
}

static inline void sl_multiply_2x2(const sl_lane *weights, const sl_lane *columns, uint32_t quads,
                                   uint32_t sums[4]) {
  const uint32_t *w = (const uint32_t *)(const void *)weights, *end = w + SL_QUAD * quads;
  const uint32_t *x = (const uint32_t *)(const void *)columns;
  uint32_t s0 = 0u - 2 * SL_HALF_OFFSET * quads, s1 = s0, s2 = s0, s3 = s0;
  for (; w < end; w += 4, x += 4) {
    sl_add_halves(x[0], w, &s0, &s2);
    sl_add_halves(x[2], w, &s1, &s3);
    sl_add_halves(x[1], w + 2, &s0, &s2);
    sl_add_halves(x[3], w + 2, &s1, &s3);
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

#endif
