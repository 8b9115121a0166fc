// SPDX-License-Identifier: Apache-2.0
// Reads TFLite's flatbuffer and checks every offset (schema: tensorflow/lite/schema/schema.fbs).
#include "sl_model.h"

#include <string.h>

// Field numbers of the schema's tables, in its order.
enum { MODEL_VERSION = 0, MODEL_OPERATOR_CODES = 1, MODEL_SUBGRAPHS = 2, MODEL_BUFFERS = 4 };
enum { MODEL_METADATA = 6 };
enum { SUBGRAPH_TENSORS = 0, SUBGRAPH_INPUTS = 1, SUBGRAPH_OUTPUTS = 2, SUBGRAPH_OPERATORS = 3 };
enum { TENSOR_SHAPE = 0, TENSOR_TYPE = 1, TENSOR_BUFFER = 2, TENSOR_QUANTIZATION = 4 };
enum { TENSOR_IS_VARIABLE = 5 };
enum { QUANT_SCALE = 2, QUANT_ZERO_POINT = 3, QUANT_DIMENSION = 6 };
enum { OPERATOR_CODE = 0, OPERATOR_INPUTS = 1, OPERATOR_OUTPUTS = 2, OPERATOR_OPTIONS = 4 };
enum { CODE_DEPRECATED = 0, CODE_CUSTOM = 1, CODE_BUILTIN = 3 };
enum { BUFFER_DATA = 0 };
enum { METADATA_NAME = 0, METADATA_BUFFER = 1 };

#define SCHEMA_VERSION 3
#define PLAN_HEADER_BYTES 12
#define MAX_FILE_BYTES 0x7FFFFFFFu  // sums of two offsets then fit in 32 bits

void sl_record_fault(const sl_model *model, sl_status status, const char *what, uint32_t index,
                     int32_t value) {
  sl_error *error = model->error;
  if (error->status != SL_OK) return;
  error->status = status;
  error->what = what;
  error->index = index;
  error->offset = 0;
  error->value = value;
}

static bool malformed(const sl_model *model, const char *what, uint32_t offset) {
  if (sl_ok(model)) {
    sl_fault(model, SL_E_FORMAT, what, 0, (int32_t)model->size);
    model->error->offset = offset;
  }
  return false;
}

static bool in_file(const sl_model *model, uint32_t at, uint32_t bytes) {
  return at <= model->size && bytes <= model->size - at;
}

static uint32_t u32_at(const sl_model *model, uint32_t at) {
  if (!in_file(model, at, 4)) return malformed(model, "offset", at);
  return sl_read_u32(model->bytes + at);
}

static sl_table table_at(const sl_model *model, uint32_t at) {
  sl_table table = {0, 0, 0, 0};
  sl_table absent = table;
  if (!in_file(model, at, 4) || at % 4) return malformed(model, "table", at), absent;
  // modulo 2^32, as offsets are signed; the result is checked
  table.vtable = at - sl_read_u32(model->bytes + at);
  if (!in_file(model, table.vtable, 4) || table.vtable % 2) {
    return malformed(model, "vtable", at), absent;
  }
  table.vtable_bytes = sl_read_u16(model->bytes + table.vtable);
  table.table_bytes = sl_read_u16(model->bytes + table.vtable + 2);
  bool sound = table.vtable_bytes >= 4 && table.table_bytes >= 4 &&
               in_file(model, table.vtable, table.vtable_bytes) &&
               in_file(model, at, table.table_bytes);
  if (!sound) return malformed(model, "vtable", at), absent;
  table.at = at;
  return table;
}

// Returns the absolute offset of field `slot` of `bytes` bytes; 0: absent, its default holds.
static uint32_t field_at(const sl_model *model, const sl_table *table, uint32_t slot,
                         uint32_t bytes) {
  uint32_t entry = 4 + 2 * slot;
  if (!table->at || entry + 2 > table->vtable_bytes) return 0;
  uint32_t offset = sl_read_u16(model->bytes + table->vtable + entry);
  if (!offset) return 0;
  if (offset > table->table_bytes || bytes > table->table_bytes - offset ||
      (table->at + offset) % bytes) {
    return malformed(model, "field", table->at);
  }
  return table->at + offset;
}

