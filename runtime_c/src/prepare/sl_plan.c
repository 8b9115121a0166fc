// SPDX-License-Identifier: Apache-2.0
#include "sl_plan.h"

#include <string.h>

#include "../format/sl_operators.h"

#define MOST_SPANS 16u  // live spans among which a gap is searched

static bool contains(const sl_tensor_set *set, uint32_t tensor) {
  return (set->words[tensor / 32] >> (tensor % 32)) & 1u;
}

static void insert(sl_tensor_set *set, uint32_t tensor) {
  set->words[tensor / 32] |= 1u << (tensor % 32);
}

static void erase(sl_tensor_set *set, uint32_t tensor) {
  set->words[tensor / 32] &= ~(1u << (tensor % 32));
}

static bool is_activation(const sl_tensor *tensor) {
  return !tensor->data && !tensor->variable && tensor->type != SL_TYPE_RESOURCE &&
         tensor->record == UINT32_MAX;
}

static bool overlap(const sl_tensor *a, const sl_tensor *b) {
  return a->arena_offset < b->arena_offset + b->bytes &&
         b->arena_offset < a->arena_offset + a->bytes;
}

// Types of activations beside int8.
typedef struct {
  bool uint8, wide;  // wide: int16 and int32
} activation_types;

static const activation_types every_type = {true, true};

// Makes an activation live. It must have a place in the plan and be int8, or of a type that `taken`
// allows.
static bool enliven(sl_plan *plan, const sl_tensor *tensor, activation_types taken) {
  if (!is_activation(tensor)) return true;
  bool wide = tensor->type == SL_TYPE_INT16 || tensor->type == SL_TYPE_INT32;
  bool is_taken = tensor->type == SL_TYPE_INT8 || (taken.wide && wide) ||
                  (taken.uint8 && tensor->type == SL_TYPE_UINT8);
  if (!is_taken) {
    return sl_fault(plan->model, SL_E_UNSUPPORTED, "activation's type", tensor->index,
                    tensor->type);
  }
  if (tensor->scale_count != 1) {
    return sl_fault(plan->model, SL_E_QUANT, "activation's number of scales", tensor->index,
                    (int32_t)tensor->scale_count);
  }
  if (tensor->arena_offset == UINT32_MAX) {
    return sl_fault(plan->model, SL_E_ARENA, "activation without a place in the arena plan",
                    tensor->index, -1);
  }
  // offset + bytes < 2^31, as sl_model_tensor checked
  uint32_t end = tensor->arena_offset + tensor->bytes;
  if (end > plan->end) plan->end = end;
  insert(&plan->live, tensor->index);
  return true;
}

// Checks that no live tensor but `except` overlaps `tensor`.
static bool check_overlaps(sl_plan *plan, const sl_tensor *tensor, uint32_t except) {
  for (uint32_t word = 0; 32 * word < plan->model->tensors.count; word++) {
    for (uint32_t rest = plan->live.words[word], i = 32 * word; rest; rest >>= 1, i++) {
      if (!(rest & 1u) || i == tensor->index || i == except) continue;
      sl_tensor other;
      if (!sl_model_tensor(plan->model, i, &other)) return false;
      if (overlap(tensor, &other)) {
        return sl_fault(plan->model, SL_E_ARENA, "live tensors overlap in the arena plan",
                        tensor->index, (int32_t)i);
      }
    }
  }
  return true;
}

// Returns what the operator's inputs and outputs may be.
static activation_types types_of(const sl_node *node) {
#define OR_UINT8(name, folder, in_place, uint8, wide) || ((uint8) && node->code == SL_OP_##name)
#define OR_WIDE(name, folder, in_place, uint8, wide) || ((wide) && node->code == SL_OP_##name)
  activation_types types = {false SL_OPERATOR_LIST(OR_UINT8), false SL_OPERATOR_LIST(OR_WIDE)};
  return types;
}

static bool write_outputs(sl_plan *plan, const sl_node *node) {
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    sl_tensor tensor;
    if (!sl_node_output(plan->model, node, i, &tensor)) return false;
    if (tensor.data || tensor.variable || contains(&plan->written, tensor.index)) {
      return sl_fault(plan->model, SL_E_GRAPH,
                      "operator writes a constant or a tensor written before", node->index,
                      (int32_t)tensor.index);
    }
    insert(&plan->written, tensor.index);
    // an unused output is written, too
    if (!enliven(plan, &tensor, types_of(node))) return false;
  }
  return true;
}

