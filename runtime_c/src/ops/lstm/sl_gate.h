// SPDX-License-Identifier: Apache-2.0
// Activations of int16 values in an LSTM, with TFLM's bits (integer_ops/logistic.h, tanh.h).
#ifndef SEEDLITE_GATE_H
#define SEEDLITE_GATE_H

#include <stdint.h>

// 65536 / (1 + exp(-i / 24)), as TFLite rounds it.
extern const uint16_t sl_table_sigmoid[256];

// Interpolates the table of positive values linearly; at: an index and `bits` bits of fraction.
// Saturates at the last index.
static inline uint32_t sl_sigmoid_between(uint32_t at, uint32_t bits, uint32_t most) {
  uint32_t index = at >> bits;
  if (index >= 255) return most;
  uint32_t low = sl_table_sigmoid[index], high = sl_table_sigmoid[index + 1];
  return (low << bits) + (at & ((1u << bits) - 1u)) * (high - low);  // < 2^(16 + bits)
}

// Returns the sigmoid of x (Q3.12) as Q0.15: 0 ... 32767.
static inline int16_t sl_sigmoid_s16(int16_t x) {
  int32_t scaled = 3 * x;  // in units of 1 / (3 * 2^12) = 1 / (24 * 2^9)
  uint32_t size = (uint32_t)(scaled < 0 ? -scaled : scaled);
  uint32_t result = sl_sigmoid_between(size, 9, 0x7FFFu << 10);
  result = scaled < 0 ? (1u << 25) - result + (1u << 9) - 1u : result + (1u << 9);
  return (int16_t)(result >> 10);
}

// Returns the hyperbolic tangent, Q0.15, of x in units of 2^-12 / 3; |x| < 2^31.
static inline int16_t sl_tanh_s16(int32_t x) {
  // tanh(x) = 2 sigmoid(2 x) - 1: the fraction has a bit less
  uint32_t size = (uint32_t)(x < 0 ? -x : x);
  int32_t result = (int32_t)sl_sigmoid_between(size, 8, 0xFFFFu << 8);
  result = x < 0 ? (1 << 23) - result + (1 << 7) - 1 : result - (1 << 23) + (1 << 7);
  return (int16_t)(result >> 8);
}

#endif
