// SPDX-License-Identifier: Apache-2.0
// Words of four int8.
#ifndef SEEDLITE_DRAW_BYTES_H
#define SEEDLITE_DRAW_BYTES_H

#include <stdint.h>

#include "../target/sl_target.h"

#define SL_QUAD_BYTES 4u

// Adds the four bytes, each modulo 2^8.
static inline uint32_t sl_add_quads(uint32_t a, uint32_t b) {
#if SL_DSP_INSTRUCTIONS
  uint32_t sum;
  __asm__("sadd8 %0, %1, %2" : "=r"(sum) : "r"(a), "r"(b));
  return sum;
#else
  // the top bits are added separately, without carry
  return ((a & 0x7F7F7F7Fu) + (b & 0x7F7F7F7Fu)) ^ ((a ^ b) & 0x80808080u);
#endif
}

// Stores a quad at any address. Compilers make it one store where the core has unaligned stores,
// and no call elsewhere.
static inline void sl_put_quad(uint32_t quad, int8_t *out) {
  out[0] = (int8_t)quad;
  out[1] = (int8_t)(quad >> 8);
  out[2] = (int8_t)(quad >> 16);
  out[3] = (int8_t)(quad >> 24);
}

#endif
