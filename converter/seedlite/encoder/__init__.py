"""Weights in, records and encoded tensors out, and back (SPEC.md, sections 2 to 5)."""

from seedlite.encoder.draws import levels, window_values
from seedlite.encoder.network import METHODS, encode_network
from seedlite.encoder.noise import row_noise, snr_db
from seedlite.encoder.payload import Payload
from seedlite.encoder.rates import Rate, choose_rate
from seedlite.encoder.record import Record
from seedlite.encoder.regenerate import regenerate, row_scales
from seedlite.encoder.tensors import EncodedTensor, NetworkStatistics, WeightTensor
from seedlite.encoder.trellis import search_windows

__all__ = [
    "METHODS",
    "EncodedTensor",
    "NetworkStatistics",
    "Payload",
    "Rate",
    "Record",
    "WeightTensor",
    "choose_rate",
    "encode_network",
    "levels",
    "regenerate",
    "row_noise",
    "row_scales",
    "search_windows",
    "snr_db",
    "window_values",
]
