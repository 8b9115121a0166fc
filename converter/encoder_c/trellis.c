#include "trellis.h"

#include <math.h>
#include <stdlib.h>

#include "hot.h"

// The Viterbi algorithm over the bitshift trellis (Tseng et al., QTIP, 2024). Let A and B be the
// two parts of a draw. |x - A - B|^2 / 2 is the sum of
//   |x|^2 / 2, the same for all windows,
//   |A|^2 / 2 - x A, a function of the first index,
//   |B|^2 / 2 - x B, a function of the second index, and
//   A B, a constant of the window.
// So each window takes an addition and a minimum.
//
// A state is the bits that consecutive windows share: a window's bits above its lowest k are the
// state after it, those below its highest k the state before it. States that differ only in their
// lowest k bits (`low`) are a group; they lead to the same states.

#define BLOCK 64u  // states advanced at once
#define LANES 8u
#define DRAWS_PER_NORMALIZATION 32u
#define FREE UINT32_MAX

// All arrays are in one allocation, `block`.
typedef struct {
  const sl_draws *draws;
  uint32_t states, lows, groups;
  uint32_t columns;  // number of groups, repeated up to LANES
  void *block;
  float *cross;    // [states / BLOCK][lows][BLOCK]: A B of the window from a low into a state
  float *of_part;  // [256]: cost of each first or second part
  float *cost;     // [states]: cost of the best path into each
  float *leaving;  // [lows][columns]: the same plus the cost of the next first index
  float *trail;    // [draws][states]: `leaving` of all draws
} search;

// Writes |part|^2 / 2 - targets part for all 256 parts.
SL_HOT static void price(const float *restrict parts, uint32_t values,
                         const float *restrict targets, float *restrict out) {
  for (int i = 0; i < (int)SL_INDICES; i++) out[i] = 0.0f;
  for (uint32_t v = 0; v < values; v++) {
    float target = targets[v];
    for (int i = 0; i < (int)SL_INDICES; i++) out[i] += parts[i] * (parts[i] * 0.5f - target);
    parts += SL_INDICES;
  }
}

// Writes A B of `count` first indices, from `first` on, with one second index.
SL_HOT static void multiply_parts(const sl_draws *draws, uint32_t first, uint32_t count,
                                  uint32_t second, float *restrict out) {
  for (uint32_t i = 0; i < count; i++) out[i] = 0.0f;
  for (uint32_t v = 0; v < draws->values_per_draw; v++) {
    const float *parts = draws->first + (size_t)v * SL_INDICES + first;
    float factor = draws->second[(size_t)v * SL_INDICES + second];
    for (uint32_t i = 0; i < count; i++) out[i] += parts[i] * factor;
  }
}

// Writes A B of the windows into a state: [lows].
static void cross_into(const search *work, uint32_t state, float *out) {
  uint32_t first = state * work->lows % SL_INDICES;
  uint32_t second = state / (work->states / SL_INDICES);
  multiply_parts(work->draws, first, work->lows, second, out);
}

static void fill_cross(search *work) {
  float row[SL_INDICES];
  for (uint32_t state = 0; state < work->states; state++) {
    cross_into(work, state, row);
    float *out = work->cross + (size_t)(state - state % BLOCK) * work->lows + state % BLOCK;
    for (uint32_t low = 0; low < work->lows; low++) out[(size_t)low * BLOCK] = row[low];
  }
}

// Writes the least costs into BLOCK states; leaving[low * columns + i] leads into state i.
SL_HOT static void advance_block(const float *restrict cross, const float *restrict leaving,
                                 uint32_t lows, uint32_t columns, float *restrict out) {
  float best[BLOCK];
  for (int i = 0; i < (int)BLOCK; i++) best[i] = leaving[i] + cross[i];
  for (uint32_t low = 1; low < lows; low++) {
    leaving += columns;
    cross += BLOCK;
    for (int i = 0; i < (int)BLOCK; i++) {
      float cost = leaving[i] + cross[i];
      best[i] = cost < best[i] ? cost : best[i];
    }
  }
  for (int i = 0; i < (int)BLOCK; i++) out[i] = best[i];
}

// advance_block for groups that repeat after LANES.
SL_HOT static void advance_repeated(const float *restrict cross, const float *restrict leaving,
                                    uint32_t lows, float *restrict out) {
  float best[BLOCK], from[BLOCK];
  for (int i = 0; i < (int)BLOCK; i++) best[i] = INFINITY;
  for (uint32_t low = 0; low < lows; low++) {
    for (int i = 0; i < (int)BLOCK; i++) from[i] = leaving[i % (int)LANES];
    for (int i = 0; i < (int)BLOCK; i++) {
      float cost = from[i] + cross[i];
      best[i] = cost < best[i] ? cost : best[i];
    }
    leaving += LANES;
    cross += BLOCK;
  }
  for (int i = 0; i < (int)BLOCK; i++) out[i] = best[i];
}

static void advance(search *work) {
  for (uint32_t at = 0; at < work->states; at += BLOCK) {
    const float *cross = work->cross + (size_t)at * work->lows;
    if (work->columns == LANES) {
      advance_repeated(cross, work->leaving, work->lows, work->cost + at);
    } else {
      advance_block(cross, work->leaving + at % work->groups, work->lows, work->columns,
                    work->cost + at);
    }
  }
}

// Transposes [groups][lows] to [lows][columns].
static inline void by_low(const float *restrict costs, uint32_t groups, uint32_t lows,
                          float *restrict out) {
  for (uint32_t low = 0; low < lows; low++) {
    for (uint32_t group = 0; group < groups; group++) {
      out[(size_t)low * groups + group] = costs[(size_t)group * lows + low];
    }
  }
}

