"""Fields of a binary layout."""

import struct
from typing import Any, NamedTuple


class Field(NamedTuple):
    """`code`: of the struct module; integers range from low to high."""

    code: str
    low: int = 0
    high: int = 0


class Layout:
    """Fields in order, little-endian, without gaps."""

    def __init__(self, **fields: Field):
        self.fields = fields
        self._struct = struct.Struct("<" + "".join(field.code for field in fields.values()))
        self.size = self._struct.size
        self._fixed = {n: f.low for n, f in fields.items() if f.code != "f" and f.low == f.high}

    def offset(self, name: str) -> int:
        """Returns the offset of the field's first byte."""
        before = list(self.fields.values())[: list(self.fields).index(name)]
        return struct.calcsize("<" + "".join(field.code for field in before))

    def pack(self, **values: float) -> bytes:
        """Packs the fields; `values` omits those with only one valid value."""
        every = self._fixed | values
        assert every.keys() == self.fields.keys()
        return self._struct.pack(*(every[name] for name in self.fields))

    def unpack(self, data: bytes, at: int = 0) -> dict[str, Any]:
        """Returns the fields in `data` from byte `at` on, without checking their ranges."""
        return dict(zip(self.fields, self._struct.unpack_from(data, at), strict=True))
