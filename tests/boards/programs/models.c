// Reads models and the inputs of one inference each from models.bin: two lengths (uint32), the
// model and the inputs, both padded to four bytes. Writes all outputs to outputs.bin.
#include <string.h>

#include "report.h"
#include "seedlite.h"
#include "semihosting.h"

#define MODEL_BYTES 131072u
#define ARENA_BYTES 131072u

static uint8_t arena[ARENA_BYTES] __attribute__((aligned(SL_ARENA_ALIGNMENT)));
static uint8_t model[MODEL_BYTES] __attribute__((aligned(4)));
static uint8_t inputs[ARENA_BYTES];

static bool read_padded(int32_t file, uint8_t *out, uint32_t bytes, uint32_t room) {
  bytes = (bytes + 3) / 4 * 4;
  return bytes <= room && semihosting_read(file, out, bytes);
}

// Loads into an arena of exactly the needed size: a write past scratch would damage the program.
static void load(uint32_t bytes, sl_program *program) {
  bool sound = sl_load(model, bytes, arena, ARENA_BYTES, program, NULL) == SL_OK;
  uint32_t least = program->activation_bytes + program->scratch_bytes + program->program_bytes;
  sound = sound && sl_load(model, bytes, arena, least, program, NULL) == SL_OK;
  if (!sound) semihosting_exit(false);
}

static void run(uint32_t model_bytes, int32_t outputs) {
  sl_program program;
  load(model_bytes, &program);
  const uint8_t *values = inputs;
  for (uint32_t i = 0; i < program.input_count; i++) {
    memcpy(sl_input(&program, i), values, program.inputs[i].bytes);
    values += program.inputs[i].bytes;
  }
  sl_invoke(&program);
  semihosting_write(outputs, sl_output(&program, 0), program.outputs[0].bytes);
}

int main(void) {
  int32_t file = semihosting_open("models.bin", SEMIHOSTING_READ);
  int32_t outputs = semihosting_open("outputs.bin", SEMIHOSTING_WRITE);
  uint32_t lengths[2];
  while (semihosting_read(file, lengths, sizeof lengths)) {
    bool whole = read_padded(file, model, lengths[0], sizeof model) &&
                 read_padded(file, inputs, lengths[1], sizeof inputs);
    if (!whole) semihosting_exit(false);
    run(lengths[0], outputs);
  }
  semihosting_exit(true);
}
