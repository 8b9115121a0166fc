// SPDX-License-Identifier: Apache-2.0
#include "sl_section.h"

#include <string.h>

#include "../target/sl_bits.h"
#include "../weights/sl_draw.h"
#include "../weights/sl_draw_window.h"
#include "sl_crc32.h"
#include "sl_layout.h"

static const uint8_t *entry_of(const sl_model *model, uint32_t record) {
  return model->section + SL_SECTION_HEADER_BYTES + SL_SECTION_ENTRY_BYTES * record;
}

uint32_t sl_section_records(const sl_model *model) {
  return model->section ? sl_read_u16(model->section + SL_AT_HEADER_RECORDS) : 0;
}

// Whether all weights of these statistics are within -SL_WEIGHT_MAX ... SL_WEIGHT_MAX.
static bool in_range(int32_t mean, int32_t spread) {
  return (mean < 0 ? -mean : mean) + SL_LEVEL_MAX * spread <= SL_WEIGHT_MAX;
}

static uint32_t checksum_of(const sl_model *model) {
  static const uint8_t zeros[4] = {0, 0, 0, 0};
  uint32_t at = (uint32_t)(model->section - model->bytes) + SL_AT_HEADER_CHECKSUM;
  uint32_t crc = sl_crc32(0, model->bytes, at);
  crc = sl_crc32(crc, zeros, 4);
  return sl_crc32(crc, model->bytes + at + 4, model->size - at - 4);
}

bool sl_section_check(const sl_model *model) {
  const uint8_t *header = model->section;
  if (!header) return true;
  uint32_t bytes = model->section_bytes;
  if (bytes < SL_SECTION_HEADER_BYTES) {
    return sl_fault(model, SL_E_SECTION, "section is shorter than its header", 0, (int32_t)bytes);
  }
  uint32_t version = sl_read_u16(header + SL_AT_HEADER_VERSION);
  if (version != SL_SECTION_VERSION) {
    return sl_fault(model, SL_E_SECTION, "section version", 0, (int32_t)version);
  }
  uint32_t records = sl_section_records(model);
  if (bytes != SL_SECTION_HEADER_BYTES + SL_SECTION_ENTRY_BYTES * records) {
    return sl_fault(model, SL_E_SECTION, "section's length", 0, (int32_t)bytes);
  }
  for (uint32_t i = 1; i < records; i++) {
    if (sl_read_u16(entry_of(model, i)) <= sl_read_u16(entry_of(model, i - 1))) {
      return sl_fault(model, SL_E_SECTION, "records are not in ascending order", i, 0);
    }
  }
  if (!in_range((int8_t)header[SL_AT_HEADER_MEAN], header[SL_AT_HEADER_SPREAD]) ||
      sl_read_u16(header + SL_AT_HEADER_RESERVED)) {
    return sl_fault(model, SL_E_SECTION, "network statistics", 0, header[SL_AT_HEADER_SPREAD]);
  }
  if (sl_read_u32(header + SL_AT_HEADER_CHECKSUM) != checksum_of(model)) {
    return sl_fault(model, SL_E_SECTION, "checksum", 0, 0);
  }
  return true;
}

static uint32_t buffer_bytes_at(const sl_model *model, const sl_tensor *tensor) {
  return tensor->data ? (uint32_t)(tensor->data - model->bytes) : 0;
}

bool sl_section_check_decode(const sl_model *model, const sl_node *node) {
  sl_tensor encoded, ancillary, weights;
  if (!sl_node_input(model, node, 0, &encoded) || !sl_node_input(model, node, 1, &ancillary) ||
      !sl_node_output(model, node, 0, &weights)) {
    return false;
  }
  if (node->inputs.count != 2 || node->outputs.count != 1 || weights.record == UINT32_MAX) {
    return sl_fault(model, SL_E_SECTION, "DECODE operator without a record", node->index,
                    (int32_t)weights.index);
  }
  const uint8_t *entry = entry_of(model, weights.record);
  sl_vector named_encoded =
      sl_model_buffer(model, sl_read_u16(entry + SL_AT_ENTRY_ENCODED_BUFFER), weights.record);
  sl_vector named_ancillary =
      sl_model_buffer(model, sl_read_u16(entry + SL_AT_ENTRY_ANCILLARY_BUFFER), weights.record);
  if (!sl_ok(model)) return false;
  bool same = encoded.data && ancillary.data && encoded.type == SL_TYPE_UINT8 &&
              ancillary.type == SL_TYPE_UINT8 && !weights.data &&
              buffer_bytes_at(model, &encoded) == named_encoded.at &&
              buffer_bytes_at(model, &ancillary) == named_ancillary.at;
  if (!same) {
    return sl_fault(model, SL_E_SECTION, "DECODE operator differs from its record", node->index,
                    (int32_t)weights.index);
  }
  return true;
}

