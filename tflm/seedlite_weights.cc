// SPDX-License-Identifier: Apache-2.0
#include "seedlite_weights.h"

#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/micro/micro_log.h"

extern "C" {
#include "../runtime_c/src/format/sl_section.h"
#include "../runtime_c/src/format/sl_weight_shape.h"
}

namespace seedlite {
namespace {

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
  return tensor.type == kTfLiteInt8 && tensor.dims != nullptr &&
         sl_weight_shape(tensor.dims->data, tensor.dims->size, tensor.bytes, out);
}

TfLiteStatus Refuse(const char *what, int32_t value) {
  MicroPrintf("seedlite: TFLM_DECODE: %s (%d)", what, static_cast<int>(value));
  return kTfLiteError;
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

}  // namespace seedlite
