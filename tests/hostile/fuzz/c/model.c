// A model's bytes: verified, loaded, run (check.h says what must hold).
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check_model(data, size);
  return 0;
}
