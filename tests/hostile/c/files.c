#include "files.h"

#include <stdio.h>
#include <stdlib.h>

static void give_up(const char *path) {
  perror(path);
  exit(2);
}

uint8_t *read_whole(const char *path, size_t *out_bytes) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) give_up(path);
  long size = ftell(file);
  if (size < 0) give_up(path);
  uint8_t *bytes = malloc((size_t)size + 1);
  rewind(file);
  if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) give_up(path);
  fclose(file);
  *out_bytes = (size_t)size;
  return bytes;
}
