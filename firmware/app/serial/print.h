// Text and numbers to the serial line, without buffers and without floating point.
#ifndef SEEDLITE_PRINT_H
#define SEEDLITE_PRINT_H

#include <stdint.h>

typedef void (*print_byte)(uint8_t byte);

void print_text(print_byte write, const char *text);

// Writes a decimal number.
void print_number(print_byte write, uint32_t value);

// Writes two hexadecimal digits.
void print_hex(print_byte write, uint8_t value);

// Writes value * scale with three decimals, rounded to nearest, halves away from zero. scale_bits:
// the bits of a positive float32. Saturates at +-4294967.295.
void print_scaled(print_byte write, int32_t value, uint32_t scale_bits);

#endif
