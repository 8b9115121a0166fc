// SPDX-License-Identifier: Apache-2.0
#include "sl_draw_table.h"
#include "sl_table.h"

#define UP(x) ((x) + SL_TABLE_BIAS)
#define ROW(a, b, c, d, e, f, g, h) SL_QUAD_OF(UP(a), UP(b), UP(c), UP(d)),
SL_TABLE const uint32_t sl_table_biased[SL_TABLE_ROWS] = {SL_DRAW_TABLE(ROW)};
