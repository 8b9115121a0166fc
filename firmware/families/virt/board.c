// QEMU's machine virt, of 32 bits: a UART of the kind 16550, a CLINT whose time runs at 10 MHz.
#include "board.h"

#include "config.h"
#include "reg.h"

enum { UART_DATA = 0, UART_LINE_STATE = 5 };  // registers of 8 bits
enum { LINE_RX_READY = 0x01, LINE_TX_EMPTY = 0x20 };
enum { TIME_LOW = 0xBFF8, TIME_HIGH = 0xBFFC };

static uint64_t begin;  // of the clock

static volatile uint8_t *uart(uint32_t offset) {
  return (volatile uint8_t *)reg(UART) + offset;
}

static uint64_t ticks(void) {
  uint32_t high, low;
  do {
    high = *reg(CLINT + TIME_HIGH);
    low = *reg(CLINT + TIME_LOW);
  } while (high != *reg(CLINT + TIME_HIGH));
  return (uint64_t)high << 32 | low;
}

void board_init(void) {
  begin = ticks();
}

bool board_uart_read(uint8_t *out_byte) {
  if (!(*uart(UART_LINE_STATE) & LINE_RX_READY)) return false;
  *out_byte = *uart(UART_DATA);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (!(*uart(UART_LINE_STATE) & LINE_TX_EMPTY)) {
  }
  *uart(UART_DATA) = byte;
}

uint32_t board_microseconds(void) {
  return (uint32_t)((ticks() - begin) / (CLINT_HZ / 1000000));
}
