// SPDX-License-Identifier: Apache-2.0
// A real transform of length 512 as a complex one of 256: even samples are real parts, odd ones
// imaginary parts. Every stage halves, so values never grow.
//
// Ranges. Windowed samples are within 2^14, so complex ones within 2^14.5 = 23,171. A butterfly
// gives (a +- b w) / 2 with |w| < 1 + 2^-15, rounded once: no more than the larger of both, plus
// 0.36 for w and 0.71 for rounding. After 8 stages values are within 23,180, which is int16, and
// within 8 * 1.07 < 9 of exact ones.
#include "sl_spectrum.h"

#include "../target/sl_shared.h"
#include "../target/sl_target.h"
#include "sl_log_mel_tables.h"

#define BINS SL_SPECTRUM_BINS
#define PAIRS (SL_LOG_MEL_SAMPLES / 2)

// sin(2 pi t / 512) in 2^-15, at most 32,767, for t = 0 ... 383: the cosine begins at QUARTER.
static const int16_t sines[] = SL_SINE_TABLE;
#define QUARTER 128

// The rising half of the Hann window in 2^-14, at most 2^14.
static const int16_t hann[PAIRS] = SL_HANN_TABLE;

// Returns how far samples can be shifted left: the peak then is within 2^15. Silence gives 15.
static uint32_t headroom(const int16_t *samples) {
  uint32_t peak = 1;
  for (uint32_t i = 0; i < SL_LOG_MEL_SAMPLES; i++) {
    uint32_t magnitude = (uint32_t)(samples[i] < 0 ? -samples[i] : samples[i]);
    if (magnitude > peak) peak = magnitude;
  }
  uint32_t shift = 0;
  while (peak << (shift + 1) <= 1u << 15) shift++;
  return shift;
}

// Returns a sample, tapered, within 2^14: products are within 2^15 * 2^14.
static int16_t tapered(int16_t sample, int32_t factor, int16_t weight) {
  return (int16_t)((sample * factor * weight + (1 << 14)) >> 15);
}

// Stores pairs of samples at their bit-reversed places.
SL_NEVER_INLINE void load(const int16_t *samples, uint32_t shift, sl_log_mel_work *work) {
  int32_t factor = 1 << shift;
  uint32_t place = 0;
  for (uint32_t n = 0; n < BINS; n++) {
    int16_t re = 0, im = 0;
    if (n < PAIRS) {
      uint32_t even = 2 * n, odd = 2 * n + 1, last = SL_LOG_MEL_SAMPLES - 1;
      re = tapered(samples[even], factor, hann[even < PAIRS ? even : last - even]);
      im = tapered(samples[odd], factor, hann[odd < PAIRS ? odd : last - odd]);
    }
    work->bins[place].z.re = re;
    work->bins[place].z.im = im;
    uint32_t bit = BINS / 2;
    while (place & bit) {
      place ^= bit;
      bit /= 2;
    }
    place |= bit;
  }
}

// Butterflies of one twiddle w = (cosine - i sine) / 2^15 in a stage: (a + b w) / 2 and (a - b w) /
// 2 replace a and b, which are `half` apart. Sums are within 2 * 23,180 * 2^15 * (1 + 2^-15) +
// 2^15, below 2^31.
SL_NEVER_INLINE void butterflies(sl_log_mel_bin *a, const sl_log_mel_bin *end, uint32_t half,
                                 int32_t cosine, int32_t sine) {
  for (; a < end; a += 2 * half) {
    sl_log_mel_bin *b = a + half;
    int32_t re = b->z.re * cosine + b->z.im * sine;
    int32_t im = b->z.im * cosine - b->z.re * sine;
    int32_t a_re = a->z.re * (1 << 15) + (1 << 15);
    int32_t a_im = a->z.im * (1 << 15) + (1 << 15);
    a->z.re = (int16_t)((a_re + re) >> 16);
    a->z.im = (int16_t)((a_im + im) >> 16);
    b->z.re = (int16_t)((a_re - re) >> 16);
    b->z.im = (int16_t)((a_im - im) >> 16);
  }
}

static void transform(sl_log_mel_bin *bins) {
  uint32_t turn = BINS;  // of a stage's first twiddle after 1, in 512ths
  for (uint32_t half = 1; half < BINS; half *= 2) {
    for (uint32_t j = 0; j < half; j++) {
      butterflies(bins + j, bins + BINS, half, sines[j * turn + QUARTER], sines[j * turn]);
    }
    turn /= 2;
  }
}

static uint32_t energy(int32_t re, int32_t im) {
  re >>= 16;
  im >>= 16;
  return (uint32_t)(re * re + im * im);
}

// Replaces the complex transform Z by the energies of the real one: with the sum S and the
// difference D of Z[k] and the conjugate of Z[256 - k], X[k] = (S - i w D) / 2, and X[256 - k] is
// the conjugate of (S + i w D) / 2.
//
// Ranges: the window sums to 240, so exact values of Z and X are within 2^14 * 240 / 256 = 15,360.
// Z is within 15,369; S and D are within 30,738; sums are within
// 2 * 30,738 * 2^15 * (1 + 2^-15) + 2^15 < 2^31. X is within 15,380.
SL_NEVER_INLINE void separate(sl_log_mel_work *work) {
  for (uint32_t k = 1; k <= BINS / 2; k++) {
    int32_t p_re = work->bins[k].z.re, p_im = work->bins[k].z.im;
    int32_t q_re = work->bins[BINS - k].z.re, q_im = -work->bins[BINS - k].z.im;
    int32_t s_re = (p_re + q_re) * (1 << 15) + (1 << 15);
    int32_t s_im = (p_im + q_im) * (1 << 15) + (1 << 15);
    int32_t d_re = p_re - q_re, d_im = p_im - q_im;
    int32_t cosine = sines[k + QUARTER], sine = sines[k];
    int32_t re = d_im * cosine - d_re * sine;
    int32_t im = -d_re * cosine - d_im * sine;
    work->bins[k].energy = energy(s_re + re, s_im + im);
    work->bins[BINS - k].energy = energy(s_re - re, s_im - im);
  }
}

SL_SHARED uint32_t sl_spectrum(const int16_t *samples, sl_log_mel_work *work) {
  uint32_t shift = headroom(samples);
  load(samples, shift, work);
  transform(work->bins);
  separate(work);
  return shift;
}
