// MLPerf Tiny's protocol (PROTOCOL.md): takes the bytes that come in over the serial line, runs the
// commands, writes the replies.
#ifndef SEEDLITE_PROTOCOL_H
#define SEEDLITE_PROTOCOL_H

#include "line.h"
#include "print.h"
#include "seedlite.h"

// What the protocol needs of its surroundings; outlives it.
typedef struct {
  const sl_program *program;  // with one input and one output
  const char *profile;        // what made the firmware
  const char *model_name;
  print_byte write;
  uint32_t (*microseconds)(void);  // since any moment; wraps around
} protocol_host;

// What input and output of the program hold.
typedef enum { PROTOCOL_EMPTY, PROTOCOL_LOADING, PROTOCOL_LOADED, PROTOCOL_DONE } protocol_state;

typedef struct {
  const protocol_host *host;
  line_buffer line;
  protocol_state state;
  uint32_t loaded;  // bytes of the input, while PROTOCOL_LOADING
} protocol_session;

// Says that it is ready. `host` is borrowed.
void protocol_start(protocol_session *session, const protocol_host *host);

// Takes one received byte; runs a command when it is complete.
void protocol_receive(protocol_session *session, uint8_t byte);

#endif
