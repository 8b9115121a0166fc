// long_run MODEL ROUNDS: each round runs an inference on one of a few inputs and sometimes verifies
// a damaged copy of the model. Ends the process if an output differs from the first run's, or if a
// damaged model is accepted. Prints the numbers of inferences and of refused models, and the bytes
// of heap in use before and after.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "seedlite.h"

#define INPUTS 16u
#define ROUNDS_PER_DAMAGE 16u

// A function of the address sanitizer; some compilers lack its header.
size_t __sanitizer_get_current_allocated_bytes(void);

typedef struct {
  sl_program program;
  uint8_t *model, *damaged;
  size_t model_bytes;
  uint8_t *outputs;  // [INPUTS]: each input's outputs
} long_run;

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "long_run: %s\n", what);
  abort();
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

// Runs an inference on input `number`, whose bytes depend on it alone. Returns the output.
static const uint8_t *infer(const long_run *run, uint32_t number) {
  uint32_t state = number;
  int8_t *input = sl_input(&run->program, 0);
  for (uint32_t i = 0; i < run->program.inputs[0].bytes; i++) {
    input[i] = (int8_t)(next_random(&state) & 0x7F);
  }
  sl_invoke(&run->program);
  return (const uint8_t *)sl_output(&run->program, 0);
}

static void start(long_run *run, const char *path) {
  size_t arena_bytes;
  run->model = read_whole(path, &run->model_bytes);
  require(sl_verify(run->model, run->model_bytes, &arena_bytes, NULL) == SL_OK, "refused");
  void *arena = aligned_alloc(SL_ARENA_ALIGNMENT, arena_bytes);
  run->damaged = malloc(run->model_bytes);
  require(arena && run->damaged, "out of memory");
  memcpy(run->damaged, run->model, run->model_bytes);
  require(sl_load(run->model, run->model_bytes, arena, arena_bytes, &run->program, NULL) == SL_OK,
          "verified, not loaded");
  uint32_t bytes = run->program.outputs[0].bytes;
  run->outputs = malloc((size_t)INPUTS * bytes);
  require(run->outputs != NULL, "out of memory");
  for (uint32_t i = 0; i < INPUTS; i++) memcpy(run->outputs + i * bytes, infer(run, i), bytes);
}

// Flips one bit of the copy, checks that it is refused, and restores the bit.
static void refuse_damaged(const long_run *run, uint32_t *state) {
  size_t at = next_random(state) % run->model_bytes;
  uint8_t bit = (uint8_t)(1u << (next_random(state) & 7u));
  size_t arena_bytes;
  run->damaged[at] ^= bit;
  require(sl_verify(run->damaged, run->model_bytes, &arena_bytes, NULL) != SL_OK,
          "a damaged model is accepted");
  run->damaged[at] ^= bit;
}

int main(int count, char **arguments) {
  require(count == 3, "MODEL ROUNDS");
  long_run run;
  start(&run, arguments[1]);
  uint32_t rounds = (uint32_t)strtoul(arguments[2], NULL, 10), refused = 0, state = 1;
  uint32_t bytes = run.program.outputs[0].bytes;
  size_t heap = __sanitizer_get_current_allocated_bytes();
  for (uint32_t i = 0; i < rounds; i++) {
    uint32_t number = next_random(&state) % INPUTS;
    require(!memcmp(infer(&run, number), run.outputs + number * bytes, bytes), "another output");
    if (i % ROUNDS_PER_DAMAGE == 0) refuse_damaged(&run, &state), refused++;
  }
  printf("%u %u %zu %zu\n", rounds, refused, heap, __sanitizer_get_current_allocated_bytes());
  free(run.program.arena);
  free(run.model);
  free(run.damaged);
  free(run.outputs);
  return 0;
}
