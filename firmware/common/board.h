// What every board provides to the code above it.
#ifndef SEEDLITE_BOARD_H
#define SEEDLITE_BOARD_H

#include <stdint.h>

// Clocks and timers. Runs once, after .data and .bss are ready and before main.
void board_init(void);

// Starts the instruction counter from 0.
void board_counter_start(void);

// Instructions since board_counter_start, this call's own overhead included (constant: measure it
// once and subtract it). BOARD_COUNT_UNKNOWN if the counter overflowed or the board has none.
uint32_t board_counter_read(void);

#define BOARD_COUNT_UNKNOWN UINT32_MAX

#endif
