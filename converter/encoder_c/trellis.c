#include "trellis.h"

#include <math.h>
#include <stdlib.h>

// Loops over all windows: where the loader can choose by the machine, built for AVX2 too. (AVX2
// alone has no fused multiply-add: both builds give the same results.)
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define SL_HOT __attribute__((target_clones("avx2", "default")))
#else
#define SL_HOT
#endif

#define DRAWS_PER_NORMALIZATION 32u

// The best path into each window so far, and room to work. One allocation: `block`.
typedef struct {
  void *block;
  float *cost;            // [2^L] of the best path that ends in the window
  float *selected[2];     // [2^(L-1)] each: rounds of a knockout among predecessors
  uint32_t *choice[2];    // [2^(L-1)] each: low bits of the winners
  uint16_t *predecessor;  // [draws][2^(L-k)]: the k low bits of the best window before
} search;

// First round of the knockout: the better of each two neighbours, and which it was.
SL_HOT static void select_first(const float *restrict cost, uint32_t pairs,
                                float *restrict out_cost, uint32_t *restrict out_choice) {
  for (uint32_t i = 0; i < pairs; i++) {
    float even = cost[2 * i], odd = cost[2 * i + 1];
    out_cost[i] = odd < even ? odd : even;
    out_choice[i] = odd < even ? 1u : 0u;
  }
}

// A later round, among the winners of the rounds before; `bit` says which half of them won.
SL_HOT static void select_next(const float *restrict cost, const uint32_t *restrict choice,
                               uint32_t pairs, uint32_t bit, float *restrict out_cost,
                               uint32_t *restrict out_choice) {
  for (uint32_t i = 0; i < pairs; i++) {
    float even = cost[2 * i], odd = cost[2 * i + 1];
    uint32_t even_choice = choice[2 * i], odd_choice = choice[2 * i + 1] | bit;
    uint32_t odd_wins = odd < even ? UINT32_MAX : 0u;
    out_cost[i] = odd < even ? odd : even;
    out_choice[i] = (odd_choice & odd_wins) | (even_choice & ~odd_wins);
  }
}

SL_HOT static void narrow(const uint32_t *restrict choice, uint32_t count,
                          uint16_t *restrict out_choice) {
  for (uint32_t i = 0; i < count; i++) out_choice[i] = (uint16_t)choice[i];
}

// cost[i] = base[i] + importance * (target - value[i])^2
SL_HOT static void add_distortion(const float *restrict base, const float *restrict value,
                                  uint32_t count, float target, float importance,
                                  float *restrict out_cost) {
  for (uint32_t i = 0; i < count; i++) {
    float error = target - value[i];
    out_cost[i] = base[i] + importance * (error * error);
  }
}

SL_HOT static void accumulate_distortion(const float *restrict value, uint32_t count, float target,
                                         float importance, float *restrict cost) {
  for (uint32_t i = 0; i < count; i++) {
    float error = target - value[i];
    cost[i] += importance * (error * error);
  }
}

static uint32_t cheapest(const float *cost, uint32_t count) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < count; i++) {
    if (cost[i] < cost[best]) best = i;
  }
  return best;
}

// Keeps costs small, so that float32 resolves their differences however many draws there are.
static void normalize(float *cost, uint32_t count) {
  float least = cost[cheapest(cost, count)];
  for (uint32_t i = 0; i < count; i++) cost[i] -= least;
}

// The 2^k windows 2^k g ... 2^k g + 2^k - 1 have the same successors: the best of each such group
// survives. Returns the survivors' costs, [2^(L-k)].
static const float *select_predecessors(search *work, const sl_trellis *trellis,
                                        uint16_t *out_predecessor) {
  uint32_t pairs = 1u << (trellis->window_bits - 1);
  select_first(work->cost, pairs, work->selected[0], work->choice[0]);
  uint32_t from = 0;
  for (uint32_t round = 1; round < trellis->bits_per_draw; round++, from ^= 1u) {
    pairs /= 2;
    select_next(work->selected[from], work->choice[from], pairs, 1u << round,
                work->selected[from ^ 1u], work->choice[from ^ 1u]);
  }
  narrow(work->choice[from], pairs, out_predecessor);
  return work->selected[from];
}

