// Kernels with weights. All tensors are int8 and row-major with channels last; accumulators are
// int32 and wrap around as TFLM's do. sl_prepare_... (prepare/) checks what is promised here.
#ifndef SEEDLITE_KERNELS_WEIGHTED_H
#define SEEDLITE_KERNELS_WEIGHTED_H

#include "../program.h"
#include "../requantize.h"
#include "../weights.h"

// A window sliding over an image of one batch.
typedef struct {
  uint32_t input_height, input_width, input_channels;
  uint32_t output_height, output_width, output_channels;
  uint32_t kernel_height, kernel_width;
  uint32_t stride_height, stride_width;
  uint32_t pad_top, pad_left;
} sl_sliding_window;

// CONV_2D. Weights [output_channels, kernel_height, kernel_width, input_channels], at most
// SL_MAX_ROW_WEIGHTS per output channel.
// Scratch: the weights of one output channel (none if they are stored), padded to
// SL_ROW_ALIGNMENT, then run_capacity runs of tile.h.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  const int32_t *bias;     // [output_channels]; NULL: none
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  int8_t input_zp;
} sl_conv2d_params;

#define SL_MAX_ROW_WEIGHTS 65535u
#define SL_ROW_ALIGNMENT 4u

void sl_conv2d_s8(const void *params, const sl_frame *frame);

// DEPTHWISE_CONV_2D. Weights [1, kernel_height, kernel_width, output_channels];
// output_channels = input_channels * depth_multiplier. Works through blocks of block_channels
// output channels.
// Scratch: kernel_height * kernel_width * block_channels weights, padded to SL_ROW_ALIGNMENT, then
// runs of tile.h.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  sl_sliding_window window;
  const int32_t *bias;     // [output_channels]; NULL: none
  uint32_t input_offset;   // arena bytes; [input_height, input_width, input_channels]
  uint32_t output_offset;  // arena bytes; [output_height, output_width, output_channels]
  uint32_t depth_multiplier;
  uint16_t block_channels;  // 1 ... SL_DEPTHWISE_MAX_BLOCK
  int8_t input_zp;
} sl_depthwise_params;

#define SL_DEPTHWISE_MAX_BLOCK 64u

void sl_depthwise_s8(const void *params, const sl_frame *frame);

// FULLY_CONNECTED. Weights [outputs, inputs], in input-major order if weights.input_major.
// Scratch: int32 accumulators, one per row, or one per output if input-major.
typedef struct {
  sl_weights weights;
  sl_requantize requantize;
  const int32_t *bias;     // [outputs]; NULL: none
  uint32_t input_offset;   // arena bytes; [rows, inputs]
  uint32_t output_offset;  // arena bytes; [rows, outputs]
  uint32_t rows;
  uint32_t inputs;
  uint32_t outputs;
  int8_t input_zp;
} sl_fully_connected_params;

void sl_fully_connected_s8(const void *params, const sl_frame *frame);

#endif
