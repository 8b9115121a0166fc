// Runs a network with float32 ports on the values in input.bin; writes its outputs to output.bin.
#include "net.h"
#include "semihosting.h"

static float in[NET_INPUT0_BYTES], out[NET_OUTPUT_BYTES];

int main(void) {
  int32_t input = semihosting_open("input.bin", SEMIHOSTING_READ);
  int32_t output = semihosting_open("output.bin", SEMIHOSTING_WRITE);
  if (!semihosting_read(input, in, sizeof in)) semihosting_exit(false);
  net_quantize_input(in);
  net_invoke();
  net_dequantize_output(out);
  semihosting_exit(semihosting_write(output, out, sizeof out));
}
