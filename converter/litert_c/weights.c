// SPDX-License-Identifier: Apache-2.0
#include "weights.h"

#include <stdlib.h>
#include <string.h>

#include "../../runtime_c/src/format/sl_layout.h"
#include "../../runtime_c/src/format/sl_weight_shape.h"
#include "../../runtime_c/src/target/sl_bits.h"

// A DECODE operator of the graph. Tensors are the interpreter's.
typedef struct {
  lite_tensor *encoded;
  lite_tensor *ancillary;
  lite_tensor *weights;
  int32_t weights_index;
  int32_t node;
} decode;

// Places among an operator's inputs.
typedef struct {
  uint32_t code;
  int32_t weights, source, bias;
} layer_inputs;

static const layer_inputs LAYERS[] = {
    {SL_OP_CONV_2D, 1, 0, 2},
    {SL_OP_DEPTHWISE_CONV_2D, 1, 0, 2},
    {SL_OP_FULLY_CONNECTED, 1, 0, 2},
    {SL_OP_TRANSPOSE_CONV, 1, 2, 3},
};

static bool fail(lite_context *context, int32_t node, const char *what) {
  context->report_error(context, "seedlite: operator %d, " SL_DECODE_OPERATOR ": %s", (int)node,
                        what);
  return false;
}

static bool no_memory(lite_context *context) {
  context->report_error(context, "seedlite: no memory for weights");
  return false;
}

static lite_tensor *tensor_at(lite_context *context, const lite_ints *list, int32_t place) {
  if (!list || place >= list->size) return NULL;
  int32_t index = list->data[place];
  return index >= 0 && (size_t)index < context->tensor_count ? &context->tensors[index] : NULL;
}

static bool is_constant_bytes(const lite_tensor *tensor) {
  return tensor->allocation == LITE_READ_ONLY && tensor->data && tensor->type == SL_TYPE_UINT8;
}

// Finds the node's tensors; false if it is not a DECODE operator as the format has it.
static bool find(lite_context *context, int32_t index, decode *out) {
  lite_node *node;
  lite_registration *registration;
  if (context->get_node(context, index, &node, &registration) != LITE_OK) return false;
  if (registration->builtin_code != SL_OP_CUSTOM || !registration->custom_name ||
      strcmp(registration->custom_name, SL_DECODE_OPERATOR) != 0) {
    return false;
  }
  out->node = index;
  out->encoded = tensor_at(context, node->inputs, 0);
  out->ancillary = tensor_at(context, node->inputs, 1);
  out->weights = tensor_at(context, node->outputs, 0);
  if (!out->encoded || !out->ancillary || !out->weights) return false;
  out->weights_index = node->outputs->data[0];
  return node->inputs->size == 2 && node->outputs->size == 1;
}

bool lite_is_ours(lite_context *context, int32_t node) {
  decode found;
  if (!find(context, node, &found) || !is_constant_bytes(found.ancillary)) return false;
  const uint8_t *record = found.ancillary->data;
  return found.ancillary->bytes > SL_AT_RECORD_DECODE_TYPE &&
         record[SL_AT_RECORD_DECODE_TYPE] == SL_DECODE_TYPE;
}

// Describes the weight tensor to the runtime. False if its shape is none of a weight tensor's.
static bool describe(const decode *d, sl_tensor *out) {
  const lite_ints *dims = d->weights->dims;
  if (!dims || !sl_weight_shape(dims->data, dims->size, d->weights->bytes, out)) return false;
  out->index = (uint32_t)d->weights_index;
  return true;
}

static const lite_affine *affine_of(const lite_tensor *tensor) {
  const lite_affine *affine = tensor->quantization.params;
  bool known = tensor->quantization.type == LITE_AFFINE_QUANTIZATION && affine && affine->scales &&
               affine->scales->size > 0;
  return known ? affine : NULL;
}

