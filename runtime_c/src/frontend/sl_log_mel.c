// SPDX-License-Identifier: Apache-2.0
#include "../target/sl_shared.h"
#include "seedlite_log_mel.h"
#include "sl_log_mel_tables.h"
#include "sl_spectrum.h"

#define WEIGHT_BITS 12
#define INTERVALS (SL_LOG_MEL_BANDS + 1)

// Bands rise over an interval and fall over the next one. The first bin of each interval, and
// behind them the end; at most 15 bins an interval.
static const uint8_t starts[INTERVALS + 1] = SL_MEL_STARTS;

// How far each bin is in its interval, in 2^-12, below 2^12. A band's 30 weights, rising and
// falling, sum to less than 2^16.
static const uint16_t positions[] = SL_MEL_POSITIONS;

// log2(1 + i / 32) in 2^-15.
static const uint16_t logarithms[33] = SL_LOG2_TABLE;

// Returns log2 of a value below 2^44 in 1/SL_LOG_MEL_OCTAVE, rounded; 0 for 0.
static int32_t logarithm(uint64_t value) {
  uint32_t mantissa = (uint32_t)value;
  int32_t exponent = 31;
  if (value >> 32) {
    mantissa = (uint32_t)(value >> 12);
    exponent += 12;
  }
  if (mantissa == 0) return 0;
  for (uint32_t step = 16; step > 0; step /= 2) {
    if (mantissa >> (32 - step)) continue;
    mantissa <<= step;
    exponent -= (int32_t)step;
  }
  const uint16_t *entry = &logarithms[mantissa >> 26 & 31];
  uint32_t rest = mantissa >> 10 & 0xFFFF;  // in 2^-16; differences of entries are below 2^11
  uint32_t fraction = entry[0] + ((uint32_t)(entry[1] - entry[0]) * rest >> 16);
  return (exponent * (1 << 15) + (int32_t)fraction + (1 << 6)) >> 7;
}

SL_SHARED void sl_log_mel(const int16_t *samples, sl_log_mel_work *work, int16_t *out) {
  int32_t least = 2 * SL_LOG_MEL_OCTAVE * (int32_t)sl_spectrum(samples, work);
  uint64_t rising_before = 0;
  for (uint32_t i = 0; i < INTERVALS; i++) {
    uint32_t total = 0;  // 15 SL_SPECTRUM_MAX_ENERGY < 2^32
    uint64_t rising = 0;
    for (uint32_t bin = starts[i]; bin < starts[i + 1]; bin++) {
      total += work->bins[bin].energy;
      rising += (uint64_t)work->bins[bin].energy * positions[bin - starts[0]];
    }
    if (i > 0) {
      // below 2^28 * 2^16
      uint64_t band = rising_before + ((uint64_t)total << WEIGHT_BITS) - rising;
      int32_t value = logarithm(band) - least;
      out[i - 1] = (int16_t)(value > 0 ? value : 0);
    }
    rising_before = rising;
  }
}

SL_SHARED void sl_log_mel_quantize(const int16_t *features, const sl_log_mel_scale *scale,
                                   int8_t *out) {
  for (uint32_t i = 0; i < SL_LOG_MEL_BANDS; i++) {
    // below 2^14 * 2^31 + 2^23
    int64_t product = (int64_t)features[i] * scale->multiplier + (1 << 23);
    int32_t value = scale->zero_point + (int32_t)(product >> 24);
    out[i] = (int8_t)(value > INT8_MAX ? INT8_MAX : value);
  }
}
