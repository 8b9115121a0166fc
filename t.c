// SPDX-License-Identifier: Apache-2.0
#include "/work/main/runtime_c/src/run/sl_program.h"

SL_SHARED int8_t *sl_input(const sl_program *program, uint32_t index) {
  return (int8_t *)(program->arena + program->inputs[index].offset);
}

SL_SHARED const int8_t *sl_output(const sl_program *program, uint32_t index) {
  return (const int8_t *)(program->arena + program->outputs[index].offset);
}


SL_SHARED void sl_invoke(const sl_program *program) {
  sl_frame frame = {program->arena, NULL, program->state};
  for (uint32_t i = 0; i < program->operator_count; i++) {
    const sl_operator *operator_ = &program->operators[i];
    frame.scratch = program->arena + operator_->scratch_offset;
    operator_->run(operator_->params, &frame);
  }
}
