// SPDX-License-Identifier: Apache-2.0
// Arithmetic of preparation as functions of the Python package's library; part of no firmware.
// Scales are the bits of positive float32 numbers.
#include "../src/ops/conv2d/sl_conv2d.h"
#include "../src/prepare/sl_prepare_common.h"

// sl_prepare_activation_range of an output with this scale and zero point.
bool sl_host_activation_range(uint32_t scale, int32_t zero_point, uint8_t activation,
                              int8_t *out_min, int8_t *out_max) {
  const uint8_t scales[4] = {(uint8_t)scale, (uint8_t)(scale >> 8), (uint8_t)(scale >> 16),
                             (uint8_t)(scale >> 24)};
  sl_error error = {.status = SL_OK};
  const sl_model model = {.error = &error};
  const sl_node node = {.index = 0};
  const sl_tensor output = {.scales = scales, .zero_point = zero_point};
  return sl_prepare_activation_range(&model, &node, &output, activation, out_min, out_max);
}

// outputs[i]: sums[i] * input_scale * filter_scales[i] / output_scale, as kernels round it.
// in_range[i]: false, and the output 0, where the kernel's left shift overflows.
void sl_host_requantize(const int32_t *sums, const uint32_t *filter_scales, uint32_t count,
                        uint32_t input_scale, uint32_t output_scale, int32_t *outputs,
                        bool *in_range) {
  for (uint32_t i = 0; i < count; i++) {
    sl_real product = sl_real_product_f32(input_scale, filter_scales[i]);
    int32_t multiplier, shift;
    sl_quantize_multiplier(sl_real_quotient(product, sl_real_from_f32(output_scale)), &multiplier,
                           &shift);
    // |shifted| <= 2^31 * 2^30; sl_load refuses larger shifts
    int64_t shifted = sums[i] * ((int64_t)1 << (shift > 0 && shift <= SL_MAX_SHIFT ? shift : 0));
    in_range[i] = shift <= SL_MAX_SHIFT && shifted >= INT32_MIN && shifted <= INT32_MAX;
    outputs[i] = in_range[i] ? sl_multiply_by_quantized_multiplier(sums[i], multiplier, shift) : 0;
  }
}

bool sl_host_conv2d_skipping_pays(uint32_t live, uint32_t quads) {
  return sl_conv2d_skipping_pays(live, quads);
}
