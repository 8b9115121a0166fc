// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../format/sl_section.h"
#include "../prepare/sl_plan.h"
#include "../prepare/sl_prepare.h"
#include "../prepare/sl_variables.h"

#define MOST_ARENA_BYTES 0x7FFFFFF0u  // of activations and scratch; aligned

#define ROW(name, folder, in_place, uint8, wide) {SL_OP_##name, sl_prepare_##folder},

static sl_prepare prepare_of(uint32_t code) {
  static const struct {
    uint32_t code;
    sl_prepare prepare;
  } table[] = {SL_OPERATOR_LIST(ROW)};
  for (uint32_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (table[i].code == code) return table[i].prepare;
  }
  return NULL;
}

// Checks all tensors, also unused ones: no reference outside the file is accepted. Counts the
// variable ones.
static bool check_tensors(sl_model *model, uint32_t *out_variables) {
  *out_variables = 0;
  for (uint32_t i = 0; i < model->tensors.count; i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, i, &tensor)) return false;
    *out_variables += tensor.variable;
  }
  model->tensors_checked = true;
  return sl_ok(model);
}

// Whether an operator is part of the program. DECODE is not, as kernels regenerate weights, nor are
// those that declare variables.
static bool computes(uint32_t code) {
  return code != SL_OP_CUSTOM && code != SL_OP_CALL_ONCE && code != SL_OP_VAR_HANDLE;
}

static bool uses_variables(uint32_t code) {
  return code == SL_OP_VAR_HANDLE || code == SL_OP_READ_VARIABLE || code == SL_OP_ASSIGN_VARIABLE ||
         code == SL_OP_CALL_ONCE;
}

// Checks DECODE operators. Counts the handles of variables, and the operators of the program;
// *out_variables: whether there are operators of variables.
static bool check_operators(const sl_model *model, bool *out_variables, uint32_t *out_handles,
                            uint32_t *out_operators) {
  uint32_t decodes = 0;
  *out_variables = false;
  *out_handles = *out_operators = 0;
  for (uint32_t i = 0; i < model->operators.count; i++) {
    sl_node node;
    if (!sl_model_node(model, i, &node)) return false;
    *out_variables |= uses_variables(node.code);
    *out_handles += node.code == SL_OP_VAR_HANDLE;
    *out_operators += computes(node.code);
    if (node.code != SL_OP_CUSTOM) continue;
    if (!sl_section_check_decode(model, &node)) return false;
    decodes++;
  }
  if (*out_operators == 0) return sl_fault(model, SL_E_GRAPH, "model without operators", 0, 0);
  if (decodes == sl_section_records(model)) return sl_section_check_payloads(model);
  return sl_fault(model, SL_E_SECTION, "records without a DECODE operator", 0, (int32_t)decodes);
}

// Places the scratch of the operator just prepared in dead arena space, if there is enough.
static bool place_scratch(const sl_builder *builder, const sl_plan *plan, uint32_t *scratch_end,
                          uint32_t *out_offset) {
  if (builder->scratch_bytes == 0) return true;
  if (!sl_plan_gap(plan, builder->scratch_bytes, out_offset)) return false;
  uint32_t end = *out_offset + builder->scratch_bytes;  // < 2^32
  if (end > *scratch_end) *scratch_end = end;
  if (end <= MOST_ARENA_BYTES) return true;
  return sl_fault(builder->model, SL_E_SIZE, "arena's size overflows", 0, 0);
}

static bool build_operator(sl_builder *builder, const sl_plan *plan, const sl_node *node,
                           uint32_t *scratch_end, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_operator operator_ = {NULL, NULL, 0};
  sl_prepare prepare = prepare_of(node->code);
  if (!prepare) {
    return sl_fault(model, SL_E_UNSUPPORTED, "operator", node->index, (int32_t)node->code);
  }
  builder->scratch_bytes = 0;
  if (!prepare(builder, node, &operator_)) return false;
  if (!place_scratch(builder, plan, scratch_end, &operator_.scratch_offset)) return false;
  if (out_operator) *out_operator = operator_;
  return sl_ok(model);
}

// Weights of convolutions of one pixel from which on the kernels of dense layers are worth their
// flash, whatever else draws.
#define MANY_WEIGHTS 8192u

// Whether a convolution draws regenerated weights, one that computes several pixels or a depthwise
// one, and no large part of the network are convolutions of one pixel: these are dense layers,
// whose kernels multiply draws.
static bool convolves(const sl_model *model) {
  bool draws = false;
  uint64_t once = 0;
  for (uint32_t i = 0; i < model->operators.count; i++) {
    sl_node node;
    sl_tensor weights, output;
    if (!sl_model_node(model, i, &node)) return false;
    bool one = node.code == SL_OP_CONV_2D || node.code == SL_OP_DEPTHWISE_CONV_2D ||
               node.code == SL_OP_TRANSPOSE_CONV;
    if (!one) continue;
    if (!sl_node_input(model, &node, 1, &weights)) return false;
    if (!sl_node_output(model, &node, 0, &output)) return false;
    bool dense = node.code == SL_OP_CONV_2D && output.elements == weights.dims[0];
    if (weights.record == UINT32_MAX) continue;
    if (dense) once += weights.elements;
    draws |= !dense;
  }
  return draws && once < MANY_WEIGHTS;
}

