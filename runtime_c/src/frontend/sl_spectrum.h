// SPDX-License-Identifier: Apache-2.0
// Energies of a window of sound by frequency.
#ifndef SEEDLITE_SPECTRUM_H
#define SEEDLITE_SPECTRUM_H

#include "seedlite_log_mel.h"

#define SL_SPECTRUM_BINS 256
#define SL_SPECTRUM_MAX_ENERGY 236544400u  // 15,380^2: of a bin; sl_spectrum.c proves it

// Writes bins[k].energy, k = 1 ... SL_SPECTRUM_BINS - 1: |X[k]|^2 of the tapered samples times
// 2^shift, where X is the transform of length 512 divided by 512. Bin k is at k / 512 of the
// sampling rate. Returns the shift, 0 ... 15.
//   samples: [SL_LOG_MEL_SAMPLES]
uint32_t sl_spectrum(const int16_t *samples, sl_log_mel_work *work);

#endif
