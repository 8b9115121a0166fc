#include "fault.h"
#include "report.h"
#include "semihosting.h"

static void print_number(const char *name, uint32_t value) {
  char digits[11];
  *report_hex(digits, value) = '\0';
  semihosting_print(name);
  semihosting_print(digits);
}

void fault_report(uint32_t exception, uint32_t pc, uint32_t lr) {
  print_number("fault: exception ", exception);
  print_number(", pc ", pc);
  print_number(", lr ", lr);
  semihosting_print("\n");
  semihosting_exit(false);
}
