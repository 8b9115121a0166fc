"""UF2 files: firmware that boot loaders take by copying (github.com/microsoft/uf2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
NOT_FOR_FLASH, FAMILY_PRESENT = 0x1, 0x2000
PAYLOAD_BYTES, DATA_BYTES, BLOCK_BYTES = 256, 476, 512
HEAD, TAIL = struct.Struct("<8I"), struct.Struct("<I")


@dataclass(frozen=True)
class Block:
    """A block of a file. `family` is None if the block has none."""

    address: int
    count: int  # bytes
    number: int
    blocks: int
    family: int | None


def to_uf2(image: bytes, address: int, family: int) -> bytes:
    """Returns an image at `address` as blocks for boards of a family; the last payload is padded
    with zeros."""
    payloads = [image[at : at + PAYLOAD_BYTES] for at in range(0, len(image), PAYLOAD_BYTES)]
    return b"".join(
        _block(payload, address + PAYLOAD_BYTES * number, number, len(payloads), family)
        for number, payload in enumerate(payloads)
    )


def is_uf2(data: bytes) -> bool:
    return data.startswith(struct.pack("<2I", *MAGIC[:2]))


def read_uf2(data: bytes) -> Iterator[Block]:
    """Yields the blocks for flash. Raises ValueError, naming the wrong block and field."""
    if not data or len(data) % BLOCK_BYTES:
        raise ValueError(f"{len(data)} bytes are no number of blocks of {BLOCK_BYTES}")
    for index in range(len(data) // BLOCK_BYTES):
        block = data[BLOCK_BYTES * index : BLOCK_BYTES * (index + 1)]
        first, second, flags, address, count, number, blocks, family = HEAD.unpack_from(block)
        if (first, second, *TAIL.unpack_from(block, BLOCK_BYTES - TAIL.size)) != MAGIC:
            raise ValueError(f"block {index} does not begin and end as UF2 does")
        if count > DATA_BYTES or number >= blocks:
            raise ValueError(f"block {index} is number {number} of {blocks}, with {count} bytes")
        if not flags & NOT_FOR_FLASH:
            yield Block(address, count, number, blocks, family if flags & FAMILY_PRESENT else None)


def _block(payload: bytes, address: int, number: int, count: int, family: int) -> bytes:
    head = HEAD.pack(*MAGIC[:2], FAMILY_PRESENT, address, PAYLOAD_BYTES, number, count, family)
    return head + payload.ljust(DATA_BYTES, b"\0") + TAIL.pack(MAGIC[2])