static bool read_inputs(sl_plan *plan, const sl_node *node) {
  for (uint32_t i = 0; i < node->inputs.count; i++) {
    sl_tensor tensor;
    if (!sl_node_has_input(plan->model, node, i)) continue;
    uint32_t index = sl_read_u32(plan->model->bytes + node->inputs.at + 4 * i);
    if (index < SL_MAX_TENSORS && contains(&plan->constants, index)) continue;
    if (!sl_node_input(plan->model, node, i, &tensor)) return false;
    if (tensor.data) insert(&plan->constants, index);
    bool regenerated = tensor.record != UINT32_MAX;
    if (contains(&plan->single_users, index)) {
      sl_status status = regenerated ? SL_E_SECTION : SL_E_GRAPH;
      const char *what = regenerated ? "regenerated weights have several users"
                                     : "variable tensor has several users";
      return sl_fault(plan->model, status, what, node->index, (int32_t)index);
    }
    if (contains(&plan->written, tensor.index)) {
      return sl_fault(plan->model, SL_E_GRAPH, "operator reads what it or a later one writes",
                      node->index, (int32_t)tensor.index);
    }
    if (regenerated || tensor.variable) insert(&plan->single_users, tensor.index);
    if (!enliven(plan, &tensor, types_of(node))) return false;
  }
  return true;
}

// Which operators may write their output over an input: none; kernels that compute each element
// from the operands' elements at the same position; RESHAPE, whose output is its input.
typedef enum { NEVER, ELEMENTWISE, RESHAPE } in_place_kind;

static bool works_in_place(uint32_t code, in_place_kind kind) {
#define OR_WORKS(name, folder, in_place, uint8, wide) \
  || (kind == (in_place) && code == SL_OP_##name)
  return false SL_OPERATOR_LIST(OR_WORKS);
}

// Returns the input that `output` may overwrite, or UINT32_MAX. RESHAPE changes nothing, so its
// input may be used afterwards. An element-wise operator's input must not be used afterwards and
// must have as many bytes as the output. Call before the node's inputs are live.
static uint32_t overwritten_input(const sl_plan *plan, const sl_node *node,
                                  const sl_tensor *output) {
  const bool reshapes = works_in_place(node->code, RESHAPE);
  const uint32_t operands = reshapes ? 1 : works_in_place(node->code, ELEMENTWISE) ? 2 : 0;
  for (uint32_t i = 0; i < operands && sl_node_has_input(plan->model, node, i); i++) {
    sl_tensor input;
    if (!sl_node_input(plan->model, node, i, &input)) return UINT32_MAX;
    bool same_place = input.arena_offset == output->arena_offset;
    bool dead = input.bytes == output->bytes && !contains(&plan->live, input.index);
    if (same_place && (dead || reshapes)) return input.index;
  }
  return UINT32_MAX;
}

bool sl_plan_enter(sl_plan *plan, const sl_node *node) {
  sl_tensor output;
  uint32_t overwritten = UINT32_MAX;
  if (!write_outputs(plan, node)) return false;
  if (node->outputs.count > 0) {
    if (!sl_node_output(plan->model, node, 0, &output)) return false;
    overwritten = overwritten_input(plan, node, &output);
  }
  if (!read_inputs(plan, node)) return false;
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    if (i > 0 && !sl_node_output(plan->model, node, i, &output)) return false;
    if (is_activation(&output) && !check_overlaps(plan, &output, overwritten)) return false;
  }
  return true;
}

void sl_plan_leave(sl_plan *plan, const sl_node *node) {
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    erase(&plan->live, sl_read_u32(plan->model->bytes + node->outputs.at + 4 * i));
  }
}

// Arena bytes [begin, end) of a live activation.
typedef struct {
  uint32_t begin;
  uint32_t end;
} span;

