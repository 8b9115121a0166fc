// SPDX-License-Identifier: Apache-2.0
#include "sl_variable.h"

#include <string.h>

SL_SHARED void sl_read_variable(const void *params, const sl_frame *frame) {
  const sl_variable_params *p = params;
  memcpy(frame->arena + p->value.offset, frame->state + p->state_offset, p->bytes);
}

SL_SHARED void sl_assign_variable(const void *params, const sl_frame *frame) {
  const sl_variable_params *p = params;
  memcpy(frame->state + p->state_offset, sl_operand_data(&p->value, frame), p->bytes);
}
