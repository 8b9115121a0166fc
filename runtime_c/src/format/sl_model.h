// SPDX-License-Identifier: Apache-2.0
// A checked view of a .tflite: every read is bounded by the file, and no byte is trusted. The first
// fault is kept in `error`; after it all reads return zero.
#ifndef SEEDLITE_MODEL_H
#define SEEDLITE_MODEL_H

#include <stdbool.h>

#include "seedlite.h"

// A flatbuffer table: absolute offsets into the file. at == 0: absent.
typedef struct {
  uint32_t at;
  uint32_t vtable;
  uint32_t vtable_bytes;
  uint32_t table_bytes;
} sl_table;

// A flatbuffer vector: absolute offset of its first element, and the element count.
typedef struct {
  uint32_t at;
  uint32_t count;
} sl_vector;

typedef struct {
  const uint8_t *bytes;  // 4-byte aligned
  uint32_t size;
  sl_error *error;  // never NULL; holds the first fault
  sl_vector subgraphs;
  sl_vector tensors;  // of the subgraph that is looked at, as the next four
  sl_vector operators;
  sl_vector operator_codes;
  sl_vector buffers;
  sl_vector inputs;
  sl_vector outputs;
  const uint8_t *section;  // SEEDLITE section, NULL if the model has none
  uint32_t section_bytes;
  const uint8_t *plan;   // int32 offset per tensor, little-endian; NULL: no tensor has a place
  bool tensors_checked;  // all tensors were checked, with every scale and zero point
} sl_model;

typedef struct {
  uint32_t index;
  uint8_t type;  // SL_TYPE_...
  uint8_t rank;
  uint32_t dims[SL_MAX_RANK];  // each >= 1; those from rank on are 1
  uint32_t elements;           // product of dims
  uint32_t bytes;              // of all elements, below 2^31
  const uint8_t *data;         // constant data, `bytes`; NULL: not constant
  bool variable;               // keeps its value between inferences; has no data and no place
  uint32_t arena_offset;       // bytes; UINT32_MAX if data is not NULL or the plan has no place
  uint32_t scale_count;        // 0: no quantization
  const uint8_t *scales;       // scale_count little-endian float32, finite, > 0, normal
  uint32_t quantized_dimension;
  int32_t zero_point;  // within the type; 0 for per-channel tensors
  uint32_t record;     // index of the SEEDLITE record that regenerates it, UINT32_MAX if none
} sl_tensor;

// One operator of the graph.
typedef struct {
  uint32_t index;
  uint32_t code;  // SL_OP_...
  sl_vector inputs;
  sl_vector outputs;
  sl_table options;  // builtin options; at == 0: absent, every field has its default
} sl_node;

// Records a fault if none is recorded yet.
void sl_record_fault(const sl_model *model, sl_status status, const char *what, uint32_t index,
                     int32_t value);

// sl_record_fault for `return sl_fault(...)`: always returns false, visibly for static analysis.
static inline bool sl_fault(const sl_model *model, sl_status status, const char *what,
                            uint32_t index, int32_t value) {
  sl_record_fault(model, status, what, index, value);
  return false;
}

static inline bool sl_ok(const sl_model *model) {
  return model->error->status == SL_OK;
}

// Opens a model of `size` bytes and finds its parts. False on a fault.
bool sl_model_open(sl_model *out_model, const uint8_t *bytes, uint32_t size, sl_error *error);

// Looks at subgraph `index` (< subgraphs.count) of the model: its tensors and operators, without
// the arena plan and the records, which are of subgraph 0. Shares the model's error. False on a
// fault.
bool sl_model_subgraph(const sl_model *model, uint32_t index, sl_model *out_subgraph);

// Returns the bytes of buffer `index`; count is 0 if it is empty. A missing buffer is a fault that
// names `user`.
sl_vector sl_model_buffer(const sl_model *model, uint32_t index, uint32_t user);

// Reads tensor `index` and checks type, shape, size of constant data, quantization and plan entry.
bool sl_model_tensor(const sl_model *model, uint32_t index, sl_tensor *out_tensor);

// Returns the float32 bits, finite and > 0, of the first scale of a checked tensor of any type; 0
// if it has none.
uint32_t sl_tensor_first_scale(const sl_model *model, const sl_tensor *tensor);

// Reads operator `index` of the subgraph.
bool sl_model_node(const sl_model *model, uint32_t index, sl_node *out_node);

// Reads input `i` (output `i`) of a node; a fault if there is none or it is absent (-1).
bool sl_node_input(const sl_model *model, const sl_node *node, uint32_t i, sl_tensor *out_tensor);
bool sl_node_output(const sl_model *model, const sl_node *node, uint32_t i, sl_tensor *out_tensor);

// True if the node has an input `i` that is not -1 (an optional bias, for instance).
bool sl_node_has_input(const sl_model *model, const sl_node *node, uint32_t i);

// Returns field `slot` (0, 1, ... in the schema's order) of the node's builtin options; `absent` if
// it is missing.
int32_t sl_option_i32(const sl_model *model, const sl_node *node, uint32_t slot, int32_t absent);
uint8_t sl_option_u8(const sl_model *model, const sl_node *node, uint32_t slot, uint8_t absent);
uint32_t sl_option_f32_bits(const sl_model *model, const sl_node *node, uint32_t slot,
                            uint32_t absent);

// Returns a text of the node's builtin options; empty if it is missing.
sl_vector sl_option_text(const sl_model *model, const sl_node *node, uint32_t slot);

// Whether float32 bits represent a normal number above 0.
static inline bool sl_f32_is_normal_and_positive(uint32_t bits) {
  return bits >= 0x00800000u && bits < 0x7F800000u;
}

// Little-endian loads, any alignment.
static inline uint32_t sl_read_u16(const uint8_t *p) {
  return p[0] | ((uint32_t)p[1] << 8);
}
static inline uint32_t sl_read_u32(const uint8_t *p) {
  return p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}
static inline int32_t sl_read_i32(const uint8_t *p) {
  return (int32_t)sl_read_u32(p);
}

#endif
