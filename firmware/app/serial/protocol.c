#include "protocol.h"

#include "commands.h"

static void reply(const protocol_session *p, const char *text) {
  print_text(p->host->write, text);
}

static void ready(const protocol_session *p) {
  reply(p, "m-ready\r\n");
}

void protocol_start(protocol_session *p, const protocol_host *host) {
  *p = (protocol_session){.host = host, .state = PROTOCOL_EMPTY};
  reply(p, "m-timestamp-mode-performance\r\nm-init-done\r\n");
  ready(p);
}

static void run(protocol_session *p, const char *text) {
  const char *argument;
  command found = command_find(text, &argument);
  if (found) {
    found(p, argument);
    return;
  }
  reply(p, "e-[Unknown command: ");
  reply(p, text);
  reply(p, "]\r\n");
}

void protocol_receive(protocol_session *p, uint8_t byte) {
  switch (line_receive(&p->line, byte)) {
    case LINE_INCOMPLETE:
      return;
    case LINE_COMMAND:
      run(p, p->line.text);
      break;
    case LINE_TOO_LONG:
      reply(p, "e-[command too long]\r\n");
      break;
    case LINE_NOISE:
      reply(p, "e-[command with unprintable bytes]\r\n");
      break;
  }
  ready(p);
}
