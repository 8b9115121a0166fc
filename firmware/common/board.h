// The interface of every board; its family (families/) implements it by the board's config.h.
#ifndef SEEDLITE_BOARD_H
#define SEEDLITE_BOARD_H

#include <stdbool.h>
#include <stdint.h>

// Sets up clocks, timers and serial line. Called once before main; .data and .bss are ready.
void board_init(void);

#define BOARD_BAUD 115200u  // of the serial line; 8 data bits, no parity, 1 stop bit

// Reads the next received byte; false if there is none. Does not wait.
bool board_uart_read(uint8_t *out_byte);

// Sends a byte; waits until the transmitter can take it.
void board_uart_write(uint8_t byte);

// Microseconds since board_init; starts again from 0 after 2^32.
uint32_t board_microseconds(void);

// Optional, both: a board without them counts no instructions (counter.c). If they rest on a timer,
// board.toml needs [qemu] icount_shift, which makes QEMU's time count instructions.
// Starts the instruction counter from 0.
void board_counter_start(void);

// Returns instructions since board_counter_start, including this call's own overhead, which is
// constant: measure and subtract it. BOARD_COUNT_UNKNOWN if the counter overflowed or the board has
// none.
uint32_t board_counter_read(void);

#define BOARD_COUNT_UNKNOWN UINT32_MAX

#endif
