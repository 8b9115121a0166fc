// SPDX-License-Identifier: Apache-2.0
#include "sl_weights.h"

#include <string.h>

#include "kernels/sl_target.h"
#include "sl_bits.h"
#include "sl_generator.h"
#include "sl_shared.h"
#if SL_MVE
#include "kernels/mve/sl_mve_draw.h"
#endif

#define QUAD 4u  // weights, in the bytes of a word

typedef struct {
  int32_t mean;
  int32_t spread;
} batch_statistics;

static uint32_t minimum(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

static batch_statistics statistics_of(const sl_weights *weights, uint32_t batch) {
  batch_statistics statistics = {weights->mean, weights->spread};
  if (weights->mean_bits) {
    uint32_t bits = weights->mean_bits;
    uint32_t field = sl_bits_field(weights->means, batch * bits, bits);
    uint32_t sign = 1u << (bits - 1);
    statistics.mean = (int32_t)(field ^ sign) - (int32_t)sign;
  }
  if (weights->spread_bits) {
    uint32_t bits = weights->spread_bits;
    statistics.spread = (int32_t)sl_bits_field(weights->spreads, batch * bits, bits);
  }
  return statistics;
}

static bool masked(const sl_weights *weights, uint32_t index) {
  uint32_t group = index / weights->mask_group;
  return (weights->mask[group / 8] >> (group % 8)) & 1u;
}

// End of the group, as seen by the mask, that `index` is in.
static uint32_t group_end(const sl_weights *weights, uint32_t index) {
  // index < count < 2^31 and mask_group < 2^16: no overflow
  return minimum((index / weights->mask_group + 1) * weights->mask_group, weights->count);
}

// First masked weight in [index, end), or end. `index` itself is not masked.
static uint32_t unmasked_until(const sl_weights *weights, uint32_t index, uint32_t end) {
  if (!weights->mask) return end;
  while (index < end && !masked(weights, index)) index = group_end(weights, index);
  return minimum(index, end);
}

static uint32_t batch_end(const sl_weights *weights, uint32_t batch, uint32_t end) {
  // both factors' product may pass 2^32 only beyond `end` < 2^31: compare by division
  return batch >= end / weights->batch_size ? end : (batch + 1) * weights->batch_size;
}

#if SL_MVE

static void draw(const sl_weights *weights, batch_statistics statistics, uint32_t live,
                 uint32_t count, int8_t *out) {
  uint32_t drawn = sl_draw_sixteens(weights, live, count, out);
  if (drawn == count) return;
  sl_draw_fours(weights, statistics.mean, statistics.spread, live + drawn, count - drawn,
                out + drawn);
}

#else

// r of `count` weights from live weight number `live` on. `windows` is a constant, so that either
// has a loop of its own.
static inline void draw_values(const sl_weights *weights, bool windows, uint32_t live,
                               uint32_t count, int8_t *out) {
  const uint32_t generator = weights->generator;
  const uint32_t values = weights->values_per_draw, seed = weights->seed;
  const uint32_t step = weights->bits_per_draw, mask = (1u << weights->window_bits) - 1u;
  const uint8_t *stream = weights->stream;
  const int8_t *end = out + count;
  uint32_t number = live / values;
  uint32_t value = live - number * values;
  uint32_t at = number * step;
  for (;;) {
    uint32_t hash = windows ? sl_hash_window(sl_bits_window(stream, at, mask), seed)
                            : sl_hash_counter(number, seed);
    for (uint32_t v = 0; v < value; v++) hash = sl_hash_next(hash, seed);
    for (;;) {
      *out++ = (int8_t)sl_generator_value(generator, hash);
      if (out == end) return;
      if (++value >= values) break;
      hash = sl_hash_next(hash, seed);
    }
    value = 0;
    number++;
    at += step;
  }
}

// r becomes mean + spread * r / 2^shift, rounded and clamped.
static void apply_statistics(batch_statistics statistics, uint32_t shift, uint32_t count,
                             int8_t *values) {
  const int32_t rounding = shift ? 1 << (shift - 1) : 0;
  const int8_t *end = values + count;
  for (; values < end; values++) {
    // |spread * r| <= 255 * 128, rounding <= 2^14: within int32; >> rounds down on all our targets
    int32_t weight = statistics.mean + ((statistics.spread * *values + rounding) >> shift);
    if (weight > SL_WEIGHT_MAX) weight = SL_WEIGHT_MAX;
    *values = (int8_t)(weight < -SL_WEIGHT_MAX ? -SL_WEIGHT_MAX : weight);
  }
}

// The weights are r itself; only -128 has to go.
static void clamp_lowest(uint32_t count, int8_t *values) {
  const int8_t *end = values + count;
  for (; values < end; values++) {
    if (*values < -SL_WEIGHT_MAX) *values = -SL_WEIGHT_MAX;
  }
}

// Whether draw_quads can draw these: the windows of four weights must lie in what sl_bits_from
// gives.
static bool draws_in_quads(const sl_weights *weights) {
  const uint32_t values = weights->values_per_draw;
  if (!weights->bits_per_draw || !(values == 1 || values == 2 || values == 4)) return false;
  return weights->generator == SL_GENERATOR_BELL && sl_weights_are_plain(weights) &&
         (QUAD / values - 1) * weights->bits_per_draw + weights->window_bits <= 25;
}

// Four levels, in bytes, less 128. The lowest weight is -127: level 0 becomes level 1.
static inline uint32_t weights_of_levels(uint32_t levels) {
#if SL_DSP_INSTRUCTIONS
  uint32_t quad;
  __asm__("uqsub8 %0, %1, %2\n uadd8 %0, %0, %3"
          : "=&r"(quad)
          : "r"(levels), "r"(0x01010101u), "r"(0x81818181u));
  return quad;
#else
  // a byte that is 0 borrows from its top bit
  if ((levels - 0x01010101u) & ~levels & 0x80808080u) {
    for (uint32_t byte = 1; byte; byte <<= 8) {
      if (!(levels & (byte * 0xFFu))) levels |= byte;
    }
  }
  return levels ^ 0x80808080u;
#endif
}

// `quads` times four weights from bit `at` of the seed bits on, with as little as possible for
// each. `values` of each draw: a constant argument, each with a loop of its own.
SL_ALWAYS_INLINE void draw_quads_of(const sl_weights *weights, uint32_t values, uint32_t at,
                                    uint32_t quads, int8_t *out) {
  const uint32_t seed = weights->seed, step = weights->bits_per_draw;
  const uint32_t mask = (1u << weights->window_bits) - 1u;
  const uint8_t *stream = weights->stream;
  for (const int8_t *end = out + QUAD * quads; out < end; out += QUAD) {
    // the next hash of a draw is that of the hash before, taken as a window
    uint32_t bits = sl_bits_from(stream, at);
    uint32_t a = sl_hash_window(bits & mask, seed);
    uint32_t b = sl_hash_window(values > 1 ? a : (bits >>= step) & mask, seed);
    uint32_t c = sl_hash_window(values > 2 ? b : (bits >>= step) & mask, seed);
    uint32_t d = sl_hash_window(values > 1 ? c : (bits >> step) & mask, seed);
    // sums below 2^10, two in a word; their upper 8 bits are the levels
    uint32_t even = sl_byte_sum(a, 2) | sl_byte_sum(c, 2) << 16;
    uint32_t odd = sl_byte_sum(b, 2) | sl_byte_sum(d, 2) << 16;
    uint32_t levels = (even >> 2 & 0x00FF00FFu) | (odd << 6 & 0xFF00FF00u);
    uint32_t quad = weights_of_levels(levels);
    memcpy(out, &quad, sizeof quad);
    at += QUAD / values * step;
  }
}

SL_NEVER_INLINE void draw_quads(const sl_weights *weights, uint32_t at, uint32_t quads,
                                int8_t *out) {
  if (weights->values_per_draw == 1) {
    draw_quads_of(weights, 1, at, quads, out);
  } else if (weights->values_per_draw == 2) {
    draw_quads_of(weights, 2, at, quads, out);
  } else {
    draw_quads_of(weights, 4, at, quads, out);
  }
}

// Any weights, one by one.
SL_NEVER_INLINE void draw_singly(const sl_weights *weights, batch_statistics statistics,
                                 uint32_t live, uint32_t count, int8_t *out) {
  if (weights->bits_per_draw) {
    draw_values(weights, true, live, count, out);
  } else {
    draw_values(weights, false, live, count, out);
  }
  if (sl_weights_are_plain(weights)) {
    clamp_lowest(count, out);
  } else {
    apply_statistics(statistics, weights->shift, count, out);
  }
}

// Draws `count` weights of one batch from live weight number `live` on.
static void draw(const sl_weights *weights, batch_statistics statistics, uint32_t live,
                 uint32_t count, int8_t *out) {
  if (draws_in_quads(weights)) {
    const uint32_t values = weights->values_per_draw;       // 1, 2 or 4
    uint32_t ahead = minimum((0u - live) % values, count);  // of the next whole draw
    uint32_t quads = (count - ahead) / QUAD;
    if (ahead) draw_singly(weights, statistics, live, ahead, out);
    live += ahead;
    draw_quads(weights, live / values * weights->bits_per_draw, quads, out + ahead);
    live += QUAD * quads;
    out += ahead + QUAD * quads;
    count -= ahead + QUAD * quads;
  }
  if (count) draw_singly(weights, statistics, live, count, out);
}

#endif

static void read_live(const sl_weights *weights, uint32_t live, uint32_t count, int8_t *out) {
  draw(weights, statistics_of(weights, 0), live, count, out);
}

SL_SHARED void sl_weights_seek(const sl_weights *weights, sl_cursor *cursor, uint32_t index) {
  if (weights->stored || !weights->mask) {
    cursor->index = cursor->live = index;
    return;
  }
  if (index < cursor->index) cursor->index = cursor->live = 0;
  while (cursor->index < index) {
    uint32_t end = minimum(group_end(weights, cursor->index), index);
    if (!masked(weights, cursor->index)) cursor->live += end - cursor->index;
    cursor->index = end;
  }
}

static uint32_t next_stored_run(const sl_weights *weights, sl_cursor *cursor, uint32_t end,
                                int8_t *out_run, uint32_t room, uint32_t *out_first) {
  uint32_t count = minimum(end - cursor->index, room);
  memcpy(out_run, weights->stored + cursor->index, count);
  *out_first = cursor->index;
  cursor->index += count;
  cursor->live = cursor->index;
  return count;
}

SL_SHARED uint32_t sl_weights_next_run(const sl_weights *weights, sl_cursor *cursor, uint32_t end,
                                       int8_t *out_run, uint32_t room, uint32_t *out_first) {
  if (weights->stored) return next_stored_run(weights, cursor, end, out_run, room, out_first);
  uint32_t drawn = 0;
  while (cursor->index < end && drawn < room) {
    if (weights->mask && masked(weights, cursor->index)) {
      if (drawn) break;
      cursor->index = minimum(group_end(weights, cursor->index), end);
      continue;
    }
    uint32_t batch = cursor->index / weights->batch_size;
    batch_statistics statistics = statistics_of(weights, batch);
    bool zero = statistics.mean == 0 && statistics.spread == 0;
    if (zero && drawn) break;
    uint32_t stop = unmasked_until(weights, cursor->index, batch_end(weights, batch, end));
    uint32_t count = stop - cursor->index;
    if (!zero) {
      count = minimum(count, room - drawn);
      if (!drawn) *out_first = cursor->index;
      draw(weights, statistics, cursor->live, count, out_run + drawn);
      drawn += count;
    }
    cursor->index += count;
    cursor->live += count;
  }
  return drawn;
}

// Mask bits of eight weights from `index` on, a multiple of 8, by groups of 1 or 4.
static uint32_t mask_of_eight(const sl_weights *weights, uint32_t index) {
  if (weights->mask_group == 1) return weights->mask[index / 8];
  uint32_t bits = (uint32_t)weights->mask[index / 32] >> index / 4 % 8;
  return (bits & 1u) * 0x0Fu | (bits >> 1 & 1u) * 0xF0u;
}

// Set bits of a byte.
static uint32_t count_ones(uint32_t byte) {
  byte -= byte >> 1 & 0x55u;
  byte = (byte & 0x33u) + (byte >> 2 & 0x33u);
  return (byte + (byte >> 4)) & 0x0Fu;
}

// Whether read_masked can read these: live ones lie beside each other in the draws.
static bool masked_in_eights(const sl_weights *weights, uint32_t begin, uint32_t count) {
  return weights->mask && (weights->mask_group == 1 || weights->mask_group == 4) &&
         !weights->mean_bits && !weights->spread_bits && (begin | count) % 8 == 0;
}

// Draws live weights to the end of `out`, then moves each to its place.
static void read_masked(const sl_weights *weights, sl_cursor *cursor, uint32_t count, int8_t *out) {
  uint32_t begin = cursor->index, end = begin + count, live = 0;
  for (uint32_t at = begin; at < end; at += 8) live += 8 - count_ones(mask_of_eight(weights, at));
  const int8_t *drawn = out + (count - live);
  if (live) read_live(weights, cursor->live, live, out + (count - live));
  for (uint32_t at = begin; at < end; at += 8) {
    uint32_t mask = mask_of_eight(weights, at);
    for (uint32_t i = 0; i < 8; i++, mask >>= 1) {
      if (mask & 1u) {
        *out++ = 0;
      } else {
        *out++ = *drawn++;
      }
    }
  }
  cursor->index = end;
  cursor->live += live;
}

SL_SHARED void sl_weights_read(const sl_weights *weights, sl_cursor *cursor, uint32_t begin,
                               uint32_t count, int8_t *out) {
  uint32_t end = begin + count;
  if (!weights->stored && !weights->mask && sl_weights_are_plain(weights)) {  // a single batch
    read_live(weights, begin, count, out);
    cursor->index = cursor->live = end;
    return;
  }
  sl_weights_seek(weights, cursor, begin);
  if (masked_in_eights(weights, begin, count)) {
    read_masked(weights, cursor, count, out);
    return;
  }
  while (begin < end) {
    uint32_t first = end;
    uint32_t drawn = sl_weights_next_run(weights, cursor, end, out, end - begin, &first);
    uint32_t zeros = first - begin;  // before the run, which was written to the start
    if (zeros) {
      memmove(out + zeros, out, drawn);
      memset(out, 0, zeros);
    }
    out += zeros + drawn;
    begin = first + drawn;
  }
}

SL_SHARED void sl_weights_read_live(const sl_weights *weights, uint32_t live, uint32_t count,
                                    int8_t *out) {
  read_live(weights, live, count, out);
}
