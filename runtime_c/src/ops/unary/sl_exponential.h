// SPDX-License-Identifier: Apache-2.0
// Exponential functions in fixed point for SOFTMAX and LOGISTIC, with TFLite's bits (gemmlowp's
// fixedpoint.h). Qm.n is an int32 with m integer and n = 31 - m fraction bits.
#ifndef SEEDLITE_EXPONENTIAL_H
#define SEEDLITE_EXPONENTIAL_H

#include <stdint.h>

// Returns exp(x) as Q0.31, for x <= 0 with `integer_bits` 4 or 5. exp(0) is INT32_MAX.
int32_t sl_exp_of_negative(int32_t x, uint32_t integer_bits);

// Returns 1 / (1 + x) as Q0.31, for x >= 0 as Q0.31.
int32_t sl_reciprocal_of_one_plus(int32_t x);

// (1 - x) / (1 + x) as Q0.31, for x >= 0 as Q0.31.
int32_t sl_one_minus_over_one_plus(int32_t x);

#endif
