#include "stack.h"

#define STACK_PATTERN 0x57ACC0DEu
#define OWN_WORDS 16  // not painted below the stack pointer: this function may still push registers

void stack_paint(void) {
  uint32_t *end;
#ifdef __riscv
  __asm volatile("mv %0, sp" : "=r"(end));
#else
  __asm volatile("mov %0, sp" : "=r"(end));
#endif
  // volatile: prevents a call to memset, which would use the stack that is painted
  for (volatile uint32_t *word = stack_bottom; word < end - OWN_WORDS; word++) {
    *word = STACK_PATTERN;
  }
}

uint32_t stack_high_water_bytes(void) {
  const volatile uint32_t *word = stack_bottom;
  while (word < stack_top && *word == STACK_PATTERN) word++;
  return (uint32_t)((uintptr_t)stack_top - (uintptr_t)word);
}

uint32_t stack_size_bytes(void) {
  return (uint32_t)((uintptr_t)stack_top - (uintptr_t)stack_bottom);
}
