// Two slots for a model in flash. A new model is written beside the old one, verified, and only
// then replaces it. Whenever power fails, one of the two is whole and is found again: the old model
// until the new one's last word is programmed, the new model from then on.
//
// Portable: the caller provides three functions to access flash. No heap, no globals.
#ifndef SEEDLITE_SLOTS_H
#define SEEDLITE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOTS_WORD 8u           // bytes programmed at once, and their alignment
#define SLOTS_HEADER_BYTES 32u  // flash before each model

// The caller's flash: two slots of the same size. Addresses are bytes from a slot's start.
// Functions return false if the flash controller reports a fault.
typedef struct {
  void *context;        // passed to the functions
  uint32_t slot_bytes;  // of each; a multiple of SLOTS_WORD, above SLOTS_HEADER_BYTES
  // Erases a slot: every byte becomes 0xFF.
  bool (*erase)(void *context, uint32_t slot);
  // Programs SLOTS_WORD erased bytes at `at`, a multiple of SLOTS_WORD.
  bool (*program)(void *context, uint32_t slot, uint32_t at, const uint8_t *word);
  // Returns the address at which a slot can be read.
  const uint8_t *(*read)(void *context, uint32_t slot);
} slots_flash;

typedef enum {
  SLOTS_OK,
  SLOTS_EMPTY,      // neither slot holds a whole model
  SLOTS_TOO_LARGE,  // the model does not fit a slot
  SLOTS_FLASH,      // the flash controller reports a fault
  SLOTS_CORRUPT,    // flash does not hold the bytes sent, or they have another checksum
  SLOTS_ORDER,      // more or fewer bytes than were announced
} slots_status;

// A model in flash, of model_bytes bytes; 4-byte aligned if the slots are.
typedef struct {
  const uint8_t *model;
  uint32_t model_bytes;
  uint32_t slot;
  uint32_t number;  // models written so far, this one included
} slots_model;

// Finds the latest whole model. SLOTS_EMPTY if there is none.
slots_status slots_find(const slots_flash *flash, slots_model *out_model);

// A model being written.
typedef struct {
  const slots_flash *flash;
  uint32_t slot;
  uint32_t number;
  uint32_t model_bytes;
  uint32_t received;
  uint8_t word[SLOTS_WORD];
} slots_writer;

// Erases the slot not in use and starts to write a model of model_bytes (> 0) to it. Borrows
// `flash` until slots_finish. SLOTS_TOO_LARGE, SLOTS_FLASH.
slots_status slots_begin(slots_writer *out_writer, const slots_flash *flash, uint32_t model_bytes);

// Writes the model's next bytes. After an error begin again; the old model is still in use.
// SLOTS_FLASH, SLOTS_CORRUPT, SLOTS_ORDER.
slots_status slots_write(slots_writer *writer, const uint8_t *bytes, uint32_t count);

// Reads the model back, compares its CRC-32 (reflected, polynomial EDB88320, start and final xor
// FFFFFFFF) with `crc`, and switches to it. The caller should call sl_verify on the model, before
// or after. SLOTS_ORDER, SLOTS_CORRUPT, SLOTS_FLASH.
slots_status slots_finish(slots_writer *writer, uint32_t crc);

#endif
