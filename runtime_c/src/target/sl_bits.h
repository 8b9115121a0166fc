// SPDX-License-Identifier: Apache-2.0
// Bit strings of the format: bit i is bit i mod 8 of byte i div 8.
#ifndef SEEDLITE_BITS_H
#define SEEDLITE_BITS_H

#include <stdint.h>

// Returns at least 25 bits, beginning with bit `at`; the bits above are unspecified. Reads 4 bytes,
// so the string must have padding. Targets with unaligned loads read them at once.
static inline uint32_t sl_bits_from(const uint8_t *bytes, uint32_t at) {
  const uint8_t *p = bytes + at / 8;
  uint32_t word = p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
  return word >> (at % 8);
}

// Returns `width` <= 8 bits, beginning with bit `at`. Reads only bytes that hold one of them.
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
