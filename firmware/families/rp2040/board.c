// RP2040: 125 MHz, UART0 on GP0 and GP1. Source: RP2040 datasheet.
#include "board.h"

#include "config.h"
#include "reg.h"

enum { RESETS = 0x4000C000, RESETS_DONE = 0x4000C008, CLEAR_BITS = 0x3000 };
enum { XOSC_CONTROL = 0x40024000, XOSC_STATUS = 0x40024004, XOSC_STARTUP = 0x4002400C };
enum {
  CLOCKS_REF = 0x40008030,
  CLOCKS_SYS = 0x4000803C,
  CLOCKS_SYS_SELECTED = 0x40008044,
  CLOCKS_PERIPHERALS = 0x40008048,
};
enum { PLL_CS = 0x40028000, PLL_POWER = 0x40028004, PLL_FEEDBACK = 0x40028008 };
enum { PLL_DIVIDERS = 0x4002800C };
enum { WATCHDOG_TICK = 0x4005802C, TIMER_RAW_LOW = 0x40054028 };
enum { GPIO0_FUNCTION = 0x40014004, GPIO1_FUNCTION = 0x4001400C };
enum {
  UART_DATA = 0x40034000,
  UART_FLAGS = 0x40034018,
  UART_DIVIDER = 0x40034024,
  UART_FRACTION = 0x40034028,
  UART_LINE = 0x4003402C,
  UART_CONTROL = 0x40034030,
};
#define RESET_IO (1u << 5)
#define RESET_PADS (1u << 8)
#define RESET_PLL (1u << 12)
#define RESET_TIMER (1u << 21)
#define RESET_UART (1u << 22)
#define XOSC_ENABLE 0xFABAA0u   // and 1 ... 15 MHz
#define XOSC_STARTUP_DELAY 47u  // * 256 cycles: 1 ms
#define STABLE (1u << 31)       // crystal, PLL
#define REF_IS_CRYSTAL 2u
#define PLL_POWER_VCO_DOWN (1u << 5)
#define PLL_POWER_DIVIDERS_DOWN (1u << 3)
#define PLL_ALL_DOWN 0x2Du
#define PLL_MULTIPLIER (CLOCK_HZ / 1000000 * 12 / (CRYSTAL_HZ / 1000000))
#define SYS_IS_PLL 1u
#define PERIPHERALS_ENABLE (1u << 11)  // from the system clock
#define TICK_ENABLE (1u << 9)
#define FUNCTION_UART 2u
#define RX_EMPTY (1u << 4)
#define TX_FULL (1u << 5)
#define EIGHT_BITS_FIFO 0x70u
#define UART_ENABLE_BOTH_WAYS 0x301u

static void unreset(uint32_t blocks) {
  *reg(RESETS + CLEAR_BITS) = blocks;
  (void)reg_wait(RESETS_DONE, blocks);
}

static void start_crystal(void) {
  *reg(XOSC_STARTUP) = XOSC_STARTUP_DELAY;
  *reg(XOSC_CONTROL) = XOSC_ENABLE;
  (void)reg_wait(XOSC_STATUS, STABLE);
  *reg(CLOCKS_REF) = REF_IS_CRYSTAL;
}

// 12 MHz * 125 / 6 / 2
static void start_pll(void) {
  unreset(RESET_PLL);
  *reg(PLL_CS) = 1;  // no reference divider
  *reg(PLL_FEEDBACK) = PLL_MULTIPLIER;
  *reg(PLL_POWER) = PLL_ALL_DOWN & ~(PLL_POWER_VCO_DOWN | 1u);
  (void)reg_wait(PLL_CS, STABLE);
  *reg(PLL_DIVIDERS) = (6u << 16) | (2u << 12);
  *reg(PLL_POWER) &= ~PLL_POWER_DIVIDERS_DOWN;
  *reg(CLOCKS_SYS) = 0;  // source: PLL, not yet selected
  *reg(CLOCKS_SYS) = SYS_IS_PLL;
  (void)reg_wait(CLOCKS_SYS_SELECTED, 1u << SYS_IS_PLL);
}

static void start_uart(void) {
  unreset(RESET_IO | RESET_PADS | RESET_UART);
  *reg(CLOCKS_PERIPHERALS) = PERIPHERALS_ENABLE;
  // the divider is in 64ths
  const uint32_t divider = 4 * CLOCK_HZ / BOARD_BAUD;
  *reg(UART_DIVIDER) = divider / 64;
  *reg(UART_FRACTION) = divider % 64;
  *reg(UART_LINE) = EIGHT_BITS_FIFO;
  *reg(UART_CONTROL) = UART_ENABLE_BOTH_WAYS;
  *reg(GPIO0_FUNCTION) = FUNCTION_UART;
  *reg(GPIO1_FUNCTION) = FUNCTION_UART;
}

void board_init(void) {
  start_crystal();
  start_pll();
  *reg(WATCHDOG_TICK) = TICK_ENABLE | (CRYSTAL_HZ / 1000000);
  unreset(RESET_TIMER);
  start_uart();
}

bool board_uart_read(uint8_t *out_byte) {
  if (*reg(UART_FLAGS) & RX_EMPTY) return false;
  *out_byte = (uint8_t)*reg(UART_DATA);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (*reg(UART_FLAGS) & TX_FULL) {
  }
  *reg(UART_DATA) = byte;
}

uint32_t board_microseconds(void) {
  return *reg(TIMER_RAW_LOW);
}
