"""Damages centralized files at random and corrects the section's checksum."""

import random
import struct
import zlib

from seedlite.codec.section import CHECKSUM_AT
from seedlite.format.constants import SECTION_NAME
from seedlite.model.parse import metadata_offset


def mutant(file: bytes, chance: random.Random) -> bytes:
    """Returns the file truncated (once in ten), or with one byte changed."""
    if chance.random() < 0.1:
        return file[: chance.randrange(len(file))]
    at = chance.randrange(len(file))
    changed = bytearray(file)
    changed[at] = chance.choice([0, 255, changed[at] ^ 1])
    return with_fitting_checksum(bytes(changed), checksum_at(file))


def checksum_at(file: bytes) -> int:
    return metadata_offset(file, SECTION_NAME) + CHECKSUM_AT


def with_fitting_checksum(file: bytes, at: int) -> bytes:
    """Corrects the checksum, so that later checks are reached."""
    crc = zlib.crc32(file[:at] + bytes(4) + file[at + 4 :])
    return file[:at] + struct.pack("<I", crc) + file[at + 4 :]
