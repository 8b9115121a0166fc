// A slot is a header of four words and the model, padded with FF to a whole word.
//
//   word 0  u32 magic, u32 number           programmed last but one
//   word 1  u32 model_bytes, u32 crc of the model
//   word 2  u32 crc of words 0 and 1, u32 its complement     programmed last: the switch
//   word 3  erased
//
// A slot counts as empty if its word 2 does not match words 0 and 1, or its model the checksum. So
// a power failure while a word is programmed or a slot erased damages only the slot not in use.
#include "slots.h"

#include <string.h>

#include "format/sl_crc32.h"

#define MAGIC 0x534C4F54u  // "TOLS" in memory
#define OTHER(slot) (1u - (slot))

enum { WORD_IDENTITY = 0, WORD_MODEL = 8, WORD_SWITCH = 16 };

static uint32_t get(const uint8_t *p) {
  return p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static void put(uint8_t *p, uint32_t value) {
  for (uint32_t i = 0; i < 4; i++) p[i] = (uint8_t)(value >> (8 * i));
}

// Reads a slot; true if it holds a whole model.
static bool read_slot(const slots_flash *flash, uint32_t slot, slots_model *out_model) {
  const uint8_t *base = flash->read(flash->context, slot);
  uint32_t switched = get(base + WORD_SWITCH);
  if (get(base + WORD_IDENTITY) != MAGIC || get(base + WORD_SWITCH + 4) != ~switched) return false;
  if (sl_crc32(0, base, WORD_SWITCH) != switched) return false;
  out_model->slot = slot;
  out_model->number = get(base + WORD_IDENTITY + 4);
  out_model->model = base + SLOTS_HEADER_BYTES;
  out_model->model_bytes = get(base + WORD_MODEL);
  uint32_t room = flash->slot_bytes - SLOTS_HEADER_BYTES;
  if (!out_model->model_bytes || out_model->model_bytes > room) return false;
  return sl_crc32(0, out_model->model, out_model->model_bytes) == get(base + WORD_MODEL + 4);
}

slots_status slots_find(const slots_flash *flash, slots_model *out_model) {
  slots_model found[2];
  bool whole[2];
  for (uint32_t slot = 0; slot < 2; slot++) whole[slot] = read_slot(flash, slot, &found[slot]);
  if (!whole[0] && !whole[1]) return SLOTS_EMPTY;
  uint32_t latest = whole[0] ? 0 : 1;
  // numbers differ by one; the difference is right also where they wrap around
  if (whole[0] && whole[1] && (int32_t)(found[1].number - found[0].number) > 0) latest = 1;
  *out_model = found[latest];
  return SLOTS_OK;
}

slots_status slots_begin(slots_writer *out_writer, const slots_flash *flash, uint32_t model_bytes) {
  if (!model_bytes || model_bytes > flash->slot_bytes - SLOTS_HEADER_BYTES) return SLOTS_TOO_LARGE;
  slots_model used = {NULL, 0, 1, 0};
  (void)slots_find(flash, &used);  // if both are empty, slot 1 counts as used
  *out_writer = (slots_writer){
      .flash = flash,
      .slot = OTHER(used.slot),
      .number = used.number + 1,
      .model_bytes = model_bytes,
  };
  return flash->erase(flash->context, out_writer->slot) ? SLOTS_OK : SLOTS_FLASH;
}

// Programs a word and reads it back.
static slots_status program(const slots_writer *writer, uint32_t at, const uint8_t *word) {
  const slots_flash *flash = writer->flash;
  if (!flash->program(flash->context, writer->slot, at, word)) return SLOTS_FLASH;
  const uint8_t *written = flash->read(flash->context, writer->slot) + at;
  return memcmp(written, word, SLOTS_WORD) == 0 ? SLOTS_OK : SLOTS_CORRUPT;
}

slots_status slots_write(slots_writer *writer, const uint8_t *bytes, uint32_t count) {
  if (count > writer->model_bytes - writer->received) return SLOTS_ORDER;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t place = writer->received++ % SLOTS_WORD;
    writer->word[place] = bytes[i];
    bool last = writer->received == writer->model_bytes;
    if (last) memset(writer->word + place + 1, 0xFF, SLOTS_WORD - 1 - place);
    if (place != SLOTS_WORD - 1 && !last) continue;
    uint32_t at = SLOTS_HEADER_BYTES + (writer->received - 1) / SLOTS_WORD * SLOTS_WORD;
    slots_status status = program(writer, at, writer->word);
    if (status != SLOTS_OK) return status;
  }
  return SLOTS_OK;
}

static slots_status program_pair(const slots_writer *writer, uint32_t at, uint32_t low,
                                 uint32_t high) {
  uint8_t word[SLOTS_WORD];
  put(word, low);
  put(word + 4, high);
  return program(writer, at, word);
}

slots_status slots_finish(slots_writer *writer, uint32_t crc) {
  if (writer->received != writer->model_bytes) return SLOTS_ORDER;
  const uint8_t *base = writer->flash->read(writer->flash->context, writer->slot);
  if (sl_crc32(0, base + SLOTS_HEADER_BYTES, writer->model_bytes) != crc) return SLOTS_CORRUPT;
  slots_status status = program_pair(writer, WORD_MODEL, writer->model_bytes, crc);
  if (status == SLOTS_OK) status = program_pair(writer, WORD_IDENTITY, MAGIC, writer->number);
  if (status != SLOTS_OK) return status;
  uint32_t switched = sl_crc32(0, base, WORD_SWITCH);
  return program_pair(writer, WORD_SWITCH, switched, ~switched);
}
