// SPDX-License-Identifier: Apache-2.0
// The operator TFLM_DECODE of TensorFlow Lite Micro for files of `seedlite convert --portable`
// (docs/tflm.md). C++11; no exceptions, no heap, no globals that change.
#ifndef SEEDLITE_DECODE_H
#define SEEDLITE_DECODE_H

#include "tensorflow/lite/micro/micro_common.h"

namespace seedlite {

// Returns the operator, which is constant, to register in place of TFLM's own:
//
//   resolver.AddCustom("TFLM_DECODE", seedlite::Register_DECODE());
//
// It computes int8 weights from seedlite's records; operators of other decode types go to TFLM's
// own, where TFLM has one. AllocateTensors checks each record, takes some 70 bytes of the arena for
// it, and for the weights memory of SetDecompressionMemory or, where that is absent or too small,
// of the arena. Errors: kTfLiteError after a MicroPrintf that says why.
const TFLMRegistration *Register_DECODE();

}  // namespace seedlite

#endif