// Equal payloads may be shared; others must not overlap.
static bool same_or_apart(sl_vector a, sl_vector b) {
  bool same = a.at == b.at && a.count == b.count;
  return same || a.at + a.count <= b.at || b.at + b.count <= a.at;
}

static sl_vector payload_of(const sl_model *model, uint32_t record, uint32_t entry_field) {
  return sl_model_buffer(model, sl_read_u16(entry_of(model, record) + entry_field), record);
}

bool sl_section_check_payloads(const sl_model *model) {
  for (uint32_t i = 0; i < sl_section_records(model) && sl_ok(model); i++) {
    sl_vector encoded = payload_of(model, i, SL_AT_ENTRY_ENCODED_BUFFER);
    sl_vector ancillary = payload_of(model, i, SL_AT_ENTRY_ANCILLARY_BUFFER);
    for (uint32_t j = 0; j <= i; j++) {
      sl_vector other = payload_of(model, j, SL_AT_ENTRY_ENCODED_BUFFER);
      bool apart = same_or_apart(encoded, other) && same_or_apart(ancillary, other) &&
                   same_or_apart(ancillary, payload_of(model, j, SL_AT_ENTRY_ANCILLARY_BUFFER)) &&
                   same_or_apart(encoded, payload_of(model, j, SL_AT_ENTRY_ANCILLARY_BUFFER));
      if (!apart) return sl_fault(model, SL_E_SECTION, "payloads overlap", i, (int32_t)j);
    }
  }
  return sl_ok(model);
}

static bool bad_record(const sl_model *model, const sl_tensor *tensor, const char *what,
                       uint32_t value) {
  return sl_fault(model, SL_E_SECTION, what, tensor->index, (int32_t)value);
}

// Checks the values of single fields.
static bool check_fields(const sl_model *model, const sl_tensor *tensor, const uint8_t *r) {
  if (r[SL_AT_RECORD_DECODE_TYPE] != SL_DECODE_TYPE ||
      r[SL_AT_RECORD_DECODE_VERSION] != SL_DECODE_VERSION) {
    return bad_record(model, tensor, "record's DECODE type", r[SL_AT_RECORD_DECODE_TYPE]);
  }
  if (sl_read_u16(r + SL_AT_RECORD_RESERVED_BYTES) || r[SL_AT_RECORD_RESERVED_BYTE]) {
    return bad_record(model, tensor, "record's reserved bytes", r[SL_AT_RECORD_RESERVED_BYTES]);
  }
  if (sl_read_u32(r + SL_AT_RECORD_COUNT) != tensor->elements) {
    return bad_record(model, tensor, "record's number of weights",
                      sl_read_u32(r + SL_AT_RECORD_COUNT));
  }
  if (tensor->elements > SL_MAX_WEIGHTS) {
    return bad_record(model, tensor, "more weights than a record can have", tensor->elements);
  }
  uint32_t batch = sl_read_u32(r + SL_AT_RECORD_BATCH_SIZE);
  if (batch < 1 || batch > tensor->elements) {
    return bad_record(model, tensor, "record's batch size", batch);
  }
  uint32_t v = r[SL_AT_RECORD_VALUES_PER_DRAW], k = r[SL_AT_RECORD_BITS_PER_DRAW];
  bool alone = k == 0 && v == 0;
  bool drawn = k >= 1 && k <= SL_MAX_BITS_PER_DRAW && v >= 1 && v <= SL_MAX_VALUES_PER_DRAW;
  if (!alone && !drawn) return bad_record(model, tensor, "record's V or k", k);
  return true;
}

