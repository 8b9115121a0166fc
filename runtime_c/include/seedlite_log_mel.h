// SPDX-License-Identifier: Apache-2.0
// Log-mel features of sound, the input of wake-word and keyword models, in integer arithmetic:
// every machine gives the same bits. C99, C++11; no heap, no globals, no floating point.
//
// A window is 30 ms of sound. The caller chooses the hop, the samples from a window's beginning to
// the next one's: 160 (10 ms) or 320 (20 ms) are usual. Each window is tapered (Hann), transformed,
// and its energy summed in bands that overlap by half, equally wide in mel from 100 to 7,600 Hz.
//
// Pointers are borrowed for the call; no argument may overlap another. There are no errors.
#ifndef SEEDLITE_LOG_MEL_H
#define SEEDLITE_LOG_MEL_H

#include <stdint.h>

#include "seedlite_format.h"

#ifdef __cplusplus
extern "C" {
#endif

// Memory of a call, 1,024 bytes, of any contents before and after: complex values of the transform,
// then energies.
typedef union {
  struct {
    int16_t re, im;
  } z;
  uint32_t energy;
} sl_log_mel_bin;

typedef struct {
  sl_log_mel_bin bins[256];
} sl_log_mel_work;

// Writes the features of a window.
//   samples: [SL_LOG_MEL_SAMPLES], SL_LOG_MEL_RATE a second, any int16.
//   out: [SL_LOG_MEL_BANDS], from the lowest band: log2 of the energy, in 1/SL_LOG_MEL_OCTAVE;
//     0 ... SL_LOG_MEL_MAX. 0 is about the rounding of samples to int16. A full-scale tone gives
//     about 38 SL_LOG_MEL_OCTAVE in its band. Beside it, 60 dB are resolved.
void sl_log_mel(const int16_t *samples, sl_log_mel_work *work, int16_t *out);

// How a model's int8 input stands for features: real values are features / SL_LOG_MEL_OCTAVE.
typedef struct {
  int32_t multiplier;  // 2^24 / (SL_LOG_MEL_OCTAVE * scale)
  int32_t zero_point;  // -128 ... 127
} sl_log_mel_scale;

// Initializes an sl_log_mel_scale from the constants of a model's input, as in
//   static const sl_log_mel_scale scale = SL_LOG_MEL_SCALE(WAKE_INPUT_SCALE,
//   WAKE_INPUT_ZERO_POINT);
// scale: above 2^-15. The compiler computes it.
#define SL_LOG_MEL_SCALE(scale, zero_point) \
  { SL_LOG_MEL_CAST(16777216.0 / SL_LOG_MEL_OCTAVE / SL_LOG_MEL_DOUBLE(scale) + 0.5), (zero_point) }
#ifdef __cplusplus
#define SL_LOG_MEL_CAST(value) static_cast<int32_t>(value)
#define SL_LOG_MEL_DOUBLE(value) static_cast<double>(value)
#else
#define SL_LOG_MEL_CAST(value) ((int32_t)(value))
#define SL_LOG_MEL_DOUBLE(value) ((double)(value))
#endif

// Writes a window's features [SL_LOG_MEL_BANDS] as int8, halves rounded up, clamped.
void sl_log_mel_quantize(const int16_t *features, const sl_log_mel_scale *scale, int8_t *out);

#ifdef __cplusplus
}
#endif

#endif
