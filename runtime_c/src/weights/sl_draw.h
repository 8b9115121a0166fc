// SPDX-License-Identifier: Apache-2.0
// The functions that sl_weights.draw points to: they draw weights (SPEC.md, section 4).
#ifndef SEEDLITE_DRAW_H
#define SEEDLITE_DRAW_H

#include "sl_weights.h"

// Seed bits: V <= 4 and k = 8; V <= 4 and k < 8; V = 5 ... 8 and any k.
void sl_draw_quads(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                   int8_t *out);
void sl_draw_bits(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                  int8_t *out);
void sl_draw_octets(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                    int8_t *out);

// Statistics alone.
void sl_draw_levels(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                    int8_t *out);

#endif
