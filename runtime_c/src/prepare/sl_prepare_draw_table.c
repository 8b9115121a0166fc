// SPDX-License-Identifier: Apache-2.0
#include "sl_prepare_draw_table.h"

#include "../sl_generator.h"

#define DRAWS 256u

static void fill(const sl_weights *weights, sl_table_lane *lanes) {
  for (uint32_t draw = 0; draw < DRAWS; draw++, lanes += SL_QUAD) {
    uint32_t hash = sl_hash_window(draw, weights->seed);
    for (uint32_t i = 0; i < SL_QUAD; i++) {
      int32_t value = sl_generator_value(weights->generator, hash);
      lanes[sl_lane_of(i)] = (sl_table_lane)(value < -SL_WEIGHT_MAX ? -SL_WEIGHT_MAX : value);
      hash = sl_hash_next(hash, weights->seed);
    }
  }
}

void sl_prepare_draw_table(sl_builder *builder, const sl_weights *weights,
                           sl_draw_table *out_table) {
  out_table->count = DRAWS * SL_QUAD;
  bool alike = builder->tabled && builder->table_seed == weights->seed &&
               builder->table_generator == weights->generator;
  if (!alike) {
    sl_table_lane *lanes = sl_builder_reserve(builder, out_table->count * (uint32_t)sizeof *lanes);
    if (lanes) fill(weights, lanes);
    builder->tabled = true;
    builder->table = lanes;
    builder->table_seed = weights->seed;
    builder->table_generator = weights->generator;
  }
  out_table->lanes = builder->table;
}
