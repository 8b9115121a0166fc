// STM32F1 value line: 24 MHz, USART1 on PA9 and PA10. Source: reference manual RM0041.
#include "board.h"

#include "config.h"
#include "reg.h"
#include "systick.h"

enum { RCC_CR = 0x40021000, RCC_CFGR = 0x40021004, RCC_APB2ENR = 0x40021018 };
enum { GPIOA_CRH = 0x40010804 };
enum { USART_SR = 0x40013800, USART_DR = 0x40013804, USART_BRR = 0x40013808 };
enum { USART_CR1 = 0x4001380C };
#define PLL_ON (1u << 24)
#define PLL_READY (1u << 25)
#define PLL_TIMES_6 (4u << 18)  // of the internal oscillator / 2
#define CLOCK_IS_PLL 2u
#define PORT_A_ENABLE (1u << 2)
#define USART1_ENABLE (1u << 14)
#define RX_NOT_EMPTY (1u << 5)
#define TX_EMPTY (1u << 7)
#define USART_ENABLE_BOTH_WAYS ((1u << 13) | (1u << 3) | (1u << 2))

static void start_clock(void) {
  *reg(RCC_CFGR) = PLL_TIMES_6;
  *reg(RCC_CR) |= PLL_ON;
  if (reg_wait(RCC_CR, PLL_READY)) *reg(RCC_CFGR) |= CLOCK_IS_PLL;
}

void board_init(void) {
  start_clock();
  *reg(RCC_APB2ENR) |= PORT_A_ENABLE | USART1_ENABLE;
  // PA9: alternate function, push-pull, 50 MHz; PA10: floating input
  *reg(GPIOA_CRH) = (*reg(GPIOA_CRH) & ~0xFF0u) | 0x4B0u;
  *reg(USART_BRR) = CLOCK_HZ / BOARD_BAUD;
  *reg(USART_CR1) = USART_ENABLE_BOTH_WAYS;
  systick_start(CLOCK_HZ);
}

bool board_uart_read(uint8_t *out_byte) {
  if (!(*reg(USART_SR) & RX_NOT_EMPTY)) return false;
  *out_byte = (uint8_t)*reg(USART_DR);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (!(*reg(USART_SR) & TX_EMPTY)) {
  }
  *reg(USART_DR) = byte;
}

uint32_t board_microseconds(void) {
  return systick_microseconds();
}
