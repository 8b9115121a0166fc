// SPDX-License-Identifier: Apache-2.0
#include "seedlite_decode.h"

#include "seedlite_weights.h"
#include "tensorflow/lite/kernels/kernel_util.h"
#include "tensorflow/lite/micro/kernels/kernel_util.h"
#include "tensorflow/lite/micro/micro_arena_constants.h"
#include "tensorflow/lite/micro/micro_context.h"
#include "tensorflow/lite/micro/micro_log.h"

#if __has_include("tensorflow/lite/micro/kernels/decode_state.h")
#define SEEDLITE_TFLM_DECODES 1  // this TFLM has an operator of its own, and memory for it
#include "tensorflow/lite/micro/kernels/micro_ops.h"
#else
#define SEEDLITE_TFLM_DECODES 0
#endif

namespace seedlite {
namespace {

// A tensor as operators see it while they are prepared.
class Temporary {
 public:
  Temporary(tflite::MicroContext *context, TfLiteTensor *tensor)
      : context_(context), tensor_(tensor) {}
  ~Temporary() {
    if (tensor_ != nullptr) context_->DeallocateTempTfLiteTensor(tensor_);
  }
  Temporary(const Temporary &) = delete;
  Temporary &operator=(const Temporary &) = delete;
  TfLiteTensor *get() const { return tensor_; }

 private:
  tflite::MicroContext *context_;
  TfLiteTensor *tensor_;
};

// Returns the decode type of pair `i` of the operator's inputs; -1 if the record is empty.
int DecodeType(TfLiteContext *context, const TfLiteNode *node, int i) {
  const TfLiteEvalTensor *ancillary = tflite::micro::GetEvalInput(context, node, 2 * i + 1);
  if (ancillary == nullptr || ancillary->data.data == nullptr || ancillary->dims == nullptr) {
    return -1;
  }
  for (int d = 0; d < ancillary->dims->size; d++) {
    if (ancillary->dims->data[d] < 1) return -1;
  }
  return ancillary->data.uint8[0];
}

// Counts the operator's outputs that are seedlite's.
int CountOurs(TfLiteContext *context, const TfLiteNode *node) {
  int ours = 0;
  for (int i = 0; i < tflite::NumOutputs(node); i++) {
    if (DecodeType(context, node, i) == SL_DECODE_TYPE) ours++;
  }
  return ours;
}

// Gives the output its memory in what SetDecompressionMemory named; else the planner will.
TfLiteStatus PlaceOutput(TfLiteContext *context, const TfLiteNode *node, int i,
                         TfLiteTensor *output) {
#if SEEDLITE_TFLM_DECODES
  if (output->data.data != nullptr) return kTfLiteOk;
  void *memory = tflite::GetMicroContext(context)->AllocateDecompressionMemory(
      output->bytes, tflite::MicroArenaBufferAlignment());
  if (memory == nullptr) return kTfLiteOk;
  TfLiteEvalTensor *evaluated = tflite::micro::GetEvalOutput(context, node, i);
  TF_LITE_ENSURE(context, evaluated != nullptr);
  evaluated->data.data = memory;
  output->data.data = memory;
#endif
  return kTfLiteOk;
}

TfLiteStatus PrepareOutput(TfLiteContext *context, TfLiteNode *node, int i,
                           sl_weights *out_weights) {
  tflite::MicroContext *micro = tflite::GetMicroContext(context);
  const Temporary encoded(micro, micro->AllocateTempInputTensor(node, 2 * i));
  const Temporary ancillary(micro, micro->AllocateTempInputTensor(node, 2 * i + 1));
  const Temporary output(micro, micro->AllocateTempOutputTensor(node, i));
  TF_LITE_ENSURE(context, encoded.get() != nullptr);
  TF_LITE_ENSURE(context, ancillary.get() != nullptr);
  TF_LITE_ENSURE(context, output.get() != nullptr);
  TF_LITE_ENSURE_STATUS(ReadWeights(*encoded.get(), *ancillary.get(), *output.get(), out_weights));
  return PlaceOutput(context, node, i, output.get());
}

TfLiteStatus PrepareOurs(TfLiteContext *context, TfLiteNode *node) {
  tflite::MicroContext *micro = tflite::GetMicroContext(context);
  const int outputs = tflite::NumOutputs(node);
  void *memory = micro->AllocatePersistentBuffer(static_cast<size_t>(outputs) * sizeof(sl_weights));
  TF_LITE_ENSURE(context, memory != nullptr);
  sl_weights *weights = static_cast<sl_weights *>(memory);
  node->user_data = weights;
#if SEEDLITE_TFLM_DECODES
  micro->ResetDecompressionMemoryAllocations();
#endif
  for (int i = 0; i < outputs; i++) {
    TF_LITE_ENSURE_STATUS(PrepareOutput(context, node, i, &weights[i]));
  }
  return kTfLiteOk;
}

TfLiteStatus Prepare(TfLiteContext *context, TfLiteNode *node) {
  const int outputs = tflite::NumOutputs(node);
  if (outputs < 1 || tflite::NumInputs(node) != 2 * outputs) {
    MicroPrintf("seedlite: TFLM_DECODE: %d inputs and %d outputs, not two for one",
                tflite::NumInputs(node), outputs);
    return kTfLiteError;
  }
  const int ours = CountOurs(context, node);
  if (ours == outputs) return PrepareOurs(context, node);
  if (ours > 0) {
    MicroPrintf("seedlite: TFLM_DECODE: seedlite's and other decode types in one operator");
    return kTfLiteError;
  }
#if SEEDLITE_TFLM_DECODES
  return tflite::Register_DECODE().prepare(context, node);
#else
  MicroPrintf("seedlite: TFLM_DECODE: decode type %d", DecodeType(context, node, 0));
  return kTfLiteError;
#endif
}

TfLiteStatus Invoke(TfLiteContext *context, TfLiteNode *node) {
#if SEEDLITE_TFLM_DECODES
  if (DecodeType(context, node, 0) != SL_DECODE_TYPE) {
    return tflite::Register_DECODE().invoke(context, node);
  }
#endif
  const sl_weights *weights = static_cast<const sl_weights *>(node->user_data);
  for (int i = 0; i < tflite::NumOutputs(node); i++) {
    TfLiteEvalTensor *output = tflite::micro::GetEvalOutput(context, node, i);
    TF_LITE_ENSURE(context, output != nullptr && output->data.int8 != nullptr);
    sl_weights_expand(&weights[i], output->data.int8);
  }
  return kTfLiteOk;
}

}  // namespace

const TFLMRegistration *Register_DECODE() {
  static const TFLMRegistration registration = {
      /*init=*/nullptr,  /*free=*/nullptr,   /*prepare=*/Prepare,     /*invoke=*/Invoke,
      /*reset=*/nullptr, /*builtin_code=*/0, /*custom_name=*/nullptr,
  };
  return &registration;
}

}  // namespace seedlite
