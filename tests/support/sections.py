"""Centralized files made by hand."""

from collections.abc import Callable, Sequence

from seedlite.codec.section import Entry, pack_section, with_checksum
from seedlite.codec.tensors import NetworkStatistics
from seedlite.format.constants import SECTION_NAME
from seedlite.model.graph import Model
from seedlite.model.pack import pack_with

NONE = NetworkStatistics()


def with_section(
    model: Model,
    record: tuple[int, int, int],
    network: NetworkStatistics = NONE,
    edit: Callable[[bytes], bytes] = bytes,
) -> bytes:
    """The model's file with a section of one record, `edit`ed. record: numbers of the tensors of
    weights, encoded bytes and the record's own."""
    weights, encoded, ancillary = record

    def section(buffers: Sequence[int]) -> bytes:
        entry = Entry(weights, buffers[encoded], buffers[ancillary])
        return edit(pack_section([entry], network))

    return with_checksum(*pack_with(model, SECTION_NAME, section))
