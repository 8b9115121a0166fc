// Reads sound from a .wav file of the machine that emulates or debugs the board.
#ifndef WAV_H
#define WAV_H

#include <stdint.h>

// Opens a file of 16-bit samples, one channel, `rate` samples a second, and stands at the first
// one. Returns its semihosting handle and writes the number of samples, as the file says it, which
// may hold fewer. Ends the program with a message if there is no such file.
int32_t wav_open(const char *path, uint32_t rate, uint32_t *out_samples);

#endif
