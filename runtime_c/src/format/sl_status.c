// SPDX-License-Identifier: Apache-2.0
#include "seedlite.h"

const char *sl_status_text(sl_status status) {
#ifdef SL_NO_STATUS_TEXT
  (void)status;
  return "";
#else
  switch (status) {
#define SL_STATUS_CASE(name, code, text) \
  case name:                             \
    return text;
    SL_STATUS_LIST(SL_STATUS_CASE)
#undef SL_STATUS_CASE
  }
  return "unknown status";
#endif
}
