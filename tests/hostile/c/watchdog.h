// An inference with a time limit.
#ifndef HOSTILE_WATCHDOG_H
#define HOSTILE_WATCHDOG_H

#include "seedlite.h"

// Runs the program for at most a twentieth of a second of processor time: a small file can require
// hours. Not reentrant.
void invoke_watched(const sl_program *program);

#endif
