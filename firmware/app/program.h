// The application's program: generated code, or a model that is loaded at the start.
#ifndef SEEDLITE_APP_PROGRAM_H
#define SEEDLITE_APP_PROGRAM_H

#include "seedlite.h"

// Returns the program, ready to run. The callee owns it; every call returns the same one. On
// failure returns NULL and writes *out_error.
const sl_program *app_program(sl_error *out_error);

// Restores the state that the program has before its first inference.
void app_reset(void);

#endif
