// The commands of the protocol. Each writes its reply but the last line.
#ifndef SEEDLITE_COMMANDS_H
#define SEEDLITE_COMMANDS_H

#include "protocol.h"

// `argument` is the rest of the command, behind the spaces that follow its name.
typedef void (*command)(protocol_session *session, const char *argument);

// The command called by the first word of `text`, NULL if there is none; *out_argument is its rest.
command command_find(const char *text, const char **out_argument);

#endif
