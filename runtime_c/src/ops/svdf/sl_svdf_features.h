// SPDX-License-Identifier: Apache-2.0
// What SVDF with an int8 memory and with an int16 one share.
#ifndef SEEDLITE_SVDF_FEATURES_H
#define SEEDLITE_SVDF_FEATURES_H

#include "../../target/sl_fixedpoint.h"
#include "sl_svdf.h"

#define SL_SVDF_CHUNK 64u  // weights, on the stack; a multiple of SL_QUAD

// Returns a filter's feature, scaled to the memory, without its zero point.
static inline int32_t sl_svdf_feature(const sl_svdf_params *p, uint32_t filter, sl_cursor *cursor,
                                      const sl_lane *lanes) {
  int8_t drawn[SL_SVDF_CHUNK];
  uint32_t first = filter * p->inputs, sum = 0;
  if (p->features.stored) {
    sum = sl_multiply_row(p->features.stored + first, lanes, p->inputs, 0);
  } else {
    for (uint32_t i = 0, count; i < p->inputs; i += count) {
      count = p->inputs - i < SL_SVDF_CHUNK ? p->inputs - i : SL_SVDF_CHUNK;
      sl_weights_read(&p->features, cursor, first + i, count, drawn);
      sum = sl_multiply_row(drawn, lanes + i, count, sum);
    }
  }
  return sl_multiply_by_quantized_multiplier((int32_t)sum, p->feature_multiplier, p->feature_shift);
}

// Returns a unit's output; sum: of its filters, with the bias.
static inline int8_t sl_svdf_output(const sl_svdf_params *p, uint32_t sum) {
  int32_t scaled =
      sl_multiply_by_quantized_multiplier((int32_t)sum, p->output_multiplier, p->output_shift);
  // |scaled| may come close to 2^31: add modulo 2^32, as TFLM does
  return sl_saturate_s8((int32_t)((uint32_t)scaled + (uint32_t)(int32_t)p->output_zp));
}

#endif
