#include "wav.h"

#include <string.h>

#include "semihosting.h"

#define PCM 1u

static void fail(const char *path, const char *text) {
  semihosting_print(path);
  semihosting_print(text);
  semihosting_exit(false);
}

static void read(const char *path, int32_t file, void *out_data, uint32_t bytes) {
  if (!semihosting_read(file, out_data, bytes)) fail(path, ": ends before its sound\n");
}

static uint32_t number(const uint8_t *bytes, uint32_t count) {
  uint32_t value = 0;
  while (count-- > 0) value = value << 8 | bytes[count];
  return value;
}

static void check_format(const char *path, int32_t file, uint32_t rate) {
  uint8_t format[16];
  read(path, file, format, sizeof format);
  uint32_t kind = number(format, 2), channels = number(format + 2, 2);
  uint32_t bits = number(format + 14, 2);
  if (kind != PCM || channels != 1 || number(format + 4, 4) != rate || bits != 16) {
    fail(path, ": is not PCM of 16 bits, one channel, 16,000 samples a second; convert it\n");
  }
}

// Chunks follow each other: four letters, a length, and as many bytes, filled up to an even number.
int32_t wav_open(const char *path, uint32_t rate, uint32_t *out_samples) {
  int32_t file = semihosting_open(path, SEMIHOSTING_READ);
  if (file < 0) fail(path, ": cannot be opened; it belongs into the current folder\n");
  uint8_t head[12];
  read(path, file, head, sizeof head);
  if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0) {
    fail(path, ": is no .wav file\n");
  }
  bool has_format = false;
  for (uint32_t at = sizeof head;;) {
    read(path, file, head, 8);
    uint32_t bytes = number(head + 4, 4);
    at += 8;
    if (memcmp(head, "fmt ", 4) == 0 && bytes >= 16) {
      check_format(path, file, rate);
      has_format = true;
    } else if (memcmp(head, "data", 4) == 0) {
      if (!has_format) fail(path, ": has sound before its format\n");
      *out_samples = bytes / 2;
      return file;
    }
    if (bytes > INT32_MAX - at) fail(path, ": ends before its sound\n");
    at += bytes + (bytes & 1);
    semihosting_seek(file, at);
  }
}
