// SPDX-License-Identifier: Apache-2.0
#include "sl_pad.h"

#include <string.h>

#include "../move/sl_scatter.h"

SL_SHARED void sl_pad_s8(const void *params, const sl_frame *frame) {
  const sl_pad_params *p = params;
  memset(sl_activation(p->inside.output_offset, frame), p->value, p->output_bytes);
  sl_scatter_rows(&p->inside, frame);
}