static uint32_t field_u32(const sl_model *model, const sl_table *table, uint32_t slot,
                          uint32_t absent) {
  uint32_t at = field_at(model, table, slot, 4);
  return at ? sl_read_u32(model->bytes + at) : absent;
}

static uint8_t field_u8(const sl_model *model, const sl_table *table, uint32_t slot,
                        uint8_t absent) {
  uint32_t at = field_at(model, table, slot, 1);
  return at ? model->bytes[at] : absent;
}

// Returns the target of the offset stored at `at`.
static uint32_t follow(const sl_model *model, uint32_t at) {
  uint32_t distance = u32_at(model, at);
  if (!distance || distance > model->size - at) return malformed(model, "offset", at);
  return at + distance;
}

static sl_vector vector_of(const sl_model *model, const sl_table *table, uint32_t slot,
                           uint32_t element_bytes) {
  sl_vector vector = {0, 0};
  uint32_t field = field_at(model, table, slot, 4);
  if (!field) return vector;
  uint32_t at = follow(model, field);
  uint32_t count = u32_at(model, at);
  if (!sl_ok(model)) return vector;
  // at + 4 <= size after u32_at
  bool aligned = at % 4 == 0 && (at + 4) % element_bytes == 0;
  if (!aligned || count > (model->size - at - 4) / element_bytes) {
    malformed(model, "vector", at);
    return vector;
  }
  vector.at = at + 4;
  vector.count = count;
  return vector;
}

static sl_table table_of(const sl_model *model, const sl_table *table, uint32_t slot) {
  sl_table none = {0, 0, 0, 0};
  uint32_t field = field_at(model, table, slot, 4);
  if (!field) return none;
  uint32_t at = follow(model, field);
  return sl_ok(model) ? table_at(model, at) : none;
}

static sl_table element_table(const sl_model *model, sl_vector vector, uint32_t index) {
  sl_table none = {0, 0, 0, 0};
  uint32_t at = follow(model, vector.at + 4 * index);
  return sl_ok(model) ? table_at(model, at) : none;
}

sl_vector sl_model_buffer(const sl_model *model, uint32_t index, uint32_t user) {
  sl_vector none = {0, 0};
  if (index >= model->buffers.count) {
    sl_fault(model, SL_E_INDEX, "buffer index", user, (int32_t)index);
    return none;
  }
  sl_table buffer = element_table(model, model->buffers, index);
  return vector_of(model, &buffer, BUFFER_DATA, 1);
}

static bool string_is(const sl_model *model, const sl_table *table, uint32_t slot,
                      const char *text) {
  sl_vector string = vector_of(model, table, slot, 1);
  uint32_t length = (uint32_t)strlen(text);
  return string.count == length && memcmp(model->bytes + string.at, text, length) == 0;
}

static bool open_metadata(sl_model *model, const sl_table *root) {
  sl_vector metadata = vector_of(model, root, MODEL_METADATA, 4);
  uint32_t plan_bytes = 0;
  for (uint32_t i = 0; i < metadata.count && sl_ok(model); i++) {
    sl_table entry = element_table(model, metadata, i);
    sl_vector data = sl_model_buffer(model, field_u32(model, &entry, METADATA_BUFFER, 0), i);
    bool section = string_is(model, &entry, METADATA_NAME, SL_SECTION_NAME);
    bool plan = string_is(model, &entry, METADATA_NAME, SL_ARENA_PLAN_NAME);
    if (section) {
      model->section = model->bytes + data.at;
      model->section_bytes = data.count;
    } else if (plan) {
      model->plan = model->bytes + data.at;
      plan_bytes = data.count;
    }
  }
  if (!sl_ok(model)) return false;
  if (!model->plan) return sl_fault(model, SL_E_ARENA, "model has no arena plan", 0, 0);
  // tensors.count < 2^29, since each takes 4 bytes of the file
  bool whole = plan_bytes == PLAN_HEADER_BYTES + 4 * model->tensors.count &&
               sl_read_u32(model->plan + 8) == model->tensors.count;
  if (!whole) return sl_fault(model, SL_E_ARENA, "arena plan's length", 0, (int32_t)plan_bytes);
  model->plan += PLAN_HEADER_BYTES;
  return true;
}

