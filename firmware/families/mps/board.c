// Arm's MPS2 and MPS3 FPGA boards. Addresses: the images' application notes (config.h); registers:
// the reference manual of the Cortex-M System Design Kit.
#include "board.h"

#include "config.h"
#include "reg.h"

enum { UART_DATA = 0x00, UART_STATE = 0x04, UART_CONTROL = 0x08, UART_DIVIDER = 0x10 };
enum { UART_TX_FULL = 1, UART_RX_FULL = 2, UART_TX_ENABLE = 1, UART_RX_ENABLE = 2 };
enum { FPGAIO_COUNTER = 0x18, FPGAIO_PRESCALE = 0x1C };

void board_init(void) {
  *reg(UART + UART_DIVIDER) = CLOCK_HZ / BOARD_BAUD;
  *reg(UART + UART_CONTROL) = UART_TX_ENABLE | UART_RX_ENABLE;
  *reg(FPGAIO + FPGAIO_PRESCALE) = CLOCK_HZ / 1000000 - 1;
  *reg(FPGAIO + FPGAIO_COUNTER) = 0;
}

bool board_uart_read(uint8_t *out_byte) {
  if (!(*reg(UART + UART_STATE) & UART_RX_FULL)) return false;
  *out_byte = (uint8_t)*reg(UART + UART_DATA);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (*reg(UART + UART_STATE) & UART_TX_FULL) {
  }
  *reg(UART + UART_DATA) = byte;
}

uint32_t board_microseconds(void) {
  return *reg(FPGAIO + FPGAIO_COUNTER);
}
