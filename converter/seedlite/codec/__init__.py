"""The file format of centralized weights: records, seed bits, regeneration (SPEC.md)."""

from seedlite.codec.centralize import (
    CentralizedLayer,
    CodedModel,
    bias_quantization,
    centralize,
    channel_scales,
    correct_bias,
    editable,
    install_weights,
    pack_planned,
    pack_recorded,
    recorded_model,
    store_weights,
    weight_tensor,
)
from seedlite.codec.describe import WeightsReport, describe_record, describe_stored
from seedlite.codec.distortion import channel_scaled, snr_db
from seedlite.codec.draws import (
    LEVEL_STD,
    TABLE,
    UINT32,
    draw_std,
    drawn_values,
    hashed,
    seed_bits,
    window_bits,
)
from seedlite.codec.expand import RecordedTensor, expanded, is_centralized, recorded_tensors
from seedlite.codec.mask import choose_mask_group, zero_groups
from seedlite.codec.order import WeightOrder
from seedlite.codec.payload import (
    Payload,
    encoded_bytes,
    live_count,
    live_weights,
    part_bits,
    without_row_codes,
)
from seedlite.codec.rates import DB_PER_BIT, MAX_RATE, MIN_RATE, Rate, choose_rate, rate_ladder
from seedlite.codec.record import Record
from seedlite.codec.regenerate import combine, row_levels, scaled_draws
from seedlite.codec.row_codes import RowCodes, choose_row_codes, multipliers
from seedlite.codec.row_spreads import SPREAD_BITS, RowSpreads, choose_row_spreads
from seedlite.codec.section import check_checksum, read_network
from seedlite.codec.tensors import EncodedTensor, NetworkStatistics, WeightTensor
