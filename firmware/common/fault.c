#include "fault.h"

// The registers that the core pushes on an exception.
typedef struct {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
} fault_frame;

void fault_enter(const fault_frame *frame) __attribute__((noreturn));

void fault_enter(const fault_frame *frame) {
  uint32_t exception;
  __asm volatile("mrs %0, ipsr" : "=r"(exception));
  fault_report(exception, frame->pc, frame->lr);
}

// Naked, so that the stack pointer still points to the frame.
__attribute__((naked)) void fault_handler(void) {
  __asm volatile(
      "mrs r0, msp\n"
      "ldr r1, =fault_enter\n"
      "bx r1\n");
}
