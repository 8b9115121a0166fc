// SPDX-License-Identifier: Apache-2.0
#include "sl_draw_table.h"
#include "sl_table.h"

#define ROW(a, b, c, d, e, f, g, h) SL_QUAD_OF(a, b, c, d), SL_QUAD_OF(e, f, g, h),
SL_TABLE const uint32_t sl_table_octets[2 * SL_TABLE_ROWS] = {SL_DRAW_TABLE(ROW)};
