// Runs on an emulated board. Reads models from models.bin, each a length (uint32) and the bytes,
// padded to four. Loads each and, if it is accepted, runs it. Writes a line `status` for each to
// report.txt, and `guard` after a write outside the arena or into the model.
#include <stdbool.h>
#include <string.h>

#include "report.h"
#include "seedlite.h"
#include "semihosting.h"

#define MODEL_BYTES 65536u
#define ARENA_BYTES 65536u
#define GUARD_BYTES 256u
#define GUARD 0xA5

static struct {
  uint8_t before[GUARD_BYTES];
  uint8_t arena[ARENA_BYTES];
  uint8_t after[GUARD_BYTES];
} ram __attribute__((aligned(SL_ARENA_ALIGNMENT)));

static uint8_t model[MODEL_BYTES] __attribute__((aligned(4)));
static uint8_t copy[MODEL_BYTES];

static bool guarded(const uint8_t *zone) {
  for (uint32_t i = 0; i < GUARD_BYTES; i++) {
    if (zone[i] != GUARD) return false;
  }
  return true;
}

static sl_status try_model(uint32_t bytes) {
  sl_program program;
  sl_status status = sl_load(model, bytes, ram.arena, ARENA_BYTES, &program, NULL);
  if (status != SL_OK) return status;
  for (uint32_t i = 0; i < program.input_count; i++) {
    memset(sl_input(&program, i), 0x55, program.inputs[i].bytes);
  }
  sl_invoke(&program);
  return SL_OK;
}

int main(void) {
  int32_t file = semihosting_open("models.bin", SEMIHOSTING_READ);
  int32_t report = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  uint32_t bytes;
  memset(&ram, GUARD, sizeof ram);
  while (semihosting_read(file, &bytes, sizeof bytes)) {
    // the rest of the buffer is not part of the model
    memset(model, GUARD, sizeof model);
    if (bytes > MODEL_BYTES || !semihosting_read(file, model, (bytes + 3) / 4 * 4)) {
      semihosting_exit(false);
    }
    memcpy(copy, model, sizeof model);
    report_number(report, "status", (uint32_t)try_model(bytes));
    bool sound = guarded(ram.before) && guarded(ram.after) && !memcmp(copy, model, sizeof model);
    if (!sound) report_number(report, "guard", 1);
  }
  semihosting_exit(true);
}
