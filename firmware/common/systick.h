// A clock from the core's SysTick timer, for families without a better one.
#ifndef SEEDLITE_SYSTICK_H
#define SEEDLITE_SYSTICK_H

#include <stdint.h>

// Starts the timer. hz: the core clock, a multiple of 1 MHz below 2^24 kHz.
void systick_start(uint32_t hz);

// Microseconds since systick_start; starts again from 0 after 2^32.
uint32_t systick_microseconds(void);

// The handler of the SysTick exception.
void systick_handler(void);

#endif
