// Reads whole files into memory, for the drivers.
#ifndef HOSTILE_FILES_H
#define HOSTILE_FILES_H

#include <stddef.h>
#include <stdint.h>

// Returns the bytes of a file, which the caller frees; ends the process if it cannot be read.
uint8_t *read_whole(const char *path, size_t *out_bytes);

#endif
