#include <string.h>

#include "../kernels/kernels_weighted.h"
#include "../tile.h"
#include "common.h"
#include "sliding_window.h"

enum { OPTION_ACTIVATION = 3, OPTION_DILATION = 4 };
enum { CHANNEL_DIMENSION = 0 };

static bool check_channels(const sl_model *model, const sl_tensor *weights,
                           const sl_sliding_window *window) {
  if (weights->dims[3] != window->input_channels &&
      window->input_channels % weights->dims[3] == 0) {
    return sl_fault(model, SL_E_UNSUPPORTED, "grouped convolution", weights->index,
                    (int32_t)weights->dims[3]);
  }
  if (weights->dims[3] != window->input_channels) {
    return sl_fault(model, SL_E_SHAPE, "weights' input channels", weights->index,
                    (int32_t)weights->dims[3]);
  }
  if (weights->dims[0] != window->output_channels) {
    return sl_fault(model, SL_E_SHAPE, "weights' output channels", weights->index,
                    (int32_t)weights->dims[0]);
  }
  uint32_t row = weights->elements / weights->dims[0];
  if (row > SL_MAX_ROW_WEIGHTS) {
    return sl_fault(model, SL_E_UNSUPPORTED, "weights of one output channel", weights->index,
                    (int32_t)row);
  }
  return true;
}

static uint32_t scratch_bytes(const sl_weights *weights, uint32_t row, uint32_t kernel_height) {
  uint32_t run_bytes = (uint32_t)sizeof(sl_run);
  if (weights->stored) return kernel_height * run_bytes;
  // runs end at kernel rows, too
  uint32_t runs = sl_weights_max_runs(weights, row) + kernel_height - 1;
  return row + SL_ROW_ALIGNMENT + runs * run_bytes;
}

bool sl_prepare_conv2d(sl_builder *builder, const sl_node *node, sl_operator *out_operator) {
  const sl_model *model = builder->model;
  sl_tensor input, weights, output;
  sl_conv2d_params params;
  memset(&params, 0, sizeof params);
  if (!sl_prepare_input_s8(model, node, 0, &input) || !sl_node_input(model, node, 1, &weights) ||
      !sl_prepare_output_s8(model, node, 0, &output) ||
      !sl_prepare_weights(builder, &weights, &params.weights) ||
      !sl_prepare_sliding_window(model, node, &input, &weights, &output, OPTION_DILATION,
                                 &params.window) ||
      !check_channels(model, &weights, &params.window) ||
      !sl_prepare_bias(model, node, 2, params.window.output_channels, &params.bias)) {
    return false;
  }
  uint8_t activation = sl_option_u8(model, node, OPTION_ACTIVATION, SL_ACTIVATION_NONE);
  if (!sl_prepare_requantize(builder, node, &input, &weights, &output, CHANNEL_DIMENSION,
                             activation, &params.requantize)) {
    return false;
  }
  params.input_offset = input.arena_offset;
  params.output_offset = output.arena_offset;
  params.input_zp = (int8_t)input.zero_point;
  sl_builder_want_scratch(builder,
                          scratch_bytes(&params.weights, weights.elements / weights.dims[0],
                                        params.window.kernel_height));
  return sl_finish_operator(builder, sl_conv2d_s8, &params, sizeof params, out_operator);
}
