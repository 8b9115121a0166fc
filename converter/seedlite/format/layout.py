"""Written by `make format` from seedlite/format/layout.toml; edit that file instead."""

# fmt: off
from seedlite.format.fields import Field, Layout

RECORD = Layout(
    decode_type=Field("B", 212, 212), decode_version=Field("B", 1, 1),
    reserved_bytes=Field("H", 0, 0), count=Field("I", 1, 134217728),
    batch_size=Field("I", 1, 134217728), seed=Field("I", 0, 4294967295),
    values_per_draw=Field("B", 0, 8), bits_per_draw=Field("B", 0, 8), mean=Field("b", -127, 127),
    spread=Field("B", 0, 42), flags=Field("B", 0, 3), mean_bits=Field("B", 0, 8),
    spread_bits=Field("B", 0, 8), row_code_bits=Field("B", 0, 8),
    row_code_mantissa_bits=Field("B", 0, 4), reserved_byte=Field("B", 0, 0),
    mask_group=Field("H", 0, 65535),
)
SECTION_HEADER = Layout(
    version=Field("H", 2, 2), records=Field("H", 0, 65535), checksum=Field("I", 0, 4294967295),
    mean=Field("b", -127, 127), spread=Field("B", 0, 42), reserved=Field("H", 0, 0),
)
SECTION_ENTRY = Layout(
    tensor=Field("H", 0, 65535), encoded_buffer=Field("H", 0, 65535),
    ancillary_buffer=Field("H", 0, 65535),
)
PORTS_HEADER = Layout(
    version=Field("H", 1, 1), inputs=Field("B", 0, 255), outputs=Field("B", 0, 255),
)
PORTS_INPUT = Layout(
    type=Field("B", 0, 255), tensors=Field("B", 0, 255), name_bytes=Field("H", 0, 65535),
)
PORTS_OUTPUT = Layout(
    device=Field("B", 0, 255), head=Field("B", 0, 3), name_bytes=Field("H", 0, 65535),
    beta=Field("f"),
)
