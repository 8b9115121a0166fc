// 168 MHz from the internal oscillator's 16 MHz: / 16 * 336 / PLL_P.
#define CLOCK_HZ 168000000u
#define PLL_P 2u
#define FLASH_WAIT_STATES 5u
#define APB1_DIVIDER 4u
#define APB2_DIVIDER 2u
// USART1: PA9 sends, PA10 receives
#define UART 0x40011000u
#define UART_ON_APB2 1
#define UART_ENABLE_BIT 4u
#define UART_PORT 0u  // A
#define UART_TX_PIN 9u
#define UART_RX_PIN 10u
