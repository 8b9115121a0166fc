#include "board.h"

#include "cmsdk_timer.h"

static cmsdk_timer *timer(void) {
  return (cmsdk_timer *)0x40000000;
}

void board_init(void) {
  cmsdk_timer_init(timer());
}

void board_counter_start(void) {
  cmsdk_timer_start(timer());
}

uint32_t board_counter_read(void) {
  return cmsdk_timer_instructions(timer());
}
