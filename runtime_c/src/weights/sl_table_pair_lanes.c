// SPDX-License-Identifier: Apache-2.0
#include "sl_draw_table.h"
#include "sl_table.h"

#define ROW(a, b, c, d, e, f, g, h) SL_PAIR_OF(a, b),
SL_TABLE const uint32_t sl_table_pair_lanes[SL_TABLE_ROWS] = {SL_DRAW_TABLE(ROW)};
