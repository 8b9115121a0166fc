// Assembles commands from received bytes. Never writes outside the buffer.
#ifndef SEEDLITE_LINE_H
#define SEEDLITE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_MOST 80u  // characters of a command
#define LINE_END '%'

typedef enum {
  LINE_INCOMPLETE,  // no command has ended
  LINE_COMMAND,     // `text` is a command, zero-terminated
  LINE_TOO_LONG,    // a command ended that was too long; it is dropped
  LINE_NOISE,       // a command ended that held an unprintable byte; it is dropped
} line_event;

// Initialize with {0}.
typedef struct {
  char text[LINE_MOST + 1];
  uint32_t length;  // characters received, dropped ones included: at most LINE_MOST + 1
  bool noise;
} line_buffer;

// Takes one byte. Ignores line breaks, which terminals add. After an event other than
// LINE_INCOMPLETE, the next byte starts a new command.
line_event line_receive(line_buffer *line, uint8_t byte);

#endif
