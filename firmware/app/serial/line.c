#include "line.h"

static line_event end(line_buffer *line) {
  line_event event = line->noise                ? LINE_NOISE
                     : line->length > LINE_MOST ? LINE_TOO_LONG
                                                : LINE_COMMAND;
  line->text[event == LINE_COMMAND ? line->length : 0] = '\0';
  line->length = 0;
  line->noise = false;
  return event;
}

line_event line_receive(line_buffer *line, uint8_t byte) {
  if (byte == LINE_END) return end(line);
  if (byte == '\r' || byte == '\n') return LINE_INCOMPLETE;
  if (byte < ' ' || byte > '~') {
    line->noise = true;
  } else if (line->length < LINE_MOST) {
    line->text[line->length++] = (char)byte;
  } else {
    line->length = LINE_MOST + 1;
  }
  return LINE_INCOMPLETE;
}
