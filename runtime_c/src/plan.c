#include "plan.h"

#include <string.h>

#define MAX_TENSORS 2048u  // of the graph: two sets of them are kept on the stack

typedef struct {
  uint32_t words[MAX_TENSORS / 32];
} tensor_set;

typedef struct {
  const sl_model *model;
  tensor_set live;       // used by an operator behind the one looked at, or an output
  tensor_set written;    // by an operator behind the one looked at
  tensor_set constants;  // met before: parsed once, which bounds the time for hostile files
  uint32_t end;          // of the highest activation
} walk;

static bool contains(const tensor_set *set, uint32_t tensor) {
  return (set->words[tensor / 32] >> (tensor % 32)) & 1u;
}

static void insert(tensor_set *set, uint32_t tensor) {
  set->words[tensor / 32] |= 1u << (tensor % 32);
}

static void erase(tensor_set *set, uint32_t tensor) {
  set->words[tensor / 32] &= ~(1u << (tensor % 32));
}

static bool is_activation(const sl_tensor *tensor) {
  return !tensor->data && tensor->record == UINT32_MAX;
}

static bool overlap(const sl_tensor *a, const sl_tensor *b) {
  return a->arena_offset < b->arena_offset + b->elements &&
         b->arena_offset < a->arena_offset + a->elements;
}

// Makes an activation live; its place must be planned.
static bool enliven(walk *w, const sl_tensor *tensor) {
  if (!is_activation(tensor)) return true;
  if (tensor->type != SL_TYPE_INT8) {
    return sl_fault(w->model, SL_E_UNSUPPORTED, "activation's type", tensor->index, tensor->type);
  }
  if (tensor->scale_count != 1) {
    return sl_fault(w->model, SL_E_QUANT, "activation's number of scales", tensor->index,
                    (int32_t)tensor->scale_count);
  }
  if (tensor->arena_offset == UINT32_MAX) {
    return sl_fault(w->model, SL_E_ARENA, "activation without a place in the arena plan",
                    tensor->index, -1);
  }
  // offset + elements < 2^31, as sl_model_tensor checked
  uint32_t end = tensor->arena_offset + tensor->elements;
  if (end > w->end) w->end = end;
  insert(&w->live, tensor->index);
  return true;
}

// No live tensor but `except` may lie where `tensor` does.
static bool check_overlaps(walk *w, const sl_tensor *tensor, uint32_t except) {
  for (uint32_t word = 0; word < MAX_TENSORS / 32; word++) {
    for (uint32_t rest = w->live.words[word], i = 32 * word; rest; rest >>= 1, i++) {
      if (!(rest & 1u) || i == tensor->index || i == except) continue;
      sl_tensor other;
      if (!sl_model_tensor(w->model, i, &other)) return false;
      if (overlap(tensor, &other)) {
        return sl_fault(w->model, SL_E_ARENA, "live tensors overlap in the arena plan",
                        tensor->index, (int32_t)i);
      }
    }
  }
  return true;
}

static bool write_outputs(walk *w, const sl_node *node) {
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    sl_tensor tensor;
    if (!sl_node_output(w->model, node, i, &tensor)) return false;
    if (tensor.data || contains(&w->written, tensor.index)) {
      return sl_fault(w->model, SL_E_GRAPH, "operator writes a constant or a tensor written before",
                      node->index, (int32_t)tensor.index);
    }
    insert(&w->written, tensor.index);
    // an output that nobody uses is written all the same
    if (!enliven(w, &tensor)) return false;
  }
  return true;
}

static bool read_inputs(walk *w, const sl_node *node) {
  for (uint32_t i = 0; i < node->inputs.count; i++) {
    sl_tensor tensor;
    if (!sl_node_has_input(w->model, node, i)) continue;
    uint32_t index = sl_read_u32(w->model->bytes + node->inputs.at + 4 * i);
    if (index < MAX_TENSORS && contains(&w->constants, index)) continue;
    if (!sl_node_input(w->model, node, i, &tensor)) return false;
    if (tensor.data) insert(&w->constants, index);
    bool regenerated = tensor.record != UINT32_MAX;
    if (contains(&w->written, tensor.index)) {
      return sl_fault(w->model, SL_E_GRAPH, "operator reads what it or a later one writes",
                      node->index, (int32_t)tensor.index);
    }
    if (regenerated) insert(&w->live, tensor.index);
    if (!enliven(w, &tensor)) return false;
  }
  return true;
}

static bool step(walk *w, const sl_node *node) {
  if (!write_outputs(w, node) || !read_inputs(w, node)) return false;
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    sl_tensor output, input;
    if (!sl_node_output(w->model, node, i, &output)) return false;
    if (!is_activation(&output)) continue;
    uint32_t in_place = UINT32_MAX;
    if (node->code == SL_OP_RESHAPE && sl_node_input(w->model, node, 0, &input) &&
        input.arena_offset == output.arena_offset) {
      in_place = input.index;
    }
    if (!check_overlaps(w, &output, in_place)) return false;
  }
  for (uint32_t i = 0; i < node->outputs.count; i++) {
    sl_tensor output;
    if (!sl_node_output(w->model, node, i, &output)) return false;
    erase(&w->live, output.index);
  }
  return true;
}

// Before the first operator only the graph's inputs may be live.
static bool check_start(walk *w) {
  const sl_model *model = w->model;
  for (uint32_t i = 0; i < model->inputs.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, sl_read_u32(model->bytes + model->inputs.at + 4 * i), &tensor)) {
      return false;
    }
    if (!is_activation(&tensor) || contains(&w->written, tensor.index)) {
      return sl_fault(model, SL_E_GRAPH, "graph input is constant or written", i,
                      (int32_t)tensor.index);
    }
    if (!enliven(w, &tensor) || !check_overlaps(w, &tensor, UINT32_MAX)) return false;
    insert(&w->written, tensor.index);  // an input listed twice is refused
  }
  for (uint32_t i = 0; i < model->tensors.count; i++) {
    if (contains(&w->live, i) && !contains(&w->written, i)) {
      return sl_fault(model, SL_E_GRAPH, "tensor is used but never written", i, 0);
    }
  }
  return true;
}

static bool enliven_graph_outputs(walk *w) {
  const sl_model *model = w->model;
  for (uint32_t i = 0; i < model->outputs.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, sl_read_u32(model->bytes + model->outputs.at + 4 * i), &tensor)) {
      return false;
    }
    if (!is_activation(&tensor)) {
      return sl_fault(model, SL_E_GRAPH, "graph output is not an activation", i,
                      (int32_t)tensor.index);
    }
    if (!enliven(w, &tensor)) return false;
  }
  return true;
}

bool sl_plan_check(const sl_model *model, uint32_t *out_bytes) {
  walk w;
  memset(&w, 0, sizeof w);
  w.model = model;
  if (model->tensors.count > MAX_TENSORS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of tensors", 0, (int32_t)model->tensors.count);
  }
  if (!enliven_graph_outputs(&w)) return false;
  for (uint32_t i = model->operators.count; i-- > 0;) {
    sl_node node;
    if (!sl_model_node(model, i, &node) || !step(&w, &node)) return false;
  }
  if (!check_start(&w)) return false;
  *out_bytes = w.end;
  return true;
}
