// Uses a known amount of stack, then more than there is, and reports the high-water marks.
#include "stack.h"

#include "report.h"
#include "semihosting.h"

__attribute__((noinline)) static void use_2000_bytes(void) {
  volatile uint8_t bytes[2000];
  for (uint32_t i = 0; i < sizeof bytes; i++) bytes[i] = 1;
}

// This board has no memory below the stack; writes there are ignored.
__attribute__((noinline)) static void use_8000_bytes(void) {
  volatile uint8_t bytes[8000];
  for (uint32_t i = 0; i < sizeof bytes; i++) bytes[i] = 1;
}

int main(void) {
  int32_t file = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  use_2000_bytes();
  report_number(file, "used", stack_high_water_bytes());
  use_8000_bytes();
  report_number(file, "used", stack_high_water_bytes());
  report_number(file, "size", stack_size_bytes());
  semihosting_exit(true);
}