// Finds the parts of subgraph `index`.
static bool open_subgraph(sl_model *model, uint32_t index) {
  sl_table subgraph = element_table(model, model->subgraphs, index);
  model->tensors = vector_of(model, &subgraph, SUBGRAPH_TENSORS, 4);
  model->operators = vector_of(model, &subgraph, SUBGRAPH_OPERATORS, 4);
  model->inputs = vector_of(model, &subgraph, SUBGRAPH_INPUTS, 4);
  model->outputs = vector_of(model, &subgraph, SUBGRAPH_OUTPUTS, 4);
  if (model->tensors.count > SL_MAX_TENSORS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of tensors", index,
                    (int32_t)model->tensors.count);
  }
  if (model->operators.count > SL_MAX_OPERATORS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of operators", index,
                    (int32_t)model->operators.count);
  }
  return sl_ok(model);
}

bool sl_model_subgraph(const sl_model *model, uint32_t index, sl_model *out_subgraph) {
  *out_subgraph = *model;
  out_subgraph->section = out_subgraph->plan = NULL;
  out_subgraph->tensors_checked = false;
  return open_subgraph(out_subgraph, index);
}

bool sl_model_open(sl_model *out_model, const uint8_t *bytes, uint32_t size, sl_error *error) {
  sl_model *model = out_model;
  memset(model, 0, sizeof *model);
  memset(error, 0, sizeof *error);
  model->bytes = bytes;
  model->size = size;
  model->error = error;
  if (size < 8 || size > MAX_FILE_BYTES) return malformed(model, "file size", 0);
  if ((uintptr_t)bytes % 4) return malformed(model, "model is not 4-byte aligned in memory", 0);
  if (memcmp(bytes + 4, "TFL3", 4) != 0) return malformed(model, "file identifier", 4);
  sl_table root = table_at(model, follow(model, 0));
  if (sl_ok(model) && field_u32(model, &root, MODEL_VERSION, 0) != SCHEMA_VERSION) {
    return malformed(model, "schema version", root.at);
  }
  model->operator_codes = vector_of(model, &root, MODEL_OPERATOR_CODES, 4);
  model->buffers = vector_of(model, &root, MODEL_BUFFERS, 4);
  model->subgraphs = vector_of(model, &root, MODEL_SUBGRAPHS, 4);
  if (!sl_ok(model)) return false;
  if (!model->subgraphs.count) return malformed(model, "model has no subgraph", 0);
  if (!model->buffers.count) return malformed(model, "model has no buffers", 0);
  return open_subgraph(model, 0) && open_metadata(model, &root);
}

static uint32_t element_bytes(uint8_t type) {
  switch (type) {
    case SL_TYPE_INT8:
    case SL_TYPE_UINT8:
      return 1;
    case SL_TYPE_INT16:
      return 2;
    case SL_TYPE_INT32:
    case SL_TYPE_RESOURCE:
      return 4;
    default:
      return 0;
  }
}

static bool read_shape(const sl_model *model, const sl_table *table, sl_tensor *tensor) {
  sl_vector shape = vector_of(model, table, TENSOR_SHAPE, 4);
  if (shape.count > SL_MAX_RANK) {
    return sl_fault(model, SL_E_SHAPE, "tensor's rank", tensor->index, (int32_t)shape.count);
  }
  uint32_t most = MAX_FILE_BYTES / element_bytes(tensor->type);
  tensor->rank = (uint8_t)shape.count;
  tensor->elements = 1;
  for (uint32_t d = 0; d < SL_MAX_RANK; d++) {
    int32_t extent = d < shape.count ? sl_read_i32(model->bytes + shape.at + 4 * d) : 1;
    if (extent < 1) {
      return sl_fault(model, SL_E_SHAPE, "tensor's dimension", tensor->index, extent);
    }
    tensor->dims[d] = (uint32_t)extent;
    if (tensor->dims[d] > most / tensor->elements) {
      return sl_fault(model, SL_E_SIZE, "tensor's size overflows", tensor->index, extent);
    }
    tensor->elements *= tensor->dims[d];
  }
  tensor->bytes = tensor->elements * element_bytes(tensor->type);
  return sl_ok(model);
}

