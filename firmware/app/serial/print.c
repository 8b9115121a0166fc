#include "print.h"

void print_text(print_byte write, const char *text) {
  while (*text) write((uint8_t)*text++);
}

void print_number(print_byte write, uint32_t value) {
  char digits[10];
  uint32_t count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  while (count) write((uint8_t)digits[--count]);
}

void print_hex(print_byte write, uint8_t value) {
  const char *digits = "0123456789abcdef";
  write((uint8_t)digits[value >> 4]);
  write((uint8_t)digits[value & 15]);
}

// Returns magnitude (<= 255) * scale in thousandths, saturated at UINT32_MAX.
static uint32_t thousandths(uint32_t magnitude, uint32_t scale_bits) {
  uint32_t significand = (scale_bits & 0x7FFFFFu) | 0x800000u;
  int32_t shift = 150 - (int32_t)(scale_bits >> 23);            // scale = significand / 2^shift
  uint64_t value = (uint64_t)(magnitude * 1000) * significand;  // < 2^18 * 2^24
  if (!value || shift > 62) return 0;                           // value / 2^63 rounds to 0
  if (shift <= 0) return UINT32_MAX;                            // value >= 1000 * 2^23
  value = (value + (1ull << (shift - 1))) >> shift;
  return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

void print_scaled(print_byte write, int32_t value, uint32_t scale_bits) {
  uint32_t rest = thousandths((uint32_t)(value < 0 ? -value : value), scale_bits);
  if (value < 0 && rest) write('-');
  print_number(write, rest / 1000);
  write('.');
  rest %= 1000;
  write((uint8_t)('0' + rest / 100));
  write((uint8_t)('0' + rest / 10 % 10));
  write((uint8_t)('0' + rest % 10));
}
