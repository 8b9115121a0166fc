// SPDX-License-Identifier: Apache-2.0
// Dense layers of seed bits whose outputs' weights are whole draws of bytes: rows of the table are
// gathered, 16 weights at a time, and multiplied with inputs less their zero point. These take nine
// bits: what is above the zero point and what is below it are vectors of their own.
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
  const uint8_t *draws;  // of the next output
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
  "str r11, [r12]\n"     \
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

#define LOOPS(draws) multiply_##draws, multiply_##draws##_of_two_signs
#else
#define LOOPS(draws) NULL, NULL
#endif

// Weights plus 2 * SL_TABLE_BIAS of draws, those behind the first `left` being any.
typedef uint8x16_t (*weights_at)(const uint8_t *draws, uint32_t left);

static inline uint8x16_t quads_at(const uint8_t *draws, uint32_t left) {
  const mve_pred16_t valid = vctp32q(left);
  const uint32x4_t a = vldrbq_z_u32(draws, valid), b = vldrbq_z_u32(draws + 1, valid);
  return vaddq_u8(vreinterpretq_u8_u32(vldrwq_gather_shifted_offset_u32(sl_table_biased, a)),
                  vreinterpretq_u8_u32(vldrwq_gather_shifted_offset_u32(sl_table_biased + 1, b)));
}

static inline uint8x16_t pairs_at(const uint8_t *draws, uint32_t left) {
  const uint16_t *first = (const uint16_t *)(const void *)sl_table_biased, *second = first + 2;
  const mve_pred16_t valid = vctp16q(left);
  const uint16x8_t a = vldrbq_z_u16(draws, valid), b = vldrbq_z_u16(draws + 1, valid);
  return vaddq_u8(vreinterpretq_u8_u16(vldrhq_gather_offset_u16(first, vshlq_n_u16(a, 2))),
                  vreinterpretq_u8_u16(vldrhq_gather_offset_u16(second, vshlq_n_u16(b, 2))));
}

// Sum of one output's `count` draws, `step` in a vector. Reads no byte behind their last index.
SL_ALWAYS_INLINE uint32_t multiply_one(const uint8_t *draws, uint32_t count, uint32_t step,
                                       const magnitudes *inputs, weights_at weights) {
  const uint8_t *x = inputs->values;
  uint32_t above = 0, below = 0;
  for (uint32_t i = 0; i < count; i += step, x += SL_VECTOR) {
    uint8x16_t some = weights(draws + i, count - i);
    above = vmladavaq_u8(above, some, vldrbq_u8(x));
    if (!inputs->two_signs) continue;
    x += SL_VECTOR;
    below = vmladavaq_u8(below, some, vldrbq_u8(x));
  }
  return above - below - inputs->bias;
}

// How a draw of some kind is multiplied.
typedef struct {
  uint32_t values;  // V
  weights_at weights;
  void (*one_sign)(rows *r), (*two_signs)(rows *r);  // NULL: no assembly
} kind;

// Sums of the rows' next `count` outputs: whole groups, and the others one by one. So are those
// whose last vector might read bytes behind the seed bits.
SL_ALWAYS_INLINE void sum_outputs(rows *r, uint32_t count, uint32_t *sums, const magnitudes *inputs,
                                  kind k) {
  const uint32_t step = SL_VECTOR / k.values;
  uint32_t i = 0;
#if SL_ASSEMBLY
  const uint32_t group = inputs->two_signs ? GROUP / 2 : GROUP;
  r->sums = sums;
  r->groups = (r->stride % step ? count - 1 : count) / group;
  i = r->groups * group;
  if (i) inputs->two_signs ? k.two_signs(r) : k.one_sign(r);
#endif
  for (; i < count; i++, r->draws += r->stride) {
    sums[i] = multiply_one(r->draws, r->stride, step, inputs, k.weights);
  }
}

// `k` is a constant.
SL_ALWAYS_INLINE void run(const sl_fully_connected_params *p, const sl_frame *frame, kind k) {
  const int8_t *input = sl_activation(p->input_offset, frame);
  int8_t *output = sl_activation(p->output_offset, frame);
  uint32_t sums[BLOCK];
  for (uint32_t row = 0; row < p->rows; row++, input += p->inputs) {
    const magnitudes inputs = lay_out(p, input, frame->scratch);
    rows r = {p->weights.stream,
              p->inputs / k.values,
              inputs.values,
              inputs.vectors,
              -inputs.bias,
              sums,
              0,
              sl_table_biased};
    for (uint32_t first = 0; first < p->outputs; first += BLOCK) {
      uint32_t count = p->outputs - first < BLOCK ? p->outputs - first : BLOCK;
      sum_outputs(&r, count, sums, &inputs, k);
      sl_outputs_of(&p->requantize, first, count, sums, output);
      output += count;
    }
  }
}

SL_SHARED void sl_fully_connected_pairs_s8(const void *params, const sl_frame *frame) {
  const kind k = {2, pairs_at, LOOPS(pairs)};
  run(params, frame, k);
}

SL_SHARED void sl_fully_connected_quads_s8(const void *params, const sl_frame *frame) {
  const kind k = {4, quads_at, LOOPS(quads)};
  run(params, frame, k);
}

#endif
