// SPDX-License-Identifier: Apache-2.0
#ifndef SEEDLITE_PREPARE_DRAW_TABLE_H
#define SEEDLITE_PREPARE_DRAW_TABLE_H

#include "../kernels/sl_kernels_weighted.h"
#include "../sl_prepare.h"

// The table of weights whose draws are bytes that stand for four each. It goes into the program,
// once for consecutive operators that draw alike; out_table->lanes is NULL when measuring, or on a
// fault.
void sl_prepare_draw_table(sl_builder *builder, const sl_weights *weights,
                           sl_draw_table *out_table);

#endif
