// STM32F4. Sources: reference manuals RM0090, RM0368 and RM0390.
#include "board.h"

#include "config.h"
#include "reg.h"
#include "systick.h"

enum {
  RCC_CR = 0x40023800,
  RCC_PLLCFGR = 0x40023804,
  RCC_CFGR = 0x40023808,
  RCC_AHB1ENR = 0x40023830,
  RCC_APB1ENR = 0x40023840,
  RCC_APB2ENR = 0x40023844,
};
enum { FLASH_ACR = 0x40023C00 };
enum { GPIO_MODER = 0x00, GPIO_AFR = 0x20 };
enum { USART_SR = 0x00, USART_DR = 0x04, USART_BRR = 0x08, USART_CR1 = 0x0C };
#define GPIO (0x40020000u + UART_PORT * 0x400u)
#define PLL_ON (1u << 24)
#define PLL_READY (1u << 25)
#define CLOCK_IS_PLL 2u
#define CACHES_AND_PREFETCH (7u << 8)
#define RX_NOT_EMPTY (1u << 5)
#define TX_EMPTY (1u << 7)
#define USART_ENABLE_BOTH_WAYS ((1u << 13) | (1u << 3) | (1u << 2))

// The prescaler fields' code for a divider of 1, 2 or 4.
#define DIVIDER_CODE(divider) ((divider) == 1 ? 0u : (divider) == 2 ? 4u : 5u)
#define UART_HZ (CLOCK_HZ / (UART_ON_APB2 ? APB2_DIVIDER : APB1_DIVIDER))

static void start_clock(void) {
  *reg(FLASH_ACR) = CACHES_AND_PREFETCH | FLASH_WAIT_STATES;
  // internal oscillator / 16 * 336 / PLL_P; the 48 MHz output / 7
  *reg(RCC_PLLCFGR) = 16u | (336u << 6) | ((PLL_P / 2 - 1) << 16) | (7u << 24);
  *reg(RCC_CR) |= PLL_ON;
  *reg(RCC_CFGR) = (DIVIDER_CODE(APB1_DIVIDER) << 10) | (DIVIDER_CODE(APB2_DIVIDER) << 13);
  if (reg_wait(RCC_CR, PLL_READY)) *reg(RCC_CFGR) |= CLOCK_IS_PLL;
}

// Connects a pin to the USART: alternate function 7.
static void give_to_uart(uint32_t pin) {
  volatile uint32_t *function = reg(GPIO + GPIO_AFR + pin / 8 * 4);
  *function = (*function & ~(15u << (pin % 8 * 4))) | (7u << (pin % 8 * 4));
  *reg(GPIO + GPIO_MODER) = (*reg(GPIO + GPIO_MODER) & ~(3u << (2 * pin))) | (2u << (2 * pin));
}

void board_init(void) {
  start_clock();
  *reg(RCC_AHB1ENR) |= 1u << UART_PORT;
  *reg(UART_ON_APB2 ? RCC_APB2ENR : RCC_APB1ENR) |= 1u << UART_ENABLE_BIT;
  give_to_uart(UART_TX_PIN);
  give_to_uart(UART_RX_PIN);
  *reg(UART + USART_BRR) = UART_HZ / BOARD_BAUD;
  *reg(UART + USART_CR1) = USART_ENABLE_BOTH_WAYS;
  systick_start(CLOCK_HZ);
}

bool board_uart_read(uint8_t *out_byte) {
  if (!(*reg(UART + USART_SR) & RX_NOT_EMPTY)) return false;
  *out_byte = (uint8_t)*reg(UART + USART_DR);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (!(*reg(UART + USART_SR) & TX_EMPTY)) {
  }
  *reg(UART + USART_DR) = byte;
}

uint32_t board_microseconds(void) {
  return systick_microseconds();
}
