#include "program.h"

#include "model.h"

const sl_program *app_program(sl_error *out_error) {
  (void)out_error;
  return &model_program;
}

void app_reset(void) {
#ifdef MODEL_STATE_BYTES
  model_reset();
#endif
}
