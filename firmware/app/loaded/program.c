#include "program.h"

extern const uint8_t model_start[], model_end[];
extern uint8_t arena_start[], arena_end[];

static sl_program program;

const sl_program *app_program(sl_error *out_error) {
  sl_status status = sl_load(model_start, (size_t)(model_end - model_start), arena_start,
                             (size_t)(arena_end - arena_start), &program, out_error);
  return status == SL_OK ? &program : NULL;
}

void app_reset(void) {
  sl_reset(&program);
}
