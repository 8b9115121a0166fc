// SPDX-License-Identifier: Apache-2.0
// An external delegate for LiteRT, tflite-runtime and TensorFlow Lite. It takes the TFLM_DECODE
// operators of seedlite's type and regenerates their weights once, when it is applied: for all that
// comes after it, other delegates included, they are constants, as in the expanded file. Operators
// of other decode types stay with the interpreter.
#include <stdlib.h>

#include "weights.h"

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

// The state of the operator that stands for the DECODE operators.
typedef struct {
  size_t count;
  lite_weights weights[];
} state;

static void free_state(lite_context *context, void *user_data) {
  state *decoded = user_data;
  if (!decoded) return;
  for (size_t n = decoded->count; n; n--) {
    lite_weights_remove_bias(context, &decoded->weights[n - 1]);
  }
  while (decoded->count) lite_weights_remove(context, &decoded->weights[--decoded->count]);
  free(decoded);
}

// Returns the state, or NULL where that failed, which was reported.
static void *init(lite_context *context, const char *buffer, size_t length) {
  (void)length;
  const lite_delegate_params *params = (const lite_delegate_params *)(const void *)buffer;
  const size_t count = (size_t)params->nodes->size;
  state *decoded = calloc(1, sizeof *decoded + count * sizeof *decoded->weights);
  if (!decoded) return NULL;
  while (decoded->count < count) {
    int32_t node = params->nodes->data[decoded->count];
    if (!lite_weights_install(context, node, &decoded->weights[decoded->count])) {
      free_state(context, decoded);
      return NULL;
    }
    decoded->count++;
  }
  return decoded;
}

static lite_status prepare_operator(lite_context *context, lite_node *node) {
  (void)context;
  return node->user_data ? LITE_OK : LITE_ERROR;
}

static lite_status invoke_operator(lite_context *context, lite_node *node) {
  (void)context;
  (void)node;
  return LITE_OK;
}

// Whether the interpreter's tensors look like lite_tensor. An interpreter of another layout would
// have other values in these fields.
static bool knows_tensors(const lite_context *context) {
  for (size_t i = 0; i < context->tensor_count; i++) {
    const lite_tensor *tensor = &context->tensors[i];
    bool known = tensor->type >= 0 && tensor->type < 64 && tensor->allocation >= 0 &&
                 tensor->allocation <= LITE_LAST && tensor->quantization.type >= 0 &&
                 tensor->quantization.type < 16 && tensor->buffer_handle >= -1;
    if (!known) return false;
  }
  return true;
}

// Returns the numbers of the operators that are ours, checked; NULL, reported, if one is wrong.
static lite_ints *operators(lite_context *context, const lite_ints *plan) {
  lite_ints *ours = malloc(sizeof *ours + (size_t)plan->size * sizeof(int32_t));
  if (!ours) {
    context->report_error(context, "seedlite: no memory");
    return NULL;
  }
  ours->size = 0;
  for (int32_t i = 0; i < plan->size; i++) {
    if (!lite_is_ours(context, plan->data[i])) continue;
    if (!lite_weights_check(context, plan->data[i])) {
      free(ours);
      return NULL;
    }
    ours->data[ours->size++] = plan->data[i];
  }
  return ours;
}

// Gives the biases their scales once the plan is complete again; `init` sees none.
static lite_status finish(lite_context *context, const lite_delegate *delegate) {
  lite_ints *plan;
  if (context->get_execution_plan(context, &plan) != LITE_OK) return LITE_ERROR;
  for (int32_t i = 0; i < plan->size; i++) {
    lite_node *node;
    lite_registration *registration;
    if (context->get_node(context, plan->data[i], &node, &registration) != LITE_OK) {
      return LITE_ERROR;
    }
    if (node->delegate != delegate) continue;
    state *decoded = node->user_data;
    if (!decoded) return LITE_ERROR;
    for (size_t n = 0; n < decoded->count; n++) {
      if (!lite_weights_install_bias(context, plan, &decoded->weights[n])) return LITE_ERROR;
    }
  }
  return LITE_OK;
}

static lite_status prepare(lite_context *context, lite_delegate *delegate) {
  lite_ints *plan;
  if (context->get_execution_plan(context, &plan) != LITE_OK) return LITE_ERROR;
  if (!knows_tensors(context)) {
    context->report_error(context,
                          "seedlite: this interpreter's structures are not those of "
                          "TensorFlow Lite 2.14 or LiteRT 2");
    return LITE_ERROR;
  }
  lite_ints *ours = operators(context, plan);
  if (!ours) return LITE_ERROR;
  const lite_registration registration = {
      .init = init,
      .free = free_state,
      .prepare = prepare_operator,
      .invoke = invoke_operator,
      .custom_name = "seedlite",
      .version = 1,
  };
  lite_status status = LITE_OK;
  if (ours->size) status = context->replace_nodes(context, registration, ours, delegate);
  free(ours);
  return status == LITE_OK ? finish(context, delegate) : status;
}

// The delegate has no state of its own: one serves all interpreters of the process.
static lite_delegate shared = {.prepare = prepare, .flags = LITE_ALLOW_DYNAMIC_TENSORS};

EXPORT lite_delegate *tflite_plugin_create_delegate(const char *const *keys,
                                                    const char *const *values, size_t count,
                                                    void (*report_error)(const char *text));
EXPORT void tflite_plugin_destroy_delegate(lite_delegate *delegate);

EXPORT lite_delegate *tflite_plugin_create_delegate(const char *const *keys,
                                                    const char *const *values, size_t count,
                                                    void (*report_error)(const char *text)) {
  (void)keys;
  (void)values;
  if (!count) return &shared;
  if (report_error) report_error("seedlite's delegate has no options");
  return NULL;
}

EXPORT void tflite_plugin_destroy_delegate(lite_delegate *delegate) {
  (void)delegate;
}