SL_HOT static void sort_by_low(const float *restrict costs, uint32_t groups, uint32_t lows,
                               float *restrict out) {
  switch (lows) {  // a specialized loop for each number
    case 2:
      by_low(costs, groups, 2, out);
      break;
    case 4:
      by_low(costs, groups, 4, out);
      break;
    case 8:
      by_low(costs, groups, 8, out);
      break;
    default:
      by_low(costs, groups, 16, out);
      break;
  }
}

SL_HOT static void repeat_by_low(const float *restrict costs, uint32_t groups, uint32_t lows,
                                 float *restrict out) {
  if (groups == 1) {
    for (uint32_t low = 0; low < lows; low++, out += LANES) {
      for (int i = 0; i < (int)LANES; i++) out[i] = costs[low];
    }
    return;
  }
  for (uint32_t low = 0; low < lows; low++, out += LANES) {
    for (uint32_t i = 0; i < LANES; i++) out[i] = costs[(i & (groups - 1)) * lows + low];
  }
}

SL_HOT static void add_first(const float *restrict costs, const float *restrict first,
                             uint32_t count, float *restrict out) {
  for (uint32_t at = 0; at < count; at += SL_INDICES) {
    for (int i = 0; i < (int)SL_INDICES; i++) out[i] = costs[i] + first[i];
    costs += SL_INDICES;
    out += SL_INDICES;
  }
}

// Adds the cost of the first index.
static void leave(search *work, const float *targets, float *out_trail) {
  price(work->draws->first, work->draws->values_per_draw, targets, work->of_part);
  add_first(work->cost, work->of_part, work->states, out_trail);
  if (work->columns == LANES) {
    repeat_by_low(out_trail, work->groups, work->lows, work->leaving);
  } else {
    sort_by_low(out_trail, work->groups, work->lows, work->leaving);
  }
}

SL_HOT static void add_second(const float *restrict second, uint32_t alike, float *restrict costs) {
  for (int i = 0; i < (int)SL_INDICES; i++) {
    for (uint32_t j = 0; j < alike; j++) costs[j] += second[i];
    costs += alike;
  }
}

// Adds the cost of the second index.
static void arrive(search *work, const float *targets) {
  price(work->draws->second, work->draws->values_per_draw, targets, work->of_part);
  add_second(work->of_part, work->states / SL_INDICES, work->cost);
}

static uint32_t cheapest(const float *cost, uint32_t count) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < count; i++) {
    if (cost[i] < cost[best]) best = i;
  }
  return best;
}

// Subtracts the least cost from all, so that float32 resolves differences after many draws.
static void normalize(float *cost, uint32_t count) {
  float least = cost[cheapest(cost, count)];
  for (uint32_t i = 0; i < count; i++) cost[i] -= least;
}

static void trace_back(const search *work, uint32_t count, uint16_t *out_windows) {
  uint32_t state = cheapest(work->cost, work->states);
  for (uint32_t t = count; t-- > 0;) {
    float into[SL_INDICES];
    cross_into(work, state, into);
    const float *leaving =
        work->trail + (size_t)t * work->states + state % work->groups * work->lows;
    for (uint32_t low = 0; low < work->lows; low++) into[low] += leaving[low];
    uint32_t window = state * work->lows + cheapest(into, work->lows);
    out_windows[t] = (uint16_t)window;
    state = window % work->states;
  }
}

static int search_open(search *work, const sl_draws *draws, uint32_t count) {
  uint32_t k = draws->bits_per_draw;
  work->draws = draws;
  work->lows = 1u << k;
  work->states = 1u << sl_shared_bits(draws);
  work->groups = work->states / work->lows;
  work->columns = work->groups > LANES ? work->groups : LANES;
  size_t states = work->states, lows = work->lows;
  work->block = malloc(sizeof(float) * (states * lows + SL_INDICES + states + lows * work->columns +
                                        count * states));
  if (!work->block) return -1;
  work->cross = work->block;
  work->of_part = work->cross + states * lows;
  work->cost = work->of_part + SL_INDICES;
  work->leaving = work->cost + states;
  work->trail = work->leaving + lows * work->columns;
  fill_cross(work);
  return 0;
}

// Searches a segment. state: the state before its first draw, or FREE for any. Returns the state
// before draw `kept`.
static uint32_t search_segment(search *work, const float *targets, uint32_t count, uint32_t state,
                               uint32_t kept, uint16_t *out_windows) {
  for (uint32_t s = 0; s < work->states; s++) work->cost[s] = state == FREE ? 0.0f : INFINITY;
  if (state != FREE) work->cost[state] = 0.0f;
  for (uint32_t t = 0; t < count; t++) {
    const float *wanted = targets + (size_t)t * work->draws->values_per_draw;
    leave(work, wanted, work->trail + (size_t)t * work->states);
    advance(work);
    arrive(work, wanted);
    if (t % DRAWS_PER_NORMALIZATION == DRAWS_PER_NORMALIZATION - 1) {
      normalize(work->cost, work->states);
    }
  }
  trace_back(work, count, out_windows);
  return out_windows[kept - 1] / work->lows;
}

int sl_trellis_search(const sl_draws *draws, const float *targets, uint32_t count, uint32_t segment,
                      uint32_t lookahead, uint16_t *out_windows) {
  search work;
  if (search_open(&work, draws, count < segment ? count : segment) != 0) return -1;
  uint32_t state = FREE;
  while (count) {
    uint32_t found = count < segment ? count : segment;
    uint32_t kept = found == count ? count : found - lookahead;
    state = search_segment(&work, targets, found, state, kept, out_windows);
    targets += (size_t)kept * draws->values_per_draw;
    out_windows += kept;
    count -= kept;
  }
  free(work.block);
  return 0;
}
