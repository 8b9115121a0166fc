// The children of a beam's survivors: what each costs, and which cost least. Host only.
#ifndef SEEDLITE_CANDIDATES_H
#define SEEDLITE_CANDIDATES_H

#include <stdint.h>

#include "draws.h"

#define SL_BEAM_MAX_VALUES 8u  // per draw

// A candidate is a source, which has the bits of a window that its parent shares, and a choice of
// the k others. Its number is source * 2^k + choice.
typedef struct {
  const sl_draws *draws;
  uint32_t choices;   // of a source: 2^k
  uint32_t count;     // values of the draw, <= V
  float *by_choice;   // [V][256]: second parts, by the bits that are shared, then by choice
  float *first;       // [V][256]: parts, mixed
  float *second;      // [V][256]: likewise, as in by_choice
  float *costs;       // [most_sources][choices]
  float *least;       // [most_sources][8]: of the choices that are equal modulo 8
  uint32_t *near;     // [most_sources * choices]: candidates that may be among the best
  float *near_costs;  // likewise
} sl_candidates;

// Room for as many sources as there are states, and for `survivors` at least. Returns 0, or -1 if
// memory does not suffice; close it in both cases.
int sl_candidates_open(sl_candidates *c, const sl_draws *draws, uint32_t survivors);
void sl_candidates_close(sl_candidates *c);

// Begins a draw of `count` values: its parts will be multiplied by `mix`, [into][from] with zeros
// above the diagonal.
void sl_candidates_begin(sl_candidates *c, float mix[][SL_BEAM_MAX_VALUES], uint32_t count);

// Sets what all candidates of a source cost: base + |expected - mixed parts|^2.
//   shared: the bits shared with the window before; base: >= 0
//   expected: [count], likewise mixed
void sl_candidates_add(sl_candidates *c, uint32_t source, uint32_t shared, float base,
                       const float *expected);

// Writes the numbers of the `wanted` (<= all) candidates of sources 0 ... sources - 1 that cost
// least.
void sl_candidates_select(sl_candidates *c, uint32_t sources, uint32_t wanted, uint32_t *out);

// The window of a candidate whose source shares `shared`.
static inline uint16_t sl_candidate_window(const sl_candidates *c, uint32_t shared,
                                           uint32_t candidate) {
  return (uint16_t)(shared | candidate % c->choices << sl_shared_bits(c->draws));
}

#endif
