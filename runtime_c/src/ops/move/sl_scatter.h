// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_SCATTER_H
#define SEEDLITE_SCATTER_H

#include "sl_kernels_shape.h"

// Copies an input to its part of the output.
void sl_scatter_rows(const sl_scatter *scatter, const sl_frame *frame);

#endif
