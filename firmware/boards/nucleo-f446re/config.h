// 168 MHz from the internal oscillator's 16 MHz: / 16 * 336 / PLL_P.
#define CLOCK_HZ 168000000u
#define PLL_P 2u
#define FLASH_WAIT_STATES 5u
#define APB1_DIVIDER 4u
#define APB2_DIVIDER 2u
// USART2 through the ST-LINK: PA2 sends, PA3 receives
#define UART 0x40004400u
#define UART_ON_APB2 0
#define UART_ENABLE_BIT 17u
#define UART_PORT 0u  // A
#define UART_TX_PIN 2u
#define UART_RX_PIN 3u
