// SPDX-License-Identifier: Apache-2.0
// What a delegate sees of TensorFlow Lite's interpreter, as far as this one uses it: the C
// interface that LiteRT documents in `tflite/core/c/common.h` and, for the two functions of a
// delegate in a library of its own, `tflite/delegates/external/external_delegate_interface.h`.
// Fields have only been added at the ends of these structures since TensorFlow 2.5; the ones that
// are not used here are named by what they are. Interpreters are 64-bit.
#ifndef SEEDLITE_LITE_ABI_H
#define SEEDLITE_LITE_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { LITE_OK = 0, LITE_ERROR = 1 } lite_status;
enum { LITE_AFFINE_QUANTIZATION = 1 };                        // of lite_quantization.type
enum { LITE_READ_ONLY = 1, LITE_ARENA = 2, LITE_LAST = 15 };  // of lite_tensor.allocation
enum { LITE_ALLOW_DYNAMIC_TENSORS = 1 };                      // of lite_delegate.flags

typedef struct {
  int32_t size;
  int32_t data[];
} lite_ints;

typedef struct {
  int32_t size;
  float data[];
} lite_floats;

typedef struct {
  lite_floats *scales;
  lite_ints *zero_points;
  int32_t dimension;
} lite_affine;

typedef struct {
  int32_t type;
  void *params;  // lite_affine *
} lite_quantization;

typedef struct {  // 0 where there are several scales
  float scale;
  int32_t zero_point;
} lite_single_scale;

typedef struct {
  int32_t type;  // SL_TYPE_...
  void *data;
  lite_ints *dims;
  lite_single_scale single;
  int32_t allocation;
  size_t bytes;
  const void *mapping;
  const char *name;
  void *delegate;
  int32_t buffer_handle;
  bool data_is_stale;
  bool is_variable;
  lite_quantization quantization;
  const void *sparsity;
  const lite_ints *signature;
} lite_tensor;

typedef struct {
  lite_ints *inputs;
  lite_ints *outputs;
  lite_ints *intermediates;
  lite_ints *temporaries;
  void *user_data;
  void *builtin_data;
  const void *custom_data;
  int32_t custom_data_bytes;
  void *delegate;
  bool has_side_effect;
} lite_node;

typedef struct lite_context lite_context;
typedef struct lite_delegate lite_delegate;

// An operator's implementation. The interpreter takes it by value and may know more fields: `more`
// keeps these 0.
typedef struct {
  void *(*init)(lite_context *context, const char *buffer, size_t length);
  void (*free)(lite_context *context, void *user_data);
  lite_status (*prepare)(lite_context *context, lite_node *node);
  lite_status (*invoke)(lite_context *context, lite_node *node);
  const char *(*profiling_string)(const lite_context *context, const lite_node *node);
  int32_t builtin_code;  // SL_OP_...
  const char *custom_name;
  int32_t version;
  void *external;
  void *async_kernel;
  uint64_t in_place;
  uint64_t more[4];
} lite_registration;

// What `init` of a delegate's operator gets as its buffer.
typedef struct {
  lite_delegate *delegate;
  lite_ints *nodes;
  lite_ints *inputs;
  lite_ints *outputs;
} lite_delegate_params;

typedef void (*lite_unused)(void);

struct lite_context {
  size_t tensor_count;
  // *out_plan: the interpreter's, valid until the next call
  lite_status (*get_execution_plan)(lite_context *context, lite_ints **out_plan);
  lite_tensor *tensors;
  void *interpreter;
  lite_unused resize_tensor;
  void (*report_error)(lite_context *context, const char *format, ...);
  lite_unused add_tensors;
  lite_status (*get_node)(lite_context *context, int index, lite_node **out_node,
                          lite_registration **out_registration);
  lite_status (*replace_nodes)(lite_context *context, lite_registration registration,
                               const lite_ints *nodes, lite_delegate *delegate);
  int32_t threads;
  lite_unused get_external_context;
  lite_unused set_external_context;
  bool allow_fp16;
  void *profiler;
  lite_unused allocate_persistent;
  lite_unused allocate_for_eval;
  lite_unused request_scratch;
  lite_unused get_scratch;
  lite_unused resize_tensor_explicit;
  lite_unused preview_partitioning;
  lite_unused get_tensor;
  lite_unused get_eval_tensor;
  // *out_bytes: 0 or unchanged if there is no such metadata
  lite_status (*get_metadata)(const lite_context *context, const char *name, const char **out_data,
                              size_t *out_bytes);
};

struct lite_delegate {
  void *data;
  lite_status (*prepare)(lite_context *context, lite_delegate *delegate);
  lite_unused copy_from_buffer;
  lite_unused copy_to_buffer;
  lite_unused free_buffer;
  int64_t flags;
  void *opaque_builder;
};

#endif
