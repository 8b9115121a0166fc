// Addresses and clock of application note 521; secure aliases.
#define UART 0x50200000u
#define FPGAIO 0x50302000u
#define CLOCK_HZ 20000000u
#define TIMER 0x50000000u
