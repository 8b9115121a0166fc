// Runs the linked model with TensorFlow Lite Micro on every input of input.bin, in the current
// folder: the counterpart of firmware/app/semihosting/main.c, with the same files.
#include <cstdarg>
#include <cstdio>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

extern "C" {
#include "board.h"
#include "report.h"
#include "semihosting.h"
#include "stack.h"

extern const uint8_t model_data[];
extern uint8_t arena[];
extern const uint32_t arena_bytes;
extern uint8_t decompression[];
extern const uint32_t decompression_bytes;

// One inference: where the trace of executed instructions begins.
__attribute__((noinline)) TfLiteStatus tflm_invoke(tflite::MicroInterpreter *interpreter) {
  return interpreter->Invoke();
}

#ifdef TF_LITE_STRIP_ERROR_STRINGS
void DebugLog(const char *format, va_list) {
  semihosting_print(format);
}
#else
void DebugLog(const char *format, va_list arguments) {
  vprintf(format, arguments);
}
#endif
}

// The linked model, unless the platform has another one.
extern "C" __attribute__((weak)) const uint8_t *model_to_run() {
  return model_data;
}

// The model's operators, of generated code; null where one cannot be added.
const tflite::MicroOpResolver *operators();

static void fail(const char *text) {
  semihosting_print(text);
  semihosting_exit(false);
}

static bool read_inputs(int32_t file, tflite::MicroInterpreter *interpreter) {
  for (size_t i = 0; i < interpreter->inputs_size(); i++) {
    TfLiteTensor *tensor = interpreter->input(i);
    if (!semihosting_read(file, tensor->data.raw, tensor->bytes)) return false;
  }
  return true;
}

static void write_outputs(int32_t file, tflite::MicroInterpreter *interpreter) {
  for (size_t i = 0; i < interpreter->outputs_size(); i++) {
    TfLiteTensor *tensor = interpreter->output(i);
    if (!semihosting_write(file, tensor->data.raw, tensor->bytes)) fail("cannot write output\n");
  }
}

static void report_sizes(int32_t report, tflite::MicroInterpreter *interpreter) {
  uint32_t input_bytes = 0, output_bytes = 0;
  for (size_t i = 0; i < interpreter->inputs_size(); i++)
    input_bytes += interpreter->input(i)->bytes;
  for (size_t i = 0; i < interpreter->outputs_size(); i++) {
    output_bytes += interpreter->output(i)->bytes;
  }
  report_number(report, "status", 0);
  report_number(report, "activation_bytes", interpreter->arena_used_bytes());
  report_number(report, "scratch_bytes", decompression_bytes);
  report_number(report, "program_bytes", 0);
  report_number(report, "state_bytes", 0);
  report_number(report, "input_bytes", input_bytes);
  report_number(report, "output_bytes", output_bytes);
}

static void infer_all(int32_t input, int32_t output, int32_t report,
                      tflite::MicroInterpreter *interpreter) {
  board_counter_start();
  const uint32_t overhead = board_counter_read();
  while (read_inputs(input, interpreter)) {
    board_counter_start();
    const TfLiteStatus status = tflm_invoke(interpreter);
    const uint32_t count = board_counter_read();
    if (status != kTfLiteOk) fail("TFLM: Invoke failed\n");
    report_number(report, "inference", count == BOARD_COUNT_UNKNOWN ? count : count - overhead);
    write_outputs(output, interpreter);
  }
}

int main() {
  const int32_t input = semihosting_open("input.bin", SEMIHOSTING_READ);
  const int32_t output = semihosting_open("output.bin", SEMIHOSTING_WRITE);
  const int32_t report = semihosting_open("report.txt", SEMIHOSTING_WRITE);
  if (input < 0 || output < 0 || report < 0) fail("cannot open the files of the run\n");

  board_counter_start();
  const tflite::MicroOpResolver *resolver = operators();
  if (!resolver) fail("TFLM: an operator cannot be added\n");
  tflite::MicroInterpreter interpreter(tflite::GetModel(model_to_run()), *resolver, arena,
                                       arena_bytes);
  const tflite::MicroContext::AlternateMemoryRegion region = {decompression, decompression_bytes};
  if (decompression_bytes && interpreter.SetDecompressionMemory(&region, 1) != kTfLiteOk) {
    fail("TFLM: SetDecompressionMemory failed\n");
  }
  if (interpreter.AllocateTensors() != kTfLiteOk) fail("TFLM: AllocateTensors failed\n");
  report_number(report, "start", board_counter_read());

  report_sizes(report, &interpreter);
  infer_all(input, output, report, &interpreter);
  if (stack_high_water_bytes() == stack_size_bytes()) fail("stack overflow\n");
  report_number(report, "stack_bytes", stack_high_water_bytes());
  semihosting_exit(true);
}