static bool check_statistics(const sl_model *model, const sl_tensor *tensor, const uint8_t *r) {
  uint32_t flags = r[SL_AT_RECORD_FLAGS];
  bool own = r[SL_AT_RECORD_MEAN] || r[SL_AT_RECORD_SPREAD] || r[SL_AT_RECORD_MEAN_BITS] ||
             r[SL_AT_RECORD_SPREAD_BITS];
  bool network = flags & SL_FLAG_NETWORK_STATISTICS;
  bool sound = r[SL_AT_RECORD_MEAN_BITS] <= SL_MAX_STATISTIC_BITS &&
               r[SL_AT_RECORD_SPREAD_BITS] <= SL_MAX_STATISTIC_BITS &&
               in_range((int8_t)r[SL_AT_RECORD_MEAN], r[SL_AT_RECORD_SPREAD]) &&
               flags <= (SL_FLAG_NETWORK_STATISTICS | SL_FLAG_INPUT_MAJOR) && !(network && own);
  if (r[SL_AT_RECORD_BITS_PER_DRAW]) {  // no statistics but spreads of batches
    sound = sound && !network && !r[SL_AT_RECORD_MEAN] && !r[SL_AT_RECORD_SPREAD] &&
            !r[SL_AT_RECORD_MEAN_BITS] && !sl_read_u32(r + SL_AT_RECORD_SEED);
  }
  sound = sound && (!network || model->section);
  if (!sound) return bad_record(model, tensor, "record's statistics or flags", flags);
  if ((flags & SL_FLAG_INPUT_MAJOR) && tensor->rank != 2) {
    return bad_record(model, tensor, "input-major order of a tensor that is no matrix", flags);
  }
  uint32_t w = r[SL_AT_RECORD_ROW_CODE_BITS], m = r[SL_AT_RECORD_ROW_CODE_MANTISSA_BITS];
  bool codes = w <= SL_MAX_ROW_CODE_BITS && m <= SL_MAX_ROW_CODE_MANTISSA_BITS && m <= w &&
               w - m <= SL_MAX_ROW_CODE_EXPONENT_BITS;
  return codes ? true : bad_record(model, tensor, "record's row code widths", w);
}

static void read_fields(const sl_model *model, const sl_tensor *tensor, const uint8_t *r,
                        sl_record *record) {
  sl_weights *weights = &record->weights;
  memset(record, 0, sizeof *record);
  bool network = r[SL_AT_RECORD_FLAGS] & SL_FLAG_NETWORK_STATISTICS;
  weights->count = sl_read_u32(r + SL_AT_RECORD_COUNT);
  weights->batch_size = sl_read_u32(r + SL_AT_RECORD_BATCH_SIZE);
  weights->seed = sl_read_u32(r + SL_AT_RECORD_SEED);
  weights->mask_group = sl_read_u16(r + SL_AT_RECORD_MASK_GROUP);
  weights->mean = (int8_t)(network ? model->section[SL_AT_HEADER_MEAN] : r[SL_AT_RECORD_MEAN]);
  weights->spread = network ? model->section[SL_AT_HEADER_SPREAD] : r[SL_AT_RECORD_SPREAD];
  weights->mean_bits = r[SL_AT_RECORD_MEAN_BITS];
  weights->spread_bits = r[SL_AT_RECORD_SPREAD_BITS];
  weights->values_per_draw = r[SL_AT_RECORD_VALUES_PER_DRAW];
  weights->bits_per_draw = r[SL_AT_RECORD_BITS_PER_DRAW];
  weights->input_major = (r[SL_AT_RECORD_FLAGS] & SL_FLAG_INPUT_MAJOR) != 0;
  uint32_t rows = tensor->dims[weights->input_major ? 1 : 0];
  weights->row_length = tensor->elements / rows;
  if (!weights->bits_per_draw) {
    weights->draw = sl_draw_levels;
  } else {
    weights->draw = weights->bits_per_draw == SL_INDEX_BITS ? sl_draw_quads : sl_draw_bits;
    if (weights->values_per_draw > SL_QUAD_BYTES) weights->draw = sl_draw_octets;
  }
  record->row_code_bits = r[SL_AT_RECORD_ROW_CODE_BITS];
  record->row_code_mantissa_bits = r[SL_AT_RECORD_ROW_CODE_MANTISSA_BITS];
}

static uint32_t units(uint32_t count, uint32_t unit) {
  return (count - 1) / unit + 1;
}

static uint32_t live_weights(const sl_weights *weights) {
  sl_cursor cursor = {0, 0};
  sl_weights_seek(weights, &cursor, weights->count);
  return cursor.live;
}

static uint32_t stream_bits(const sl_weights *weights, uint32_t live) {
  if (!weights->bits_per_draw || !live) return 0;
  uint32_t k = weights->bits_per_draw;
  // at most SL_MAX_WEIGHTS draws of 8 bits, and two indices: < 2^32
  return (units(live, weights->values_per_draw) - 1) * k + sl_index_distance(k) + SL_INDEX_BITS;
}

static uint32_t packed_bytes(uint32_t count, uint32_t width) {
  // count * width <= 2^31 * 8: split to avoid overflow
  return count / 8 * width + sl_bits_bytes(count % 8 * width);
}