static bool read_data(const sl_model *model, const sl_table *table, sl_tensor *tensor) {
  sl_vector data = sl_model_buffer(model, field_u32(model, table, TENSOR_BUFFER, 0), tensor->index);
  if (!data.count) return sl_ok(model);
  if (data.count != tensor->bytes) {
    return sl_fault(model, SL_E_SIZE, "bytes in tensor's buffer", tensor->index,
                    (int32_t)data.count);
  }
  tensor->data = model->bytes + data.at;  // vectors are 4-byte aligned
  return true;
}

// Returns how many of a tensor's scales and zero points to check: all, later only the first.
static uint32_t to_check(const sl_model *model, uint32_t count) {
  return model->tensors_checked ? 1 : count;
}

// Reads the first zero point. Several zero points must be 0.
static bool read_zero_points(const sl_model *model, sl_vector zero_points, sl_tensor *tensor) {
  for (uint32_t i = 0; i < to_check(model, zero_points.count); i++) {
    const uint8_t *p = model->bytes + zero_points.at + 8 * i;
    int32_t value = sl_read_i32(p);
    bool in_range = sl_read_i32(p + 4) == (value < 0 ? -1 : 0) && value >= -128 && value <= 127;
    if (!in_range || (value != 0 && zero_points.count > 1)) {
      return sl_fault(model, SL_E_QUANT, "tensor's zero point", tensor->index, value);
    }
    tensor->zero_point = value;
  }
  return true;
}

// Checks scales and zero points that no operator uses.
static bool check_unused(const sl_model *model, sl_vector scales, sl_vector zero_points,
                         const sl_tensor *tensor) {
  if (!scales.count) return true;
  if (zero_points.count != scales.count) {
    return sl_fault(model, SL_E_QUANT, "tensor's number of zero points", tensor->index,
                    (int32_t)zero_points.count);
  }
  for (uint32_t i = 0; i < scales.count; i++) {
    uint32_t bits = sl_read_u32(model->bytes + scales.at + 4 * i);
    if (bits - 1u >= 0x7F7FFFFFu) {  // not positive, or not finite
      return sl_fault(model, SL_E_QUANT, "tensor's scale (float32 bits)", tensor->index,
                      (int32_t)bits);
    }
  }
  return true;
}

// Whether a tensor holds values that are computed, in another type than int8.
static bool is_other_activation(const sl_tensor *tensor) {
  bool quantized = tensor->type == SL_TYPE_UINT8 || tensor->type == SL_TYPE_INT16 ||
                   tensor->type == SL_TYPE_INT32;
  return quantized && !tensor->data;
}

// Reads the scale and the zero point of such a tensor; check_unused has checked that their numbers
// are equal. Unless there is one, no operator accepts the tensor.
static bool read_other(const sl_model *model, sl_vector scales, sl_vector zero_points,
                       sl_tensor *tensor) {
  const bool is_signed = tensor->type != SL_TYPE_UINT8;
  const int32_t low = is_signed ? INT16_MIN : 0, high = is_signed ? INT16_MAX : UINT8_MAX;
  if (scales.count != 1) return true;
  const uint8_t *scale = model->bytes + scales.at, *zero_point = model->bytes + zero_points.at;
  uint32_t bits = sl_read_u32(scale);
  if (!sl_f32_is_normal_and_positive(bits)) {
    return sl_fault(model, SL_E_QUANT, "tensor's scale (float32 bits)", tensor->index,
                    (int32_t)bits);
  }
  int32_t value = sl_read_i32(zero_point);
  bool whole = sl_read_i32(zero_point + 4) == (value < 0 ? -1 : 0);
  tensor->zero_point = value;
  if (!whole || value < low || value > high) {
    return sl_fault(model, SL_E_QUANT, "tensor's zero point", tensor->index, tensor->zero_point);
  }
  tensor->scale_count = 1;
  tensor->scales = scale;
  return true;
}

