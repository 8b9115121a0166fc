// SPDX-License-Identifier: Apache-2.0
// From a checked operator of the graph to a kernel and its parameters: sl_prepare_<folder> of each
// operator, in ops/<folder>, checks everything its kernel relies on, so that kernels check nothing.
#ifndef SEEDLITE_PREPARE_H
#define SEEDLITE_PREPARE_H

#include "../format/sl_model.h"
#include "../format/sl_operators.h"
#include "../run/sl_program.h"
#include "../weights/sl_weights.h"
#include "sl_plan.h"

// Builds a program in the arena's tail. base == NULL (sl_verify): only measures; nothing is
// written, and stored objects are NULL.
typedef struct {
  const sl_model *model;
  uint8_t *base;
  uint32_t used;
  uint32_t capacity;
  uint32_t state_bytes;  // a multiple of SL_ARENA_ALIGNMENT
  sl_initial *initials;  // of the state; NULL when measuring
  uint32_t initial_count;
  const struct sl_variables *variables;
  uint32_t scratch_bytes;  // scratch of the operator being prepared
  const sl_plan *plan;     // the live tensors while that operator runs
  bool convolves;          // a convolution has regenerated weights
} sl_builder;

// Reserves `bytes`, aligned for pointers. Returns NULL when measuring, and on a fault (SL_E_ARENA,
// SL_E_SIZE), which sl_ok distinguishes.
void *sl_builder_reserve(sl_builder *builder, uint32_t bytes);

// Copies a finished object into the program. Returns NULL as sl_builder_reserve does.
const void *sl_builder_store(sl_builder *builder, const void *object, uint32_t bytes);

// Appends `bytes` (> 0) to the program's state, whose value before the first inference is `data`
// (borrowed from the model) or, if it is NULL, `fill` in every byte. *out_offset: where sl_frame's
// state has them. Call once for each variable and
// each tensor that is_variable, at most.
bool sl_builder_state(sl_builder *builder, uint32_t bytes, const uint8_t *data, uint8_t fill,
                      uint32_t *out_offset);

// Whether the operator may use this much scratch to run faster: it fits dead arena space plus
// SL_MOST_SCRATCH bytes, or plus half of the activations' bytes if that is less.
bool sl_builder_has_scratch(const sl_builder *builder, uint32_t bytes);

// Whether this much scratch fits dead arena space.
bool sl_builder_has_room(const sl_builder *builder, uint32_t bytes);

// Requests this much scratch for the operator.
void sl_builder_want_scratch(sl_builder *builder, uint32_t bytes);

// Reads the weights of `tensor`: stored int8, or its SEEDLITE record, whose payload is checked.
bool sl_prepare_weights(sl_builder *builder, const sl_tensor *tensor, sl_weights *out_weights);

// The row codes of a centralized tensor (SPEC.md, row codes): one per output channel, packed.
typedef struct {
  const uint8_t *codes;      // NULL: none; the tensor's scales hold
  uint8_t bits;              // of a code
  uint8_t mantissa_bits;     // low bits of a code; the others are an exponent
  uint32_t base_scale_bits;  // float32 bits of the scale that the codes multiply
} sl_row_codes;

// Reads and checks `tensor`'s row codes; out_codes->codes is NULL if it has none. False on a fault.
bool sl_prepare_row_codes(sl_builder *builder, const sl_tensor *tensor, sl_row_codes *out_codes);

// Reads an int8 operand, constant or activation. False on a fault.
bool sl_prepare_operand(sl_builder *builder, const sl_tensor *tensor, sl_operand *out_operand);

// Prepares one operator; false on a fault. out_operator->params is NULL when measuring.
typedef bool (*sl_prepare)(sl_builder *builder, const sl_node *node, sl_operator *out_operator);

#define SL_DECLARE_PREPARE(folder) \
  bool sl_prepare_##folder(sl_builder *builder, const sl_node *node, sl_operator *out_operator);
SL_OPERATOR_FOLDERS(SL_DECLARE_PREPARE)

#endif
