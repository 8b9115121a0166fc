// SPDX-License-Identifier: Apache-2.0
#include "sl_maximum.h"

#include "../binary/sl_binary.h"

static int8_t maximum(const void *params, int8_t a, int8_t b) {
  const sl_maximum_params *p = params;
  if ((a ^ p->flip) > (b ^ p->flip)) return a;
  return b;
}

SL_SHARED void sl_maximum_s8(const void *params, const sl_frame *frame) {
  const sl_maximum_params *p = params;
  sl_run_binary(&p->broadcast, sl_operand_data(&p->a, frame), sl_operand_data(&p->b, frame),
                sl_activation(p->output_offset, frame), maximum, p);
}
