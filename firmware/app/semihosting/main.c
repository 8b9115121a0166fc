// Runs the linked model on every input of input.bin in the emulator's current folder. Writes the
// outputs to output.bin and instruction counts to report.txt. Several inputs or outputs of a model
// are concatenated. steps.bin, if there is one, holds a uint32_t: the inferences of a sequence,
// before each of which the state is reset.
#include "board.h"
#include "program.h"
#include "report.h"
#include "semihosting.h"
#include "stack.h"

static void fail(const char *text) {
  semihosting_print(text);
  semihosting_exit(false);
}

// Returns the count of a counter that is read immediately after its start.
static uint32_t counter_overhead(void) {
  board_counter_start();
  return board_counter_read();
}

static void report_count(int32_t report, const char *name, uint32_t count, uint32_t overhead) {
  report_number(report, name, count == BOARD_COUNT_UNKNOWN ? count : count - overhead);
}

static void report_error(int32_t report, const sl_error *error) {
  report_text(report, "error_what", error->what);
  report_number(report, "error_index", error->index);
  report_number(report, "error_offset", error->offset);
  report_number(report, "error_value", (uint32_t)error->value);
}

static uint32_t port_bytes(const sl_port *ports, uint32_t count) {
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < count; i++) bytes += ports[i].bytes;
  return bytes;
}

static void report_program(int32_t report, const sl_program *program) {
  report_number(report, "activation_bytes", program->activation_bytes);
  report_number(report, "scratch_bytes", program->scratch_bytes);
  report_number(report, "program_bytes", program->program_bytes);
  report_number(report, "state_bytes", program->state_bytes);
  report_number(report, "input_bytes", port_bytes(program->inputs, program->input_count));
  report_number(report, "output_bytes", port_bytes(program->outputs, program->output_count));
}

// Reads the inputs of one inference; false at the end of the file.
static bool read_inputs(int32_t file, const sl_program *program) {
  for (uint32_t i = 0; i < program->input_count; i++) {
    if (!semihosting_read(file, sl_input(program, i), program->inputs[i].bytes)) return false;
  }
  return true;
}

static bool write_outputs(int32_t file, const sl_program *program) {
  for (uint32_t i = 0; i < program->output_count; i++) {
    if (!semihosting_write(file, sl_output(program, i), program->outputs[i].bytes)) return false;
  }
  return true;
}

static bool run_all(const sl_program *program, uint32_t steps, int32_t input, int32_t output,
                    int32_t report, uint32_t overhead) {
  for (uint32_t step = 0; read_inputs(input, program); step++) {
    if (steps && step % steps == 0) app_reset();
    board_counter_start();
    sl_invoke(program);
    uint32_t count = board_counter_read();
    report_count(report, "inference", count, overhead);
    if (!write_outputs(output, program)) return false;
  }
  return true;
}

// Runs the first input again, operator by operator, and reports their counts.
static void profile(const sl_program *program, int32_t input, int32_t report, uint32_t overhead) {
  app_reset();
  semihosting_seek(input, 0);
  if (!read_inputs(input, program)) return;
  for (uint32_t i = 0; i < program->operator_count; i++) {
    board_counter_start();
    sl_invoke_operator(program, i);
    uint32_t count = board_counter_read();
    report_count(report, "operator", count, overhead);
  }
}

// Returns the number in steps.bin; 0: there is none.
static uint32_t read_steps(void) {
  int32_t file = semihosting_open("steps.bin", SEMIHOSTING_READ);
  uint32_t steps = 0;
  if (file >= 0) semihosting_read(file, &steps, sizeof steps);
  return steps;
}

int main(void) {
  int32_t input = semihosting_open("input.bin", SEMIHOSTING_READ);
  int32_t output = semihosting_open("output.bin", SEMIHOSTING_WRITE);
  int32_t report = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  if (input < 0 || output < 0 || report < 0) {
    fail("cannot open input.bin, output.bin or report.txt\n");
  }

  sl_error error = {SL_OK, "", 0, 0, 0};
  uint32_t overhead = counter_overhead();
  board_counter_start();
  const sl_program *program = app_program(&error);
  uint32_t count = board_counter_read();

  report_number(report, "status", (uint32_t)error.status);
  if (!program) {
    report_error(report, &error);
    semihosting_exit(true);
  }
  report_program(report, program);
  report_count(report, "start", count, overhead);
  if (!run_all(program, read_steps(), input, output, report, overhead)) {
    fail("cannot write output.bin\n");
  }
  profile(program, input, report, overhead);
  if (stack_high_water_bytes() == stack_size_bytes()) fail("stack overflow\n");
  report_number(report, "stack_bytes", stack_high_water_bytes());
  semihosting_exit(true);
}
