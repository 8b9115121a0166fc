// An inference that is given up when it takes too long.
#ifndef HOSTILE_WATCHDOG_H
#define HOSTILE_WATCHDOG_H

#include "seedlite.h"

// Runs the program, for at most a twentieth of a second of processor time: a small file can ask for
// hours of work. Not reentrant.
void invoke_watched(const sl_program *program);

#endif
