// The core's own timer as a clock, for families without a better one.
#ifndef SEEDLITE_SYSTICK_H
#define SEEDLITE_SYSTICK_H

#include <stdint.h>

// Starts it; the core runs at `hz`, a multiple of 1 MHz below 2^24 kHz.
void systick_start(uint32_t hz);

// Microseconds since systick_start; starts again from 0 after 2^32.
uint32_t systick_microseconds(void);

// The exception's handler.
void systick_handler(void);

#endif
