// Fuzz target: verifies, loads and runs a model (check.h).
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_model(data, size);
  return 0;
}
