"""The types of the entries in operators.py, written from format/operators.toml."""

from typing import NamedTuple


class Field(NamedTuple):
    """A field of an options table; kind: i8, i32, f32, or - for fields that are not preserved."""

    name: str
    kind: str
    default: float


class Options(NamedTuple):
    """An options table: official name, number in the union BuiltinOptions (0: there is none)."""

    name: str = ""
    union: int = 0
    fields: tuple[Field, ...] = ()

    @property
    def defaults(self) -> dict[str, float]:
        return {field.name: field.default for field in self.fields if field.kind != "-"}


class Builtin(NamedTuple):
    """An operator that seedlite reads; stage: runtime, folded or border."""

    name: str
    stage: str
    options: Options
    inputs: int = 1
    activation: int = 0
    in_place: str = ""
    uint8: bool = False
    layer: str = ""
    constraints: tuple[str, ...] = ()
