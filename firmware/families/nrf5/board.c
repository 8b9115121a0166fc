// Nordic nRF51 and nRF52, which share UART, timer and clock registers. Sources: nRF51 reference
// manual, nRF52840 product specification.
#include "board.h"

#include "config.h"
#include "reg.h"

enum { CLOCK_HFCLK_START = 0x40000000, CLOCK_HFCLK_STARTED = 0x40000100 };
enum {
  UART_START_RX = 0x40002000,
  UART_START_TX = 0x40002008,
  UART_RX_READY = 0x40002108,
  UART_TX_READY = 0x4000211C,
  UART_ENABLE = 0x40002500,
  UART_PIN_TX = 0x4000250C,
  UART_PIN_RX = 0x40002514,
  UART_RX = 0x40002518,
  UART_TX = 0x4000251C,
  UART_BAUD = 0x40002524,
};
enum {
  TIMER_START = 0x40008000,
  TIMER_CAPTURE = 0x40008040,
  TIMER_BITS = 0x40008508,
  TIMER_PRESCALER = 0x40008510,
  TIMER_CAPTURED = 0x40008540,
};
enum { GPIO_OUT_SET = 0x50000508, GPIO_OUTPUT_SET = 0x50000518 };
#define UART_ON 4u
#define BITS_32 3u
#define PRESCALER_1_MHZ 4u  // 16 MHz / 2^4

static void start_uart(void) {
  *reg(GPIO_OUT_SET) = 1u << UART_TX_PIN;
  *reg(GPIO_OUTPUT_SET) = 1u << UART_TX_PIN;
  *reg(UART_PIN_TX) = UART_TX_PIN;
  *reg(UART_PIN_RX) = UART_RX_PIN;
  *reg(UART_BAUD) = UART_BAUD_115200;
  *reg(UART_ENABLE) = UART_ON;
  *reg(UART_START_TX) = 1;
  *reg(UART_START_RX) = 1;
  *reg(UART_TX_READY) = 0;
}

void board_init(void) {
  *reg(CLOCK_HFCLK_START) = 1;  // the crystal: the internal oscillator is too coarse for 115200
  (void)reg_wait(CLOCK_HFCLK_STARTED, 1);
  *reg(TIMER_BITS) = BITS_32;
  *reg(TIMER_PRESCALER) = PRESCALER_1_MHZ;
  *reg(TIMER_START) = 1;
  start_uart();
}

bool board_uart_read(uint8_t *out_byte) {
  if (!*reg(UART_RX_READY)) return false;
  *reg(UART_RX_READY) = 0;
  *out_byte = (uint8_t)*reg(UART_RX);
  return true;
}

void board_uart_write(uint8_t byte) {
  *reg(UART_TX) = byte;
  while (!*reg(UART_TX_READY)) {
  }
  *reg(UART_TX_READY) = 0;
}

uint32_t board_microseconds(void) {
  *reg(TIMER_CAPTURE) = 1;
  return *reg(TIMER_CAPTURED);
}
