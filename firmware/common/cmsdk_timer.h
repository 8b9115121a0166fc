// The timer of Arm's Cortex-M System Design Kit as an exact instruction counter. Holds in QEMU with
// `-icount shift=6` and a timer clock of 25 MHz: an instruction takes 64 ns, a tick 40 ns.
#ifndef SEEDLITE_CMSDK_TIMER_H
#define SEEDLITE_CMSDK_TIMER_H

#include <stdint.h>

#include "board.h"

typedef struct {
  volatile uint32_t control;
  volatile uint32_t value;  // counts down, then starts again from `reload`
  volatile uint32_t reload;
  volatile uint32_t interrupt;  // read: 1 if `value` passed 0; write 1: clear
} cmsdk_timer;

#define CMSDK_TIMER_ENABLE 1u
#define CMSDK_TIMER_INTERRUPT_ENABLE 8u  // only sets `interrupt`: the NVIC keeps the line masked

static inline void cmsdk_timer_init(cmsdk_timer *timer) {
  timer->reload = UINT32_MAX;
}

static inline void cmsdk_timer_start(cmsdk_timer *timer) {
  timer->control = 0;
  timer->value = UINT32_MAX;
  timer->interrupt = 1;
  timer->control = CMSDK_TIMER_ENABLE | CMSDK_TIMER_INTERRUPT_ENABLE;
}

// BOARD_COUNT_UNKNOWN after 2^32 ticks (2.6e9 instructions). QEMU shows ceil(1.6 n) - 1 ticks after
// n instructions; 1.6 > 1, so n follows exactly: floor((ticks + 1) 5 / 8).
static inline uint32_t cmsdk_timer_instructions(cmsdk_timer *timer) {
  uint32_t ticks = UINT32_MAX - timer->value;
  if (timer->interrupt || ticks == UINT32_MAX) return BOARD_COUNT_UNKNOWN;
  ticks += 1;
  return ticks / 8 * 5 + ticks % 8 * 5 / 8;  // < 2^32 * 5 / 8
}

#endif
