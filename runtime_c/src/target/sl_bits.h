// SPDX-License-Identifier: Apache-2.0
// Bit strings of the format: bit i is bit i mod 8 of byte i div 8.
#ifndef SEEDLITE_BITS_H
#define SEEDLITE_BITS_H

#include <stdint.h>

// The 25 bits from bit `at` on, and up to 7 more. Reads 4 bytes, in one load where the target can:
// callers have padding behind the string.
static inline uint32_t sl_bits_from(const uint8_t *bytes, uint32_t at) {
  const uint8_t *p = bytes + at / 8;
  uint32_t word = p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
  return word >> (at % 8);
}

// `width` <= 8 bits from bit `at` on. Reads only bytes that hold one of the bits.
static inline uint32_t sl_bits_field(const uint8_t *bytes, uint32_t at, uint32_t width) {
  const uint8_t *p = bytes + at / 8;
  uint32_t word = p[0];
  if (at % 8 + width > 8) word |= (uint32_t)p[1] << 8;
  return (word >> (at % 8)) & ((1u << width) - 1u);
}

static inline uint32_t sl_bits_bytes(uint32_t bits) {
  return bits / 8 + (bits % 8 != 0);
}

#endif
