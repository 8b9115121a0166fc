#include "sites.h"

#include <string.h>

#include "seedlite_format.h"

#define MOST_ELEMENTS 64u  // of a vector of tables
#define CHECKSUM_IN_SECTION 4u

typedef enum { SCALAR, VECTOR, TABLE, TABLES, BYTES } kind;

// A field of a table; width: bytes of its value, or of a value of its vector.
typedef struct {
  uint32_t slot;
  kind kind;
  uint32_t width;
  const struct schema *of;
} field;

typedef struct schema {
  uint32_t count;
  field fields[8];
} schema;

static const schema operator_code = {3, {{0, SCALAR, 1, 0}, {2, SCALAR, 4, 0}, {3, SCALAR, 4, 0}}};
static const schema quantization = {
    4, {{2, VECTOR, 4, 0}, {3, VECTOR, 8, 0}, {4, SCALAR, 1, 0}, {6, SCALAR, 4, 0}}};
static const schema tensor = {
    4, {{0, VECTOR, 4, 0}, {1, SCALAR, 1, 0}, {2, SCALAR, 4, 0}, {4, TABLE, 0, &quantization}}};
static const schema options = {1, {{0, BYTES, 1, 0}}};
static const schema operation = {5,
                                 {{0, SCALAR, 4, 0},
                                  {1, VECTOR, 4, 0},
                                  {2, VECTOR, 4, 0},
                                  {3, SCALAR, 1, 0},
                                  {4, TABLE, 0, &options}}};
static const schema subgraph = {
    4, {{0, TABLES, 0, &tensor}, {1, VECTOR, 4, 0}, {2, VECTOR, 4, 0}, {3, TABLES, 0, &operation}}};
static const schema buffer = {1, {{0, VECTOR, 1, 0}}};
static const schema metadata = {2, {{0, VECTOR, 1, 0}, {1, SCALAR, 4, 0}}};
static const schema model = {5,
                             {{0, SCALAR, 4, 0},
                              {1, TABLES, 0, &operator_code},
                              {2, TABLES, 0, &subgraph},
                              {4, TABLES, 0, &buffer},
                              {6, TABLES, 0, &metadata}}};
enum { MODEL_BUFFERS = 4, MODEL_METADATA = 6 };

typedef struct {
  const uint8_t *file;
  size_t size;
  sites *found;
} walk;

// Returns the little-endian number of `width` bytes; 0 outside the file.
static uint32_t number(const walk *w, uint32_t at, uint32_t width) {
  uint32_t value = 0;
  if (at > w->size || w->size - at < width) return 0;
  memcpy(&value, w->file + at, width);
  return value;
}

static uint32_t target(const walk *w, uint32_t at) {
  uint32_t offset = number(w, at, 4);
  return offset && offset < w->size - at ? at + offset : 0;
}

// Returns a field's offset in the file; 0 if the table lacks it.
static uint32_t field_at(const walk *w, uint32_t table, uint32_t slot) {
  uint32_t vtable = table - number(w, table, 4);
  if (vtable >= w->size || 4 + 2 * slot >= number(w, vtable, 2)) return 0;
  uint32_t offset = number(w, vtable + 4 + 2 * slot, 2);
  return offset && table + offset < w->size ? table + offset : 0;
}

static void add(const walk *w, uint32_t at, uint32_t width, uint32_t count) {
  sites *found = w->found;
  if (!count || at >= w->size || (w->size - at) / width < count) return;
  if (found->count < MOST_SITES) found->items[found->count++] = (site){at, width, count};
}

static void visit(const walk *w, uint32_t table, const schema *s);

static void visit_vector(const walk *w, uint32_t vector, const field *f) {
  uint32_t count = number(w, vector, 4);
  add(w, vector, 4, 1);
  if (f->kind == VECTOR) {
    add(w, vector + 4, f->width, count);
    return;
  }
  add(w, vector + 4, 4, count);
  for (uint32_t i = 0; i < count && i < MOST_ELEMENTS; i++) {
    visit(w, target(w, vector + 4 + 4 * i), f->of);
  }
}

static void visit_field(const walk *w, uint32_t table, const field *f) {
  if (f->kind == BYTES) {  // a table of scalars of any kind
    uint32_t vtable = table - number(w, table, 4);
    uint32_t bytes = vtable < w->size ? number(w, vtable + 2, 2) : 0;
    if (bytes > 4) add(w, table + 4, 1, bytes - 4);
    return;
  }
  uint32_t at = field_at(w, table, f->slot);
  if (!at) return;
  if (f->kind == SCALAR) {
    add(w, at, f->width, 1);
  } else if (f->kind == TABLE) {
    visit(w, target(w, at), f->of);
  } else if (target(w, at)) {
    visit_vector(w, target(w, at), f);
  }
}

static void visit(const walk *w, uint32_t table, const schema *s) {
  if (!table) return;
  for (uint32_t i = 0; i < s->count; i++) visit_field(w, table, &s->fields[i]);
}

// Returns the offset of element `index` of a vector of tables in the root; 0 if there is none.
static uint32_t element(const walk *w, uint32_t slot, uint32_t index) {
  uint32_t at = field_at(w, target(w, 0), slot);
  uint32_t vector = at ? target(w, at) : 0;
  return vector && index < number(w, vector, 4) ? target(w, vector + 4 + 4 * index) : 0;
}

static uint32_t vector_in(const walk *w, uint32_t table, uint32_t slot) {
  uint32_t at = table ? field_at(w, table, slot) : 0;
  return at ? target(w, at) : 0;
}

static uint32_t checksum_of(const walk *w) {
  uint32_t entry;
  for (uint32_t i = 0; i < MOST_ELEMENTS && (entry = element(w, MODEL_METADATA, i)); i++) {
    uint32_t name = vector_in(w, entry, 0), length = (uint32_t)strlen(SL_SECTION_NAME);
    if (!name || number(w, name, 4) != length || w->size - name < 4 + length) continue;
    if (memcmp(w->file + name + 4, SL_SECTION_NAME, length) != 0) continue;
    uint32_t index_at = field_at(w, entry, 1);
    uint32_t index = index_at ? number(w, index_at, 4) : 0;
    uint32_t data = vector_in(w, element(w, MODEL_BUFFERS, index), 0);
    uint32_t at = data + 4 + CHECKSUM_IN_SECTION;
    return data && at < w->size && w->size - at >= 4 ? at : 0;
  }
  return 0;
}

void find_sites(const uint8_t *file, size_t size, sites *out) {
  const walk w = {file, size, out};
  out->count = out->checksum = 0;
  if (size < 8) return;
  visit(&w, target(&w, 0), &model);
  out->checksum = checksum_of(&w);
}
