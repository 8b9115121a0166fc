#include "requantize.h"

int8_t sl_any_output(const sl_requantize *requantize, const sl_channel *channel, uint32_t sum) {
  sl_multiplier multiplier = {channel->multiplier, channel->shift};
  return sl_requantize_s8(requantize, multiplier, (int32_t)(channel->bias + sum));
}
