// Listens to sound.wav in the emulator's current folder. Prints when it hears the wake word, and
// how many instructions 20 ms of sound take at most.
#include "board.h"
#include "semihosting.h"
#include "wake_word.h"
#include "wav.h"

// Prints a number and what follows it, the last `decimals` digits after a point.
static void print_number(uint32_t value, uint32_t decimals, const char *text) {
  char digits[13], *at = digits + sizeof digits;
  *--at = '\0';
  for (uint32_t i = 0; i <= decimals || value > 0; i++) {
    if (i == decimals && i > 0) *--at = '.';
    *--at = (char)('0' + value % 10);
    value /= 10;
  }
  semihosting_print(at);
  semihosting_print(text);
}

int main(void) {
  uint32_t samples_left, hops = 0, most = 0;
  int32_t file = wav_open("sound.wav", WAKE_WORD_RATE, &samples_left);
  int16_t samples[WAKE_WORD_HOP];
  wake_word_reset();
  for (; samples_left >= WAKE_WORD_HOP; samples_left -= WAKE_WORD_HOP) {
    if (!semihosting_read(file, samples, sizeof samples)) break;
    board_counter_start();
    bool heard = wake_word_hear(samples);
    uint32_t count = board_counter_read();
    if (count > most) most = count;
    hops++;
    if (heard) print_number(hops * 2, 2, " s: heard\n");
  }
  print_number(hops * 2, 2, " s in all\n");
  print_number(most, 0, " instructions for 20 ms\n");
  semihosting_exit(true);
}
