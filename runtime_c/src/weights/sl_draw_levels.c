// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../target/sl_shared.h"
#include "sl_draw.h"
#include "sl_draw_bytes.h"
#include "sl_levels.h"

#if SL_MVE
#include <arm_mve.h>
#endif

// Maps a batch's levels to weights: base + step * f, in every byte of a word.
typedef struct {
  uint32_t base, step;
} scale;

static inline scale scale_of(sl_statistics batch) {
  const int32_t least = batch.mean - SL_LEVEL_MAX * batch.spread;
  scale s = {((uint32_t)least & 0xFFu) * 0x01010101u, 2 * (uint32_t)batch.spread};
  return s;
}

#if SL_MVE

// Writes the SL_HASH_WEIGHTS weights of a hash.
static inline void put_word(scale s, uint32_t hash, int8_t *out) {
  const uint32x4_t pairs = vdupq_n_u32(0x00030003u);
  const int32x4_t places = vmulq_n_s32(vreinterpretq_s32_u32(vidupq_n_u32(0, 4)), -1);
  uint32x4_t quads = vshlq_u32(vdupq_n_u32(hash), places);
  uint32x4_t even = vandq_u32(quads, pairs), odd = vandq_u32(vshrq_n_u32(quads, 2), pairs);
  uint8x16_t levels = vreinterpretq_u8_u32(vorrq_u32(even, vshlq_n_u32(odd, 8)));
  vstrbq_u8((uint8_t *)out, vmlasq_n_u8(levels, vdupq_n_u8((uint8_t)s.step), (uint8_t)s.base));
}

#else

static inline uint32_t quad_of(scale s, uint32_t hash, uint32_t quad) {
  uint32_t even = hash >> 4 * quad & 0x00030003u, odd = hash >> (4 * quad + 2) & 0x00030003u;
  // step * 3 <= 252: no byte carries into the next
  return sl_add_quads((even | odd << 8) * s.step, s.base);
}

// Writes the SL_HASH_WEIGHTS weights of a hash.
static inline void put_word(scale s, uint32_t hash, int8_t *out) {
  sl_put_quad(quad_of(s, hash, 0), out);
  sl_put_quad(quad_of(s, hash, 1), out + SL_QUAD_BYTES);
  sl_put_quad(quad_of(s, hash, 2), out + 2 * SL_QUAD_BYTES);
  sl_put_quad(quad_of(s, hash, 3), out + 3 * SL_QUAD_BYTES);
}

#endif

// Hashes are expanded whole while there is room; the next row overwrites the excess weights.
SL_SHARED void sl_draw_levels(const sl_weights *weights, sl_statistics batch, uint32_t first,
                              uint32_t count, int8_t *out) {
  const uint32_t seed = weights->seed, length = weights->row_length;
  const scale s = scale_of(batch);
  const int8_t *end = out + count;
  uint32_t row = first / length, i = first - row * length, left = length - i;  // in the row
  uint32_t number = row * sl_row_hashes(length) + i / SL_HASH_WEIGHTS, from = i % SL_HASH_WEIGHTS;
  while (out < end) {
    const uint32_t hash = sl_hash(number++, seed), room = (uint32_t)(end - out);
    uint32_t some = SL_HASH_WEIGHTS - from < left ? SL_HASH_WEIGHTS - from : left;
    if (from == 0 && room >= SL_HASH_WEIGHTS) {
      put_word(s, hash, out);
    } else {
      int8_t word[2 * SL_HASH_WEIGHTS] = {0};
      put_word(s, hash, word);
      if (room >= SL_HASH_WEIGHTS) {
        memcpy(out, word + from, SL_HASH_WEIGHTS);
      } else {
        if (room < some) some = room;
        for (uint32_t k = 0; k < some; k++) out[k] = word[from + k];
      }
      from = 0;
    }
    out += some;
    left -= some;
    if (!left) left = length;
  }
}
