// SPDX-License-Identifier: Apache-2.0
// Variables: named values that live between inferences. VAR_HANDLE makes a handle of one in the
// graph; READ_VARIABLE and ASSIGN_VARIABLE take handles. CALL_ONCE names an initial subgraph, which
// assigns constants.
#ifndef SEEDLITE_VARIABLES_H
#define SEEDLITE_VARIABLES_H

#include "sl_prepare.h"

// A handle in subgraph 0, and its variable; fields from `type` on are the first handle's.
typedef struct {
  uint16_t tensor;
  uint16_t node;  // the VAR_HANDLE operator
  uint8_t first;  // the variable's first handle
  uint8_t type;   // SL_TYPE_...
  uint8_t fill;   // in every byte of the initial value, if `initial` is NULL
  bool assigned;
  uint32_t bytes;   // 0: nothing reads or assigns it
  uint32_t offset;  // in the state
  const uint8_t *initial;
} sl_variable;

typedef struct sl_variables {
  uint32_t count;
  sl_variable handles[SL_MAX_VARIABLES];
} sl_variables;

// Finds the variables of the builder's model, checks their uses and initial subgraph, and places
// them in the state. False on a fault.
bool sl_variables_build(sl_variables *out_variables, sl_builder *builder);

// Returns the variable of a READ_VARIABLE or ASSIGN_VARIABLE of subgraph 0.
const sl_variable *sl_variable_of(const sl_builder *builder, const sl_node *node);

#endif
