// Writes the features of each window in input.bin, and their int8 form, to output.bin; instruction
// counts of both to report.txt.
#include "board.h"
#include "report.h"
#include "seedlite_log_mel.h"
#include "semihosting.h"

static const sl_log_mel_scale scale = SL_LOG_MEL_SCALE(0.15f, -128);
static int16_t samples[SL_LOG_MEL_SAMPLES], features[SL_LOG_MEL_BANDS];
static int8_t quantized[SL_LOG_MEL_BANDS];
static sl_log_mel_work work;

int main(void) {
  int32_t in = semihosting_open("input.bin", SEMIHOSTING_READ);
  int32_t out = semihosting_open("output.bin", SEMIHOSTING_WRITE);
  int32_t report = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  bool written = true;
  while (written && semihosting_read(in, samples, sizeof samples)) {
    board_counter_start();
    sl_log_mel(samples, &work, features);
    report_number(report, "log_mel", board_counter_read());
    board_counter_start();
    sl_log_mel_quantize(features, &scale, quantized);
    report_number(report, "quantize", board_counter_read());
    written = semihosting_write(out, features, sizeof features) &&
              semihosting_write(out, quantized, sizeof quantized);
  }
  semihosting_exit(written);
}
