// SPDX-License-Identifier: Apache-2.0
// As ../sl_fully_connected_draws.c: where outputs' weights are whole draws of bytes, rows of the
// table are gathered, 16 weights at a time, and multiplied with inputs less their zero point. These
// take nine bits: what is above the zero point and what is below it are vectors of their own.
// Other draws are written to scratch.
#include "../sl_kernels_weighted.h"

#if SL_MVE
#include "sl_mve_draw.h"

#define BLOCK 64u  // outputs whose sums wait on the stack
#define GROUP 4u   // sums at a time: of four outputs, or of two and inputs of two signs

// Inputs in uint8, vector by vector, zeros behind.
typedef struct {
  const uint8_t *values;
  uint32_t vectors;
  uint32_t bias;   // what the tables' bias adds to every sum, modulo 2^32
  bool two_signs;  // what is below the zero point stands behind each vector of what is above it
} magnitudes;

static magnitudes lay_out(const sl_fully_connected_params *p, const int8_t *input, uint8_t *out) {
  const uint8_t zero = (uint8_t)(p->input_zp + 128);
  const uint32_t step = zero ? 2 * SL_VECTOR : SL_VECTOR;
  const uint8x16_t zeros = vdupq_n_u8(zero);
  magnitudes m = {out, sl_whole_vectors(p->inputs) / SL_VECTOR, 0, zero != 0};
  for (uint32_t i = 0; i < p->inputs; i += SL_VECTOR, out += step) {
    mve_pred16_t valid = vctp8q(p->inputs - i);
    uint8x16_t some = vreinterpretq_u8_s8(vldrbq_z_s8(input + i, valid));
    some = veorq_m_u8(zeros, some, vdupq_n_u8(0x80), valid);
    uint8x16_t above = vqsubq_u8(some, zeros), below = vqsubq_u8(zeros, some);
    m.bias = vaddvaq_u8(m.bias, above) - vaddvq_u8(below);
    vstrbq_u8(out, above);
    if (zero) vstrbq_u8(out + SL_VECTOR, below);
  }
  m.bias *= 2 * SL_TABLE_BIAS;
  return m;
}

// Outputs in groups, whose weights are multiplied at a time: GROUP of them, or half as many with
// two signs. Assembly knows the fields' places.
typedef struct {
  const uint8_t *draws;  // of the first output
  uint32_t stride;       // bytes from an output's draws to the next one's
  const uint8_t *inputs;
  uint32_t vectors;  // of inputs
  uint32_t start;    // of every sum
  uint32_t *sums;
  uint32_t groups;        // > 0
  const uint32_t *table;  // sl_table_biased
} rows;

#if SL_ASSEMBLY

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"  // assembly finds them in registers

// 16 weights, plus 2 * SL_TABLE_BIAS, of the draws that begin at `at`: in q3.
#define QUADS(at)                      \
  "vldrb.u32 q2, [" at                 \
  ", #1]\n"                            \
  "vldrb.u32 q1, [" at                 \
  "], #4\n"                            \
  "vldrw.u32 q3, [r10, q2, uxtw #2]\n" \
  "vldrw.u32 q2, [r9, q1, uxtw #2]\n"  \
  "vadd.i8 q3, q3, q2\n"
#define PAIRS(at)             \
  "vldrb.u16 q2, [" at        \
  ", #1]\n"                   \
  "vldrb.u16 q1, [" at        \
  "], #8\n"                   \
  "vshl.i16 q2, q2, #2\n"     \
  "vshl.i16 q1, q1, #2\n"     \
  "vldrh.u16 q3, [r10, q2]\n" \
  "vldrh.u16 q2, [r9, q1]\n"  \
  "vadd.i8 q3, q3, q2\n"