static bool read_quantization(const sl_model *model, const sl_table *table, sl_tensor *tensor) {
  sl_table quantization = table_of(model, table, TENSOR_QUANTIZATION);
  sl_vector scales = vector_of(model, &quantization, QUANT_SCALE, 4);
  sl_vector zero_points = vector_of(model, &quantization, QUANT_ZERO_POINT, 8);
  tensor->quantized_dimension = field_u32(model, &quantization, QUANT_DIMENSION, 0);
  if (!sl_ok(model)) return false;
  if (tensor->type != SL_TYPE_INT8) {
    return check_unused(model, scales, zero_points, tensor) &&
           (!is_other_activation(tensor) || read_other(model, scales, zero_points, tensor));
  }
  if (!scales.count || zero_points.count != scales.count) {
    return sl_fault(model, SL_E_QUANT, "tensor's scales or zero points are missing", tensor->index,
                    (int32_t)scales.count);
  }
  uint32_t dimension = tensor->quantized_dimension;
  bool fits =
      scales.count == 1 || (dimension < tensor->rank && scales.count == tensor->dims[dimension]);
  if (!fits) {
    return sl_fault(model, SL_E_QUANT, "tensor's number of scales", tensor->index,
                    (int32_t)scales.count);
  }
  tensor->scale_count = scales.count;
  tensor->scales = model->bytes + scales.at;
  for (uint32_t i = 0; i < to_check(model, scales.count); i++) {
    uint32_t bits = sl_read_u32(tensor->scales + 4 * i);
    if (!sl_f32_is_normal_and_positive(bits)) {
      return sl_fault(model, SL_E_QUANT, "tensor's scale (float32 bits)", tensor->index,
                      (int32_t)bits);
    }
  }
  return read_zero_points(model, zero_points, tensor);
}

// Returns the index of the tensor's record. The section's size and order were checked before any
// tensor was read: records ascend by tensor.
static uint32_t find_record(const sl_model *model, uint32_t tensor) {
  if (!model->section) return UINT32_MAX;
  const uint8_t *entries = model->section + SL_SECTION_HEADER_BYTES;
  uint32_t low = 0;
  uint32_t high = (model->section_bytes - SL_SECTION_HEADER_BYTES) / SL_SECTION_ENTRY_BYTES;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    uint32_t found = sl_read_u16(entries + SL_SECTION_ENTRY_BYTES * middle);
    if (found == tensor) return middle;
    if (found < tensor) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return UINT32_MAX;
}

static bool read_plan(const sl_model *model, sl_tensor *tensor) {
  // constants, variables and regenerated weights are never in the arena
  if (!model->plan || tensor->type == SL_TYPE_RESOURCE || tensor->data || tensor->variable ||
      tensor->record != UINT32_MAX)
    return true;
  int32_t offset = sl_read_i32(model->plan + 4 * tensor->index);
  if (offset == -1) return true;
  if (offset < 0 || offset % 4 || (uint32_t)offset > MAX_FILE_BYTES - tensor->bytes) {
    return sl_fault(model, SL_E_ARENA, "tensor's place in the arena plan", tensor->index, offset);
  }
  tensor->arena_offset = (uint32_t)offset;
  return true;
}

bool sl_model_tensor(const sl_model *model, uint32_t index, sl_tensor *out_tensor) {
  sl_tensor *tensor = out_tensor;
  memset(tensor, 0, sizeof *tensor);
  tensor->index = index;
  tensor->arena_offset = UINT32_MAX;
  tensor->record = UINT32_MAX;
  if (!sl_ok(model)) return false;
  if (index >= model->tensors.count) {
    return sl_fault(model, SL_E_INDEX, "tensor index", index, (int32_t)model->tensors.count);
  }
  sl_table table = element_table(model, model->tensors, index);
  tensor->type = field_u8(model, &table, TENSOR_TYPE, 0);
  if (!sl_ok(model)) return false;
  if (!element_bytes(tensor->type)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "tensor's type", index, tensor->type);
  }
  if (!read_shape(model, &table, tensor) || !read_data(model, &table, tensor)) return false;
  tensor->variable = field_u8(model, &table, TENSOR_IS_VARIABLE, 0) != 0;
  if (tensor->data && (tensor->variable || tensor->type == SL_TYPE_RESOURCE)) {
    return sl_fault(model, SL_E_GRAPH, "variable tensor or handle has constant data", index, 0);
  }
  bool quantized = tensor->type == SL_TYPE_INT8 || is_other_activation(tensor);
  if ((quantized || !model->tensors_checked) && !read_quantization(model, &table, tensor))
    return false;
  tensor->record = find_record(model, index);
  return read_plan(model, tensor);
}

