// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_INVERSE_ROOT_H
#define SEEDLITE_INVERSE_ROOT_H

#include <stdint.h>

// Returns 1 / sqrt(value) as a Q0.31 multiplier with the power of two *out_shift, with TFLite's
// bits (GetInvSqrtQuantizedMultiplierExp of tensorflow/lite/kernels/internal/common.h). 0 counts
// as 1. value >= 0; *out_shift is -15 ... 2.
int32_t sl_inverse_root(int32_t value, int32_t *out_shift);

#endif
