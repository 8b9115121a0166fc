// SPDX-License-Identifier: Apache-2.0
// seedlite runtime: verifies, loads and runs int8 TFLite models whose weights are regenerated from
// central statistics and seed bits (SPEC.md). C99; no heap, no globals, no floating point, no
// recursion. Every function is reentrant: all state is in its arguments.
#ifndef SEEDLITE_H
#define SEEDLITE_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "seedlite_format.h"

#if INT_MAX < 2147483647
#error "seedlite computes in an int of 32 bits: it is not for AVR or other cores of 8 or 16 bits"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
#define SL_STATUS_ENUM(name, code, text) name = (code),
  SL_STATUS_LIST(SL_STATUS_ENUM)
#undef SL_STATUS_ENUM
} sl_status;

// A fault of a model. what: its subject, a string constant; index: of the tensor, operator, buffer
// or record that `what` names; offset: byte offset in the model, 0 if there is none; value: the
// offending value.
typedef struct {
  sl_status status;
  const char *what;
  uint32_t index;
  uint32_t offset;
  int32_t value;
} sl_error;

typedef struct sl_operator sl_operator;

// A model's input or output: 8-bit integers in the arena; real = scale * (integer - zero_point).
typedef struct {
  uint32_t offset;  // bytes from the arena's start
  uint32_t bytes;
  uint32_t scale_bits;  // IEEE 754 bits of the float32 scale
  int16_t zero_point;   // within the type
  uint8_t type;         // TFLite's number: SL_TYPE_INT8 or SL_TYPE_UINT8
} sl_port;

// The value of `bytes` bytes of a program's state before its first inference.
typedef struct {
  uint32_t offset;      // bytes from the state's start; a multiple of SL_ARENA_ALIGNMENT
  uint32_t bytes;       // > 0
  const uint8_t *data;  // the bytes; NULL: all are `fill`
  uint8_t fill;
} sl_initial;

// A model prepared to run. Points into the model's bytes and the arena, which must outlive it.
// Read-only after sl_load.
typedef struct {
  uint8_t *arena;
  uint8_t *state;  // values that live between inferences, state_bytes; SL_ARENA_ALIGNMENT-aligned
  const sl_operator *operators;
  uint32_t operator_count;
  uint32_t activation_bytes;  // of the arena: activations, as planned in the file
  uint32_t scratch_bytes;     // of the arena: scratch (weight tiles, columns) that does not fit
                              // among the activations
  uint32_t program_bytes;     // of the arena: operators, their parameters, multipliers, ports
  uint32_t state_bytes;       // of the arena if sl_load made the program
  uint32_t initial_count;
  uint32_t input_count;
  uint32_t output_count;
  const sl_initial *initials;  // of the whole state, in pieces that do not overlap
  const sl_port *inputs;
  const sl_port *outputs;
} sl_program;

// Checks that `model` (model_bytes bytes, 4-byte aligned, borrowed) can be loaded and run without
// reading or writing outside it and its arena. On success writes the arena size that sl_load needs
// to *out_arena_bytes. out_error may be NULL; it is written only on failure. Returns SL_OK or the
// error's status.
sl_status sl_verify(const void *model, size_t model_bytes, size_t *out_arena_bytes,
                    sl_error *out_error);

// Verifies `model` and prepares it in `arena` (SL_ARENA_ALIGNMENT-aligned, arena_bytes bytes),
// reset. Both are borrowed until the program is no longer used. Errors: those of sl_verify, and
// SL_E_ARENA if the arena is too small or misaligned. *out_program is written only on success.
sl_status sl_load(const void *model, size_t model_bytes, void *arena, size_t arena_bytes,
                  sl_program *out_program, sl_error *out_error);

// Returns input or output `index` (< input_count, output_count) in the arena, as many bytes as its
// port has: int8 values or, for SL_TYPE_UINT8, uint8 values, to access through a uint8_t *.
// sl_invoke overwrites inputs; outputs are valid until the next sl_invoke.
int8_t *sl_input(const sl_program *program, uint32_t index);
const int8_t *sl_output(const sl_program *program, uint32_t index);

// Runs the program once. Cannot fail: sl_load has checked everything.
void sl_invoke(const sl_program *program);

// Restores the state before the first inference. A program without state has nothing to restore.
void sl_reset(const sl_program *program);

// Runs operator `index` (< operator_count) alone; for profiling. Operators run in order.
void sl_invoke_operator(const sl_program *program, uint32_t index);

// Returns a sentence for a status, or "unknown status"; "" when built with SL_NO_STATUS_TEXT.
const char *sl_status_text(sl_status status);

#ifdef __cplusplus
}
#endif

#endif
