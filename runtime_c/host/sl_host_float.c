// SPDX-License-Identifier: Apache-2.0
// Exports the float headers' functions to the Python package's library. No firmware contains them.
#include "seedlite_float.h"
#include "seedlite_float_softmax.h"

void sl_host_quantize_f32(const float *values, uint32_t count, float scale, int32_t zero_point,
                          int8_t *out) {
  sl_quantize_f32(values, count, scale, zero_point, out);
}

void sl_host_dequantize_f32(const int8_t *values, uint32_t count, float scale, int32_t zero_point,
                            float *out) {
  sl_dequantize_f32(values, count, scale, zero_point, out);
}

void sl_host_softmax_f32(const float *in, uint32_t rows, uint32_t depth, float beta, float *out) {
  sl_softmax_f32(in, rows, depth, beta, out);
}

void sl_host_log_softmax_f32(const float *in, uint32_t rows, uint32_t depth, float *out) {
  sl_log_softmax_f32(in, rows, depth, out);
}
