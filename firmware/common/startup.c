// The vector table and the code between reset and main.
#include <stdint.h>

#include "begin.h"
#include "fault.h"
#include "reg.h"
#include "stack.h"
#include "systick.h"

void reset_handler(void);

// Access to floating-point and vector registers faults until they are enabled.
static void enable_float_registers(void) {
#if defined(__ARM_FEATURE_MVE) || defined(__ARM_FP)
  enum { COPROCESSOR_ACCESS = 0xE000ED88, CP10_CP11_FULL = 0xF << 20 };
  *reg(COPROCESSOR_ACCESS) |= CP10_CP11_FULL;
  __asm volatile("dsb\nisb\n");
#endif
}

void reset_handler(void) {
  enable_float_registers();
  begin_program();
}

typedef struct {
  uint32_t *stack_top;
  void (*reset)(void);
  void (*exceptions[13])(void);  // numbers 2 ... 14
  void (*systick)(void);
} vector_table;

// Interrupts stay masked, so the table ends with the core's own exceptions.
__attribute__((section(".vectors"), used)) static const vector_table vectors = {
    .stack_top = stack_top,
    .reset = reset_handler,
    .exceptions = {fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
                   fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
                   fault_handler, fault_handler, fault_handler},
    .systick = systick_handler,
};
