// SPDX-License-Identifier: Apache-2.0
#include "sl_variables.h"

#include <string.h>

// Operators of an initial subgraph: bounds the search for the handles of its assignments.
#define MOST_INITIAL_OPERATORS (4u * SL_MAX_VARIABLES)

// The name of a VAR_HANDLE's variable.
typedef struct {
  sl_vector container;
  sl_vector name;
} variable_name;

static bool same_text(const sl_model *model, sl_vector a, sl_vector b) {
  return a.count == b.count && memcmp(model->bytes + a.at, model->bytes + b.at, a.count) == 0;
}

static bool read_name(const sl_model *model, const sl_node *node, variable_name *out_name) {
  out_name->container = sl_option_text(model, node, SL_VAR_HANDLE_CONTAINER);
  out_name->name = sl_option_text(model, node, SL_VAR_HANDLE_SHARED_NAME);
  if (!sl_ok(model)) return false;
  uint32_t most = out_name->container.count > out_name->name.count ? out_name->container.count
                                                                   : out_name->name.count;
  if (most <= SL_MAX_VARIABLE_NAME) return true;
  return sl_fault(model, SL_E_UNSUPPORTED, "bytes of a variable's name", node->index,
                  (int32_t)most);
}

// Reads the tensor that a VAR_HANDLE writes.
static bool read_handle(const sl_model *model, const sl_node *node, sl_tensor *out_tensor) {
  if (!sl_node_output(model, node, 0, out_tensor)) return false;
  if (!node->inputs.count && node->outputs.count == 1 && out_tensor->type == SL_TYPE_RESOURCE) {
    return true;
  }
  return sl_fault(model, SL_E_UNSUPPORTED, "VAR_HANDLE's inputs or output", node->index,
                  out_tensor->type);
}

// Finds the variable with this name: *out_place is its first handle, or variables->count. Names
// differ in more than the container, which TFLM does not always look at.
static bool find_name(const sl_variables *variables, const sl_model *model, const sl_node *node,
                      const variable_name *wanted, uint32_t *out_place) {
  uint32_t i = 0;
  for (; i < variables->count; i++) {
    sl_node other;
    variable_name found;
    if (variables->handles[i].first != i) continue;
    if (!sl_model_node(model, variables->handles[i].node, &other)) return false;
    if (!read_name(model, &other, &found)) return false;
    if (!same_text(model, found.name, wanted->name)) continue;
    if (same_text(model, found.container, wanted->container)) break;
    return sl_fault(model, SL_E_UNSUPPORTED, "variables of one name in two containers", node->index,
                    (int32_t)other.index);
  }
  *out_place = i;
  return true;
}

static bool add_handle(sl_variables *variables, const sl_model *model, const sl_node *node) {
  sl_tensor tensor;
  variable_name name;
  uint32_t first;
  if (!read_handle(model, node, &tensor) || !read_name(model, node, &name)) return false;
  if (variables->count == SL_MAX_VARIABLES) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of the variables' handles", node->index,
                    SL_MAX_VARIABLES);
  }
  if (!find_name(variables, model, node, &name, &first)) return false;
  // indices are below SL_MAX_TENSORS and SL_MAX_OPERATORS, which fit 16 bits, and SL_MAX_VARIABLES
  variables->handles[variables->count++] = (sl_variable){
      .tensor = (uint16_t)tensor.index, .node = (uint16_t)node->index, .first = (uint8_t)first};
  return true;
}

// Returns the first handle of the variable that `tensor` is a handle of; UINT32_MAX: of none.
static uint32_t find_tensor(const sl_variables *variables, uint32_t tensor) {
  for (uint32_t i = 0; i < variables->count; i++) {
    if (variables->handles[i].tensor == tensor) return variables->handles[i].first;
  }
  return UINT32_MAX;
}

// Checks that the value has the type and size of the variable's other values.
static bool agree(sl_variable *variable, const sl_model *model, const sl_node *node,
                  const sl_tensor *value) {
  bool known = variable->bytes > 0;
  bool taken = value->type == SL_TYPE_INT8 || value->type == SL_TYPE_UINT8;
  if (!taken || (known && value->type != variable->type)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "type of a variable's value", node->index,
                    value->type);
  }
  if (known && value->elements != variable->bytes) {
    return sl_fault(model, SL_E_SHAPE, "size of a variable's value", node->index,
                    (int32_t)value->elements);
  }
  variable->type = value->type;
  variable->bytes = value->elements;
  return true;
}

static bool add_use(sl_variables *variables, const sl_model *model, const sl_node *node) {
  sl_tensor handle, value;
  bool reads = node->code == SL_OP_READ_VARIABLE;
  if (!sl_node_input(model, node, 0, &handle)) return false;
  if (!(reads ? sl_node_output(model, node, 0, &value) : sl_node_input(model, node, 1, &value))) {
    return false;
  }
  uint32_t first = find_tensor(variables, handle.index);
  if (first == UINT32_MAX) {
    return sl_fault(model, SL_E_GRAPH, "handle of a variable that no VAR_HANDLE writes",
                    node->index, (int32_t)handle.index);
  }
  sl_variable *variable = &variables->handles[first];
  if (!agree(variable, model, node, &value)) return false;
  // what TFLM has in variables before anything assigns them
  if (!reads && !variable->assigned) variable->fill = (uint8_t)value.zero_point;
  variable->assigned |= !reads;
  return true;
}

