#include "wake_word.h"

#include <string.h>

#include "seedlite_log_mel.h"
#include "wake.h"

#if WAKE_INPUT_BYTES % SL_LOG_MEL_BANDS != 0 || WAKE_OUTPUT_BYTES != 2
#error "wake.h is of another network than models/wake"
#endif
#define WINDOWS (WAKE_INPUT_BYTES / SL_LOG_MEL_BANDS)  // of the network's input: 0.99 s
#define KEPT (SL_LOG_MEL_SAMPLES - WAKE_WORD_HOP)      // samples that two windows share
#define THRESHOLD 64                                   // of the word's probability: 0.75, as int8
#define CERTAIN 2u                                     // inferences in a row above it
#define PAUSE 12u                                      // inferences after a word: about a second

static const sl_log_mel_scale scale = SL_LOG_MEL_SCALE(WAKE_INPUT_SCALE, WAKE_INPUT_ZERO_POINT);
static int16_t window[SL_LOG_MEL_SAMPLES];
static int8_t features[WINDOWS][SL_LOG_MEL_BANDS];  // the oldest window first
static uint32_t hops, above, pause;                 // pause: inferences that are left of it

void wake_word_reset(void) {
  memset(window, 0, sizeof window);
  memset(features, WAKE_INPUT_ZERO_POINT, sizeof features);  // silence: energies of 0
  hops = above = pause = 0;
}

static void add_window(const int16_t *samples) {
  int16_t energies[SL_LOG_MEL_BANDS];
  sl_log_mel_work work;
  memmove(window, window + WAKE_WORD_HOP, KEPT * sizeof *window);
  memcpy(window + KEPT, samples, WAKE_WORD_HOP * sizeof *window);
  sl_log_mel(window, &work, energies);
  memmove(features[0], features[1], sizeof features - sizeof features[0]);
  sl_log_mel_quantize(energies, &scale, features[WINDOWS - 1]);
}

static bool is_word_in_features(void) {
  memcpy(wake_input(), features, sizeof features);  // the inference may overwrite its input
  wake_invoke();
  return wake_output()[1] >= THRESHOLD;
}

bool wake_word_hear(const int16_t *samples) {
  add_window(samples);
  if (++hops < WAKE_WORD_HOPS_AN_INFERENCE) return false;
  hops = 0;
  above = is_word_in_features() ? above + 1 : 0;
  if (pause > 0) {
    pause--;
    return false;
  }
  if (above < CERTAIN) return false;
  pause = PAUSE;
  return true;
}
