#include "commands.h"

#include <string.h>

#define PRINT_COLUMNS 8u  // bytes in a line of `db print`

static void reply(const protocol_session *p, const char *text) {
  print_text(p->host->write, text);
}

static void reply_number(const protocol_session *p, const char *before, uint32_t number,
                         const char *after) {
  reply(p, before);
  print_number(p->host->write, number);
  reply(p, after);
}

static uint32_t input_bytes(const protocol_session *p) {
  const sl_program *program = p->host->program;
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < program->input_count; i++) bytes += program->inputs[i].bytes;
  return bytes;
}

// Returns byte `index` (< input_bytes) of the concatenated inputs.
static int8_t *input_byte(const protocol_session *p, uint32_t index) {
  const sl_program *program = p->host->program;
  uint32_t input = 0;
  for (; index >= program->inputs[input].bytes; input++) index -= program->inputs[input].bytes;
  return sl_input(program, input) + index;
}

// Reads a decimal number at *text and moves *text past it and the spaces after it. False if there
// is none, or if it is above 999,999,999.
static bool take_number(const char **text, uint32_t *out_number) {
  uint32_t digits = 0;
  *out_number = 0;
  for (; **text >= '0' && **text <= '9'; (*text)++) {
    if (++digits > 9) return false;
    *out_number = *out_number * 10 + (uint32_t)(**text - '0');
  }
  if (!digits || (**text != '\0' && **text != ' ')) return false;
  while (**text == ' ') (*text)++;
  return true;
}

// Returns the value of a hexadecimal digit; 16 for other characters.
static uint32_t digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return (uint32_t)(digit - '0');
  if (digit >= 'a' && digit <= 'f') return (uint32_t)(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return (uint32_t)(digit - 'A' + 10);
  return 16;
}

static void name(protocol_session *p, const char *argument) {
  (void)argument;
  reply(p, "m-name-dut-[seedlite]\r\n");
}

static void profile(protocol_session *p, const char *argument) {
  (void)argument;
  reply(p, "m-profile-[");
  reply(p, p->host->profile);
  reply(p, "]\r\nm-model-[");
  reply(p, p->host->model_name);
  reply(p, "]\r\n");
}

static void help(protocol_session *p, const char *argument) {
  (void)argument;
  reply(p,
        "name, profile, timestamp, help\r\n"
        "db load N: start to load the input; N is its bytes\r\n"
        "db HEX: the input's next bytes\r\n"
        "db print: the input's bytes\r\n"
        "infer [N=1 [W=10]]: N inferences after W to warm up\r\n"
        "results, output: the output's values, and its bytes\r\n"
        "step: runs the next operator on the input\r\n"
        "arena OFFSET N: N bytes of the activations\r\n"
        "reset: the model's state is that before its first inference\r\n");
}

static void timestamp(protocol_session *p, const char *argument) {
  (void)argument;
  reply_number(p, "m-lap-us-", p->host->microseconds(), "\r\n");
}

static void load(protocol_session *p, const char *argument) {
  uint32_t bytes;
  if (!take_number(&argument, &bytes) || *argument) {
    reply(p, "e-[db load takes a number of bytes]\r\n");
  } else if (bytes != input_bytes(p)) {
    reply_number(p, "e-[the input has ", input_bytes(p), " bytes]\r\n");
  } else {
    p->state = PROTOCOL_LOADING;
    p->loaded = 0;
    reply_number(p, "m-[Expecting ", bytes, " bytes]\r\n");
  }
}

// Returns the error in hexadecimal bytes for the input, or NULL.
static const char *check_bytes(const protocol_session *p, const char *digits) {
  uint32_t count = 0;
  for (; digits[count]; count++) {
    if (digit_value(digits[count]) > 15) return "e-[invalid hex digit]\r\n";
  }
  if (p->state != PROTOCOL_LOADING) return "e-[db load comes first]\r\n";
  if (!count || count % 2) return "e-[odd number of hex digits]\r\n";
  if (count / 2 > input_bytes(p) - p->loaded) return "e-[more bytes than db load said]\r\n";
  return NULL;
}

// Checks all bytes before it stores the first: after an error the host can send them again.
static void load_bytes(protocol_session *p, const char *digits) {
  const char *error = check_bytes(p, digits);
  if (error) {
    reply(p, error);
    return;
  }
  for (; *digits; digits += 2) {
    *input_byte(p, p->loaded++) = (int8_t)(digit_value(digits[0]) << 4 | digit_value(digits[1]));
  }
  if (p->loaded < input_bytes(p)) return;
  p->state = PROTOCOL_LOADED;
  reply(p, "m-load-done\r\n");
}

static void print_input(const protocol_session *p) {
  if (p->state != PROTOCOL_LOADED) {
    reply(p, "e-[no input is loaded]\r\n");
    return;
  }
  for (uint32_t i = 0; i < input_bytes(p); i++) {
    reply(p, i % PRINT_COLUMNS ? "-" : i ? "\r\nm-buffer-" : "m-buffer-");
    print_hex(p->host->write, (uint8_t)*input_byte(p, i));
  }
  reply(p, "\r\n");
}

