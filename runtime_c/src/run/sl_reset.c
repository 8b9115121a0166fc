// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "sl_program.h"

SL_SHARED void sl_reset(const sl_program *program) {
  for (uint32_t i = 0; i < program->initial_count; i++) {
    const sl_initial *initial = &program->initials[i];
    uint8_t *place = program->state + initial->offset;
    if (initial->data) {
      memcpy(place, initial->data, initial->bytes);
    } else {
      memset(place, initial->fill, initial->bytes);
    }
  }
}
