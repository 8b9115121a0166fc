// Runs the runtime on one hostile file, on this machine.
#ifndef HOSTILE_CHECK_H
#define HOSTILE_CHECK_H

#include <stddef.h>

#include "seedlite.h"

// Verifies, loads and, if its arena is at most 16 MiB, runs a model for a limited time. Bytes and
// arena are in heap blocks of their exact size, so that sanitizers detect accesses outside them.
// Ends the process if sl_verify and sl_load disagree, or if the model is written to. Returns SL_OK
// for an accepted model, or the status of the refusal.
sl_status check_model(const void *model, size_t bytes);

#endif
