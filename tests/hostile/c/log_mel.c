// log_mel FILE: prints the features of each window of samples (int16, little-endian), window by
// window, as one line of numbers. Each call has arrays of its own, whose bounds are watched.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "seedlite_log_mel.h"

#define WINDOW_BYTES (SL_LOG_MEL_SAMPLES * sizeof(int16_t))

static void print_features(const uint8_t *bytes) {
  int16_t *samples = malloc(WINDOW_BYTES);
  sl_log_mel_work *work = malloc(sizeof *work);
  int16_t *features = malloc(SL_LOG_MEL_BANDS * sizeof *features);
  int8_t *quantized = malloc(SL_LOG_MEL_BANDS);
  if (!samples || !work || !features || !quantized) abort();
  memcpy(samples, bytes, WINDOW_BYTES);
  memset(work, 0xA5, sizeof *work);
  sl_log_mel(samples, work, features);
  static const sl_log_mel_scale smallest = {INT32_MAX, 127};
  sl_log_mel_quantize(features, &smallest, quantized);
  for (uint32_t i = 0; i < SL_LOG_MEL_BANDS; i++) printf("%d ", features[i]);
  printf("\n");
  free(samples);
  free(work);
  free(features);
  free(quantized);
}

int main(int count, char **paths) {
  if (count != 2) return 2;
  size_t bytes;
  uint8_t *sound = read_whole(paths[1], &bytes);
  for (size_t at = 0; at + WINDOW_BYTES <= bytes; at += WINDOW_BYTES) print_features(sound + at);
  free(sound);
  return 0;
}
