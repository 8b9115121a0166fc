// batch FILE...: prints the runtime's status of each model; 0 if it was accepted and run.
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "files.h"

int main(int count, char **paths) {
  for (int i = 1; i < count; i++) {
    size_t bytes;
    uint8_t *model = read_whole(paths[i], &bytes);
    printf("%d\n", check_model(model, bytes));
    fflush(stdout);
    free(model);
  }
  return 0;
}
