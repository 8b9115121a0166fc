// The code between reset and main, and the handler of every exception (RISC-V Privileged
// Architecture, machine mode).
#include <stdint.h>

#include "begin.h"
#include "fault.h"

void reset_handler(void);
void start(void);

// First in memory, where the machine begins.
__attribute__((section(".vectors"), naked, used)) void reset_handler(void) {
  __asm volatile(
      ".option arch, +zicsr\n"
      "la sp, stack_top\n"
      "la t0, fault_handler\n"
      "csrw mtvec, t0\n"
      "j start\n");
}

void start(void) {
  begin_program();
}

// The stack may be what failed: its content is given up.
__attribute__((naked, aligned(4))) void fault_handler(void) {
  __asm volatile(
      ".option arch, +zicsr\n"
      "csrr a0, mcause\n"
      "csrr a1, mepc\n"
      "mv a2, ra\n"
      "la sp, stack_top\n"
      "j fault_report\n");
}
