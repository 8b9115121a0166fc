// The timer of Arm's Cortex-M System Design Kit as an exact instruction counter. Valid in QEMU with
// `-icount shift=6`: an instruction takes 64 ns, a tick 40 ns at 25 MHz, 50 ns at 20 MHz.
#ifndef SEEDLITE_CMSDK_TIMER_H
#define SEEDLITE_CMSDK_TIMER_H

#include <stdint.h>

#include "board.h"

typedef struct {
  volatile uint32_t control;
  volatile uint32_t value;  // counts down, then restarts from `reload`
  volatile uint32_t reload;
  volatile uint32_t interrupt;  // read: 1 if `value` passed 0; write 1: clear
} cmsdk_timer;

#define CMSDK_TIMER_ENABLE 1u
#define CMSDK_TIMER_INTERRUPT_ENABLE 8u  // only sets `interrupt`: the NVIC keeps the line masked

static inline void cmsdk_timer_start(cmsdk_timer *timer) {
  timer->control = 0;
  timer->reload = UINT32_MAX;
  timer->value = UINT32_MAX;
  timer->interrupt = 1;
  timer->control = CMSDK_TIMER_ENABLE | CMSDK_TIMER_INTERRUPT_ENABLE;
}

// Returns instructions, or BOARD_COUNT_UNKNOWN after 2^32 ticks. tick_ns: 40 or 50. After n
// instructions QEMU shows ceil(64 n / tick_ns) - 1 ticks; as 64 > tick_ns, n is exactly
// floor((ticks + 1) tick_ns / 64).
static inline uint32_t cmsdk_timer_instructions(cmsdk_timer *timer, uint32_t tick_ns) {
  uint32_t ticks = UINT32_MAX - timer->value;
  if (timer->interrupt || ticks == UINT32_MAX) return BOARD_COUNT_UNKNOWN;
  ticks += 1;
  return ticks / 64 * tick_ns + ticks % 64 * tick_ns / 64;  // < 2^32 * tick_ns / 64
}

#endif
