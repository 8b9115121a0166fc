// Reads where there is no memory.
#include <stdint.h>

int main(void) {
  return (int)*(volatile uint32_t *)0x60000000;
}
