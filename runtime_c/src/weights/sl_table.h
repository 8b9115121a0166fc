// SPDX-License-Identifier: Apache-2.0
// The table of draws (SPEC.md, section 4) in the forms that kernels need. Each is a constant in a
// file of its own, linked only where it is used. Draw t of the seed bits is row b_t plus row
// b_(t+m) + 1, column by column; every sum fits int8.
//
// The tables are in section .rodata.sl_table, so a linker script can place them in RAM.
// -DSL_TABLE_SECTION='".data"' selects another section.
#ifndef SEEDLITE_TABLE_H
#define SEEDLITE_TABLE_H

#include <stdint.h>

#include "seedlite_format.h"

#ifndef SL_TABLE_SECTION
#define SL_TABLE_SECTION ".rodata.sl_table"
#endif
#if defined(__ELF__) && defined(__GNUC__)
#define SL_TABLE __attribute__((weak, section(SL_TABLE_SECTION)))
#else
#define SL_TABLE
#endif

// Four int8 in a word, the first in its lowest byte.
#define SL_QUAD_OF(a, b, c, d)                                                     \
  ((uint32_t)((a)&0xFF) | (uint32_t)((b)&0xFF) << 8 | (uint32_t)((c)&0xFF) << 16 | \
   (uint32_t)((d)&0xFF) << 24)

// Two int16 in a word, the first in its lower half.
#define SL_PAIR_OF(a, b) ((uint32_t)((a)&0xFFFF) | (uint32_t)((b)&0xFFFF) << 16)

// int8: columns 0 to 3. 1,028 bytes.
extern const uint32_t sl_table_quads[SL_TABLE_ROWS];

// int8: columns 0 to 7. 2,056 bytes.
extern const uint32_t sl_table_octets[2 * SL_TABLE_ROWS];

// uint8: columns 0 to 3, each plus SL_TABLE_BIAS. 1,028 bytes.
extern const uint32_t sl_table_biased[SL_TABLE_ROWS];
#define SL_TABLE_BIAS 64

// int16: columns 0 and 1. 1,028 bytes.
extern const uint32_t sl_table_pair_lanes[SL_TABLE_ROWS];

// int16: columns 0, 2, 1, 3, the order of sl_lanes.h. 2,056 bytes.
extern const uint32_t sl_table_quad_lanes[2 * SL_TABLE_ROWS];

#endif
