#include "beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "candidates.h"
#include "hot.h"

#define LANES 8u

// A weight's position in its row.
typedef struct {
  uint32_t row;
  uint32_t index;
  float target;
  float weight;  // factor of the squared sum of its own error and the feedback
} place;

// The draw that is being chosen.
typedef struct {
  place places[SL_BEAM_MAX_VALUES];
  uint32_t count;
} draw;

// A chosen candidate.
typedef struct {
  uint32_t parent;
  uint32_t slot;
  uint16_t window;
  float cost;
} child;

// All survivors share the draws before their paths. `known` holds the errors of shared draws,
// `errors` those of the paths.
typedef struct {
  sl_candidates candidates;
  const sl_row_cost *form;
  const float *targets;
  const uint8_t *live;
  uint16_t *out_windows;

  float *aims;  // [rows * row_length]: targets plus what the errors of rows before add

  uint32_t most_survivors;
  uint32_t settled_draws;             // draws that leave the paths at a time
  uint32_t most_draws;                // draws of a path: at most 2 * settled_draws
  uint32_t stride;                    // of errors: most_draws * V, rounded up to LANES
  uint32_t survivors, draws, values;  // current number; draws and values of a path
  int begun;                          // the first draw is chosen
  uint32_t settled;                   // draws before the paths

  float *known;         // [rows][row_length]
  float *errors;        // [most_survivors][stride]
  float *cost;          // [most_survivors]
  float *coefficients;  // [stride]
  float *expected;      // [V][most_survivors]: target plus feedback of a draw's values
  uint32_t *chosen;     // [most_survivors] candidates
  place *places;        // [stride] of the paths' values
  child *children;      // [most_survivors]
  uint16_t *paths;      // [most_survivors][most_draws]: windows
  uint16_t *window;     // [most_survivors]: last window
  uint8_t *has_child;   // [most_survivors]
} beam;

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

// Dot product. The order of summation determines the result's bits.
static inline float dot(const float *a, const float *b, uint32_t count) {
  lanes sums = {0};
  uint32_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    lanes x, y;
    memcpy(&x, a + i, sizeof x);
    memcpy(&y, b + i, sizeof y);
    sums += x * y;
  }
  float sum =
      ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
  for (; i < count; i++) sum += a[i] * b[i];
  return sum;
}

SL_HOT static float dot_known(const float *feedback, const float *known, uint32_t count) {
  return dot(feedback, known, count);
}

SL_HOT static void dot_each(const float *coefficients, const float *errors, uint32_t stride,
                            uint32_t count, uint32_t survivors, float base, float *out) {
  for (uint32_t s = 0; s < survivors; s++) {
    out[s] = base + dot(coefficients, errors + (size_t)s * stride, count);
  }
}

static place place_of(const beam *b, uint32_t position) {
  const sl_row_cost *form = b->form;
  place at;
  at.row = form->interleaved ? position % form->rows : position / form->row_length;
  at.index = form->interleaved ? position / form->rows : position % form->row_length;
  at.target = b->aims[position];
  size_t factor = form->factor_per_row ? at.row : 0;
  at.weight = form->row_weights[at.row] * form->weights[factor * form->row_length + at.index];
  return at;
}

static float *known_at(const beam *b, const place *at) {
  return b->known + (size_t)at->row * b->form->row_length + at->index;
}

static uint32_t before_in_block(const beam *b, const place *at) {
  return at->index % b->form->lookback;
}

// Returns the feedback factors of the errors before a place in its block: [before_in_block].
static const float *feedback_into(const beam *b, const place *at) {
  size_t factor = b->form->factor_per_row ? at->row : 0;
  return b->form->feedback + (factor * b->form->row_length + at->index) * b->form->lookback;
}

// Returns the factor by which the error at `from` adds to the one at `into`.
static float feedback_between(const beam *b, const place *from, const place *into) {
  uint32_t start = into->index - before_in_block(b, into);
  if (from->row != into->row || from->index < start || from->index >= into->index) return 0.0f;
  return feedback_into(b, into)[from->index - start];
}

