// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_ELEMENTS_H
#define SEEDLITE_ELEMENTS_H

#include "../../run/sl_program.h"

// What operators of one input work on that go element by element: consecutive int8 inputs and as
// many outputs, which may lie exactly where the inputs do (SOFTMAX: row by row, and not in place).
typedef struct {
  uint32_t input_offset;   // arena bytes
  uint32_t output_offset;  // arena bytes
  uint32_t count;
} sl_elements;

#endif
