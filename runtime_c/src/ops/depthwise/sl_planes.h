// SPDX-License-Identifier: Apache-2.0
// Planes: images of one channel for depthwise kernels, int8 values widened to int16 lanes, with
// rows contiguous in memory. A plane is a ring buffer of as many rows as the kernel has.
#ifndef SEEDLITE_PLANES_H
#define SEEDLITE_PLANES_H

#include "sl_axis.h"

typedef struct {
  uint32_t height, width;  // of the kernel, across and along rows
  uint32_t stride;         // along rows
  uint32_t pitch;          // lanes of a row; even
  bool fast;               // requantization is fast
  bool is_3x3;             // kernel of 3x3, stride of 1 or 2, and fast
} sl_plane_shape;

// An output channel's requantization parameters and weights.
typedef struct {
  sl_channel channel;
  sl_lane taps[];  // [height][sl_row_taps]
} sl_filter;

static inline uint32_t sl_even(uint32_t count) {
  return count + count % 2;
}

// Returns the lanes of a row of weights; as many can be read from the last output's position.
static inline uint32_t sl_row_taps(const sl_plane_shape *shape) {
  return sl_even(shape->width);
}

static inline uint32_t sl_filter_bytes(const sl_plane_shape *shape) {
  return (uint32_t)(sizeof(sl_filter) + shape->height * sl_row_taps(shape) * sizeof(sl_lane));
}

static inline sl_plane_shape sl_depthwise_shape(const sl_depthwise_params *p, const sl_axis *x,
                                                const sl_axis *y) {
  bool is_3x3 = x->kernel == 3 && y->kernel == 3 && x->stride <= 2 && p->requantize.fast;
  sl_plane_shape shape = {y->kernel, x->kernel, x->stride, 0, p->requantize.fast, is_3x3};
  // outputs are computed in pairs
  shape.pitch = sl_even((sl_even(p->strip) - 1) * x->stride + sl_row_taps(&shape));
  return shape;
}

// Returns the bytes of a group's filters.
static inline uint64_t sl_depthwise_filters_bytes(const sl_depthwise_params *p,
                                                  const sl_plane_shape *shape) {
  return (uint64_t)sl_depthwise_group(p) * p->depth_multiplier * sl_filter_bytes(shape);
}

// Returns the bytes of a group's filters and planes, and of a block's weights unless stored.
static inline uint64_t sl_planes_scratch_bytes(const sl_depthwise_params *p) {
  sl_axis x = sl_depthwise_axis(&p->window, true), y = sl_depthwise_axis(&p->window, false);
  sl_plane_shape shape = sl_depthwise_shape(p, &x, &y);
  uint64_t lanes = (uint64_t)sl_depthwise_group(p) * shape.height * shape.pitch;
  uint64_t drawn = p->weights.stored ? 0 : (uint64_t)shape.height * shape.width * p->block_channels;
  return sl_depthwise_filters_bytes(p, &shape) + lanes * sizeof(sl_lane) + drawn;
}

// Returns the plane's row `i` under a kernel whose first row is in slot `first` of the ring.
static inline const sl_lane *sl_plane_row_at(const sl_plane_shape *shape, const sl_lane *plane,
                                             uint32_t first, uint32_t i) {
  uint32_t slot = first + i;
  return plane + (slot < shape->height ? slot : slot - shape->height) * shape->pitch;
}

static inline void sl_fill_lanes(sl_lane *lanes, uint32_t count, sl_lane value) {
  const sl_lane *end = lanes + count;
#pragma GCC unroll 8
  while (lanes < end) *lanes++ = value;
}

#if SL_DSP
#include "sl_dsp_planes.h"
#else
#include "sl_portable_planes.h"
#endif

#endif
