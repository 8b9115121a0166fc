// Addresses and clock of application note 385.
#define UART 0x40004000u
#define FPGAIO 0x40028000u
#define CLOCK_HZ 25000000u
#define TIMER 0x40000000u
