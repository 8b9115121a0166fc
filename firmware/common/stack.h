// The stack's bounds and its high-water mark.
#ifndef SEEDLITE_STACK_H
#define SEEDLITE_STACK_H

#include <stdint.h>

extern uint32_t stack_bottom[], stack_top[];  // of the linker script

// Fills the stack below the caller's frame with a pattern. Call first after reset.
void stack_paint(void);

// Returns the most bytes of stack used since stack_paint; the whole stack's size if it overflowed.
uint32_t stack_high_water_bytes(void);

uint32_t stack_size_bytes(void);

#endif
