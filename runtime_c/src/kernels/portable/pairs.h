#ifndef SEEDLITE_PORTABLE_PAIRS_H
#define SEEDLITE_PORTABLE_PAIRS_H

// Functions are those of dsp/pairs.h.

static inline bool sl_pairs_are_twice(bool fast) {
  (void)fast;
  return false;
}

static inline void sl_widen_weights(const int8_t *values, uint32_t quads, bool fast, sl_lane *out) {
  (void)fast;
  sl_widen(values, quads, out);
}

static inline int8_t sl_pair_output(const sl_requantize *requantize, const sl_channel *channel,
                                    uint32_t sum) {
  return sl_output_of(requantize, channel, sum);
}

#endif
