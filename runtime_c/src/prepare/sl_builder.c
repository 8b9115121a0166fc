// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../format/sl_section.h"
#include "sl_prepare.h"

#define STRUCT_ALIGNMENT 8u     // of objects in the program: suffices for pointers on all targets
#define MOST_BYTES 0x7FFFFFF8u  // a multiple of STRUCT_ALIGNMENT: rounding up stays below

void *sl_builder_reserve(sl_builder *builder, uint32_t bytes) {
  if (bytes > MOST_BYTES - builder->used) {
    sl_fault(builder->model, SL_E_SIZE, "program's size overflows", 0, (int32_t)bytes);
    return NULL;
  }
  builder->used += (bytes + STRUCT_ALIGNMENT - 1) / STRUCT_ALIGNMENT * STRUCT_ALIGNMENT;
  if (!builder->base) return NULL;
  if (builder->used > builder->capacity) {
    sl_fault(builder->model, SL_E_ARENA, "arena is too small, bytes", 0,
             (int32_t)builder->capacity);
    return NULL;
  }
  return builder->base + (builder->capacity - builder->used);
}

const void *sl_builder_store(sl_builder *builder, const void *object, uint32_t bytes) {
  void *place = sl_builder_reserve(builder, bytes);
  if (place) memcpy(place, object, bytes);
  return place;
}

bool sl_builder_state(sl_builder *builder, uint32_t bytes, const uint8_t *data, uint8_t fill,
                      uint32_t *out_offset) {
  *out_offset = builder->state_bytes;
  // a multiple of SL_ARENA_ALIGNMENT below MOST_BYTES: rounding up stays below
  if (bytes > MOST_BYTES - SL_ARENA_ALIGNMENT - builder->state_bytes) {
    return sl_fault(builder->model, SL_E_SIZE, "state's size overflows", 0, (int32_t)bytes);
  }
  builder->state_bytes += sl_aligned(bytes);
  if (builder->initials) {
    builder->initials[builder->initial_count] = (sl_initial){*out_offset, bytes, data, fill};
  }
  builder->initial_count++;
  return true;
}

// Whether `bytes` of scratch end at most `more` bytes after the activations.
static bool ends_within(const sl_builder *builder, uint32_t bytes, uint32_t more) {
  uint32_t offset;
  if (bytes > MOST_BYTES || !sl_plan_gap(builder->plan, bytes, &offset)) return false;
  return offset + bytes <= builder->plan->most + more;  // both sums < 2^32
}

bool sl_builder_has_scratch(const sl_builder *builder, uint32_t bytes) {
  uint32_t half = builder->plan->most / 2;
  return ends_within(builder, bytes, half < SL_MOST_SCRATCH ? half : SL_MOST_SCRATCH);
}

bool sl_builder_has_room(const sl_builder *builder, uint32_t bytes) {
  return ends_within(builder, bytes, 0);
}

void sl_builder_want_scratch(sl_builder *builder, uint32_t bytes) {
  if (bytes > MOST_BYTES) {
    sl_fault(builder->model, SL_E_SIZE, "scratch size overflows", 0, (int32_t)bytes);
  } else if (bytes > builder->scratch_bytes) {
    builder->scratch_bytes = bytes;
  }
}

static bool record_of(sl_builder *builder, const sl_tensor *tensor, sl_record *record) {
  uint32_t dimension = tensor->quantized_dimension;
  if (dimension >= tensor->rank) {
    return sl_fault(builder->model, SL_E_QUANT, "tensor's quantized dimension", tensor->index,
                    (int32_t)dimension);
  }
  return sl_section_record(builder->model, tensor, tensor->dims[dimension], record);
}

bool sl_prepare_weights(sl_builder *builder, const sl_tensor *tensor, sl_weights *out_weights) {
  if (tensor->type != SL_TYPE_INT8) {
    return sl_fault(builder->model, SL_E_UNSUPPORTED, "weights' type", tensor->index, tensor->type);
  }
  memset(out_weights, 0, sizeof *out_weights);
  if (tensor->data) {
    out_weights->stored = (const int8_t *)tensor->data;
    out_weights->count = tensor->elements;
    return true;
  }
  if (tensor->record == UINT32_MAX) {
    return sl_fault(builder->model, SL_E_UNSUPPORTED, "weights that are not constant",
                    tensor->index, 0);
  }
  sl_record record;
  if (!record_of(builder, tensor, &record)) return false;
  *out_weights = record.weights;
  return true;
}

bool sl_prepare_row_codes(sl_builder *builder, const sl_tensor *tensor, sl_row_codes *out_codes) {
  memset(out_codes, 0, sizeof *out_codes);
  if (tensor->record == UINT32_MAX) return sl_ok(builder->model);
  sl_record record;
  if (!record_of(builder, tensor, &record)) return false;
  if (!record.row_codes) return true;
  uint32_t base = sl_read_u32(tensor->scales);
  bool exact = tensor->scale_count == 1 && base % (1u << SL_BASE_SCALE_ZERO_BITS) == 0;
  if (!exact) {
    return sl_fault(builder->model, SL_E_QUANT, "scale that row codes multiply", tensor->index,
                    (int32_t)base);
  }
  out_codes->codes = record.row_codes;
  out_codes->bits = record.row_code_bits;
  out_codes->mantissa_bits = record.row_code_mantissa_bits;
  out_codes->base_scale_bits = base;
  return true;
}

bool sl_prepare_operand(sl_builder *builder, const sl_tensor *tensor, sl_operand *out_operand) {
  bool placed = tensor->data || tensor->arena_offset != UINT32_MAX;
  if (tensor->type != SL_TYPE_INT8 || !placed) {
    return sl_fault(builder->model, SL_E_UNSUPPORTED, "operand is not an int8 value or activation",
                    tensor->index, tensor->type);
  }
  out_operand->constant = (const int8_t *)tensor->data;
  out_operand->offset = tensor->data ? 0 : tensor->arena_offset;
  return true;
}