// Writes every survivor's target plus feedback at a place. Returns whether survivors differ.
static int expect(beam *b, const place *at, float *out) {
  uint32_t before = before_in_block(b, at);
  float base = at->target + dot_known(feedback_into(b, at), known_at(b, at) - before, before);
  uint32_t first = b->values, end = 0;
  for (uint32_t i = 0; i < b->values; i++) {
    b->coefficients[i] = feedback_between(b, &b->places[i], at);
    if (b->coefficients[i] == 0.0f) continue;
    if (end == 0) first = i - i % LANES;
    end = i + 1;
  }
  uint32_t count = end > first ? end - first : 0;
  dot_each(b->coefficients + first, b->errors + first, b->stride, count, b->survivors, base, out);
  return count > 0;
}

// Begins a draw's candidates with the feedback within the draw; mixes the expected values, too.
static void mix(beam *b, const draw *d) {
  float factors[SL_BEAM_MAX_VALUES][SL_BEAM_MAX_VALUES] = {{0}};
  for (uint32_t v = 0; v < d->count; v++) {
    const place *at = &d->places[v];
    float root = sqrtf(at->weight), known = 0.0f;
    for (uint32_t u = 0; u < v; u++) {
      float feedback = feedback_between(b, &d->places[u], at);
      factors[v][u] = root * feedback;
      known += feedback * d->places[u].target;
    }
    factors[v][v] = root;
    float *expected = b->expected + v * b->most_survivors;
    for (uint32_t s = 0; s < b->survivors; s++) expected[s] = root * (expected[s] + known);
  }
  sl_candidates_begin(&b->candidates, factors, d->count);
}

static void add_candidates(beam *b, const draw *d, uint32_t source, uint32_t survivor,
                           uint32_t shared) {
  float expected[SL_BEAM_MAX_VALUES];
  for (uint32_t v = 0; v < d->count; v++) {
    expected[v] = b->expected[v * b->most_survivors + survivor];
  }
  sl_candidates_add(&b->candidates, source, shared, b->cost[survivor], expected);
}

// Returns a source's survivor. Before the first draw, all states are sources of one survivor.
static uint32_t parent_of(const beam *b, uint32_t source) {
  return b->begun ? source : 0;
}

static uint32_t shared_of(const beam *b, uint32_t source) {
  return b->begun ? (uint32_t)b->window[source] >> b->candidates.draws->bits_per_draw : source;
}

// Assigns slots: a parent's first child keeps its slot, other children take those of survivors
// without children.
static void seat(beam *b, uint32_t count) {
  memset(b->has_child, 0, b->most_survivors);
  for (uint32_t i = 0; i < count; i++) {
    child *c = &b->children[i];
    uint32_t source = b->chosen[i] / b->candidates.choices;
    c->parent = parent_of(b, source);
    c->window = sl_candidate_window(&b->candidates, shared_of(b, source), b->chosen[i]);
    c->cost = b->candidates.costs[b->chosen[i]];
    c->slot = b->has_child[c->parent] ? UINT32_MAX : c->parent;
    b->has_child[c->parent] = 1;
  }
  uint32_t vacant = 0;
  for (uint32_t i = 0; i < count; i++) {
    child *c = &b->children[i];
    if (c->slot != UINT32_MAX) continue;
    while (b->has_child[vacant]) vacant++;
    c->slot = vacant++;
    memcpy(b->errors + (size_t)c->slot * b->stride, b->errors + (size_t)c->parent * b->stride,
           b->values * sizeof *b->errors);
    memcpy(b->paths + (size_t)c->slot * b->most_draws, b->paths + (size_t)c->parent * b->most_draws,
           b->draws * sizeof *b->paths);
  }
}

// Subtracts the least cost from all, so that float32 resolves their differences.
static void normalize(beam *b) {
  float least = b->cost[0];
  for (uint32_t s = 1; s < b->survivors; s++) {
    if (b->cost[s] < least) least = b->cost[s];
  }
  for (uint32_t s = 0; s < b->survivors; s++) b->cost[s] -= least;
}

static void append(beam *b, const draw *d, uint32_t count) {
  const sl_draws *draws = b->candidates.draws;
  for (uint32_t i = 0; i < count; i++) {
    const child *c = &b->children[i];
    b->window[c->slot] = c->window;
    b->cost[c->slot] = c->cost;
    b->paths[(size_t)c->slot * b->most_draws + b->draws] = c->window;
    float *errors = b->errors + (size_t)c->slot * b->stride + b->values;
    for (uint32_t v = 0; v < d->count; v++) {
      errors[v] = d->places[v].target - sl_draw_value(draws, c->window, v);
    }
  }
  memcpy(b->places + b->values, d->places, d->count * sizeof *d->places);
  b->survivors = count;
  b->draws++;
  b->values += d->count;
  normalize(b);
}

