// Listens for the wake word: sound in, decisions out. C99; no heap, no floating point. One
// listener, as the exported network has one state.
#ifndef WAKE_WORD_H
#define WAKE_WORD_H

#include <stdbool.h>
#include <stdint.h>

#define WAKE_WORD_RATE 16000u  // samples a second
#define WAKE_WORD_HOP 320u     // samples a call: 20 ms

// Forgets all sound, as if there had been silence. Before the first call of wake_word_hear.
void wake_word_reset(void);

// Takes the next 20 ms of sound, samples [WAKE_WORD_HOP] of any int16, borrowed for the call. True
// once for each word that it hears.
bool wake_word_hear(const int16_t *samples);

#endif
