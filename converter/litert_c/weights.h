// SPDX-License-Identifier: Apache-2.0
// The weights that a TFLM_DECODE operator computes in an interpreter's graph.
#ifndef SEEDLITE_LITERT_WEIGHTS_H
#define SEEDLITE_LITERT_WEIGHTS_H

#include "../../runtime_c/src/format/sl_section.h"
#include "lite_abi.h"

// A tensor's quantization as it was, and the memory of the one that it has instead.
typedef struct {
  int32_t tensor;  // -1: unchanged
  lite_quantization quantization;
  lite_single_scale single;
  void *memory;
} lite_requantized;

// The result of one operator: the weights, constant until lite_weights_remove.
typedef struct {
  int32_t tensor;
  int8_t *values;
  lite_requantized weights;  // with row codes: their scales
  lite_requantized bias;     // of a layer whose bias is quantized like its products
} lite_weights;

// Whether the operator `node` is a TFLM_DECODE of seedlite's type.
bool lite_is_ours(lite_context *context, int32_t node);

// Checks the record and all else that lite_weights_install relies on. On failure reports it.
bool lite_weights_check(lite_context *context, int32_t node);

// Regenerates the weights and makes their tensor constant. On failure reports it and changes
// nothing.
bool lite_weights_install(lite_context *context, int32_t node, lite_weights *out_weights);

// Quantizes the bias of the layer that uses installed weights like the products that it is added
// to: files leave that out. plan: the execution plan, which has the layer. On failure reports it.
bool lite_weights_install_bias(lite_context *context, const lite_ints *plan, lite_weights *weights);

// Restore the tensors and free what was installed, in reverse order of installation.
void lite_weights_remove_bias(lite_context *context, lite_weights *weights);
void lite_weights_remove(lite_context *context, lite_weights *weights);

#endif
