// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../sl_shared.h"
#include "sl_draw.h"
#include "sl_levels.h"

#define QUAD 4u

// The four weights of quad `quad` of a word: base + step * f, in the bytes of a word.
static inline uint32_t quad_of(uint32_t hash, uint32_t quad, uint32_t base, uint32_t step) {
  uint32_t even = hash >> 4 * quad & 0x00030003u, odd = hash >> (4 * quad + 2) & 0x00030003u;
  // step * 3 <= 252: no byte carries into the next; the top bits are added apart
  uint32_t product = (even | odd << 8) * step;
  return ((product & 0x7F7F7F7Fu) + (base & 0x7F7F7F7Fu)) ^ ((product ^ base) & 0x80808080u);
}

SL_SHARED void sl_draw_levels(const sl_weights *weights, sl_statistics batch, uint32_t first,
                              uint32_t count, int8_t *out) {
  const uint32_t seed = weights->seed, length = weights->row_length;
  const uint32_t hashes = sl_row_hashes(length), step = 2 * (uint32_t)batch.spread;
  const int32_t least = batch.mean - SL_LEVEL_MAX * batch.spread;
  const uint32_t base = ((uint32_t)least & 0xFFu) * 0x01010101u;
  uint32_t row = first / length, i = first - row * length;
  for (const int8_t *end = out + count; out < end;) {
    uint32_t hash = sl_hash(row * hashes + i / SL_HASH_WEIGHTS, seed);
    uint32_t room = (uint32_t)(end - out), left = length - i;  // in the row
    if (left < room) room = left;
    if (i % SL_HASH_WEIGHTS == 0 && room >= SL_HASH_WEIGHTS) {
      for (uint32_t quad = 0; quad < SL_HASH_WEIGHTS / QUAD; quad++, out += QUAD) {
        uint32_t four = quad_of(hash, quad, base, step);
        memcpy(out, &four, sizeof four);
      }
      i += SL_HASH_WEIGHTS;
    } else {
      left = SL_HASH_WEIGHTS - i % SL_HASH_WEIGHTS;  // in the word
      for (room = left < room ? left : room; room; room--, i++) {
        *out++ = (int8_t)(least + 2 * batch.spread * (int32_t)sl_level(hash, i));
      }
    }
    if (i == length) {
      i = 0;
      row++;
    }
  }
}