// Only even registers take sums. r12: the rows; r11: where the group's draws begin.
#define BEGIN(group)                                   \
  "push {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}\n" \
  "vpush {d8, d9}\n"                                   \
  "mov r12, r0\n"                                      \
  "ldr r11, [r12]\n"                                   \
  "ldr r9, [r12, #28]\n"                               \
  "add r10, r9, #4\n"                                  \
  "1:\n"                                               \
  "ldrd r0, r8, [r12, #4]\n"                           \
  "ldrd r2, r4, [r12, #12]\n"                          \
  "dls lr, r2\n"                                       \
  "mov r1, r11\n"                                      \
  "add r3, r1, r0\n" group
// Stores the group's sums, whose registers are `sums`.
#define END(sums)        \
  "le lr, 2b\n" sums     \
  "str r8, [r12, #20]\n" \
  "ldr r8, [r12, #24]\n" \
  "subs r8, r8, #1\n"    \
  "str r8, [r12, #24]\n" \
  "bne 1b\n"             \
  "vpop {d8, d9}\n"      \
  "pop {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}\n"
#define ONE_SIGN(weights)        \
  BEGIN(                         \
      "add r5, r3, r0\n"         \
      "add r7, r5, r0\n"         \
      "add r11, r7, r0\n"        \
      "mov r0, r4\n"             \
      "mov r2, r4\n"             \
      "mov r6, r4\n"             \
      "2:\n"                     \
      "vldrb.8 q0, [r8], #16\n") \
  weights("r1") "vmladava.u8 r0, q3, q0\n"                     \
  weights("r3") "vmladava.u8 r2, q3, q0\n"                     \
  weights("r5") "vmladava.u8 r4, q3, q0\n"                     \
  weights("r7") "vmladava.u8 r6, q3, q0\n"                     \
  END("ldr r8, [r12, #20]\n"                                   \
      "stmia r8!, {r0, r2, r4, r6}\n")
#define TWO_SIGNS(weights)       \
  BEGIN(                         \
      "add r11, r3, r0\n"        \
      "mov r0, r4\n"             \
      "mov r2, #0\n"             \
      "mov r6, #0\n"             \
      "2:\n"                     \
      "vldrb.8 q0, [r8], #16\n"  \
      "vldrb.8 q4, [r8], #16\n") \
  weights("r1") "vmladava.u8 r0, q3, q0\n"  \
                "vmladava.u8 r2, q3, q4\n"  \
  weights("r3") "vmladava.u8 r4, q3, q0\n"  \
                "vmladava.u8 r6, q3, q4\n"  \
  END("ldr r8, [r12, #20]\n"                \
      "sub r0, r0, r2\n"                    \
      "sub r4, r4, r6\n"                    \
      "stmia r8!, {r0, r4}\n")

SL_NAKED void multiply_quads(rows *r) {
  __asm__(ONE_SIGN(QUADS));
}

SL_NAKED void multiply_quads_of_two_signs(rows *r) {
  __asm__(TWO_SIGNS(QUADS));
}

SL_NAKED void multiply_pairs(rows *r) {
  __asm__(ONE_SIGN(PAIRS));
}

SL_NAKED void multiply_pairs_of_two_signs(rows *r) {
  __asm__(TWO_SIGNS(PAIRS));
}

#pragma GCC diagnostic pop

#else

static inline uint8x16_t quads_at(const uint32_t *table, const uint8_t *draws) {
  return vreinterpretq_u8_u32(vldrwq_gather_shifted_offset_u32(table, vldrbq_u32(draws)));
}

static inline uint8x16_t pairs_at(const uint32_t *table, const uint8_t *draws) {
  const uint16_t *pairs = (const uint16_t *)(const void *)table;
  uint16x8_t offsets = vshlq_n_u16(vldrbq_u16(draws), 2);
  return vreinterpretq_u8_u16(vldrhq_gather_offset_u16(pairs, offsets));
}

