// One hostile file, given to the runtime on this machine.
#ifndef HOSTILE_CHECK_H
#define HOSTILE_CHECK_H

#include <stddef.h>

#include "seedlite.h"

// Verifies, loads and, if its arena is at most 16 MiB, runs a model for a while. Bytes and arena
// lie in heap blocks of just their size, so that sanitizers see any access outside them. Ends the
// process where sl_verify and sl_load disagree, or where anything is written into the model.
// Returns SL_OK for an accepted model, or the status of the refusal.
sl_status check_model(const void *model, size_t bytes);

#endif
