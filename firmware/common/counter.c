// For boards without an instruction counter.
#include "board.h"

__attribute__((weak)) void board_counter_start(void) {}

__attribute__((weak)) uint32_t board_counter_read(void) {
  return BOARD_COUNT_UNKNOWN;
}
