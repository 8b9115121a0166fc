// 24 MHz from the internal oscillator's 8 MHz: / 2 * 6.
#define CLOCK_HZ 24000000u
