// The system counter of Arm's subsystem SSE-300 as an exact instruction counter. Valid in QEMU with
// `-icount shift=5`: an instruction takes 32 ns, a tick 31.25 ns at 32 MHz.
#ifndef SEEDLITE_SSE_COUNTER_H
#define SEEDLITE_SSE_COUNTER_H

#include <stdint.h>

#include "board.h"

// The control frame.
typedef struct {
  volatile uint32_t control;
  volatile uint32_t status;
  volatile uint32_t low;  // of the value, which counts up; in QEMU a write starts a tick
  volatile uint32_t high;
} sse_counter;

#define SSE_COUNTER_ENABLE 1u

static inline void sse_counter_start(sse_counter *counter) {
  counter->control = SSE_COUNTER_ENABLE;
  counter->high = 0;
  counter->low = 0;
}

// Returns instructions, or BOARD_COUNT_UNKNOWN after 2^32 ticks. After n instructions QEMU shows
// floor(128 n / 125) ticks, so n is ceil(125 ticks / 128).
static inline uint32_t sse_counter_instructions(sse_counter *counter) {
  uint32_t ticks = counter->low;
  if (counter->high) return BOARD_COUNT_UNKNOWN;
  return ticks / 128 * 125 + (ticks % 128 * 125 + 127) / 128;  // <= ticks
}

#endif
