// The children of a beam's survivors: their costs, and the selection of the cheapest. Host only.
#ifndef SEEDLITE_CANDIDATES_H
#define SEEDLITE_CANDIDATES_H

#include <stdint.h>

#include "draws.h"

#define SL_BEAM_MAX_VALUES 8u  // per draw

// A candidate is a source, which fixes the window bits shared with its parent, and a choice of the
// k other bits. Its number is source * 2^k + choice.
typedef struct {
  const sl_draws *draws;
  uint32_t choices;   // choices of a source: 2^k
  uint32_t count;     // values of the draw, <= V
  float *by_choice;   // [V][256]: second parts, by shared bits, then by choice
  float *first;       // [V][256]: mixed first parts
  float *second;      // [V][256]: mixed second parts, in the order of by_choice
  float *costs;       // [most_sources][choices]
  float *least;       // [most_sources][8]: least cost of the choices equal modulo 8
  uint32_t *near;     // [most_sources * choices]: candidates that may be among the best
  float *near_costs;  // [most_sources * choices]: their costs
} sl_candidates;

// Allocates memory for one source per state, and for at least `survivors` sources. Returns 0, or -1
// if memory does not suffice; close it in both cases.
int sl_candidates_open(sl_candidates *c, const sl_draws *draws, uint32_t survivors);
void sl_candidates_close(sl_candidates *c);

// Begins a draw of `count` values, whose parts `mix`, [into][from], lower triangular, multiplies.
void sl_candidates_begin(sl_candidates *c, float mix[][SL_BEAM_MAX_VALUES], uint32_t count);

// Sets the costs of a source's candidates: base + |expected - mixed parts|^2.
//   shared: bits shared with the previous window; base: >= 0
//   expected: [count], mixed, too
void sl_candidates_add(sl_candidates *c, uint32_t source, uint32_t shared, float base,
                       const float *expected);

// Writes the numbers of the `wanted` (<= all) cheapest candidates of sources 0 ... sources - 1.
void sl_candidates_select(sl_candidates *c, uint32_t sources, uint32_t wanted, uint32_t *out);

// Returns the window of a candidate whose source has the shared bits `shared`.
static inline uint16_t sl_candidate_window(const sl_candidates *c, uint32_t shared,
                                           uint32_t candidate) {
  return (uint16_t)(shared | candidate % c->choices << sl_shared_bits(c->draws));
}

#endif