// Costs of all windows after a draw, from those of the groups of their predecessors.
static void advance(search *work, const sl_trellis *trellis, const float *groups,
                    const float *targets, const float *importance) {
  uint32_t windows = 1u << trellis->window_bits;
  uint32_t group_count = windows >> trellis->bits_per_draw;
  for (uint32_t at = 0; at < windows; at += group_count) {
    add_distortion(groups, trellis->codebook + at, group_count, targets[0], importance[0],
                   work->cost + at);
  }
  for (uint32_t v = 1; v < trellis->values_per_draw; v++) {
    accumulate_distortion(trellis->codebook + (size_t)v * windows, windows, targets[v],
                          importance[v], work->cost);
  }
}

// Costs of the groups before the first draw: free, or only the group of window `before`.
static const float *start(search *work, const sl_trellis *trellis, uint32_t before) {
  uint32_t group_count = 1u << (trellis->window_bits - trellis->bits_per_draw);
  float *groups = work->selected[0];
  for (uint32_t g = 0; g < group_count; g++) {
    groups[g] = before == SL_TRELLIS_FREE_START ? 0.0f : INFINITY;
  }
  if (before != SL_TRELLIS_FREE_START) groups[before >> trellis->bits_per_draw] = 0.0f;
  return groups;
}

static void trace_back(const search *work, const sl_trellis *trellis, uint32_t draws,
                       uint16_t *out_windows) {
  uint32_t k = trellis->bits_per_draw;
  uint32_t group_count = 1u << (trellis->window_bits - k);
  uint32_t window = cheapest(work->cost, 1u << trellis->window_bits);
  for (uint32_t t = draws - 1;; t--) {
    out_windows[t] = (uint16_t)window;
    if (t == 0) return;
    uint32_t group = window & (group_count - 1);
    window = (group << k) | work->predecessor[(size_t)t * group_count + group];
  }
}

static int search_open(search *work, const sl_trellis *trellis, uint32_t draws) {
  size_t windows = (size_t)1 << trellis->window_bits;
  size_t survivors = (size_t)draws * (windows >> trellis->bits_per_draw);
  size_t half = windows / 2;
  work->block = malloc(windows * sizeof(float) + 2 * half * (sizeof(float) + sizeof(uint32_t)) +
                       survivors * sizeof(uint16_t));
  if (!work->block) return -1;
  work->cost = work->block;
  work->selected[0] = work->cost + windows;
  work->selected[1] = work->selected[0] + half;
  work->choice[0] = (uint32_t *)(work->selected[1] + half);
  work->choice[1] = work->choice[0] + half;
  work->predecessor = (uint16_t *)(work->choice[1] + half);
  return 0;
}

int sl_trellis_search(const sl_trellis *trellis, const float *targets, const float *importance,
                      uint32_t draws, uint32_t before, uint16_t *out_windows) {
  if (draws == 0) return 0;
  search work;
  if (search_open(&work, trellis, draws) != 0) return -1;
  uint32_t windows = 1u << trellis->window_bits;
  uint32_t group_count = windows >> trellis->bits_per_draw;
  uint32_t values = trellis->values_per_draw;
  const float *groups = start(&work, trellis, before);
  for (uint32_t t = 0; t < draws; t++) {
    if (t) groups = select_predecessors(&work, trellis, work.predecessor + (size_t)t * group_count);
    advance(&work, trellis, groups, targets + (size_t)t * values, importance + (size_t)t * values);
    if (t % DRAWS_PER_NORMALIZATION == DRAWS_PER_NORMALIZATION - 1) normalize(work.cost, windows);
  }
  trace_back(&work, trellis, draws, out_windows);
  free(work.block);
  return 0;
}