// Walks the graph backwards, as sl_plan does.
static bool build_operators(sl_builder *builder, sl_plan *plan, sl_program *program) {
  const sl_model *model = builder->model;
  uint32_t next = program->operator_count, scratch_end = 0;
  sl_operator *operators = sl_builder_reserve(builder, next * (uint32_t)sizeof *operators);
  program->operators = operators;
  builder->convolves = convolves(model);
  if (!sl_ok(model) || !sl_plan_begin(plan, model)) return false;
  for (uint32_t i = model->operators.count; i-- > 0 && sl_ok(model);) {
    sl_node node;
    if (!sl_model_node(model, i, &node) || !sl_plan_enter(plan, &node)) return false;
    if (computes(node.code)) {
      next--;
      sl_operator *operator_ = operators ? &operators[next] : NULL;
      if (!build_operator(builder, plan, &node, &scratch_end, operator_)) return false;
    }
    sl_plan_leave(plan, &node);
  }
  if (!sl_plan_finish(plan)) return false;
  program->activation_bytes = sl_aligned(plan->end);
  scratch_end = sl_aligned(scratch_end);
  if (scratch_end > program->activation_bytes) {
    program->scratch_bytes = scratch_end - program->activation_bytes;
  }
  return sl_ok(model);
}

static bool build_ports(sl_builder *builder, sl_vector list, uint32_t *out_count,
                        const sl_port **out_ports) {
  const sl_model *model = builder->model;
  if (list.count < 1 || list.count > SL_MAX_PORTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of the model's inputs or outputs", 0,
                    (int32_t)list.count);
  }
  sl_port *ports = sl_builder_reserve(builder, list.count * (uint32_t)sizeof *ports);
  *out_ports = ports;
  *out_count = list.count;
  for (uint32_t i = 0; i < list.count && sl_ok(model); i++) {
    sl_tensor tensor;
    if (!sl_model_tensor(model, sl_read_u32(model->bytes + list.at + 4 * i), &tensor)) {
      return false;
    }
    if (!ports) continue;
    ports[i] = (sl_port){
        .offset = tensor.arena_offset,
        .bytes = tensor.bytes,
        .scale_bits = sl_read_u32(tensor.scales),
        .zero_point = (int16_t)tensor.zero_point,  // within int16
        .type = tensor.type,
    };
  }
  return sl_ok(model);
}

// Places the state, whose size is known now.
static bool build_state(sl_builder *builder, sl_program *program) {
  program->program_bytes = sl_aligned(builder->used);
  builder->used = program->program_bytes;
  program->state = sl_builder_reserve(builder, builder->state_bytes);
  program->state_bytes = builder->state_bytes;
  program->initials = builder->initials;
  program->initial_count = builder->initial_count;
  return sl_ok(builder->model);
}

// Each part is < 2^31 + 16: the sum needs 64 bits.
static uint64_t arena_bytes_of(const sl_program *program) {
  return (uint64_t)program->activation_bytes + program->scratch_bytes + program->program_bytes +
         program->state_bytes;
}

// Implements sl_verify and sl_load: verifies and measures; with an arena also builds.
static bool build(const void *bytes, size_t model_bytes, uint8_t *arena, uint32_t arena_bytes,
                  sl_program *program, sl_error *error) {
  sl_model model;
  uint32_t size = model_bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)model_bytes;
  memset(program, 0, sizeof *program);
  if (!sl_model_open(&model, bytes, size, error) || !sl_section_check(&model)) return false;
  sl_plan plan;
  sl_builder builder = {.model = &model, .plan = &plan, .base = arena, .capacity = arena_bytes};
  sl_variables variables;
  uint32_t variable_tensors, handles;
  bool has_variables;
  if (!check_tensors(&model, &variable_tensors) ||
      !check_operators(&model, &has_variables, &handles, &program->operator_count)) {
    return false;
  }
  builder.initials = sl_builder_reserve(
      &builder, (variable_tensors + handles) * (uint32_t)sizeof *builder.initials);
  // sl_plan_finish has checked that ports are activations
  has_variables |= model.subgraphs.count != 1;
  if ((has_variables && !sl_variables_build(&variables, &builder)) ||
      !build_operators(&builder, &plan, program) ||
      !build_ports(&builder, model.inputs, &program->input_count, &program->inputs) ||
      !build_ports(&builder, model.outputs, &program->output_count, &program->outputs) ||
      !build_state(&builder, program)) {
    return false;
  }
  program->arena = arena;
  uint64_t total = arena_bytes_of(program);
  if (total > INT32_MAX) return sl_fault(&model, SL_E_SIZE, "arena's size overflows", 0, 0);
  if (arena && total > arena_bytes) {
    return sl_fault(&model, SL_E_ARENA, "arena is too small, bytes", 0, (int32_t)arena_bytes);
  }
  return true;
}

static sl_status report(const sl_error *error, sl_error *out_error) {
  if (error->status != SL_OK && out_error) *out_error = *error;
  return error->status;
}

sl_status sl_verify(const void *model, size_t model_bytes, size_t *out_arena_bytes,
                    sl_error *out_error) {
  sl_program program;
  sl_error error;
  if (build(model, model_bytes, NULL, 0, &program, &error)) {
    *out_arena_bytes = (size_t)arena_bytes_of(&program);
  }
  return report(&error, out_error);
}

sl_status sl_load(const void *model, size_t model_bytes, void *arena, size_t arena_bytes,
                  sl_program *out_program, sl_error *out_error) {
  SL_ONE_VERSION();
  sl_program program;
  sl_error error = {SL_E_ARENA, "arena is NULL or misaligned", 0, 0, 0};
  if (!arena || (uintptr_t)arena % SL_ARENA_ALIGNMENT) return report(&error, out_error);
  uint32_t usable = arena_bytes > INT32_MAX ? INT32_MAX : (uint32_t)arena_bytes;
  usable -= usable % SL_ARENA_ALIGNMENT;
  if (build(model, model_bytes, arena, usable, &program, &error)) {
    sl_reset(&program);
    *out_program = program;
  }
  return report(&error, out_error);
}
