// 125 MHz from the crystal's 12 MHz: * 125 / 6 / 2.
#define CLOCK_HZ 125000000u
#define CRYSTAL_HZ 12000000u
