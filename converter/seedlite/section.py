"""The SEEDLITE metadata section (SPEC.md, section 6)."""

import struct
import zlib
from dataclasses import dataclass

from seedlite._constants import (
    SECTION_ENTRY_BYTES,
    SECTION_HEADER_BYTES,
    SECTION_NAME,
    SECTION_VERSION,
)
from seedlite.encoder import NetworkStatistics, Record
from seedlite.errors import BadInputError
from seedlite.tflite.parse import metadata_offset

HEADER = struct.Struct("<HHIbBBB")
ENTRY = struct.Struct("<HHHBBIBBH")
CHECKSUM_AT = 4  # in the header
assert HEADER.size == SECTION_HEADER_BYTES
assert ENTRY.size == SECTION_ENTRY_BYTES


@dataclass(frozen=True)
class Entry:
    """One record, and where its parts are."""

    tensor: int
    encoded_buffer: int
    ancillary_buffer: int
    record: Record

    def pack(self) -> bytes:
        return ENTRY.pack(self.tensor, self.encoded_buffer, self.ancillary_buffer, *self.fields())

    def fields(self) -> tuple[int, ...]:
        """What the entry repeats of the record."""
        r = self.record
        return (
            r.values_per_draw,
            r.bits_per_draw,
            r.batch_size,
            r.window_bits,
            r.generator,
            0,
        )


def pack_section(entries: list[Entry], network: NetworkStatistics) -> bytes:
    """The section with its checksum still 0."""
    header = HEADER.pack(
        SECTION_VERSION, len(entries), 0, network.mean, network.spread, network.shift, 0
    )
    return header + b"".join(e.pack() for e in sorted(entries, key=lambda e: e.tensor))


def read_network(section: bytes) -> NetworkStatistics:
    """The network's statistics. Raises BadInputError for a section of another version."""
    if len(section) < HEADER.size:
        raise BadInputError(f"E_SECTION: the section has {len(section)} bytes, its header 12")
    version, _, _, mean, spread, shift, _ = HEADER.unpack_from(section)
    if version != SECTION_VERSION:
        raise BadInputError(
            f"E_SECTION: the file has format version {version}, this seedlite reads "
            f"{SECTION_VERSION}; convert the model again or update seedlite"
        )
    return NetworkStatistics(mean, spread, shift)


def check_entries(section: bytes, records: dict[int, Record]) -> None:
    """Raises BadInputError unless the section lists just these records, by weight tensor, and says
    of each what it says itself. (Which buffers they are in is the file's business.)"""
    listed = {}
    for at in range(HEADER.size, len(section) - ENTRY.size + 1, ENTRY.size):
        tensor, _, _, *fields = ENTRY.unpack_from(section, at)
        listed[tensor] = tuple(fields)
    expected = {tensor: Entry(tensor, 0, 0, record).fields() for tensor, record in records.items()}
    whole = len(section) == HEADER.size + ENTRY.size * len(records)
    if not whole or listed != expected:
        raise BadInputError(
            "E_SECTION: the section's entries differ from the records; convert the model again"
        )


def with_checksum(file: bytes) -> bytes:
    """The packed file with the section's checksum filled in."""
    at = metadata_offset(file, SECTION_NAME) + CHECKSUM_AT
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
