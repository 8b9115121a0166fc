// The board's functions that main.cc calls, on the machine that builds it.
#include <stdio.h>
#include <stdlib.h>

#include "board.h"
#include "semihosting.h"
#include "stack.h"

#define MOST_MODEL_BYTES (1 << 22)

extern const uint8_t model_data[];

static FILE *files[8];
static int32_t opened;

int32_t semihosting_open(const char *path, semihosting_mode mode) {
  FILE *file = fopen(path, mode == SEMIHOSTING_READ ? "rb" : "wb");
  if (!file || opened == sizeof files / sizeof *files) return -1;
  files[opened] = file;
  return opened++;
}

bool semihosting_read(int32_t file, void *out_data, uint32_t bytes) {
  return fread(out_data, 1, bytes, files[file]) == bytes;
}

bool semihosting_write(int32_t file, const void *data, uint32_t bytes) {
  return fwrite(data, 1, bytes, files[file]) == bytes;
}

void semihosting_print(const char *text) {
  fputs(text, stdout);
}

void semihosting_exit(bool success) {
  exit(success ? EXIT_SUCCESS : EXIT_FAILURE);
}

// Returns the model in the current folder's model.tflite, if there is one.
const uint8_t *model_to_run(void) {
  static _Alignas(16) uint8_t bytes[MOST_MODEL_BYTES];
  FILE *file = fopen("model.tflite", "rb");
  if (!file) return model_data;
  size_t count = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  return count ? bytes : model_data;
}

void board_counter_start(void) {}

uint32_t board_counter_read(void) {
  return BOARD_COUNT_UNKNOWN;
}

uint32_t stack_high_water_bytes(void) {
  return 0;
}

uint32_t stack_size_bytes(void) {
  return UINT32_MAX;
}
