// Files and console of the machine that debugs or emulates the board.
#ifndef SEEDLITE_SEMIHOSTING_H
#define SEEDLITE_SEMIHOSTING_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { SEMIHOSTING_READ = 1, SEMIHOSTING_WRITE = 5 } semihosting_mode;  // binary

// Returns a file's handle, or -1 if it cannot be opened. SEMIHOSTING_WRITE truncates the file.
int32_t semihosting_open(const char *path, semihosting_mode mode);

// True if all `bytes` bytes were read (written).
bool semihosting_read(int32_t file, void *out_data, uint32_t bytes);
bool semihosting_write(int32_t file, const void *data, uint32_t bytes);

// Moves to byte `at` of the file.
void semihosting_seek(int32_t file, uint32_t at);

// Prints zero-terminated text to the debugger's console.
void semihosting_print(const char *text);

// Ends the run; the emulator exits with 0 (success) or 1.
void semihosting_exit(bool success) __attribute__((noreturn));

#endif
