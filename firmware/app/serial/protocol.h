// MLPerf Tiny's protocol (PROTOCOL.md): takes received bytes, runs commands, writes replies.
#ifndef SEEDLITE_PROTOCOL_H
#define SEEDLITE_PROTOCOL_H

#include "line.h"
#include "print.h"
#include "seedlite.h"

// The protocol's environment; must outlive the session.
typedef struct {
  const sl_program *program;  // with one input and one output
  const char *profile;        // name and version of the tool that made the firmware
  const char *model_name;
  void (*reset)(void);  // the program's state; NULL if it has none
  print_byte write;
  uint32_t (*microseconds)(void);  // since an arbitrary start; wraps around
} protocol_host;

// The state of the program's input and output.
typedef enum {
  PROTOCOL_EMPTY,
  PROTOCOL_LOADING,
  PROTOCOL_LOADED,
  PROTOCOL_STEPPING,
  PROTOCOL_DONE
} protocol_state;

typedef struct {
  const protocol_host *host;
  line_buffer line;
  protocol_state state;
  uint32_t loaded;  // input bytes received, in state PROTOCOL_LOADING
  uint32_t step;    // operators run, in state PROTOCOL_STEPPING
} protocol_session;

// Initializes the session and writes the start message. Borrows `host`.
void protocol_start(protocol_session *session, const protocol_host *host);

// Takes one received byte; runs a command once it is complete.
void protocol_receive(protocol_session *session, uint8_t byte);

#endif
