// SPDX-License-Identifier: Apache-2.0
#include "sl_program.h"

SL_SHARED int8_t *sl_input(const sl_program *program, uint32_t index) {
  return (int8_t *)(program->arena + program->inputs[index].offset);
}

SL_SHARED const int8_t *sl_output(const sl_program *program, uint32_t index) {
  return (const int8_t *)(program->arena + program->outputs[index].offset);
}

// Inline, as weak functions such as sl_invoke_operator are not inlined in sl_invoke. count > 0.
static inline void run(const sl_operator *operator_, uint32_t count, const sl_program *program) {
  sl_frame frame;
  frame.arena = program->arena;
  frame.state = program->state;
  do {
    frame.scratch = frame.arena + operator_->scratch_offset;
    operator_->run(operator_->params, &frame);
    operator_++;
  } while (--count > 0);
}

SL_SHARED void sl_invoke_operator(const sl_program *program, uint32_t index) {
  run(&program->operators[index], 1, program);
}

SL_SHARED void sl_invoke(const sl_program *program) {
  run(program->operators, program->operator_count, program);
}
