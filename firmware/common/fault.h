// Handling of unexpected exceptions.
#ifndef SEEDLITE_FAULT_H
#define SEEDLITE_FAULT_H

#include <stdint.h>

// The handler of every exception in the vector table.
void fault_handler(void);

// Reports a fault; the application defines it. exception: its number (3: HardFault); pc, lr: those
// of the interrupted code. Must not return.
void fault_report(uint32_t exception, uint32_t pc, uint32_t lr) __attribute__((noreturn));

#endif