// Opens the SEEDLITE section, which has the network's statistics; NULL if there is none.
static const uint8_t *section_of(lite_context *context) {
  const char *data = NULL;
  size_t bytes = 0;
  if (!context->get_metadata ||
      context->get_metadata(context, SL_SECTION_NAME, &data, &bytes) != LITE_OK || !data ||
      bytes < SL_SECTION_HEADER_BYTES) {
    return NULL;
  }
  const uint8_t *header = (const uint8_t *)data;
  return sl_read_u16(header + SL_AT_HEADER_VERSION) == SL_SECTION_VERSION ? header : NULL;
}

static bool report_record(lite_context *context, const decode *d, const sl_error *error) {
  context->report_error(context,
                        "seedlite: operator %d, " SL_DECODE_OPERATOR
                        ": %s: tensor %d, value %d: %s; convert the model again",
                        (int)d->node, error->what, (int)error->index, (int)error->value,
                        sl_status_text(error->status));
  return false;
}

// Reads the record and checks it completely, as the runtime's loader does.
static bool read_record(lite_context *context, const decode *d, sl_tensor *tensor,
                        sl_record *record) {
  const lite_affine *affine = affine_of(d->weights);
  if (!is_constant_bytes(d->encoded) || d->encoded->bytes > INT32_MAX ||
      d->ancillary->bytes > INT32_MAX) {
    return fail(context, d->node, "its inputs are not constant uint8 tensors");
  }
  if (d->weights->type != SL_TYPE_INT8 || d->weights->is_variable ||
      d->weights->allocation == LITE_READ_ONLY || !describe(d, tensor)) {
    return fail(context, d->node, "its output is not an int8 weight tensor");
  }
  if (!affine || affine->dimension < 0 || affine->dimension >= tensor->rank) {
    return fail(context, d->node, "its output has no scale");
  }
  sl_error error = {.status = SL_OK};
  const sl_model model = {.error = &error, .section = section_of(context)};
  const sl_bytes ancillary = {d->ancillary->data, (uint32_t)d->ancillary->bytes};
  const sl_bytes encoded = {d->encoded->data, (uint32_t)d->encoded->bytes};
  if (!sl_section_read_record(&model, tensor, ancillary, encoded, tensor->dims[affine->dimension],
                              record)) {
    return report_record(context, d, &error);
  }
  if (record->row_codes && affine->scales->size != 1) {
    return fail(context, d->node, "its output has several scales beside row codes");
  }
  return true;
}

bool lite_weights_check(lite_context *context, int32_t node) {
  decode found;
  sl_tensor tensor;
  sl_record record;
  return find(context, node, &found) && read_record(context, &found, &tensor, &record);
}

// Allocates a quantization of `count` scales, not yet set, zero points 0. NULL: no memory.
static lite_affine *new_affine(int32_t count, int32_t dimension) {
  const size_t list = sizeof(lite_ints) + sizeof(int32_t) * (size_t)count;
  lite_affine *affine = calloc(1, sizeof *affine + 2 * list);
  if (!affine) return NULL;
  char *behind = (char *)(affine + 1);
  affine->scales = (lite_floats *)(void *)behind;
  affine->zero_points = (lite_ints *)(void *)(behind + list);
  affine->dimension = dimension;
  affine->scales->size = affine->zero_points->size = count;
  return affine;
}

// Replaces a tensor's quantization and keeps the old one.
static void requantize(lite_context *context, int32_t index, lite_affine *affine,
                       lite_requantized *kept) {
  lite_tensor *tensor = &context->tensors[index];
  *kept = (lite_requantized){index, tensor->quantization, tensor->single, affine};
  tensor->quantization = (lite_quantization){LITE_AFFINE_QUANTIZATION, affine};
  tensor->single.scale = affine->scales->size == 1 ? affine->scales->data[0] : 0.0f;
  tensor->single.zero_point = 0;
}