static void choose(beam *b, const draw *d) {
  for (uint32_t v = 0; v < d->count; v++) {
    expect(b, &d->places[v], b->expected + v * b->most_survivors);
  }
  mix(b, d);
  uint32_t sources = b->begun ? b->survivors : 1u << sl_shared_bits(b->candidates.draws);
  for (uint32_t source = 0; source < sources; source++) {
    add_candidates(b, d, source, parent_of(b, source), shared_of(b, source));
  }
  uint32_t all = sources * b->candidates.choices;
  uint32_t count = all < b->most_survivors ? all : b->most_survivors;
  sl_candidates_select(&b->candidates, sources, count, b->chosen);
  seat(b, count);
  append(b, d, count);
  b->begun = 1;
}

static uint32_t cheapest(const beam *b) {
  uint32_t best = 0;
  for (uint32_t s = 1; s < b->survivors; s++) {
    if (b->cost[s] < b->cost[best]) best = s;
  }
  return best;
}

// Drops survivors whose first `draws` draws differ from the best one's.
static void keep_agreeing(beam *b, uint32_t best, uint32_t draws) {
  uint32_t kept = 0;
  for (uint32_t s = 0; s < b->survivors; s++) {
    if (memcmp(b->paths + (size_t)s * b->most_draws, b->paths + (size_t)best * b->most_draws,
               draws * sizeof *b->paths) != 0) {
      continue;
    }
    // kept <= best while s < best: the best path is not overwritten before it is compared
    memmove(b->paths + (size_t)kept * b->most_draws, b->paths + (size_t)s * b->most_draws,
            b->draws * sizeof *b->paths);
    memmove(b->errors + (size_t)kept * b->stride, b->errors + (size_t)s * b->stride,
            b->values * sizeof *b->errors);
    b->window[kept] = b->window[s];
    b->cost[kept] = b->cost[s];
    if (s == best) best = kept;
    kept++;
  }
  b->survivors = kept;
}

// Moves the best path's first draws from the paths to the shared past.
static void settle(beam *b, uint32_t draws, uint32_t values) {
  keep_agreeing(b, cheapest(b), draws);
  memcpy(b->out_windows + b->settled, b->paths, draws * sizeof *b->paths);
  for (uint32_t i = 0; i < values; i++) *known_at(b, &b->places[i]) = b->errors[i];
  b->settled += draws;
  b->draws -= draws;
  b->values -= values;
  memmove(b->places, b->places + values, b->values * sizeof *b->places);
  for (uint32_t s = 0; s < b->survivors; s++) {
    uint16_t *path = b->paths + (size_t)s * b->most_draws;
    float *errors = b->errors + (size_t)s * b->stride;
    memmove(path, path + draws, b->draws * sizeof *path);
    memmove(errors, errors + values, b->values * sizeof *errors);
  }
}

// Adds the cost of masked weights, whose error is known but whose feedback differs by survivor.
static void charge_masked(beam *b, uint32_t begin, uint32_t end) {
  for (uint32_t position = begin; position < end; position++) {
    if (b->live[position]) continue;
    place at = place_of(b, position);
    if (!expect(b, &at, b->expected)) continue;
    for (uint32_t s = 0; s < b->survivors; s++) {
      b->cost[s] += at.weight * (b->expected[s] * b->expected[s]);
    }
  }
}

// Writes the errors of the best path, or zeros, among those of shared draws.
static void show_best(beam *b, int shown) {
  uint32_t best = cheapest(b);
  for (uint32_t i = 0; i < b->values; i++) {
    *known_at(b, &b->places[i]) = shown ? b->errors[(size_t)best * b->stride + i] : 0.0f;
  }
}

