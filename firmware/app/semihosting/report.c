#include "report.h"

#include "semihosting.h"

static void write_text(int32_t file, const char *text) {
  uint32_t length = 0;
  while (text[length]) length++;
  semihosting_write(file, text, length);
}

char *report_hex(char *out_text, uint32_t value) {
  *out_text++ = '0';
  *out_text++ = 'x';
  for (uint32_t shift = 32; shift > 0;) {
    shift -= 4;
    *out_text++ = "0123456789abcdef"[(value >> shift) & 15u];
  }
  return out_text;
}

void report_text(int32_t file, const char *name, const char *text) {
  write_text(file, name);
  write_text(file, " ");
  write_text(file, text);
  write_text(file, "\n");
}

void report_number(int32_t file, const char *name, uint32_t value) {
  char digits[11];
  *report_hex(digits, value) = '\0';
  report_text(file, name, digits);
}
