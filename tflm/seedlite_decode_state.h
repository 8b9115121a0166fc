// SPDX-License-Identifier: Apache-2.0
// seedlite's decode type for TFLM's own operator TFLM_DECODE, where TFLM has
// SetCustomDecodeRegistrations (docs/tflm.md); Register_DECODE is not needed then.
#ifndef SEEDLITE_DECODE_STATE_H
#define SEEDLITE_DECODE_STATE_H

#include "seedlite_weights.h"
#include "tensorflow/lite/micro/kernels/decode_state.h"

namespace seedlite {

constexpr uint8_t kDecodeType = SL_DECODE_TYPE;

// Setup checks the record, Decode writes the weights.
class WeightsState : public tflite::DecodeState {
 public:
  using tflite::DecodeState::DecodeState;

  TfLiteStatus Setup(const TfLiteTensor &input, const TfLiteTensor &ancillary,
                     const TfLiteTensor &output) override;
  TfLiteStatus Decode(const TfLiteEvalTensor &input, const TfLiteEvalTensor &ancillary,
                      const TfLiteEvalTensor &output) override;

 protected:
  ~WeightsState() override = default;

 private:
  sl_weights weights_ = {};

  TF_LITE_REMOVE_VIRTUAL_DELETE
};

// Returns a new state in the arena; null if it has no room.
tflite::DecodeState *CreateWeightsState(const TfLiteContext *context,
                                        tflite::MicroProfilerInterface *profiler);

// The same as a registration's `create_state`, with its arguments by reference or by pointer.
template <typename Registration>
tflite::DecodeState *CreateState(const Registration & /*registration*/,
                                 const TfLiteContext &context,
                                 tflite::MicroProfilerInterface *profiler) {
  return CreateWeightsState(&context, profiler);
}

template <typename Registration>
tflite::DecodeState *CreateState(const Registration * /*registration*/,
                                 const TfLiteContext *context,
                                 tflite::MicroProfilerInterface *profiler) {
  return CreateWeightsState(context, profiler);
}

}  // namespace seedlite

#endif
