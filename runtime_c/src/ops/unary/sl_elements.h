// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_ELEMENTS_H
#define SEEDLITE_ELEMENTS_H

#include "../../run/sl_program.h"

// Operands of element-wise operators with one input: consecutive int8 values. The output may be
// exactly where the input is (not for SOFTMAX, which processes rows).
typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t count;
} sl_elements;

#endif
