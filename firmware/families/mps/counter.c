// Instructions, counted by a timer where the image has one.
#include "cmsdk_timer.h"
#include "config.h"

#ifdef TIMER

static cmsdk_timer *timer(void) {
  return (cmsdk_timer *)TIMER;
}

void board_counter_start(void) {
  cmsdk_timer_start(timer());
}

uint32_t board_counter_read(void) {
  return cmsdk_timer_instructions(timer(), 1000000000 / CLOCK_HZ);
}

#endif
