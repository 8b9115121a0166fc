// What every board provides to the code above it. Its family (families/) implements it, after the
// board's config.h.
#ifndef SEEDLITE_BOARD_H
#define SEEDLITE_BOARD_H

#include <stdbool.h>
#include <stdint.h>

// Clocks, timers, serial line. Runs once, after .data and .bss are ready and before main.
void board_init(void);

#define BOARD_BAUD 115200u  // of the serial line; 8 data bits, no parity, 1 stop bit

// Takes the next received byte; false if there is none. Never waits.
bool board_uart_read(uint8_t *out_byte);

// Sends a byte; waits until there is room for it.
void board_uart_write(uint8_t byte);

// Microseconds since board_init; starts again from 0 after 2^32.
uint32_t board_microseconds(void);

// Starts the instruction counter from 0.
void board_counter_start(void);

// Instructions since board_counter_start, this call's own overhead included (constant: measure it
// once and subtract it). BOARD_COUNT_UNKNOWN if the counter overflowed or the board has none.
uint32_t board_counter_read(void);

#define BOARD_COUNT_UNKNOWN UINT32_MAX

#endif
