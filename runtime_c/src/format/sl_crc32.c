// SPDX-License-Identifier: Apache-2.0
#include "sl_crc32.h"

#include "../target/sl_bits.h"

// table[byte] for the polynomial 0xEDB88320 is linear in the byte's bits: the exclusive or of the
// entries of its high four bits, ROW's argument, and of its low four.
#define ROW(high)                                                                             \
  (high) ^ 0x00000000u, (high) ^ 0x77073096u, (high) ^ 0xEE0E612Cu, (high) ^ 0x990951BAu,     \
      (high) ^ 0x076DC419u, (high) ^ 0x706AF48Fu, (high) ^ 0xE963A535u, (high) ^ 0x9E6495A3u, \
      (high) ^ 0x0EDB8832u, (high) ^ 0x79DCB8A4u, (high) ^ 0xE0D5E91Eu, (high) ^ 0x97D2D988u, \
      (high) ^ 0x09B64C2Bu, (high) ^ 0x7EB17CBDu, (high) ^ 0xE7B82D07u, (high) ^ 0x90BF1D91u

static const uint32_t table[256] = {
    ROW(0x00000000u), ROW(0x1DB71064u), ROW(0x3B6E20C8u), ROW(0x26D930ACu),
    ROW(0x76DC4190u), ROW(0x6B6B51F4u), ROW(0x4DB26158u), ROW(0x5005713Cu),
    ROW(0xEDB88320u), ROW(0xF00F9344u), ROW(0xD6D6A3E8u), ROW(0xCB61B38Cu),
    ROW(0x9B64C2B0u), ROW(0x86D3D2D4u), ROW(0xA00AE278u), ROW(0xBDBDF21Cu),
};

static uint32_t step(uint32_t crc) {
  return (crc >> 8) ^ table[crc & 255u];
}

uint32_t sl_crc32(uint32_t crc, const uint8_t *bytes, uint32_t count) {
  crc = ~crc;
  for (; count >= 4; count -= 4, bytes += 4) {
    crc = step(step(step(step(crc ^ sl_bits_from(bytes, 0)))));
  }
  for (; count > 0; count--, bytes++) crc = step(crc ^ *bytes);
  return ~crc;
}
