// SPDX-License-Identifier: Apache-2.0
#include "sl_whole_draws.h"

#if !SL_MVE  // MVE: sl_mve_fully_connected_octets.c

SL_SHARED void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame) {
  sl_run_whole_draws(params, frame, 8, SL_INDEX_BITS, sl_multiply_octets);
}

#endif
