// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_unary.h"

#include "../../prepare/sl_prepare_common.h"
#include "../quantize/sl_quantize.h"

#define F32_1_OVER_256 0x3B800000u
#define F32_1_OVER_128 0x3C000000u

bool sl_prepare_unary(const sl_model *model, const sl_node *node, sl_unary *out_unary) {
  return sl_prepare_input_s8(model, node, 0, &out_unary->input) &&
         sl_prepare_output_s8(model, node, 0, &out_unary->output);
}

bool sl_prepare_unary_same_shape(const sl_model *model, const sl_node *node, sl_unary *out_unary) {
  if (!sl_prepare_unary(model, node, out_unary)) return false;
  if (sl_same_shape(&out_unary->input, &out_unary->output)) return true;
  return sl_fault(model, SL_E_SHAPE, "shape of the operator's output", node->index,
                  (int32_t)out_unary->output.elements);
}

sl_elements sl_unary_elements(const sl_unary *unary) {
  sl_elements elements = {unary->input.arena_offset, unary->output.arena_offset,
                          unary->input.elements};
  return elements;
}

sl_real sl_unary_scale_ratio(const sl_unary *unary) {
  return sl_real_quotient(sl_real_from_f32(sl_scale_bits(&unary->input)),
                          sl_real_from_f32(sl_scale_bits(&unary->output)));
}

bool sl_check_probabilities(const sl_model *model, const sl_node *node, const sl_tensor *output) {
  if (sl_scale_bits(output) == F32_1_OVER_256 && output->zero_point == -128) return true;
  return sl_fault(model, SL_E_QUANT, "output scale 1/256 and zero point -128 are needed",
                  node->index, output->zero_point);
}

bool sl_check_fraction(const sl_model *model, const sl_node *node, const sl_tensor *output) {
  if (sl_scale_bits(output) == F32_1_OVER_128 && output->zero_point == 0) return true;
  return sl_fault(model, SL_E_QUANT, "output scale 1/128 and zero point 0 are needed", node->index,
                  output->zero_point);
}

// Returns the mask that turns a tensor's bytes into int8 values; those of uint8 become 128 lower.
static uint8_t flip_of(const sl_tensor *tensor) {
  return tensor->type == SL_TYPE_UINT8 ? 0x80 : 0;
}

bool sl_finish_quantize(sl_builder *builder, const sl_node *node, const sl_unary *unary,
                        int8_t output_min, sl_operator *out_operator) {
  const uint8_t input_flip = flip_of(&unary->input), output_flip = flip_of(&unary->output);
  sl_quantize_params params = {.elements = sl_unary_elements(unary),
                               .input_zp = (int8_t)(unary->input.zero_point - input_flip),
                               .output_zp = (int8_t)(unary->output.zero_point - output_flip),
                               .output_min = output_min};
  if (!sl_prepare_multiplier(builder->model, node, sl_unary_scale_ratio(unary),
                             SL_MAX_RESCALING_SHIFT, &params.multiplier, &params.shift)) {
    return false;
  }
  if (!input_flip && !output_flip) {
    return sl_finish_operator(builder, sl_quantize_s8, &params, sizeof params, out_operator);
  }
  sl_quantize_u8_params flipped = {params, input_flip, output_flip};
  return sl_finish_operator(builder, sl_quantize_u8, &flipped, sizeof flipped, out_operator);
}
