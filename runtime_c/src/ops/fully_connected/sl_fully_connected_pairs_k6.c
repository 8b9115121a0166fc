// SPDX-License-Identifier: Apache-2.0
#include "sl_whole_draws.h"

#if !SL_MVE  // MVE: sl_mve_fully_connected_pairs_k6.c

SL_SHARED void sl_fully_connected_pairs_k6_s8(const void *params, const sl_frame *frame) {
  sl_run_whole_draws(params, frame, 2, 6, sl_multiply_sixes);
}

#endif
