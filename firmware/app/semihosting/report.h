// The run's report: lines "name 0x0123abcd" or "name text".
#ifndef SEEDLITE_REPORT_H
#define SEEDLITE_REPORT_H

#include <stdint.h>

// Writes one line to `file`, an open semihosting file.
void report_number(int32_t file, const char *name, uint32_t value);
void report_text(int32_t file, const char *name, const char *text);

// Appends "0x" and eight hexadecimal digits to `out_text`; returns its new end. Decimal digits
// would link a division routine on cores without a divider.
char *report_hex(char *out_text, uint32_t value);

#endif
