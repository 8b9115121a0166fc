// Counts loops of known lengths in instructions. Writes a line for each: passes, then the count.
// Loops of two and of three instructions meet every phase of a tick.
#include "board.h"
#include "report.h"
#include "semihosting.h"

typedef void (*counted)(uint32_t passes);

#ifdef __riscv
#define SYNTAX
#define RETURN "ret\n"
#define ONE_LESS "addi a0, a0, -1\n"
#define AGAIN "bnez a0, 1b\n"
#else
#define SYNTAX ".syntax unified\n"  // not GCC's default for a Cortex-M0
#define RETURN "bx lr\n"
#define ONE_LESS "subs r0, r0, #1\n"
#define AGAIN "bne 1b\n"
#endif

__attribute__((naked)) static void nothing(uint32_t passes) {
  (void)passes;
  __asm volatile(RETURN);
}

__attribute__((naked)) static void loop_of_two(uint32_t passes) {
  (void)passes;
  __asm volatile(SYNTAX "1: " ONE_LESS AGAIN RETURN);
}

__attribute__((naked)) static void loop_of_three(uint32_t passes) {
  (void)passes;
  __asm volatile(SYNTAX "1: nop\n" ONE_LESS AGAIN RETURN);
}

// noinline: the code around the call is always the same, so only the callee's length differs.
__attribute__((noinline)) static uint32_t count(counted function, uint32_t passes) {
  board_counter_start();
  function(passes);
  return board_counter_read();
}

static uint32_t count_net(counted function, uint32_t passes) {
  return count(function, passes) - count(nothing, 0);
}

static void count_two(int32_t file, uint32_t passes) {
  report_number(file, "passes_two", passes);
  report_number(file, "two", count_net(loop_of_two, passes));
}

static void count_three(int32_t file, uint32_t passes) {
  report_number(file, "passes_three", passes);
  report_number(file, "three", count_net(loop_of_three, passes));
}

int main(void) {
  int32_t file = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  for (uint32_t passes = 1; passes <= 64; passes++) {
    count_two(file, passes);
    count_three(file, passes);
  }
  count_three(file, 1000001);
  semihosting_exit(true);
}
