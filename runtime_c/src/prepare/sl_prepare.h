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

#define SL_MOST_SCRATCH 4096u  // bytes

// Where programs are built: the arena's tail. base == NULL: only measure (sl_verify), nothing is
// written, and stored objects come back as NULL.
typedef struct {
  const sl_model *model;
  uint8_t *base;
  uint32_t used;
  uint32_t capacity;
  uint32_t scratch_bytes;  // that the operator being prepared wants
  const sl_plan *plan;     // as it is while that operator runs
  bool convolves;          // whether a convolution has weights that are drawn
} sl_builder;

// Reserves `bytes` (4-byte aligned on Cortex-M; aligned for pointers). NULL when measuring, or on
// a fault (SL_E_ARENA, SL_E_SIZE), which sl_ok tells apart.
void *sl_builder_reserve(sl_builder *builder, uint32_t bytes);

// Copies a finished object into the program. NULL as for sl_builder_reserve.
const void *sl_builder_store(sl_builder *builder, const void *object, uint32_t bytes);

// Whether the operator may want this much scratch where less would make it slower: dead arena
// space, and SL_MOST_SCRATCH bytes more, but at most half of what activations take.
bool sl_builder_has_scratch(const sl_builder *builder, uint32_t bytes);

// Whether so much scratch finds room among what activations take.
bool sl_builder_has_room(const sl_builder *builder, uint32_t bytes);

// The operator wants this much scratch.
void sl_builder_want_scratch(sl_builder *builder, uint32_t bytes);

// Weights of `tensor`: stored int8, or its SEEDLITE record, whose payload is checked.
bool sl_prepare_weights(sl_builder *builder, const sl_tensor *tensor, sl_weights *out_weights);

// The row codes of a centralized tensor (SPEC.md, row codes): one per output channel, packed.
typedef struct {
  const uint8_t *codes;      // NULL: the tensor has none, its own scales hold
  uint8_t bits;              // of a code
  uint8_t mantissa_bits;     // of them; the rest is an exponent
  uint32_t base_scale_bits;  // float32 bits of the scale that the codes multiply
} sl_row_codes;

// `tensor`'s row codes, checked; out_codes->codes is NULL if it has none. False on a fault.
bool sl_prepare_row_codes(sl_builder *builder, const sl_tensor *tensor, sl_row_codes *out_codes);

// An int8 operand (constant or activation), an int8 activation that the operator writes.
bool sl_prepare_operand(sl_builder *builder, const sl_tensor *tensor, sl_operand *out_operand);

// Prepares one operator of a kind; false on a fault. out_operator->params is NULL when measuring.
typedef bool (*sl_prepare)(sl_builder *builder, const sl_node *node, sl_operator *out_operator);

#define SL_DECLARE_PREPARE(folder) \
  bool sl_prepare_##folder(sl_builder *builder, const sl_node *node, sl_operator *out_operator);
SL_OPERATOR_FOLDERS(SL_DECLARE_PREPARE)

#endif
