"""The SEEDLITE metadata section (SPEC.md, section 6)."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from seedlite.codec.record import in_range
from seedlite.codec.tensors import NetworkStatistics
from seedlite.errors import BadInputError
from seedlite.format.constants import (
    SECTION_NAME,
    SECTION_VERSION,
)
from seedlite.format.layout import SECTION_ENTRY, SECTION_HEADER
from seedlite.model import metadata_offset

CHECKSUM_AT = SECTION_HEADER.offset("checksum")


@dataclass(frozen=True, order=True)
class Entry:
    """The place of one record's parts."""

    tensor: int
    encoded_buffer: int
    ancillary_buffer: int

    def pack(self) -> bytes:
        return SECTION_ENTRY.pack(**asdict(self))


def pack_section(entries: list[Entry], network: NetworkStatistics) -> bytes:
    """Returns the section with its checksum still 0."""
    header = SECTION_HEADER.pack(
        records=len(entries), checksum=0, mean=network.mean, spread=network.spread
    )
    return header + b"".join(entry.pack() for entry in sorted(entries))


def read_network(section: bytes) -> NetworkStatistics:
    """Returns the network's statistics. Raises BadInputError for a section of another version."""
    size = SECTION_HEADER.size
    if len(section) < size:
        raise BadInputError(f"the section has {len(section)} bytes, its header {size}", "E_SECTION")
    header = SECTION_HEADER.unpack(section)
    version, mean, spread = (header[name] for name in ("version", "mean", "spread"))
    if version != SECTION_VERSION:
        raise BadInputError(
            f"the file has format version {version}, this seedlite reads "
            f"{SECTION_VERSION}; convert the model again or update seedlite",
            "E_SECTION",
        )
    if not in_range(mean, spread):
        raise BadInputError(
            f"the network's mean {mean} and spread {spread} leave int8; convert the model again",
            "E_SECTION",
        )
    return NetworkStatistics(mean, spread)


def check_entries(section: bytes, tensors: Iterable[int]) -> None:
    """Raises BadInputError unless the section lists exactly these weight tensors, ascending. (The
    file determines their records' buffers.)"""
    expected = sorted(tensors)
    size = SECTION_ENTRY.size
    places = range(SECTION_HEADER.size, len(section) - size + 1, size)
    listed = [SECTION_ENTRY.unpack(section, at)["tensor"] for at in places]
    if len(section) != SECTION_HEADER.size + size * len(expected) or listed != expected:
        raise BadInputError(
            "the section's entries differ from the records; convert the model again", "E_SECTION"
        )


def with_checksum(file: bytes, section: int) -> bytes:
    """Fills in the checksum of the packed file, whose section begins at byte `section`."""
    at = section + CHECKSUM_AT
    return file[:at] + struct.pack("<I", _checksum(file, at)) + file[at + 4 :]


def check_checksum(file: bytes) -> None:
    """Raises BadInputError if the file has changed since it was written."""
    at = metadata_offset(file, SECTION_NAME) + CHECKSUM_AT
    (stored,) = struct.unpack_from("<I", file, at)
    found = _checksum(file, at)
    if stored != found:
        raise BadInputError(
            f"checksum is {found:08x}, the file says {stored:08x}; it is damaged, "
            "convert the model again",
            "E_SECTION",
        )


def _checksum(file: bytes, at: int) -> int:
    return zlib.crc32(file[at + 4 :], zlib.crc32(bytes(4), zlib.crc32(file[:at])))
