// Weights drawn into scratch for as long as a kernel needs them: packed, with a table that says
// where each run of them belongs. Weights that are known to be zero appear nowhere.
#ifndef SEEDLITE_TILE_H
#define SEEDLITE_TILE_H

#include "weights.h"

// `count` consecutive weights of one unit (a kernel row, or a tap of a depthwise kernel), the
// first of which is weight `first` of that unit.
typedef struct {
  uint16_t unit;
  uint16_t first;
  uint16_t count;
} sl_run;

// Being filled: weights and runs point into scratch that is large enough.
typedef struct {
  int8_t *weights;  // [weight_count], run after run
  sl_run *runs;     // [run_count]
  uint32_t weight_count;
  uint32_t run_count;
} sl_tile;

// Appends those of the `count` (< 2^16) weights from flat index `begin` on that may be non-zero, as
// runs of `unit`: at most sl_weights_max_runs(weights, count) of them. The cursor may stand
// anywhere; it is left behind the weights.
void sl_tile_append(sl_tile *tile, const sl_weights *weights, sl_cursor *cursor, uint32_t begin,
                    uint32_t count, uint32_t unit);

#endif
