// Two slots for a model in flash: a new one is written beside the old one, verified, and only then
// takes its place. Whenever power fails, one of the two is whole and is found again: the old one
// until the new one's last word is programmed, the new one from then on.
//
// Portable: flash is reached through three functions of the caller's. No heap, no globals.
#ifndef SEEDLITE_SLOTS_H
#define SEEDLITE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOTS_WORD 8u           // bytes that are programmed at once, at a multiple of it
#define SLOTS_HEADER_BYTES 32u  // of flash before each model

// The caller's flash: two slots of the same size. Addresses are bytes from a slot's start.
// Functions return false if the flash controller reports a fault.
typedef struct {
  void *context;        // given back to the functions
  uint32_t slot_bytes;  // of each; a multiple of SLOTS_WORD, above SLOTS_HEADER_BYTES
  // Makes every byte of a slot 0xFF.
  bool (*erase)(void *context, uint32_t slot);
  // Programs SLOTS_WORD bytes, which are erased, at `at`, a multiple of SLOTS_WORD.
  bool (*program)(void *context, uint32_t slot, uint32_t at, const uint8_t *word);
  // Where a slot can be read in place.
  const uint8_t *(*read)(void *context, uint32_t slot);
} slots_flash;

typedef enum {
  SLOTS_OK,
  SLOTS_EMPTY,      // neither slot holds a whole model
  SLOTS_TOO_LARGE,  // the model does not fit a slot
  SLOTS_FLASH,      // the flash controller reports a fault
  SLOTS_CORRUPT,    // what was written is not what was sent, or has another checksum
  SLOTS_ORDER,      // more or fewer bytes than were announced
} slots_status;

// The model in use: in flash, model_bytes bytes, 4-byte aligned if the slots are.
typedef struct {
  const uint8_t *model;
  uint32_t model_bytes;
  uint32_t slot;
  uint32_t number;  // how many models were written up to this one
} slots_model;

// Finds the model to use: the latest that is whole. SLOTS_EMPTY if there is none.
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

// Starts to write a model of model_bytes (> 0) into the slot that is not in use, which is erased.
// `flash` is borrowed until slots_finish. SLOTS_TOO_LARGE, SLOTS_FLASH.
slots_status slots_begin(slots_writer *out_writer, const slots_flash *flash, uint32_t model_bytes);

// The model's next bytes. After an error begin anew: the old model is still in use.
// SLOTS_FLASH, SLOTS_CORRUPT, SLOTS_ORDER.
slots_status slots_write(slots_writer *writer, const uint8_t *bytes, uint32_t count);

// Reads the model back, compares its CRC-32 (reflected, polynomial EDB88320, start and final xor
// FFFFFFFF) with `crc`, and switches to it. What sl_verify says of the model is the caller's to
// ask, before or after. SLOTS_ORDER, SLOTS_CORRUPT, SLOTS_FLASH.
slots_status slots_finish(slots_writer *writer, uint32_t crc);

#endif
