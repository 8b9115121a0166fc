#include "candidates.h"

#include <math.h>
#include <stdlib.h>

#include "hot.h"
#include "select.h"

#define LANES 8u
#define BLOCK 32u  // choices whose costs are found at once

int sl_candidates_open(sl_candidates *c, const sl_draws *draws, uint32_t survivors) {
  uint32_t states = 1u << sl_shared_bits(draws);
  size_t sources = survivors > states ? survivors : states;
  size_t parts = (size_t)draws->values_per_draw * SL_INDICES;
  *c = (sl_candidates){.draws = draws, .choices = 1u << draws->bits_per_draw};
  c->by_choice = calloc(parts, sizeof *c->by_choice);
  c->first = calloc(parts, sizeof *c->first);
  c->second = calloc(parts, sizeof *c->second);
  c->costs = calloc(sources * c->choices, sizeof *c->costs);
  c->least = calloc(sources * LANES, sizeof *c->least);
  c->near = calloc(sources * c->choices, sizeof *c->near);
  c->near_costs = calloc(sources * c->choices, sizeof *c->near_costs);
  if (!c->by_choice || !c->first || !c->second || !c->costs || !c->least || !c->near ||
      !c->near_costs) {
    return -1;
  }
  uint32_t bases = SL_INDICES / c->choices;
  for (size_t i = 0; i < parts; i++) {
    size_t v = i / SL_INDICES, base = i % SL_INDICES / c->choices, choice = i % c->choices;
    c->by_choice[i] = draws->second[v * SL_INDICES + base + choice * bases];
  }
  return 0;
}

void sl_candidates_close(sl_candidates *c) {
  void *arrays[] = {c->by_choice, c->first, c->second, c->costs, c->least, c->near, c->near_costs};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
}

// out[into] = sum over from <= into of mix[into][from] * parts[from]
SL_HOT static void mix_parts(const float *restrict parts, float mix[][SL_BEAM_MAX_VALUES],
                             uint32_t count, float *restrict out) {
  for (uint32_t into = 0; into < count; into++, out += SL_INDICES) {
    for (int i = 0; i < (int)SL_INDICES; i++) out[i] = 0.0f;
    for (uint32_t from = 0; from <= into; from++) {
      const float *part = parts + (size_t)from * SL_INDICES;
      float factor = mix[into][from];
      for (int i = 0; i < (int)SL_INDICES; i++) out[i] += factor * part[i];
    }
  }
}

void sl_candidates_begin(sl_candidates *c, float mix[][SL_BEAM_MAX_VALUES], uint32_t count) {
  c->count = count;
  mix_parts(c->draws->first, mix, count, c->first);
  mix_parts(c->by_choice, mix, count, c->second);
}

// Writes base + |wanted - second|^2 of `width` choices; callers pass a constant width.
static inline void costs_of(const float *second, uint32_t count, float base, const float *wanted,
                            int width, float *out) {
  float costs[BLOCK];
  for (int i = 0; i < width; i++) costs[i] = base;
  for (uint32_t v = 0; v < count; v++, second += SL_INDICES) {
    for (int i = 0; i < width; i++) {
      float error = wanted[v] - second[i];
      costs[i] += error * error;
    }
  }
  for (int i = 0; i < width; i++) out[i] = costs[i];
}

SL_HOT static void costs_of_few(const float *second, uint32_t count, float base,
                                const float *wanted, uint32_t choices, float *out) {
  switch (choices) {  // a specialized loop for each width
    case 2:
      costs_of(second, count, base, wanted, 2, out);
      break;
    case 4:
      costs_of(second, count, base, wanted, 4, out);
      break;
    case 8:
      costs_of(second, count, base, wanted, 8, out);
      break;
    default:
      costs_of(second, count, base, wanted, 16, out);
      break;
  }
}

SL_HOT static void costs_of_many(const float *second, uint32_t count, float base,
                                 const float *wanted, uint32_t choices, float *restrict out,
                                 float *restrict out_least) {
  float least[LANES];
  for (int i = 0; i < (int)LANES; i++) least[i] = INFINITY;
  for (uint32_t at = 0; at < choices; at += BLOCK, out += BLOCK) {
    costs_of(second + at, count, base, wanted, BLOCK, out);
    for (int j = 0; j < (int)BLOCK; j += (int)LANES) {
      for (int i = 0; i < (int)LANES; i++) least[i] = out[j + i] < least[i] ? out[j + i] : least[i];
    }
  }
  for (int i = 0; i < (int)LANES; i++) out_least[i] = least[i];
}

void sl_candidates_add(sl_candidates *c, uint32_t source, uint32_t shared, float base,
                       const float *expected) {
  const float *first = c->first + shared % SL_INDICES;
  const float *second = c->second + (size_t)(shared >> sl_index_distance(c->draws)) * c->choices;
  float wanted[SL_BEAM_MAX_VALUES];
  for (uint32_t v = 0; v < c->count; v++) wanted[v] = expected[v] - first[v * SL_INDICES];
  float *costs = c->costs + (size_t)source * c->choices;
  if (c->choices < BLOCK) {
    costs_of_few(second, c->count, base, wanted, c->choices, costs);
  } else {
    costs_of_many(second, c->count, base, wanted, c->choices, costs,
                  c->least + (size_t)source * LANES);
  }
}

// Gathers the candidates that cost at most `bound`; returns their number.
static uint32_t gather(sl_candidates *c, uint32_t sources, float bound) {
  uint32_t count = 0;
  for (uint32_t at = 0; at < sources * LANES; at++) {
    if (c->least[at] > bound) continue;
    uint32_t begin = at / LANES * c->choices, end = begin + c->choices;
    for (uint32_t number = begin + at % LANES; number < end; number += LANES) {
      if (c->costs[number] > bound) continue;
      c->near[count] = number;
      c->near_costs[count++] = c->costs[number];
    }
  }
  return count;
}

void sl_candidates_select(sl_candidates *c, uint32_t sources, uint32_t wanted, uint32_t *out) {
  if (c->choices < BLOCK) {
    sl_select_smallest(c->costs, sources * c->choices, wanted, out);
    return;
  }
  // At least `wanted` candidates cost at most `bound`.
  uint32_t leasts = sources * LANES;
  float bound = leasts < wanted ? INFINITY : sl_of_rank(c->least, leasts, wanted - 1);
  uint32_t count = gather(c, sources, bound);
  sl_select_smallest(c->near_costs, count, wanted, out);
  for (uint32_t i = 0; i < wanted; i++) out[i] = c->near[out[i]];
}
