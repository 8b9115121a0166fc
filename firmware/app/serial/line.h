// Commands from received bytes, without ever writing outside the buffer.
#ifndef SEEDLITE_LINE_H
#define SEEDLITE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_MOST 80u  // characters of a command
#define LINE_END '%'

typedef enum {
  LINE_INCOMPLETE,  // nothing to do yet
  LINE_COMMAND,     // `text` is a command, zero-terminated
  LINE_TOO_LONG,    // of the command that ended, everything is dropped
  LINE_NOISE,       // likewise: it held a byte that no command has
} line_event;

// Starts at {0}.
typedef struct {
  char text[LINE_MOST + 1];
  uint32_t length;  // characters so far, also of those that are dropped: LINE_MOST + 1 at most
  bool noise;
} line_buffer;

// Takes one byte. Line breaks, which terminals add, mean nothing. After an event other than
// LINE_INCOMPLETE the next byte starts a new command.
line_event line_receive(line_buffer *line, uint8_t byte);

#endif
