// SPDX-License-Identifier: Apache-2.0
// Copies between activations and the state.
#ifndef SEEDLITE_VARIABLE_H
#define SEEDLITE_VARIABLE_H

#include "../../run/sl_program.h"

typedef struct {
  sl_operand value;  // written by READ_VARIABLE, which has an activation; read by ASSIGN_VARIABLE
  uint32_t state_offset;  // bytes from the state's start
  uint32_t bytes;
} sl_variable_params;

// READ_VARIABLE.
void sl_read_variable(const void *params, const sl_frame *frame);

// ASSIGN_VARIABLE.
void sl_assign_variable(const void *params, const sl_frame *frame);

#endif