// Finds up to MOST_SPANS live spans, their number, and the highest end.
static bool live_spans(const sl_plan *plan, span *out_spans, uint32_t *out_count,
                       uint32_t *out_end) {
  *out_count = *out_end = 0;
  for (uint32_t word = 0; 32 * word < plan->model->tensors.count; word++) {
    for (uint32_t rest = plan->live.words[word], i = 32 * word; rest; rest >>= 1, i++) {
      sl_tensor tensor;
      if (!(rest & 1u)) continue;
      if (!sl_model_tensor(plan->model, i, &tensor)) return false;
      span own = {tensor.arena_offset, tensor.arena_offset + tensor.bytes};
      if (*out_count < MOST_SPANS) out_spans[*out_count] = own;
      if (own.end > *out_end) *out_end = own.end;
      ++*out_count;
    }
  }
  return true;
}

// Returns the highest end of the spans that overlap `other`; 0: none does.
static uint32_t highest_end(const span *spans, uint32_t count, span other) {
  uint32_t highest = 0;
  for (uint32_t i = 0; i < count; i++) {
    bool overlaps = spans[i].begin < other.end && other.begin < spans[i].end;
    if (overlaps && spans[i].end > highest) highest = spans[i].end;
  }
  return highest;
}

bool sl_plan_gap(const sl_plan *plan, uint32_t bytes, uint32_t *out_offset) {
  span spans[MOST_SPANS];
  uint32_t count, end;
  if (!live_spans(plan, spans, &count, &end)) return false;
  *out_offset = sl_aligned(end);
  if (count > MOST_SPANS) return true;
  uint32_t offset = 0;  // <= 2^31, and bytes < 2^31
  // every iteration passes at least one span
  for (uint32_t highest = 1; highest; offset = highest ? sl_aligned(highest) : offset) {
    highest = highest_end(spans, count, (span){offset, offset + bytes});
  }
  *out_offset = offset;
  return true;
}

bool sl_plan_finish(sl_plan *plan) {
  const sl_model *model = plan->model;
  for (uint32_t i = 0; i < model->inputs.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, sl_read_u32(model->bytes + model->inputs.at + 4 * i), &tensor)) {
      return false;
    }
    if (!is_activation(&tensor) || contains(&plan->written, tensor.index)) {
      return sl_fault(model, SL_E_GRAPH, "graph input is constant or written", i,
                      (int32_t)tensor.index);
    }
    if (!enliven(plan, &tensor, every_type) || !check_overlaps(plan, &tensor, UINT32_MAX))
      return false;
    insert(&plan->written, tensor.index);  // an input listed twice is refused
  }
  for (uint32_t i = 0; i < model->tensors.count; i++) {
    bool used = contains(&plan->live, i) || contains(&plan->single_users, i);
    sl_tensor tensor;
    if (!used || contains(&plan->written, i)) continue;
    if (!sl_model_tensor(model, i, &tensor)) return false;
    if (!tensor.variable) {
      return sl_fault(model, SL_E_GRAPH, "tensor is used but never written", i, 0);
    }
  }
  return true;
}

static bool enliven_graph_outputs(sl_plan *plan) {
  const sl_model *model = plan->model;
  for (uint32_t i = 0; i < model->outputs.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, sl_read_u32(model->bytes + model->outputs.at + 4 * i), &tensor)) {
      return false;
    }
    if (!is_activation(&tensor)) {
      return sl_fault(model, SL_E_GRAPH, "graph output is not an activation", i,
                      (int32_t)tensor.index);
    }
    if (!enliven(plan, &tensor, every_type)) return false;
  }
  return true;
}

static bool find_most(sl_plan *plan) {
  const sl_model *model = plan->model;
  for (uint32_t i = 0; i < model->tensors.count; i++) {
    sl_tensor tensor;
    if (sl_read_i32(model->plan + 4 * i) < 0) continue;
    if (!sl_model_tensor(model, i, &tensor)) return false;
    // offset + bytes < 2^31, as sl_model_tensor checked
    uint32_t end = tensor.arena_offset + tensor.bytes;
    if (!tensor.data && end > plan->most) plan->most = end;
  }
  return true;
}

bool sl_plan_begin(sl_plan *plan, const sl_model *model) {
  memset(plan, 0, sizeof *plan);
  plan->model = model;
  return find_most(plan) && enliven_graph_outputs(plan);
}
