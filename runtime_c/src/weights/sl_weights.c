// SPDX-License-Identifier: Apache-2.0
#include "sl_weights.h"

#include <string.h>

#include "../target/sl_bits.h"
#include "../target/sl_shared.h"

static uint32_t minimum(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

SL_SHARED sl_statistics sl_weights_statistics(const sl_weights *weights, uint32_t batch) {
  sl_statistics statistics = {weights->mean, weights->spread};
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
  return ((uint32_t)weights->mask[group / 8] >> (group % 8)) & 1u;
}

// Returns the end of the mask group that contains `index`.
static uint32_t group_end(const sl_weights *weights, uint32_t index) {
  // index < count < 2^31 and mask_group < 2^16: no overflow
  return minimum((index / weights->mask_group + 1) * weights->mask_group, weights->count);
}

// Returns the first masked weight in [index, end), or `end`. `index` itself is not masked.
static uint32_t unmasked_until(const sl_weights *weights, uint32_t index, uint32_t end) {
  if (!weights->mask) return end;
  while (index < end && !masked(weights, index)) index = group_end(weights, index);
  return minimum(index, end);
}

static uint32_t batch_end(const sl_weights *weights, uint32_t batch, uint32_t end) {
  // a product above 2^32 is above `end` < 2^31, too: compare by division
  return batch >= end / weights->batch_size ? end : (batch + 1) * weights->batch_size;
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
    sl_statistics statistics = sl_weights_statistics(weights, batch);
    bool zero = !sl_weights_are_draws(weights) && !statistics.mean && !statistics.spread;
    if (zero && drawn) break;
    uint32_t stop = unmasked_until(weights, cursor->index, batch_end(weights, batch, end));
    uint32_t count = stop - cursor->index;
    if (!zero) {
      count = minimum(count, room - drawn);
      if (!drawn) *out_first = cursor->index;
      uint32_t number = weights->bits_per_draw ? cursor->live : cursor->index;
      weights->draw(weights, statistics, number, count, out_run + drawn);
      drawn += count;
    }
    cursor->index += count;
    cursor->live += count;
  }
  return drawn;
}

// Returns the mask bits, one a weight, of the eight weights from `index` on, a multiple of 8; mask
// groups of 1 or 4.
static uint32_t mask_of_eight(const sl_weights *weights, uint32_t index) {
  if (weights->mask_group == 1) return weights->mask[index / 8];
  uint32_t bits = (uint32_t)weights->mask[index / 32] >> index / 4 % 8;
  return (bits & 1u) * 0x0Fu | (bits >> 1 & 1u) * 0xF0u;
}

// Returns the number of set bits of a byte.
static uint32_t count_ones(uint32_t byte) {
  byte -= byte >> 1 & 0x55u;
  byte = (byte & 0x33u) + (byte >> 2 & 0x33u);
  return (byte + (byte >> 4)) & 0x0Fu;
}

// Whether read_masked can read these weights: their live ones are consecutive draws.
static bool masked_in_eights(const sl_weights *weights, uint32_t begin, uint32_t count) {
  return weights->mask && (weights->mask_group == 1 || weights->mask_group == 4) &&
         sl_weights_are_draws(weights) && (begin | count) % 8 == 0;
}

// Draws the live weights to the end of `out`, then moves each to its place.
static void read_masked(const sl_weights *weights, sl_cursor *cursor, uint32_t count, int8_t *out) {
  uint32_t begin = cursor->index, end = begin + count, live = 0;
  for (uint32_t at = begin; at < end; at += 8) live += 8 - count_ones(mask_of_eight(weights, at));
  const int8_t *drawn = out + (count - live);
  if (live) sl_weights_read_live(weights, cursor->live, live, out + (count - live));
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
  if (!weights->stored && !weights->mask && sl_weights_are_draws(weights)) {
    sl_weights_read_live(weights, begin, count, out);
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
    uint32_t zeros = first - begin;  // before the run, which starts at out[0]
    if (zeros) {
      memmove(out + zeros, out, drawn);
      memset(out, 0, zeros);
    }
    out += zeros + drawn;
    begin = first + drawn;
  }
}
