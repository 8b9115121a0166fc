"""The SEEDLITE metadata section (SPEC.md, section 6)."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from seedlite.codec.record import in_range
from seedlite.codec.tensors import NetworkStatistics
from seedlite.errors import BadInputError
from seedlite.format.constants import (
    SECTION_ENTRY_BYTES,
    SECTION_HEADER_BYTES,
    SECTION_NAME,
    SECTION_VERSION,
)
from seedlite.model import metadata_offset

HEADER = struct.Struct("<HHIbBH")
ENTRY = struct.Struct("<HHH")
CHECKSUM_AT = 4  # in the header
assert HEADER.size == SECTION_HEADER_BYTES
assert ENTRY.size == SECTION_ENTRY_BYTES


@dataclass(frozen=True, order=True)
class Entry:
    """Where the parts of one record are."""

    tensor: int
    encoded_buffer: int
    ancillary_buffer: int

    def pack(self) -> bytes:
        return ENTRY.pack(self.tensor, self.encoded_buffer, self.ancillary_buffer)


def pack_section(entries: list[Entry], network: NetworkStatistics) -> bytes:
    """The section with its checksum still 0."""
    header = HEADER.pack(SECTION_VERSION, len(entries), 0, network.mean, network.spread, 0)
    return header + b"".join(entry.pack() for entry in sorted(entries))


def read_network(section: bytes) -> NetworkStatistics:
    """The network's statistics. Raises BadInputError for a section of another version."""
    if len(section) < HEADER.size:
        raise BadInputError(f"E_SECTION: the section has {len(section)} bytes, its header 12")
    version, _, _, mean, spread, _ = HEADER.unpack_from(section)
    if version != SECTION_VERSION:
        raise BadInputError(
            f"E_SECTION: the file has format version {version}, this seedlite reads "
            f"{SECTION_VERSION}; convert the model again or update seedlite"
        )
    if not in_range(mean, spread):
        raise BadInputError(
            f"E_SECTION: the network's mean {mean} and spread {spread} leave int8; convert the "
            "model again"
        )
    return NetworkStatistics(mean, spread)


def check_entries(section: bytes, tensors: Iterable[int]) -> None:
    """Raises BadInputError unless the section lists just these weight tensors, ascending. (Which
    buffers their records are in is the file's business.)"""
    expected = sorted(tensors)
    listed = [
        ENTRY.unpack_from(section, at)[0]
        for at in range(HEADER.size, len(section) - ENTRY.size + 1, ENTRY.size)
    ]
    if len(section) != HEADER.size + ENTRY.size * len(expected) or listed != expected:
        raise BadInputError(
            "E_SECTION: the section's entries differ from the records; convert the model again"
        )


def with_checksum(file: bytes, section: int) -> bytes:
    """The packed file, whose section begins at byte `section`, with the checksum filled in."""
    at = section + CHECKSUM_AT
    return file[:at] + struct.pack("<I", _checksum(file, at)) + file[at + 4 :]


def check_checksum(file: bytes) -> None:
    """Raises BadInputError if the file is not as it was written."""
    at = metadata_offset(file, SECTION_NAME) + CHECKSUM_AT
    (stored,) = struct.unpack_from("<I", file, at)
    found = _checksum(file, at)
    if stored != found:
        raise BadInputError(
            f"E_SECTION: checksum is {found:08x}, the file says {stored:08x}; it is damaged, "
            "convert the model again"
        )


def _checksum(file: bytes, at: int) -> int:
    return zlib.crc32(file[at + 4 :], zlib.crc32(bytes(4), zlib.crc32(file[:at])))