static void restore(lite_context *context, lite_requantized *kept) {
  if (kept->tensor < 0) return;
  context->tensors[kept->tensor].quantization = kept->quantization;
  context->tensors[kept->tensor].single = kept->single;
  free(kept->memory);
}

// Gives the weight tensor a scale for each row code (SPEC.md, section 5).
static bool install_row_scales(lite_context *context, const decode *d, const sl_record *record,
                               uint32_t rows, lite_requantized *kept) {
  if (!record->row_codes) return true;
  const lite_affine *old = affine_of(d->weights);
  lite_affine *affine = new_affine((int32_t)rows, old->dimension);
  if (!affine) return no_memory(context);
  const uint32_t bits = record->row_code_bits, one = 1u << record->row_code_mantissa_bits;
  for (uint32_t i = 0; i < rows; i++) {
    uint32_t code = sl_bits_field(record->row_codes, i * bits, bits);
    // < 2^5 * 2^15; the product is exact, since five bits of the base scale are 0
    uint32_t factor = (one + code % one) << (code / one);
    affine->scales->data[i] = old->scales->data[0] * (float)factor;
  }
  requantize(context, d->weights_index, affine, kept);
  return true;
}

static const layer_inputs *layer_of(uint32_t code) {
  for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++) {
    if (LAYERS[i].code == code) return &LAYERS[i];
  }
  return NULL;
}

// Quantizes a bias like the products that it is added to. `source`: what the weights multiply.
static bool install_bias_scales(lite_context *context, const lite_tensor *weights,
                                const lite_tensor *source, int32_t bias, lite_requantized *kept) {
  const lite_floats *scales = affine_of(weights)->scales;
  lite_affine *affine = new_affine(scales->size, 0);
  if (!affine) return no_memory(context);
  for (int32_t i = 0; i < affine->scales->size; i++) {
    affine->scales->data[i] = source->single.scale * scales->data[i];
  }
  requantize(context, bias, affine, kept);
  return true;
}

bool lite_weights_install_bias(lite_context *context, const lite_ints *plan,
                               lite_weights *weights) {
  const lite_tensor *tensor = &context->tensors[weights->tensor];
  for (int32_t i = 0; i < plan->size; i++) {
    lite_node *node;
    lite_registration *registration;
    if (context->get_node(context, plan->data[i], &node, &registration) != LITE_OK) return false;
    const layer_inputs *layer = layer_of((uint32_t)registration->builtin_code);
    if (!layer || tensor_at(context, node->inputs, layer->weights) != tensor) continue;
    const lite_tensor *source = tensor_at(context, node->inputs, layer->source);
    if (!source || !tensor_at(context, node->inputs, layer->bias)) return true;
    return install_bias_scales(context, tensor, source, node->inputs->data[layer->bias],
                               &weights->bias);
  }
  return true;
}

bool lite_weights_install(lite_context *context, int32_t node, lite_weights *out) {
  decode found;
  sl_tensor tensor;
  sl_record record;
  if (!find(context, node, &found) || !read_record(context, &found, &tensor, &record)) return false;
  memset(out, 0, sizeof *out);
  out->tensor = found.weights_index;
  out->weights.tensor = out->bias.tensor = -1;
  out->values = malloc(tensor.elements);
  if (!out->values) return no_memory(context);
  sl_weights_expand(&record.weights, out->values);
  found.weights->data = out->values;
  found.weights->allocation = LITE_READ_ONLY;
  uint32_t rows = tensor.dims[affine_of(found.weights)->dimension];
  if (install_row_scales(context, &found, &record, rows, &out->weights)) return true;
  lite_weights_remove(context, out);
  return false;
}

void lite_weights_remove_bias(lite_context *context, lite_weights *weights) {
  restore(context, &weights->bias);
}

void lite_weights_remove(lite_context *context, lite_weights *weights) {
  restore(context, &weights->weights);
  context->tensors[weights->tensor].data = NULL;
  context->tensors[weights->tensor].allocation = LITE_ARENA;
  free(weights->values);
}
