// Mutates values of a model: indices, dimensions, scales, options, records. libFuzzer's own
// mutations mostly fail at the first offset outside the file or at the section's checksum.
#include <string.h>

#include "format/sl_crc32.h"
#include "sites.h"

#define MOST_EDITS 4u

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static uint32_t draw(uint32_t *state, uint32_t below) {
  *state = *state * 1664525u + 1013904223u;
  return (uint32_t)((uint64_t)*state * below >> 32);
}

static uint32_t value_at(const uint8_t *data, uint32_t at, uint32_t width) {
  uint32_t value = 0;
  memcpy(&value, data + at, width < 4 ? width : 4);
  return value;
}

// Returns a value to replace `old`: near it, at a limit, or random.
static uint32_t other_value(uint32_t old, uint32_t *state) {
  static const uint32_t limits[] = {0,        1,   2,          3,          8,          127,
                                    128,      255, 0x7FFF,     0xFFFF,     0x10000,    0x7FFFFFFF,
                                    1u << 31, ~0u, 0x3F800000, 0x00800000, 0x7F7FFFFF, 0x7F800000};
  uint32_t choice = draw(state, 5);
  if (choice == 0) return old + 1;
  if (choice == 1) return old - 1;
  if (choice == 2) return old ^ (1u << draw(state, 32));
  if (choice == 3) return draw(state, ~0u);
  return limits[draw(state, sizeof limits / sizeof limits[0])];
}

static void edit(uint8_t *data, const sites *found, uint32_t *state) {
  const site *chosen = &found->items[draw(state, found->count)];
  uint32_t at = chosen->at + chosen->width * draw(state, chosen->count);
  uint32_t value = other_value(value_at(data, at, chosen->width), state);
  const site *other = &found->items[draw(state, found->count)];
  if (other->width == chosen->width && draw(state, 2)) {
    value = value_at(data, other->at + other->width * draw(state, other->count), other->width);
  }
  memcpy(data + at, &value, chosen->width < 4 ? chosen->width : 4);
}

static void fit_checksum(uint8_t *data, size_t size) {
  static sites found;
  find_sites(data, size, &found);
  if (!found.checksum) return;
  memset(data + found.checksum, 0, 4);
  uint32_t crc = sl_crc32(0, data, (uint32_t)size);
  memcpy(data + found.checksum, &crc, 4);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  static sites found;
  uint32_t state = seed;
  find_sites(data, size, &found);
  if (!found.count || draw(&state, 8) == 0) {
    size = LLVMFuzzerMutate(data, size, max_size);
  } else {
    for (uint32_t edits = 1 + draw(&state, MOST_EDITS); edits; edits--) {
      edit(data, &found, &state);
    }
  }
  if (draw(&state, 16)) fit_checksum(data, size);
  return size;
}
