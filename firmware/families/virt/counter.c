// The instruction counter of the privileged architecture.
#include "board.h"

static uint64_t start;

static uint32_t low_word(void) {
  uint32_t count;
  __asm volatile(".option arch, +zicsr\ncsrr %0, minstret" : "=r"(count));
  return count;
}

static uint32_t high_word(void) {
  uint32_t count;
  __asm volatile(".option arch, +zicsr\ncsrr %0, minstreth" : "=r"(count));
  return count;
}

static uint64_t instructions(void) {
  uint32_t high, low;
  do {
    high = high_word();
    low = low_word();
  } while (high != high_word());
  return (uint64_t)high << 32 | low;
}

void board_counter_start(void) {
  start = instructions();
}

uint32_t board_counter_read(void) {
  uint64_t count = instructions() - start;
  return count < BOARD_COUNT_UNKNOWN ? (uint32_t)count : BOARD_COUNT_UNKNOWN;
}