// Adds to a row's targets what the errors of the rows before it do; a draw that is not complete
// counts as exact. `known` and `errors` are relative to aims.
static void couple(beam *b, uint32_t row) {
  uint32_t length = b->form->row_length;
  const float *factors = b->form->row_feedback + (size_t)row * b->form->rows;
  float *aims = b->aims + (size_t)row * length;
  show_best(b, 1);
  for (uint32_t s = 0; s < row; s++) {
    if (factors[s] == 0.0f) continue;
    size_t at = (size_t)s * length;
    for (uint32_t j = 0; j < length; j++) {
      aims[j] += factors[s] * (b->known[at + j] - (b->aims[at + j] - b->targets[at + j]));
    }
  }
  show_best(b, 0);
  for (uint32_t j = 0; j < length; j++) {
    size_t at = (size_t)row * length + j;
    if (!b->live[at]) b->known[at] = aims[j];
  }
}

static void search(beam *b) {
  uint32_t count = b->form->rows * b->form->row_length;
  uint32_t live = 0, charged = 0;
  for (uint32_t i = 0; i < count; i++) {
    place at = place_of(b, i);
    *known_at(b, &at) = b->live[i] ? 0.0f : at.target;
    live += b->live[i] != 0;
  }
  uint32_t values = b->candidates.draws->values_per_draw;
  draw d = {.count = 0};
  for (uint32_t i = 0; i < count; i++) {
    if (b->form->row_feedback && i % b->form->row_length == 0) couple(b, i / b->form->row_length);
    if (!b->live[i]) continue;
    d.places[d.count++] = place_of(b, i);
    live--;
    if (d.count < values && live) continue;
    choose(b, &d);
    charge_masked(b, charged, i);
    charged = i;
    if (b->draws == b->most_draws) {
      settle(b, b->settled_draws, b->settled_draws * values);
    }
    d.count = 0;
  }
  charge_masked(b, charged, count);
  settle(b, b->draws, b->values);
}

// Returns how many draws to settle at a time. Survivors differ in about log2(survivors) bits, so
// after a few times as many draws they descend from one.
static uint32_t settled_draws(uint32_t survivors, uint32_t bits_per_draw) {
  uint32_t bits = 1;
  while (survivors >> bits) bits++;
  return 8 * ((bits + bits_per_draw - 1) / bits_per_draw) + 8;
}

static void close_beam(beam *b) {
  void *arrays[] = {b->known,  b->errors,   b->cost,  b->coefficients, b->expected,  b->chosen,
                    b->places, b->children, b->paths, b->window,       b->has_child, b->aims};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
  sl_candidates_close(&b->candidates);
}

static int open_beam(beam *b, const sl_draws *draws) {
  size_t most = b->most_survivors, values = draws->values_per_draw;
  b->settled_draws = settled_draws(b->most_survivors, draws->bits_per_draw);
  b->most_draws = 2 * b->settled_draws;
  b->stride = (b->most_draws * draws->values_per_draw + LANES - 1) / LANES * LANES;
  b->survivors = 1;
  size_t count = (size_t)b->form->rows * b->form->row_length;
  b->aims = malloc(count * sizeof *b->aims);
  if (b->aims) memcpy(b->aims, b->targets, count * sizeof *b->aims);
  b->known = calloc(count, sizeof *b->known);
  b->errors = calloc(most * b->stride, sizeof *b->errors);
  b->cost = calloc(most, sizeof *b->cost);
  b->coefficients = calloc(b->stride, sizeof *b->coefficients);
  b->expected = calloc(values * most, sizeof *b->expected);
  b->chosen = calloc(most, sizeof *b->chosen);
  b->places = calloc(b->stride, sizeof *b->places);
  b->children = calloc(most, sizeof *b->children);
  b->paths = calloc(most * b->most_draws, sizeof *b->paths);
  b->window = calloc(most, sizeof *b->window);
  b->has_child = calloc(most, sizeof *b->has_child);
  int status = sl_candidates_open(&b->candidates, draws, b->most_survivors);
  return status == 0 && b->aims && b->known && b->errors && b->cost && b->coefficients &&
                 b->expected && b->chosen && b->places && b->children && b->paths && b->window &&
                 b->has_child
             ? 0
             : -1;
}

int sl_beam_search(const sl_draws *draws, const sl_row_cost *cost, const float *targets,
                   const uint8_t *live, uint32_t survivors, uint16_t *out_windows) {
  beam b = {.form = cost,
            .targets = targets,
            .live = live,
            .out_windows = out_windows,
            .most_survivors = survivors};
  int status = open_beam(&b, draws);
  if (status == 0) search(&b);
  close_beam(&b);
  return status;
}
