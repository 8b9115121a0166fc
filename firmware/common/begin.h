// What follows reset on every architecture, once there is a stack.
#ifndef SEEDLITE_BEGIN_H
#define SEEDLITE_BEGIN_H

#include <stdint.h>
#include <string.h>

#include "board.h"
#include "stack.h"

extern uint8_t data_start[], data_end[], bss_start[], bss_end[];
extern const uint8_t data_load[];

int main(void);

// Initializes memory and board, then runs main. Does not return.
static inline void begin_program(void) {
  stack_paint();
  memcpy(data_start, data_load, (size_t)(data_end - data_start));
  memset(bss_start, 0, (size_t)(bss_end - bss_start));
  board_init();
  main();
  for (;;) {
  }
}

#endif
