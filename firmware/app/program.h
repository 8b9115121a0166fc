// Where the application's program comes from: generated code, or a model that is loaded.
#ifndef SEEDLITE_APP_PROGRAM_H
#define SEEDLITE_APP_PROGRAM_H

#include "seedlite.h"

// The program, ready to run; owned by the callee, one for the whole run. On failure returns NULL
// and writes *out_error.
const sl_program *app_program(sl_error *out_error);

#endif
