// mutations FILE: tries every truncation of a centralized model, and every byte changed to three
// other values, with the section's checksum as it is and corrected. Prints lines
// `KIND STATUS COUNT`. Exits with 2 if a model takes the runtime ten seconds.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "format/sl_crc32.h"

#define LOWEST (-16)  // below every status
#define MOST_SECONDS 10

typedef struct {
  const char *kind;
  unsigned counts[-LOWEST + 1];
} tally;

static void count(tally *t, const uint8_t *model, size_t bytes) {
  alarm(MOST_SECONDS);
  t->counts[-check_model(model, bytes)]++;
}

static void print(const tally *t) {
  for (int i = 0; i <= -LOWEST; i++) {
    if (t->counts[i]) printf("%s %d %u\n", t->kind, -i, t->counts[i]);
  }
}

// Returns the offset of the section's checksum: the four bytes that equal the CRC of the rest.
static size_t checksum_at(const uint8_t *model, size_t bytes) {
  static const uint8_t zeros[4] = {0, 0, 0, 0};
  uint32_t before = 0;
  for (size_t at = 0; at + 4 <= bytes; before = sl_crc32(before, model + at, 4), at += 4) {
    uint32_t crc = sl_crc32(sl_crc32(before, zeros, 4), model + at + 4, (uint32_t)(bytes - at - 4));
    if (memcmp(&crc, model + at, 4) == 0) return at;
  }
  fprintf(stderr, "no checksum found\n");
  exit(2);
}

static void repair(uint8_t *model, size_t bytes, size_t at) {
  memset(model + at, 0, 4);
  uint32_t crc = sl_crc32(0, model, (uint32_t)bytes);
  memcpy(model + at, &crc, 4);
}

static void change_bytes(uint8_t *model, size_t bytes) {
  tally changed = {"changed", {0}}, repaired = {"repaired", {0}};
  size_t checksum = checksum_at(model, bytes);
  uint8_t old_checksum[4];
  memcpy(old_checksum, model + checksum, 4);
  for (size_t at = 0; at < bytes; at++) {
    const uint8_t old = model[at], values[] = {0, 0xFF, (uint8_t)(old ^ 1)};
    for (int i = 0; i < 3; i++) {
      if (values[i] == old) continue;
      model[at] = values[i];
      count(&changed, model, bytes);
      repair(model, bytes, checksum);
      count(&repaired, model, bytes);
      model[at] = old;
      memcpy(model + checksum, old_checksum, 4);
    }
  }
  print(&changed);
  print(&repaired);
}

int main(int count_of_arguments, char **arguments) {
  if (count_of_arguments != 2) return 2;
  size_t bytes;
  uint8_t *model = read_whole(arguments[1], &bytes);
  tally truncated = {"truncated", {0}};
  for (size_t length = 0; length < bytes; length++) count(&truncated, model, length);
  print(&truncated);
  change_bytes(model, bytes);
  free(model);
  return 0;
}
