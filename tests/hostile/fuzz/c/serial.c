// Fuzz target for bytes on the serial line. After any bytes, the next valid command must work.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "protocol.h"

#define ARENA_BYTES 22u
#define MOST_INFERENCES 1000u
#define EXPECTED "m-name-dut-[seedlite]\r\nm-ready\r\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf reset;
static uint32_t inferences;
static uint32_t resets;
static char written[256];  // the first bytes written since `length` was 0
static uint32_t length;

// Acts as a board's watchdog: `infer` may request too many inferences.
void sl_invoke(const sl_program *program) {
  if (++inferences > MOST_INFERENCES) longjmp(reset, 1);
  for (uint32_t i = 0; i < program->outputs[0].bytes; i++) {
    program->arena[program->outputs[0].offset + i] ^= (uint8_t)i;
  }
}

void sl_invoke_operator(const sl_program *program, uint32_t index) {
  (void)index;
  sl_invoke(program);
}

int8_t *sl_input(const sl_program *program, uint32_t index) {
  return (int8_t *)program->arena + program->inputs[index].offset;
}

const int8_t *sl_output(const sl_program *program, uint32_t index) {
  return (const int8_t *)program->arena + program->outputs[index].offset;
}

static void write_byte(uint8_t byte) {
  if (length < sizeof written - 1) written[length++] = (char)byte;
}

static uint32_t microseconds(void) {
  return 4000000000u;
}

static void reset_state(void) {
  resets++;
}

static void receive(protocol_session *session, const void *data, size_t size) {
  for (size_t i = 0; i < size; i++) protocol_receive(session, ((const uint8_t *)data)[i]);
}

static void check_recovery(protocol_session *session) {
  receive(session, "%", 1);
  length = 0;
  receive(session, "name%", 5);
  if (length != strlen(EXPECTED) || memcmp(written, EXPECTED, length) != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // blocks of exact size: the sanitizer detects accesses outside them
  protocol_session *session = malloc(sizeof *session);
  uint8_t *arena = calloc(ARENA_BYTES, 1);
  if (!session || !arena) abort();
  const sl_program program = {
      .arena = arena,
      .inputs = (const sl_port[]){{0, 12, 0x3D4CCCCDu, 3, SL_TYPE_INT8}},
      .outputs = (const sl_port[]){{12, 10, 0x3F000000u, -5, SL_TYPE_INT8}}};
  const protocol_host host = {.program = &program,
                              .profile = "seedlite",
                              .model_name = "fuzz",
                              .reset = reset_state,
                              .write = write_byte,
                              .microseconds = microseconds};
  inferences = 0;
  if (setjmp(reset) == 0) {
    protocol_start(session, &host);
    receive(session, data, size);
    check_recovery(session);
  }
  free(session);
  free(arena);
  return 0;
}
