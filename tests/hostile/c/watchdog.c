#include "watchdog.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#define MOST_MICROSECONDS 50000

static sigjmp_buf before;

static void give_up(int number) {
  (void)number;
  siglongjmp(before, 1);  // the runtime holds no resources
}

static void watch(long microseconds) {
  const struct itimerval timer = {.it_value = {.tv_usec = microseconds}};
  if (setitimer(ITIMER_VIRTUAL, &timer, NULL)) abort();
}

void invoke_watched(const sl_program *program) {
  signal(SIGVTALRM, give_up);
  if (sigsetjmp(before, 1) == 0) {
    watch(MOST_MICROSECONDS);
    sl_invoke(program);
  }
  watch(0);
}
