// Addresses and clock of application note 547; secure aliases.
#define UART 0x59303000u
#define FPGAIO 0x59302000u
#define CLOCK_HZ 32000000u
#define SYSTEM_COUNTER 0x58100000u
