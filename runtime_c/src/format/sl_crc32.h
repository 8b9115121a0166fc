// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_CRC32_H
#define SEEDLITE_CRC32_H

#include <stdint.h>

// Returns the CRC-32 (IEEE 802.3: reflected, 0xEDB88320) of `bytes`, continued from `crc` (0 at the
// start).
uint32_t sl_crc32(uint32_t crc, const uint8_t *bytes, uint32_t count);

#endif
