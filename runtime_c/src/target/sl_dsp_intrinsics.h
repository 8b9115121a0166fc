// SPDX-License-Identifier: Apache-2.0
// Instructions of the DSP extension, or equivalent C.
#ifndef SEEDLITE_DSP_INTRINSICS_H
#define SEEDLITE_DSP_INTRINSICS_H

#include <stdint.h>
#include <string.h>

#include "sl_target.h"

#if SL_DSP_INSTRUCTIONS

#define SL_INSTRUCTION_OF_ONE(name, instruction) \
  static inline uint32_t name(uint32_t x) {      \
    uint32_t pair;                               \
    __asm__(instruction : "=r"(pair) : "r"(x));  \
    return pair;                                 \
  }
#define SL_INSTRUCTION_OF_TWO(name, instruction)        \
  static inline uint32_t name(uint32_t a, uint32_t b) { \
    uint32_t pair;                                      \
    __asm__(instruction : "=r"(pair) : "r"(a), "r"(b)); \
    return pair;                                        \
  }
// Bytes 0 and 2 of x, or 1 and 3, as a pair of int16.
SL_INSTRUCTION_OF_ONE(sl_sxtb16, "sxtb16 %0, %1")
SL_INSTRUCTION_OF_ONE(sl_sxtb16_odd, "sxtb16 %0, %1, ror #8")
// Sums, or differences, of two pairs of int16, each modulo 2^16.
SL_INSTRUCTION_OF_TWO(sl_sadd16, "sadd16 %0, %1, %2")
SL_INSTRUCTION_OF_TWO(sl_ssub16, "ssub16 %0, %1, %2")
// The lower, or upper, halves of a and b.
SL_INSTRUCTION_OF_TWO(sl_pkhbt, "pkhbt %0, %1, %2, lsl #16")
SL_INSTRUCTION_OF_TWO(sl_pkhtb, "pkhtb %0, %2, %1, asr #16")
// Differences of two pairs of uint16, each saturated at 0.
SL_INSTRUCTION_OF_TWO(sl_uqsub16, "uqsub16 %0, %1, %2")

// sum + both products of two pairs of int16, modulo 2^32.
static inline uint32_t sl_smlad(uint32_t a, uint32_t b, uint32_t sum) {
  uint32_t result;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}

#else

static inline uint32_t sl_halves(int32_t low, int32_t high) {
  return ((uint32_t)low & 0xFFFFu) | ((uint32_t)high << 16);
}

static inline int32_t sl_low(uint32_t pair) {
  return (int16_t)(uint16_t)pair;
}

static inline int32_t sl_high(uint32_t pair) {
  return (int16_t)(uint16_t)(pair >> 16);
}

static inline uint32_t sl_sxtb16(uint32_t x) {
  return sl_halves((int8_t)(uint8_t)x, (int8_t)(uint8_t)(x >> 16));
}

static inline uint32_t sl_sxtb16_odd(uint32_t x) {
  return sl_sxtb16(x >> 8);
}

static inline uint32_t sl_sadd16(uint32_t a, uint32_t b) {
  return sl_halves(sl_low(a) + sl_low(b), sl_high(a) + sl_high(b));
}

static inline uint32_t sl_ssub16(uint32_t a, uint32_t b) {
  return sl_halves(sl_low(a) - sl_low(b), sl_high(a) - sl_high(b));
}

static inline uint32_t sl_pkhbt(uint32_t a, uint32_t b) {
  return sl_halves(sl_low(a), sl_low(b));
}

static inline uint32_t sl_pkhtb(uint32_t a, uint32_t b) {
  return sl_halves(sl_high(a), sl_high(b));
}

static inline uint32_t sl_uqsub16(uint32_t a, uint32_t b) {
  uint32_t low = a & 0xFFFFu, high = a >> 16;
  uint32_t less_low = b & 0xFFFFu, less_high = b >> 16;
  return (low > less_low ? low - less_low : 0) | (high > less_high ? high - less_high : 0) << 16;
}

static inline uint32_t sl_smlad(uint32_t a, uint32_t b, uint32_t sum) {
  return sum + (uint32_t)(sl_low(a) * sl_low(b)) + (uint32_t)(sl_high(a) * sl_high(b));
}

#endif

// Loads a word from any address.
static inline uint32_t sl_load_word(const void *from) {
  uint32_t word;
  memcpy(&word, from, sizeof word);
  return word;
}

static inline void sl_store_word(void *to, uint32_t word) {
  memcpy(to, &word, sizeof word);
}

#endif
