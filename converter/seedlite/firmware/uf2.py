"""UF2: firmware as a file that boot loaders take by copy."""

import struct

MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
FAMILY_PRESENT = 0x2000
PAYLOAD_BYTES, DATA_BYTES, BLOCK_BYTES = 256, 476, 512


def to_uf2(image: bytes, address: int, family: int) -> bytes:
    """Blocks of an image that is to lie at `address`, for boards of a family; the last payload is
    filled up with zeros."""
    payloads = [image[at : at + PAYLOAD_BYTES] for at in range(0, len(image), PAYLOAD_BYTES)]
    return b"".join(
        _block(payload, address + PAYLOAD_BYTES * number, number, len(payloads), family)
        for number, payload in enumerate(payloads)
    )


def _block(payload: bytes, address: int, number: int, count: int, family: int) -> bytes:
    head = struct.pack(
        "<8I", *MAGIC[:2], FAMILY_PRESENT, address, PAYLOAD_BYTES, number, count, family
    )
    return head + payload.ljust(DATA_BYTES, b"\0") + struct.pack("<I", MAGIC[2])
