#include "systick.h"

#include "reg.h"

enum { CONTROL = 0xE000E010, RELOAD = 0xE000E014, VALUE = 0xE000E018 };
enum { ENABLE = 1, INTERRUPT = 2, CORE_CLOCK = 4 };

static volatile uint32_t milliseconds;
static uint32_t ticks_per_microsecond;

void systick_handler(void) {
  milliseconds = milliseconds + 1;
}

void systick_start(uint32_t hz) {
  ticks_per_microsecond = hz / 1000000;
  *reg(RELOAD) = hz / 1000 - 1;
  *reg(VALUE) = 0;
  *reg(CONTROL) = ENABLE | INTERRUPT | CORE_CLOCK;
}

uint32_t systick_microseconds(void) {
  uint32_t before, value;
  do {
    before = milliseconds;
    value = *reg(VALUE);
  } while (before != milliseconds);
  return before * 1000 + (*reg(RELOAD) - value) / ticks_per_microsecond;
}
