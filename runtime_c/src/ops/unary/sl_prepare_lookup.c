// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_lookup.h"

#include "../../prepare/sl_prepare_common.h"

bool sl_finish_lookup(sl_builder *builder, const sl_unary *unary, sl_scalar_function evaluate,
                      const void *function, sl_operator *out_operator) {
  sl_lookup_params params = {.elements = sl_unary_elements(unary)};
  for (int32_t v = INT8_MIN; v <= INT8_MAX; v++) {
    params.table[v - INT8_MIN] = evaluate(function, v - unary->input.zero_point);
  }
  return sl_finish_operator(builder, sl_lookup_s8, &params, sizeof params, out_operator);
}
