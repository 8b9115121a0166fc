// Runs two networks in turn on the inputs in input.bin; writes both outputs to output.bin.
#include "digits.h"
#include "poker.h"
#include "semihosting.h"

void recognize(const int8_t *image, const int8_t *cards, int *digit, int *hand);

static int8_t image[DIGITS_INPUT_BYTES], cards[POKER_INPUT_BYTES];

int main(void) {
  int32_t in = semihosting_open("input.bin", SEMIHOSTING_READ);
  int32_t out = semihosting_open("output.bin", SEMIHOSTING_WRITE);
  bool read =
      semihosting_read(in, image, sizeof image) && semihosting_read(in, cards, sizeof cards);
  int found[2] = {-1, -1};
  recognize(image, cards, &found[0], &found[1]);
  semihosting_exit(read && semihosting_write(out, found, sizeof found) &&
                   semihosting_write(out, poker_output(), POKER_OUTPUT_BYTES));
}