// The arguments behind `r` are constants.
SL_ALWAYS_INLINE void multiply(const rows *r, bool pairs, bool two_signs) {
  const uint32_t outputs = r->groups * (two_signs ? GROUP / 2 : GROUP);
  for (uint32_t i = 0; i < outputs; i++) {
    const uint8_t *draws = r->draws + i * r->stride, *inputs = r->inputs;
    uint32_t above = r->start, below = 0;
    for (uint32_t vectors = r->vectors; vectors > 0; vectors--) {
      const uint32_t *next = r->table + 1;
      uint8x16_t first = pairs ? pairs_at(r->table, draws) : quads_at(r->table, draws);
      uint8x16_t second = pairs ? pairs_at(next, draws + 1) : quads_at(next, draws + 1);
      uint8x16_t weights = vaddq_u8(first, second);
      above = vmladavaq_u8(above, weights, vldrbq_u8(inputs));
      inputs += SL_VECTOR;
      if (two_signs) {
        below = vmladavaq_u8(below, weights, vldrbq_u8(inputs));
        inputs += SL_VECTOR;
      }
      draws += pairs ? 8 : 4;
    }
    r->sums[i] = above - below;
  }
}

static void multiply_quads(rows *r) {
  multiply(r, false, false);
}

static void multiply_quads_of_two_signs(rows *r) {
  multiply(r, false, true);
}

static void multiply_pairs(rows *r) {
  multiply(r, true, false);
}

static void multiply_pairs_of_two_signs(rows *r) {
  multiply(r, true, true);
}

#endif

typedef void (*multiplication)(rows *r);

// Sums of outputs [first, first + count). Those that are no whole group are done one by one.
static void sum_outputs(const sl_fully_connected_params *p, const magnitudes *inputs,
                        uint32_t first, uint32_t count, multiplication run, uint32_t *sums) {
  const uint32_t stride = p->inputs / p->weights.values_per_draw;
  const uint32_t group = inputs->two_signs ? GROUP / 2 : GROUP, whole = count / group;
  const uint8_t *draws = p->weights.stream + first * stride;
  rows r = {draws,         stride, inputs->values, inputs->vectors,
            -inputs->bias, sums,   whole,          sl_table_biased};
  if (whole) run(&r);
  for (uint32_t i = whole * group; i < count; i++) {
    rows same = {draws + i * stride, 0, inputs->values, inputs->vectors, -inputs->bias,
                 sums + i,           1, sl_table_biased};
    run(&same);
  }
}

static void run_rows(const sl_fully_connected_params *p, const sl_frame *frame,
                     multiplication one_sign, multiplication two_signs) {
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t sums[BLOCK + GROUP - 1];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs, output += p->outputs) {
    const magnitudes inputs = lay_out(p, input, frame->scratch);
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      sum_outputs(p, &inputs, first, count, inputs.two_signs ? two_signs : one_sign, sums);
      sl_outputs_of(&p->requantize, first, count, sums, output + first);
    }
  }
}

// Whether the inputs find room in scratch, and no vector of draws ends beyond the padding.
static bool draws_fill_rows(const sl_fully_connected_params *p, uint32_t values) {
  const uint32_t fill = values == 4 ? 4 : SL_VECTOR;
  return p->weights.values_per_draw == values && p->weights.bits_per_draw == SL_INDEX_BITS &&
         p->inputs % fill == 0 && 2 * sl_whole_vectors(p->inputs) <= p->scratch_bytes;
}

SL_SHARED void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  if (draws_fill_rows(p, 2)) {
    run_rows(p, frame, multiply_pairs, multiply_pairs_of_two_signs);
  } else {
    sl_fully_connected_s8(p, frame);
  }
}

SL_SHARED void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame) {
  const sl_fully_connected_params *p = params;
  if (draws_fill_rows(p, 4)) {
    run_rows(p, frame, multiply_quads, multiply_quads_of_two_signs);
  } else {
    sl_fully_connected_s8(p, frame);
  }
}

SL_SHARED void sl_fully_connected_octets_s8(const void *params, const sl_frame *frame) {
  sl_fully_connected_s8(params, frame);
}

#endif
