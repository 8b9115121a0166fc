// The instruction counter of the privileged architecture.
#include "board.h"

static uint64_t start;

static uint64_t instructions(void) {
  uint32_t high, low, again;
  do {
    __asm volatile(
        ".option push\n"
        ".option arch, +zicsr\n"
        "csrr %0, minstreth\n"
        "csrr %1, minstret\n"
        "csrr %2, minstreth\n"
        ".option pop\n"
        : "=r"(high), "=r"(low), "=r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
}

void board_counter_start(void) {
  start = instructions();
}

uint32_t board_counter_read(void) {
  uint64_t count = instructions() - start;
  return count < BOARD_COUNT_UNKNOWN ? (uint32_t)count : BOARD_COUNT_UNKNOWN;
}
