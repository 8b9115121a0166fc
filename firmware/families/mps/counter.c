// The instruction counter: the image's timer, or the system counter if it has none.
#include "config.h"

#ifdef TIMER
#include "cmsdk_timer.h"

static cmsdk_timer *timer(void) {
  return (cmsdk_timer *)TIMER;
}

void board_counter_start(void) {
  cmsdk_timer_start(timer());
}

uint32_t board_counter_read(void) {
  return cmsdk_timer_instructions(timer(), 1000000000 / CLOCK_HZ);
}

#else
#include "sse_counter.h"

static sse_counter *counter(void) {
  return (sse_counter *)SYSTEM_COUNTER;
}

void board_counter_start(void) {
  sse_counter_start(counter());
}

uint32_t board_counter_read(void) {
  return sse_counter_instructions(counter());
}

#endif