static void db(protocol_session *p, const char *argument) {
  if (strncmp(argument, "load", 4) == 0 && (argument[4] == ' ' || !argument[4])) {
    argument += 4;
    while (*argument == ' ') argument++;
    load(p, argument);
  } else if (strcmp(argument, "print") == 0) {
    print_input(p);
  } else {
    load_bytes(p, argument);
  }
}

static void results(protocol_session *p, const char *argument) {
  (void)argument;
  const sl_port *port = &p->host->program->outputs[0];
  const int8_t *output = sl_output(p->host->program, 0);
  if (p->state != PROTOCOL_DONE) {
    reply(p, "e-[infer comes first]\r\n");
    return;
  }
  reply(p, "m-results-[");
  for (uint32_t i = 0; i < port->bytes; i++) {
    if (i) reply(p, ",");
    int32_t value = port->type == SL_TYPE_UINT8 ? (uint8_t)output[i] : output[i];
    print_scaled(p->host->write, value - port->zero_point, port->scale_bits);
  }
  reply(p, "]\r\n");
}

static void output(protocol_session *p, const char *argument) {
  (void)argument;
  const int8_t *bytes = sl_output(p->host->program, 0);
  if (p->state != PROTOCOL_DONE) {
    reply(p, "e-[infer comes first]\r\n");
    return;
  }
  reply(p, "m-output-[");
  for (uint32_t i = 0; i < p->host->program->outputs[0].bytes; i++) {
    print_hex(p->host->write, (uint8_t)bytes[i]);
  }
  reply(p, "]\r\n");
}

// The first inference reads the loaded input. An inference may overwrite the input, so later ones
// read other values.
static void run(protocol_session *p, uint32_t count, uint32_t warm_up) {
  reply_number(p, "m-warmup-start-", warm_up, "\r\n");
  for (uint32_t i = 0; i < warm_up; i++) sl_invoke(p->host->program);
  reply(p, "m-warmup-done\r\n");
  reply_number(p, "m-infer-start-", count, "\r\n");
  timestamp(p, "");
  for (uint32_t i = 0; i < count; i++) sl_invoke(p->host->program);
  timestamp(p, "");
  reply(p, "m-infer-done\r\n");
  p->state = PROTOCOL_DONE;
  results(p, "");
}

static void infer(protocol_session *p, const char *argument) {
  uint32_t count = 1, warm_up = 10;
  bool sound = !*argument || (take_number(&argument, &count) &&
                              (!*argument || (take_number(&argument, &warm_up) && !*argument)));
  if (!sound || !count) {
    reply(p, "e-[infer takes two numbers, the first above 0]\r\n");
  } else if (p->state != PROTOCOL_LOADED) {
    reply(p, "e-[no input is loaded]\r\n");
  } else {
    run(p, count, warm_up);
  }
}

// Runs the next operator. The first one reads the loaded input; after the last one there are
// results.
static void step(protocol_session *p, const char *argument) {
  const sl_program *program = p->host->program;
  (void)argument;
  if (p->state == PROTOCOL_LOADED) {
    p->state = PROTOCOL_STEPPING;
    p->step = 0;
  }
  if (p->state != PROTOCOL_STEPPING) {
    reply(p, "e-[no input is loaded]\r\n");
    return;
  }
  timestamp(p, "");
  sl_invoke_operator(program, p->step++);
  timestamp(p, "");
  reply_number(p, "m-step-done-", p->step, "\r\n");
  if (p->step == program->operator_count) p->state = PROTOCOL_DONE;
}

// Writes bytes of the arena's activations.
static void arena(protocol_session *p, const char *argument) {
  const sl_program *program = p->host->program;
  uint32_t offset, bytes;
  bool sound = take_number(&argument, &offset) && take_number(&argument, &bytes) && !*argument;
  if (!sound || offset > program->activation_bytes || bytes > program->activation_bytes - offset) {
    reply_number(p, "e-[arena takes an offset and a number of bytes within ",
                 program->activation_bytes, "]\r\n");
    return;
  }
  reply(p, "m-arena-[");
  for (uint32_t i = 0; i < bytes; i++) print_hex(p->host->write, program->arena[offset + i]);
  reply(p, "]\r\n");
}

static void reset(protocol_session *p, const char *argument) {
  (void)argument;
  if (p->host->reset) p->host->reset();
  reply(p, "m-reset-done\r\n");
}

command command_find(const char *text, const char **out_argument) {
  static const struct {
    const char *name;
    command command;
  } commands[] = {
      {"name", name}, {"profile", profile}, {"help", help},       {"timestamp", timestamp},
      {"db", db},     {"infer", infer},     {"results", results}, {"output", output},
      {"step", step}, {"arena", arena},     {"reset", reset},
  };
  for (uint32_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    size_t length = strlen(commands[i].name);
    if (strncmp(text, commands[i].name, length) != 0) continue;
    if (text[length] != '\0' && text[length] != ' ') continue;
    text += length;
    while (*text == ' ') text++;
    *out_argument = text;
    return commands[i].command;
  }
  return NULL;
}
