// SPDX-License-Identifier: Apache-2.0
#include "seedlite_weights.h"

#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/micro/micro_log.h"

extern "C" {
#include "../runtime_c/src/format/sl_section.h"
}

namespace seedlite {
namespace {

constexpr uint32_t kRun = 64;  // weights that are drawn at once to be transposed

bool IsConstantBytes(const TfLiteTensor &tensor) {
  return tflite::IsConstantTensor(&tensor) && tensor.type == kTfLiteUInt8 &&
         tensor.data.raw_const != nullptr;
}

sl_bytes BytesOf(const TfLiteTensor &tensor) {
  sl_bytes bytes = {tensor.data.uint8, static_cast<uint32_t>(tensor.bytes)};
  return bytes;
}

// Describes an int8 tensor to the runtime; false if its shape is none that a record has.
bool Describe(const TfLiteTensor &tensor, sl_tensor *out) {
  *out = sl_tensor();
  const TfLiteIntArray *dims = tensor.dims;
  if (tensor.type != kTfLiteInt8 || dims == nullptr) return false;
  if (dims->size < 1 || dims->size > SL_MAX_RANK) return false;
  out->rank = static_cast<uint8_t>(dims->size);
  out->elements = 1;
  for (int i = 0; i < dims->size; i++) {
    if (dims->data[i] < 1) return false;
    out->dims[i] = static_cast<uint32_t>(dims->data[i]);
    if (out->elements > SL_MAX_WEIGHTS / out->dims[i]) return false;
    out->elements *= out->dims[i];
  }
  return tensor.bytes == out->elements;
}

TfLiteStatus Refuse(const char *what, int32_t value) {
  MicroPrintf("seedlite: TFLM_DECODE: %s (%d)", what, static_cast<int>(value));
  return kTfLiteError;
}

// Writes weights whose record goes through a dense layer input by input.
void WriteTransposed(const sl_weights &weights, int8_t *out) {
  const uint32_t outputs = weights.row_length, inputs = weights.count / outputs;
  sl_cursor cursor = {0, 0};
  int8_t run[kRun];
  uint32_t row = 0, column = 0;
  for (uint32_t begin = 0; begin < weights.count; begin += kRun) {
    const uint32_t left = weights.count - begin;
    const uint32_t count = left < kRun ? left : kRun;
    sl_weights_read(&weights, &cursor, begin, count, run);
    for (uint32_t i = 0; i < count; i++) {
      out[row * inputs + column] = run[i];
      if (++row == outputs) row = 0, column++;
    }
  }
}

}  // namespace

TfLiteStatus ReadWeights(const TfLiteTensor &encoded, const TfLiteTensor &ancillary,
                         const TfLiteTensor &output, sl_weights *out_weights) {
  if (!IsConstantBytes(encoded) || !IsConstantBytes(ancillary)) {
    return Refuse("an input is no constant of uint8", 0);
  }
  sl_tensor tensor;
  if (!Describe(output, &tensor)) {
    return Refuse("the output's type or shape is none of weights", static_cast<int>(output.type));
  }
  sl_error error = {};
  sl_model model = {};  // without a section: records cannot refer to it
  model.error = &error;
  sl_record record;
  // dimension 0 only limits row codes, which are refused below
  if (!sl_section_read_record(&model, &tensor, BytesOf(ancillary), BytesOf(encoded), tensor.dims[0],
                              &record)) {
    return Refuse(error.what, error.value);
  }
  if (record.row_codes != nullptr) {
    return Refuse("row codes, which only seedlite's runtime reads; convert with --portable",
                  record.row_code_bits);
  }
  *out_weights = record.weights;
  return kTfLiteOk;
}

void WriteWeights(const sl_weights &weights, int8_t *out) {
  if (weights.input_major) {
    WriteTransposed(weights, out);
  } else {
    sl_cursor cursor = {0, 0};
    sl_weights_read(&weights, &cursor, 0, weights.count, out);
  }
}

}  // namespace seedlite
