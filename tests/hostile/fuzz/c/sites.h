// The places of values in a .tflite that can be changed without breaking the flatbuffer.
#ifndef FUZZ_SITES_H
#define FUZZ_SITES_H

#include <stddef.h>
#include <stdint.h>

#define MOST_SITES 4096u

// `count` adjacent values of `width` bytes (1, 4 or 8).
typedef struct {
  uint32_t at, width, count;
} site;

typedef struct {
  site items[MOST_SITES];
  uint32_t count;
  uint32_t checksum;  // offset of the section's checksum, 0 if there is no section
} sites;

// Walks the tables of the file, which may be damaged; skips places outside it.
void find_sites(const uint8_t *file, size_t size, sites *out);

#endif
