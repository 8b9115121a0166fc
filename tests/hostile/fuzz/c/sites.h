// Where in a .tflite the values lie that can be changed without breaking the flatbuffer itself.
#ifndef FUZZ_SITES_H
#define FUZZ_SITES_H

#include <stddef.h>
#include <stdint.h>

#define MOST_SITES 4096u

// `count` values of `width` bytes (1, 4 or 8), one behind the other.
typedef struct {
  uint32_t at, width, count;
} site;

typedef struct {
  site items[MOST_SITES];
  uint32_t count;
  uint32_t checksum;  // offset of the section's checksum, 0 if there is no section
} sites;

// Walks the tables of the file, which may be damaged: what lies outside it is left out.
void find_sites(const uint8_t *file, size_t size, sites *out);

#endif
