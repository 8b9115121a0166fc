// SPDX-License-Identifier: Apache-2.0
// sl_variables_build has checked handles, types and sizes.
#include "../../prepare/sl_prepare_common.h"
#include "../../prepare/sl_variables.h"
#include "sl_variable.h"

bool sl_prepare_variable(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  bool reads = node->code == SL_OP_READ_VARIABLE;
  if (node->inputs.count != (reads ? 1 : 2) || node->outputs.count != (reads ? 1 : 0)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of the operator's inputs and outputs",
                    node->index, (int32_t)(node->inputs.count + node->outputs.count));
  }
  sl_tensor value;
  if (!(reads ? sl_node_output(model, node, 0, &value) : sl_node_input(model, node, 1, &value))) {
    return false;
  }
  if (!value.data && value.arena_offset == UINT32_MAX) {
    return sl_fault(model, SL_E_UNSUPPORTED, "value that is no constant or activation", node->index,
                    (int32_t)value.index);
  }
  const sl_variable *variable = sl_variable_of(builder, node);
  sl_variable_params params = {
      .value = {.constant = (const int8_t *)value.data,
                .offset = value.data ? 0 : value.arena_offset},
      .state_offset = variable->offset,
      .bytes = variable->bytes,
  };
  return sl_finish_operator(builder, reads ? sl_read_variable : sl_assign_variable, &params,
                            sizeof params, out_operator);
}
