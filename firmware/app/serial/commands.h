// The commands of the protocol. Each writes its reply, except for the last line, `m-ready`.
#ifndef SEEDLITE_COMMANDS_H
#define SEEDLITE_COMMANDS_H

#include "protocol.h"

// argument: the rest of the command, after the spaces that follow its name.
typedef void (*command)(protocol_session *session, const char *argument);

// Returns the command that the first word of `text` names, or NULL; *out_argument: its argument.
command command_find(const char *text, const char **out_argument);

#endif
