// SPDX-License-Identifier: Apache-2.0
// Runs an element-wise function of two broadcast int8 operands.
#ifndef SEEDLITE_BINARY_H
#define SEEDLITE_BINARY_H

#include "sl_broadcast.h"

// The int8 output of two int8 inputs; `params` is the operator's own struct.
typedef int8_t (*sl_binary_function)(const void *params, int8_t a, int8_t b);

// Inlined with the function into each kernel.
static inline void sl_run_binary(const sl_broadcast *broadcast, const int8_t *a, const int8_t *b,
                                 int8_t *output, sl_binary_function evaluate, const void *params) {
  sl_broadcast_row row = {0, 0, {0}};
  do {
    const int8_t *a_at = a + row.a, *b_at = b + row.b;
    for (const int8_t *end = output + broadcast->extent[0]; output < end; output++) {
      *output = evaluate(params, *a_at, *b_at);
      a_at += broadcast->a_stride[0];
      b_at += broadcast->b_stride[0];
    }
  } while (sl_broadcast_next(broadcast, &row));
}

#endif
