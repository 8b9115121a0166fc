// Access to registers at fixed addresses.
#ifndef SEEDLITE_REG_H
#define SEEDLITE_REG_H

#include <stdbool.h>
#include <stdint.h>

static inline volatile uint32_t *reg(uint32_t address) {
  return (volatile uint32_t *)(uintptr_t)address;
}

// Waits until all bits of `mask` are set; false after about 10 ms at 16 MHz. Emulators lack clock
// controllers, and a dead crystal must not stop the firmware.
static inline bool reg_wait(uint32_t address, uint32_t mask) {
  for (uint32_t tries = 40000; tries > 0; tries--) {
    if ((*reg(address) & mask) == mask) return true;
  }
  return false;
}

#endif
