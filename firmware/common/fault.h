// What happens on an exception that nobody expects.
#ifndef SEEDLITE_FAULT_H
#define SEEDLITE_FAULT_H

#include <stdint.h>

// The handler of every exception in the vector table.
void fault_handler(void);

// The application's report: `exception` is the exception's number (3: HardFault), `pc` and `lr`
// the interrupted code's. Must not return.
void fault_report(uint32_t exception, uint32_t pc, uint32_t lr) __attribute__((noreturn));

#endif
