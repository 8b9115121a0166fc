// 80 MHz from the internal oscillator's 16 MHz: / 2 * 20 / 2.
#define CLOCK_HZ 80000000u
