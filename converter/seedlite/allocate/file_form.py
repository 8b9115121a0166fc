"""The form of the file that a conversion writes."""

from dataclasses import dataclass

from seedlite.codec import CodedModel, centralize
from seedlite.prepare import pack_portable


@dataclass(frozen=True)
class FileForm:
    """keep_names: whether tensors keep their names. original: the file whose place a portable one
    takes; None: for the runtime only."""

    keep_names: bool = False
    original: bytes | None = None

    @property
    def portable(self) -> bool:
        return self.original is not None

    def pack(self, coded: CodedModel) -> bytes:
        if self.original is None:
            return centralize(coded, self.keep_names)
        return pack_portable(coded, self.original, self.keep_names)
