// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PORTABLE_PAIRS_H
#define SEEDLITE_PORTABLE_PAIRS_H

// sl_dsp_pairs.h documents these functions.

static inline bool sl_pairs_are_twice(bool fast) {
  (void)fast;
  return false;
}

static inline int8_t sl_pair_output(const sl_requantize *requantize, const sl_channel *channel,
                                    uint32_t sum) {
  return sl_output_of(requantize, channel, sum);
}

#endif