uint32_t sl_tensor_first_scale(const sl_model *model, const sl_tensor *tensor) {
  sl_table table = element_table(model, model->tensors, tensor->index);
  sl_table quantization = table_of(model, &table, TENSOR_QUANTIZATION);
  sl_vector scales = vector_of(model, &quantization, QUANT_SCALE, 4);
  return scales.count ? sl_read_u32(model->bytes + scales.at) : 0;
}

static bool read_code(const sl_model *model, uint32_t index, sl_node *node) {
  if (index >= model->operator_codes.count) {
    return sl_fault(model, SL_E_INDEX, "operator's code index", node->index, (int32_t)index);
  }
  sl_table code = element_table(model, model->operator_codes, index);
  uint32_t old = field_u8(model, &code, CODE_DEPRECATED, 0);
  uint32_t builtin = field_u32(model, &code, CODE_BUILTIN, 0);
  node->code = builtin > old ? builtin : old;
  if (sl_ok(model) && node->code == SL_OP_CUSTOM &&
      !string_is(model, &code, CODE_CUSTOM, SL_DECODE_OPERATOR)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "custom operator", node->index, SL_OP_CUSTOM);
  }
  return sl_ok(model);
}

bool sl_model_node(const sl_model *model, uint32_t index, sl_node *out_node) {
  sl_node *node = out_node;
  memset(node, 0, sizeof *node);
  node->index = index;
  sl_table table = element_table(model, model->operators, index);
  if (!sl_ok(model)) return false;
  if (!read_code(model, field_u32(model, &table, OPERATOR_CODE, 0), node)) return false;
  node->inputs = vector_of(model, &table, OPERATOR_INPUTS, 4);
  node->outputs = vector_of(model, &table, OPERATOR_OUTPUTS, 4);
  node->options = table_of(model, &table, OPERATOR_OPTIONS);
  uint32_t operands = node->inputs.count + node->outputs.count;
  bool silent = node->code == SL_OP_CALL_ONCE || node->code == SL_OP_ASSIGN_VARIABLE;
  if (sl_ok(model) && (silent != !node->outputs.count || operands > SL_MAX_OPERANDS)) {
    return sl_fault(model, SL_E_UNSUPPORTED, "number of the operator's inputs and outputs", index,
                    (int32_t)operands);
  }
  return sl_ok(model);
}

static bool tensor_of_list(const sl_model *model, const sl_node *node, sl_vector list, uint32_t i,
                           const char *what, sl_tensor *out_tensor) {
  if (!sl_ok(model)) return false;
  if (i >= list.count) return sl_fault(model, SL_E_INDEX, what, node->index, (int32_t)list.count);
  int32_t index = sl_read_i32(model->bytes + list.at + 4 * i);
  if (index < 0 || (uint32_t)index >= model->tensors.count) {
    return sl_fault(model, SL_E_INDEX, what, node->index, index);
  }
  return sl_model_tensor(model, (uint32_t)index, out_tensor);
}

bool sl_node_input(const sl_model *model, const sl_node *node, uint32_t i, sl_tensor *out_tensor) {
  return tensor_of_list(model, node, node->inputs, i, "operator's input", out_tensor);
}

bool sl_node_output(const sl_model *model, const sl_node *node, uint32_t i, sl_tensor *out_tensor) {
  return tensor_of_list(model, node, node->outputs, i, "operator's output", out_tensor);
}

bool sl_node_has_input(const sl_model *model, const sl_node *node, uint32_t i) {
  return i < node->inputs.count && sl_read_i32(model->bytes + node->inputs.at + 4 * i) != -1;
}

int32_t sl_option_i32(const sl_model *model, const sl_node *node, uint32_t slot, int32_t absent) {
  return (int32_t)field_u32(model, &node->options, slot, (uint32_t)absent);
}

uint8_t sl_option_u8(const sl_model *model, const sl_node *node, uint32_t slot, uint8_t absent) {
  return field_u8(model, &node->options, slot, absent);
}

uint32_t sl_option_f32_bits(const sl_model *model, const sl_node *node, uint32_t slot,
                            uint32_t absent) {
  return field_u32(model, &node->options, slot, absent);
}

sl_vector sl_option_text(const sl_model *model, const sl_node *node, uint32_t slot) {
  return vector_of(model, &node->options, slot, 1);
}
