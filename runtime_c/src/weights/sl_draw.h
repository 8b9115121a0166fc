// SPDX-License-Identifier: Apache-2.0
// Drawing weights (SPEC.md, section 4): sl_weights.draw is one of these functions.
#ifndef SEEDLITE_DRAW_H
#define SEEDLITE_DRAW_H

#include "sl_weights.h"

// From seed bits, of 1 to 4 values a draw of 8 bits, the same of fewer bits, and of 5 to 8 values.
void sl_draw_quads(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                   int8_t *out);
void sl_draw_bits(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                  int8_t *out);
void sl_draw_octets(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                    int8_t *out);

// From statistics alone.
void sl_draw_levels(const sl_weights *weights, sl_statistics batch, uint32_t first, uint32_t count,
                    int8_t *out);

#endif