// Collects handles and uses of subgraph 0 and finds its CALL_ONCE, if it has one.
static bool collect(sl_variables *variables, const sl_model *model, bool *out_called) {
  bool used = false;
  *out_called = false;
  for (uint32_t i = 0; i < model->operators.count; i++) {
    sl_node node;
    if (!sl_model_node(model, i, &node)) return false;
    if (node.code == SL_OP_VAR_HANDLE && !add_handle(variables, model, &node)) return false;
    if (node.code == SL_OP_READ_VARIABLE || node.code == SL_OP_ASSIGN_VARIABLE) {
      used = true;
      if (!add_use(variables, model, &node)) return false;
    }
    if (node.code != SL_OP_CALL_ONCE) continue;
    int32_t called = sl_option_i32(model, &node, SL_CALL_ONCE_INIT_SUBGRAPH_INDEX);
    if (node.inputs.count || *out_called || used || called != 1) {
      return sl_fault(
          model, SL_E_UNSUPPORTED,
          "CALL_ONCE that is not the only one, before variables are used, of subgraph 1", i,
          called);
    }
    *out_called = true;
  }
  return sl_ok(model);
}

// Finds the VAR_HANDLE of an assignment in an initial subgraph.
static bool find_handle(const sl_model *subgraph, const sl_node *assign, sl_node *out_handle) {
  sl_tensor wanted, written;
  if (!sl_node_input(subgraph, assign, 0, &wanted)) return false;
  for (uint32_t i = assign->index; i-- > 0;) {
    if (!sl_model_node(subgraph, i, out_handle)) return false;
    if (out_handle->code != SL_OP_VAR_HANDLE) continue;
    if (!read_handle(subgraph, out_handle, &written)) return false;
    if (written.index == wanted.index) return true;
  }
  return sl_fault(subgraph, SL_E_GRAPH, "handle of a variable that no VAR_HANDLE writes",
                  assign->index, (int32_t)wanted.index);
}

// Whether all bytes are equal.
static bool uniform(const uint8_t *data, uint32_t bytes) {
  return memcmp(data, data + 1, bytes - 1) == 0;
}

static bool assign_initially(sl_variables *variables, const sl_model *model,
                             const sl_model *subgraph, const sl_node *node) {
  sl_node handle;
  sl_tensor value;
  variable_name name;
  uint32_t place;
  if (!find_handle(subgraph, node, &handle) || !read_name(subgraph, &handle, &name) ||
      !sl_node_input(subgraph, node, 1, &value) ||
      !find_name(variables, model, node, &name, &place)) {
    return false;
  }
  if (!value.data || place == variables->count) {
    return sl_fault(subgraph, SL_E_GRAPH, "initial value that is no constant, or of no variable",
                    node->index, (int32_t)value.index);
  }
  sl_variable *variable = &variables->handles[place];
  if (!agree(variable, subgraph, node, &value)) return false;
  variable->assigned = true;
  variable->initial = uniform(value.data, variable->bytes) ? NULL : value.data;
  variable->fill = value.data[0];
  return true;
}

// Reads the initial subgraph, which assigns constants and does nothing else.
static bool read_initial(sl_variables *variables, const sl_model *model) {
  sl_model subgraph;
  if (!sl_model_subgraph(model, 1, &subgraph)) return false;
  if (subgraph.inputs.count || subgraph.outputs.count ||
      subgraph.operators.count > MOST_INITIAL_OPERATORS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "initial subgraph's ports or number of operators", 1,
                    (int32_t)subgraph.operators.count);
  }
  for (uint32_t i = 0; i < subgraph.tensors.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(&subgraph, i, &tensor)) return false;
  }
  for (uint32_t i = 0; i < subgraph.operators.count; i++) {
    sl_node node;
    if (!sl_model_node(&subgraph, i, &node)) return false;
    if (node.code == SL_OP_ASSIGN_VARIABLE) {
      if (!assign_initially(variables, model, &subgraph, &node)) return false;
    } else if (node.code != SL_OP_VAR_HANDLE) {
      return sl_fault(model, SL_E_UNSUPPORTED, "operator of an initial subgraph", i,
                      (int32_t)node.code);
    }
  }
  return true;
}

bool sl_variables_build(sl_variables *out_variables, sl_builder *builder) {
  const sl_model *model = builder->model;
  bool called;
  memset(out_variables, 0, sizeof *out_variables);
  builder->variables = out_variables;
  if (!collect(out_variables, model, &called)) return false;
  if (model->subgraphs.count != (called ? 2u : 1u)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of subgraphs", 0,
                    (int32_t)model->subgraphs.count);
  }
  if (called && !read_initial(out_variables, model)) return false;
  for (uint32_t i = 0; i < out_variables->count; i++) {
    sl_variable *variable = &out_variables->handles[i];
    if (variable->first != i || !variable->bytes) continue;
    if (!variable->assigned) {
      return sl_fault(model, SL_E_GRAPH, "variable that nothing assigns", variable->node, 0);
    }
    if (!sl_builder_state(builder, variable->bytes, variable->initial, variable->fill,
                          &variable->offset)) {
      return false;
    }
  }
  return true;
}

const sl_variable *sl_variable_of(const sl_builder *builder, const sl_node *node) {
  uint32_t handle = sl_read_u32(builder->model->bytes + node->inputs.at);
  return &builder->variables->handles[find_tensor(builder->variables, handle)];
}
