// Fuzz target for a record and its section. Input: rows, columns (a byte each), the section with
// one entry, the record, the encoded tensor. They become a minimal file with the right checksum.
// Accepted records are regenerated at once and in runs, which must agree.
#include <stdlib.h>
#include <string.h>

#include "format/sl_crc32.h"
#include "format/sl_section.h"

#define SECTION_BYTES ((uint32_t)(SL_SECTION_HEADER_BYTES + SL_SECTION_ENTRY_BYTES))
#define HEADER_CHECKSUM 4u  // offset in the section
#define RUN 7u

// Layout of the file: a vtable, two offsets to buffers (encoded, ancillary), the two tables, the
// section, the ancillary vector and the encoded one. The latter is last, so that the sanitizer
// detects reads past it.
enum { VTABLE = 0, BUFFERS = 8, ENCODED_TABLE = 16, ANCILLARY_TABLE = 24, SECTION = 32 };
enum { ANCILLARY = SECTION + 20, ENCODED = ANCILLARY + 4 + SL_RECORD_BYTES };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_u32(uint8_t *file, uint32_t at, uint32_t value) {
  memcpy(file + at, &value, sizeof value);
}

static void put_buffer(uint8_t *file, uint32_t number, uint32_t table, uint32_t vector) {
  put_u32(file, BUFFERS + 4 * number, table - (BUFFERS + 4 * number));
  put_u32(file, table, table - VTABLE);
  put_u32(file, table + 4, vector - (table + 4));
}

static uint8_t *make_file(const uint8_t *section, uint32_t encoded_bytes) {
  static const uint16_t vtable[] = {6, 8, 4};
  uint32_t bytes = ENCODED + 4 + encoded_bytes;
  uint8_t *file = calloc(bytes, 1);
  if (!file) abort();
  memcpy(file + VTABLE, vtable, sizeof vtable);
  put_buffer(file, 0, ENCODED_TABLE, ENCODED);
  put_buffer(file, 1, ANCILLARY_TABLE, ANCILLARY);
  memcpy(file + SECTION, section, SECTION_BYTES);
  put_u32(file, ANCILLARY, SL_RECORD_BYTES);
  memcpy(file + ANCILLARY + 4, section + SECTION_BYTES, SL_RECORD_BYTES);
  put_u32(file, ENCODED, encoded_bytes);
  memcpy(file + ENCODED + 4, section + SECTION_BYTES + SL_RECORD_BYTES, encoded_bytes);
  put_u32(file, SECTION + HEADER_CHECKSUM, 0);
  put_u32(file, SECTION + HEADER_CHECKSUM, sl_crc32(0, file, bytes));
  return file;
}

static void regenerate(const sl_weights *weights) {
  uint32_t count = weights->count;
  int8_t *whole = malloc(count), *runs = calloc(count, 1), run[RUN];
  if (!whole || !runs) abort();
  sl_cursor cursor = {0, 0};
  sl_weights_read(weights, &cursor, 0, count, whole);
  uint32_t first, length;
  for (cursor = (sl_cursor){0, 0};;) {
    length = sl_weights_next_run(weights, &cursor, count, run, RUN, &first);
    if (!length) break;
    memcpy(runs + first, run, length);
  }
  if (memcmp(whole, runs, count) != 0) abort();
  free(whole);
  free(runs);
}

static void decode(const uint8_t *file, uint32_t bytes, uint32_t rows, uint32_t columns) {
  sl_error error = {.status = SL_OK};
  const sl_model model = {.bytes = file,
                          .size = bytes,
                          .error = &error,
                          .buffers = {BUFFERS, 2},
                          .section = file + SECTION,
                          .section_bytes = SECTION_BYTES};
  const sl_tensor tensor = {.rank = 2, .dims = {rows, columns}, .elements = rows * columns};
  sl_record record;
  if (sl_section_check(&model) && sl_section_records(&model) && sl_section_check_payloads(&model) &&
      sl_section_record(&model, &tensor, rows, &record)) {
    regenerate(&record.weights);
  } else if (sl_section_records(&model) && error.status == SL_OK) {
    abort();  // a refusal must have a code
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2 + SECTION_BYTES + SL_RECORD_BYTES) return 0;
  uint32_t encoded_bytes = (uint32_t)size - 2 - SECTION_BYTES - SL_RECORD_BYTES;
  uint8_t *file = make_file(data + 2, encoded_bytes);
  decode(file, ENCODED + 4 + encoded_bytes, data[0] + 1u, data[1] + 1u);
  free(file);
  return 0;
}
