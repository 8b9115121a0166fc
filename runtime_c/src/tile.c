#include "tile.h"

void sl_tile_append(sl_tile *tile, const sl_weights *weights, sl_cursor *cursor, uint32_t begin,
                    uint32_t count, uint32_t unit) {
  uint32_t end = begin + count;
  sl_weights_seek(weights, cursor, begin);
  while (cursor->index < end) {
    uint32_t first;
    uint32_t drawn = sl_weights_next_run(weights, cursor, end, tile->weights + tile->weight_count,
                                         end - cursor->index, &first);
    if (!drawn) return;
    sl_run run = {(uint16_t)unit, (uint16_t)(first - begin), (uint16_t)drawn};
    tile->runs[tile->run_count++] = run;
    tile->weight_count += drawn;
  }
}
