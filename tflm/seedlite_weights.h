// SPDX-License-Identifier: Apache-2.0
// Weights of a record, between TensorFlow Lite Micro's tensors and the runtime.
#ifndef SEEDLITE_TFLM_WEIGHTS_H
#define SEEDLITE_TFLM_WEIGHTS_H

#include "tensorflow/lite/c/common.h"

extern "C" {
#include "../runtime_c/src/weights/sl_weights.h"
}

namespace seedlite {

// Reads and checks the record `ancillary` of the int8 tensor `output`; both inputs are constant.
// *out_weights points into `encoded`. Errors: kTfLiteError after a MicroPrintf; *out_weights is
// then undefined.
TfLiteStatus ReadWeights(const TfLiteTensor &encoded, const TfLiteTensor &ancillary,
                         const TfLiteTensor &output, sl_weights *out_weights);

}  // namespace seedlite

#endif
