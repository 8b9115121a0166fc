#include "sl_program.h"

int8_t *sl_input(const sl_program *program, uint32_t index) {
  return (int8_t *)(program->arena + program->inputs[index].offset);
}

const int8_t *sl_output(const sl_program *program, uint32_t index) {
  return (const int8_t *)(program->arena + program->outputs[index].offset);
}

void sl_invoke_operator(const sl_program *program, uint32_t index) {
  const sl_operator *operator_ = &program->operators[index];
  sl_frame frame = {program->arena, program->arena + operator_->scratch_offset};
  operator_->run(operator_->params, &frame);
}

void sl_invoke(const sl_program *program) {
  for (uint32_t i = 0; i < program->operator_count; i++) sl_invoke_operator(program, i);
}
