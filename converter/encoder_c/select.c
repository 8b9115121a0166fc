#include "select.h"

#include <string.h>

#define DIGIT_BITS 8u
#define DIGITS (1u << DIGIT_BITS)

// Returns the bits of a non-negative float, which have the same order.
static uint32_t key(float cost) {
  uint32_t bits;
  memcpy(&bits, &cost, sizeof bits);
  return bits;
}

// Returns the key of rank `rank` (from 0), found digit by digit (radix selection). *out_below: the
// number of smaller keys.
static uint32_t key_of_rank(const float *costs, uint32_t count, uint32_t rank,
                            uint32_t *out_below) {
  uint32_t prefix = 0, known = 0, below = 0;
  for (uint32_t shift = 32 - DIGIT_BITS;; shift -= DIGIT_BITS) {
    uint32_t counts[DIGITS] = {0};
    for (uint32_t i = 0; i < count; i++) {
      uint32_t bits = key(costs[i]);
      counts[(bits >> shift) % DIGITS] += (bits & known) == prefix;
    }
    uint32_t digit = 0;
    for (; below + counts[digit] <= rank; digit++) below += counts[digit];
    prefix |= digit << shift;
    known |= (DIGITS - 1) << shift;
    if (shift == 0) break;
  }
  *out_below = below;
  return prefix;
}

float sl_of_rank(const float *costs, uint32_t count, uint32_t rank) {
  uint32_t below, bits = key_of_rank(costs, count, rank, &below);
  float cost;
  memcpy(&cost, &bits, sizeof cost);
  return cost;
}

void sl_select_smallest(const float *costs, uint32_t count, uint32_t wanted,
                        uint32_t *out_indices) {
  if (wanted == 0) return;
  uint32_t below;
  uint32_t last = key_of_rank(costs, count, wanted - 1, &below);
  uint32_t equal = wanted - below;
  uint32_t taken = 0;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t bits = key(costs[i]);
    if (bits > last || (bits == last && equal == 0)) continue;
    if (bits == last) equal--;
    out_indices[taken++] = i;
  }
}
