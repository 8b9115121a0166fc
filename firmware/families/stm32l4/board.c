// STM32L4+: 80 MHz, LPUART1 on PG7 and PG8. Source: reference manual RM0432.
#include "board.h"

#include "config.h"
#include "reg.h"
#include "systick.h"

enum {
  RCC_CR = 0x40021000,
  RCC_CFGR = 0x40021008,
  RCC_PLLCFGR = 0x4002100C,
  RCC_AHB2ENR = 0x4002104C,
  RCC_APB1ENR1 = 0x40021058,
  RCC_APB1ENR2 = 0x4002105C,
};
enum { FLASH_ACR = 0x40022000, PWR_CR2 = 0x40007004 };
enum { GPIOG_MODER = 0x48001800, GPIOG_AFRL = 0x48001820, GPIOG_AFRH = 0x48001824 };
enum { LPUART_CR1 = 0x40008000, LPUART_BRR = 0x4000800C, LPUART_ISR = 0x4000801C };
enum { LPUART_ICR = 0x40008020, LPUART_RDR = 0x40008024, LPUART_TDR = 0x40008028 };
#define HSI_ON (1u << 8)
#define HSI_READY (1u << 10)
#define PLL_ON (1u << 24)
#define PLL_READY (1u << 25)
#define CLOCK_IS_PLL 3u
#define WAIT_STATES 4u  // 80 MHz in range 1
#define CACHES_AND_PREFETCH (7u << 8)
#define PORT_G_ENABLE (1u << 6)
#define POWER_ENABLE (1u << 28)
#define PORT_G_SUPPLY_VALID (1u << 9)
#define LPUART_ENABLE 1u
#define RX_NOT_EMPTY (1u << 5)
#define TX_EMPTY (1u << 7)
#define OVERRUN (1u << 3)
#define LPUART_ENABLE_BOTH_WAYS ((1u << 3) | (1u << 2) | 1u)

static void start_clock(void) {
  *reg(FLASH_ACR) = CACHES_AND_PREFETCH | WAIT_STATES;
  *reg(RCC_CR) |= HSI_ON;
  if (!reg_wait(RCC_CR, HSI_READY)) return;
  // from the 16 MHz oscillator (2): / 2 * 20, output R / 2, enabled
  *reg(RCC_PLLCFGR) = 2u | (1u << 4) | (20u << 8) | (1u << 24);
  *reg(RCC_CR) |= PLL_ON;
  if (reg_wait(RCC_CR, PLL_READY)) *reg(RCC_CFGR) |= CLOCK_IS_PLL;
}

// Enables port G's separate supply; sets pins 7 and 8 to alternate function 8.
static void start_pins(void) {
  *reg(RCC_APB1ENR1) |= POWER_ENABLE;
  *reg(PWR_CR2) |= PORT_G_SUPPLY_VALID;
  *reg(RCC_AHB2ENR) |= PORT_G_ENABLE;
  *reg(GPIOG_AFRL) = (*reg(GPIOG_AFRL) & ~(15u << 28)) | (8u << 28);
  *reg(GPIOG_AFRH) = (*reg(GPIOG_AFRH) & ~15u) | 8u;
  *reg(GPIOG_MODER) = (*reg(GPIOG_MODER) & ~(15u << 14)) | (10u << 14);
}

void board_init(void) {
  start_clock();
  start_pins();
  *reg(RCC_APB1ENR2) |= LPUART_ENABLE;
  *reg(LPUART_BRR) = (uint32_t)(256ull * CLOCK_HZ / BOARD_BAUD);  // a constant
  *reg(LPUART_CR1) = LPUART_ENABLE_BOTH_WAYS;
  systick_start(CLOCK_HZ);
}

bool board_uart_read(uint8_t *out_byte) {
  *reg(LPUART_ICR) = OVERRUN;  // an overrun stops reception until it is cleared
  if (!(*reg(LPUART_ISR) & RX_NOT_EMPTY)) return false;
  *out_byte = (uint8_t)*reg(LPUART_RDR);
  return true;
}

void board_uart_write(uint8_t byte) {
  while (!(*reg(LPUART_ISR) & TX_EMPTY)) {
  }
  *reg(LPUART_TDR) = byte;
}

uint32_t board_microseconds(void) {
  return systick_microseconds();
}
