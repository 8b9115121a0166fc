// SPDX-License-Identifier: Apache-2.0
// Operands of the multiplication loops: int8 values widened to int16 lanes. Four lanes are a quad,
// in the order 0, 2, 1, 3, which one load and two SXTB16 produce. All targets use this order.
#ifndef SEEDLITE_LANES_H
#define SEEDLITE_LANES_H

#include <stdbool.h>
#include <stdint.h>

#include "sl_target.h"

typedef int16_t sl_lane;

#define SL_QUAD 4u              // lanes
#define SL_BLOCK (2 * SL_QUAD)  // lanes: a quad of each of two vectors
#define SL_ROW_QUADS 2u         // quads that sl_multiply_2x2 takes at a time

// Lane of value `i` (0 ... 3) of a quad.
static inline uint32_t sl_lane_of(uint32_t i) {
  return (i & 1u) << 1 | i >> 1;
}

#if SL_DSP
#include "sl_dsp_lanes.h"
#elif SL_BASELINE
#include "sl_baseline_lanes.h"
#else
#include "sl_portable_lanes.h"
#endif

// Widens `count` values, subtracts `zp`, and pads the last quad with zeros.
static inline void sl_widen_row(const int8_t *values, uint32_t count, int32_t zp, sl_lane *out) {
  uint32_t quads = count / SL_QUAD, rest = count % SL_QUAD;
  sl_widen_less(values, quads, zp, out);
  if (!rest) return;
  values += quads * SL_QUAD;
  out += quads * SL_QUAD;
  for (uint32_t i = 0; i < SL_QUAD; i++) {
    out[sl_lane_of(i)] = (sl_lane)(i < rest ? values[i] - zp : 0);
  }
}

#endif