typedef struct {
  uint32_t row_codes, means, spreads, mask, pad;  // bytes
} part_sizes;

// Computes the sizes of the parts after the seed bits; false if they exceed `room` bytes.
static bool size_parts(const sl_record *record, uint32_t rows, uint32_t room, part_sizes *sizes) {
  const sl_weights *weights = &record->weights;
  uint32_t count = weights->count;
  uint32_t batches = units(count, weights->batch_size);
  sizes->row_codes = packed_bytes(rows, record->row_code_bits);
  sizes->means = packed_bytes(batches, weights->mean_bits);
  sizes->spreads = packed_bytes(batches, weights->spread_bits);
  sizes->mask = weights->mask_group ? packed_bytes(units(count, weights->mask_group), 1) : 0;
  // each < 2^31; subtraction from `room` avoids overflow
  const uint32_t parts[] = {sizes->row_codes, sizes->means, sizes->spreads, sizes->mask};
  uint32_t left = room;
  for (uint32_t i = 0; i < 4; i++) {
    if (parts[i] > left) return false;
    left -= parts[i];
  }
  uint32_t behind = room - left;
  uint32_t least = weights->bits_per_draw ? SL_STREAM_PAD_BYTES : SL_EMPTY_PAD_BYTES;
  sizes->pad = behind < least ? least - behind : 0;
  return sizes->pad <= left;
}

// Checks that all weights of statistics alone are in range, so that kernels need not clamp them.
static bool check_batches(const sl_model *model, const sl_tensor *tensor,
                          const sl_weights *weights) {
  if (weights->bits_per_draw) return true;
  uint32_t batches =
      weights->mean_bits || weights->spread_bits ? units(weights->count, weights->batch_size) : 1;
  for (uint32_t i = 0; i < batches; i++) {
    sl_statistics batch = sl_weights_statistics(weights, i);
    if (!in_range(batch.mean, batch.spread)) {
      return bad_record(model, tensor, "statistics of a batch beyond int8", i);
    }
  }
  return true;
}

// Finds the parts; the mask first, from the end, as the length of the seed bits follows from it.
static bool place_parts(const sl_model *model, const sl_tensor *tensor, sl_bytes encoded,
                        uint32_t rows, sl_record *record) {
  sl_weights *weights = &record->weights;
  part_sizes sizes;
  if (!size_parts(record, rows, encoded.count, &sizes)) {
    return bad_record(model, tensor, "encoded tensor is too short", encoded.count);
  }
  const uint8_t *end = encoded.data + encoded.count - sizes.pad;
  weights->mask = weights->mask_group ? end - sizes.mask : NULL;
  weights->spreads = end - sizes.mask - sizes.spreads;
  weights->means = weights->spreads - sizes.means;
  const uint8_t *row_codes = weights->means - sizes.row_codes;
  record->row_codes = record->row_code_bits ? row_codes : NULL;
  weights->stream = encoded.data;
  uint32_t stream_bytes = (uint32_t)(row_codes - weights->stream);
  if (stream_bytes != sl_bits_bytes(stream_bits(weights, live_weights(weights)))) {
    return bad_record(model, tensor, "bytes of seed bits", stream_bytes);
  }
  return check_batches(model, tensor, weights);
}

bool sl_section_read_record(const sl_model *model, const sl_tensor *tensor, sl_bytes ancillary,
                            sl_bytes encoded, uint32_t row_count, sl_record *out_record) {
  if (ancillary.count != SL_RECORD_BYTES) {
    return bad_record(model, tensor, "bytes of the record", ancillary.count);
  }
  const uint8_t *fields = ancillary.data;
  if (!check_fields(model, tensor, fields) || !check_statistics(model, tensor, fields)) {
    return false;
  }
  read_fields(model, tensor, fields, out_record);
  return place_parts(model, tensor, encoded, row_count, out_record);
}

static sl_bytes bytes_of(const sl_model *model, sl_vector vector) {
  return (sl_bytes){model->bytes + vector.at, vector.count};
}

bool sl_section_record(const sl_model *model, const sl_tensor *tensor, uint32_t row_count,
                       sl_record *out_record) {
  sl_vector ancillary = payload_of(model, tensor->record, SL_AT_ENTRY_ANCILLARY_BUFFER);
  sl_vector encoded = payload_of(model, tensor->record, SL_AT_ENTRY_ENCODED_BUFFER);
  return sl_ok(model) && sl_section_read_record(model, tensor, bytes_of(model, ancillary),
                                                bytes_of(model, encoded), row_count, out_record);
}
