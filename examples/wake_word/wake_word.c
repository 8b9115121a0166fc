#include "wake_word.h"

#include <string.h>

#include "seedlite_log_mel.h"
#include "wake.h"

#if WAKE_INPUT_BYTES != SL_LOG_MEL_BANDS || WAKE_OUTPUT_BYTES != 2
#error "wake.h is of another network than models/wake"
#endif

#define KEPT (SL_LOG_MEL_SAMPLES - WAKE_WORD_HOP)  // samples that two windows share
#define THRESHOLD 64                               // of the word's probability: 0.75, as int8
#define CERTAIN 4u                                 // windows in a row above it
#define PAUSE 50u                                  // windows after a word: a second

static const sl_log_mel_scale scale = SL_LOG_MEL_SCALE(WAKE_INPUT_SCALE, WAKE_INPUT_ZERO_POINT);
static int16_t window[SL_LOG_MEL_SAMPLES];
static uint32_t above, pause;  // windows: in a row above the threshold; that are left of the pause

void wake_word_reset(void) {
  memset(window, 0, sizeof window);
  above = pause = 0;
  wake_reset();
}

// The network takes each window once: it remembers what it needs of those before.
static bool is_word(void) {
  int16_t features[SL_LOG_MEL_BANDS];
  sl_log_mel_work work;
  sl_log_mel(window, &work, features);
  sl_log_mel_quantize(features, &scale, wake_input());
  wake_invoke();
  return wake_output()[1] >= THRESHOLD;
}

bool wake_word_hear(const int16_t *samples) {
  memmove(window, window + WAKE_WORD_HOP, KEPT * sizeof *window);
  memcpy(window + KEPT, samples, WAKE_WORD_HOP * sizeof *window);
  above = is_word() ? above + 1 : 0;
  if (pause > 0) {
    pause--;
    return false;
  }
  if (above < CERTAIN) return false;
  pause = PAUSE;
  return true;
}
