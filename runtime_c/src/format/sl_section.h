// SPDX-License-Identifier: Apache-2.0
// The SEEDLITE metadata section and its records (SPEC.md, sections 2, 3 and 6).
#ifndef SEEDLITE_SECTION_H
#define SEEDLITE_SECTION_H

#include "../weights/sl_weights.h"
#include "sl_model.h"

typedef struct {
  sl_weights weights;
  const uint8_t *row_codes;  // NULL: none
  uint8_t row_code_bits;
  uint8_t row_code_mantissa_bits;
} sl_record;

typedef struct {
  const uint8_t *data;
  uint32_t count;
} sl_bytes;

// Checks the section's header, size and checksum; true if the model has none.
bool sl_section_check(const sl_model *model);

// Returns the number of records; 0 if the model has no section. Requires sl_section_check.
uint32_t sl_section_records(const sl_model *model);

// Checks that DECODE operator `node` computes a tensor that the section lists, from the buffers
// that the section names.
bool sl_section_check_decode(const sl_model *model, const sl_node *node);

// Checks that no two records' payloads overlap; equal payloads may be shared.
bool sl_section_check_payloads(const sl_model *model);

// Reads a record, `ancillary`, of any origin and checks it and the encoded tensor completely. Of
// the model only `error` and `section` are used (NULL: no network statistics), of the tensor index,
// rank, dims and elements. row_count: output channels of the tensor, for its row codes. The result
// points into `encoded`.
bool sl_section_read_record(const sl_model *model, const sl_tensor *tensor, sl_bytes ancillary,
                            sl_bytes encoded, uint32_t row_count, sl_record *out_record);

// Reads the record of `tensor` (tensor->record is its index) likewise, as
// the section says.
bool sl_section_record(const sl_model *model, const sl_tensor *tensor, uint32_t row_count,
                       sl_record *out_record);

#endif
