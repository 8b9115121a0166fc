#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watchdog.h"

#define MOST_ARENA_BYTES ((size_t)1 << 24)
#define SMALL_ARENA_BYTES 4096u

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "check_model: %s\n", what);
  abort();
}

static void *block(size_t bytes) {
  // the alignment divides the size, as aligned_alloc requires
  void *memory = aligned_alloc(SL_ARENA_ALIGNMENT, bytes ? bytes : SL_ARENA_ALIGNMENT);
  require(memory != NULL, "out of memory");
  return memory;
}

static void fill_inputs(const sl_program *program) {
  for (uint32_t i = 0; i < program->input_count; i++) {
    int8_t *input = sl_input(program, i);
    for (uint32_t at = 0; at < program->inputs[i].bytes; at++) input[at] = (int8_t)(at * 37 + i);
  }
}

// Reads the outputs' last bytes, so that sanitizers check their addresses, too.
static int last_bytes(const sl_program *program) {
  int sum = 0;
  for (uint32_t i = 0; i < program->output_count; i++) {
    sum += sl_output(program, i)[program->outputs[i].bytes - 1];
  }
  return sum;
}

static void run(const void *model, size_t bytes, size_t needed) {
  uint8_t *arena = block(needed);
  sl_program program;
  require(sl_load(model, bytes, arena, needed, &program, NULL) == SL_OK, "verified, not loaded");
  fill_inputs(&program);
  invoke_watched(&program);
  int first = last_bytes(&program);
  if (program.state_bytes) {
    invoke_watched(&program);  // on another state
    sl_reset(&program);
    fill_inputs(&program);
    invoke_watched(&program);
  }
  require(last_bytes(&program) == first, "other outputs after a reset");
  free(arena);
  arena = block(needed - SL_ARENA_ALIGNMENT);
  require(sl_load(model, bytes, arena, needed - SL_ARENA_ALIGNMENT, &program, NULL) == SL_E_ARENA,
          "loaded into an arena that is too small");
  free(arena);
}

static sl_status verify_and_run(const void *model, size_t bytes) {
  sl_error error;
  size_t needed = 0;
  sl_status status = sl_verify(model, bytes, &needed, &error);
  if (status == SL_OK) {
    if (needed <= MOST_ARENA_BYTES) run(model, bytes, needed);
    return status;
  }
  require(error.status == status && error.what && *error.what, "refusal without a reason");
  sl_program program;
  uint8_t *arena = block(SMALL_ARENA_BYTES);
  sl_status loaded = sl_load(model, bytes, arena, SMALL_ARENA_BYTES, &program, NULL);
  require(loaded == status || loaded == SL_E_ARENA, "refused with different codes");
  free(arena);
  return status;
}

sl_status check_model(const void *model, size_t bytes) {
  // malloc's alignment suffices for any model, and sanitizers know the size to the byte
  uint8_t *copy = malloc(bytes ? bytes : 1);
  require(copy != NULL, "out of memory");
  memcpy(copy, model, bytes);
  sl_status status = verify_and_run(copy, bytes);
  require(memcmp(copy, model, bytes) == 0, "model was written to");
  free(copy);
  return status;
}
