// SPDX-License-Identifier: Apache-2.0
// The program, which sl_load builds and sl_invoke runs.
#ifndef SEEDLITE_PROGRAM_H
#define SEEDLITE_PROGRAM_H

#include "../target/sl_shared.h"
#include "seedlite.h"

// The memory of a kernel's run. No live tensor overlaps its scratch.
typedef struct {
  uint8_t *arena;    // activations, by the offsets in the kernel's parameters
  uint8_t *scratch;  // SL_ARENA_ALIGNMENT-aligned; contents do not persist between operators
  uint8_t *state;    // SL_ARENA_ALIGNMENT-aligned; contents persist between inferences
} sl_frame;

typedef void (*sl_kernel)(const void *params, const sl_frame *frame);

struct sl_operator {
  sl_kernel run;
  const void *params;       // the kernel's own struct (ops/*/sl_*.h)
  uint32_t scratch_offset;  // arena bytes
};

// An int8 operand: a constant of the model, or an activation in the arena.
typedef struct {
  const int8_t *constant;  // NULL: the operand is an activation
  uint32_t offset;         // bytes from the arena's start; 0 for constants
} sl_operand;

static inline const int8_t *sl_operand_data(const sl_operand *operand, const sl_frame *frame) {
  return operand->constant ? operand->constant : (const int8_t *)(frame->arena + operand->offset);
}

static inline int8_t *sl_activation(uint32_t offset, const sl_frame *frame) {
  return (int8_t *)(frame->arena + offset);
}

#endif
