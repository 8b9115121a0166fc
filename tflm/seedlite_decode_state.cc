// SPDX-License-Identifier: Apache-2.0
#if __has_include("tensorflow/lite/micro/kernels/decode_state.h")

#include "seedlite_decode_state.h"

#include <new>

#include "tensorflow/lite/micro/micro_context.h"

namespace seedlite {

TfLiteStatus WeightsState::Setup(const TfLiteTensor &input, const TfLiteTensor &ancillary,
                                 const TfLiteTensor &output) {
  return ReadWeights(input, ancillary, output, &weights_);
}

TfLiteStatus WeightsState::Decode(const TfLiteEvalTensor & /*input*/,
                                  const TfLiteEvalTensor & /*ancillary*/,
                                  const TfLiteEvalTensor &output) {
  if (output.data.int8 == nullptr) return kTfLiteError;
  sl_weights_expand(&weights_, output.data.int8);
  return kTfLiteOk;
}

tflite::DecodeState *CreateWeightsState(const TfLiteContext *context,
                                        tflite::MicroProfilerInterface *profiler) {
  void *memory = tflite::GetMicroContext(context)->AllocatePersistentBuffer(sizeof(WeightsState));
  return memory == nullptr ? nullptr : new (memory) WeightsState(context, profiler);
}

}  // namespace seedlite

#endif
