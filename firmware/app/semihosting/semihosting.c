#include "semihosting.h"

// Operation numbers and exit reasons of Arm's "Semihosting for AArch32 and AArch64", which RISC-V's
// "Semihosting" takes over.
enum {
  SYS_OPEN = 0x01,
  SYS_WRITE0 = 0x04,
  SYS_WRITE = 0x05,
  SYS_READ = 0x06,
  SYS_SEEK = 0x0A,
  SYS_EXIT = 0x18,
};
#define STOPPED_RUN_TIME_ERROR 0x20023u
#define STOPPED_APPLICATION_EXIT 0x20026u

#ifdef __riscv
// A breakpoint between two instructions without effect: uncompressed, within a page.
__attribute__((naked, noinline)) static uint32_t call(uint32_t operation, uintptr_t argument) {
  (void)operation;
  (void)argument;
  __asm volatile(
      ".option push\n"
      ".option norvc\n"
      ".balign 16\n"
      "slli zero, zero, 0x1f\n"
      "ebreak\n"
      "srai zero, zero, 7\n"
      "ret\n"
      ".option pop\n");
}
#else
static uint32_t call(uint32_t operation, uintptr_t argument) {
  register uint32_t r0 __asm("r0") = operation;
  register uintptr_t r1 __asm("r1") = argument;
  __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
#endif

int32_t semihosting_open(const char *path, semihosting_mode mode) {
  uint32_t length = 0;
  while (path[length]) length++;
  const uintptr_t arguments[] = {(uintptr_t)path, (uintptr_t)mode, length};
  return (int32_t)call(SYS_OPEN, (uintptr_t)arguments);
}

// SYS_READ and SYS_WRITE return the number of bytes that were not transferred.
bool semihosting_read(int32_t file, void *out_data, uint32_t bytes) {
  const uintptr_t arguments[] = {(uintptr_t)file, (uintptr_t)out_data, bytes};
  return call(SYS_READ, (uintptr_t)arguments) == 0;
}

bool semihosting_write(int32_t file, const void *data, uint32_t bytes) {
  const uintptr_t arguments[] = {(uintptr_t)file, (uintptr_t)data, bytes};
  return call(SYS_WRITE, (uintptr_t)arguments) == 0;
}

void semihosting_seek(int32_t file, uint32_t at) {
  const uintptr_t arguments[] = {(uintptr_t)file, at};
  call(SYS_SEEK, (uintptr_t)arguments);
}

void semihosting_print(const char *text) {
  call(SYS_WRITE0, (uintptr_t)text);
}

void semihosting_exit(bool success) {
  call(SYS_EXIT, success ? STOPPED_APPLICATION_EXIT : STOPPED_RUN_TIME_ERROR);
  for (;;) {
  }
}
