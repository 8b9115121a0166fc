"""The operators of TFLite that seedlite reads, from operators.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

SOURCE: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("operators.toml").read_text(encoding="utf-8")
)
STAGES = ("declared", "runtime", "folded", "border")


class Field(NamedTuple):
    """A field of an options table; kind: i8, i32, f32, text, or - for fields that are not
    preserved."""

    name: str
    kind: str
    default: float

    @property
    def is_number(self) -> bool:
        return self.kind not in ("-", "text")

    @classmethod
    def of(cls, text: str) -> "Field":
        """text: name:kind or name:kind=default."""
        name, _, rest = text.partition(":")
        kind, _, default = rest.partition("=")
        return cls(name, kind, (float if kind == "f32" else int)(default or 0))


class Options(NamedTuple):
    """An options table: official name, number in the union BuiltinOptions (0: there is none)."""

    name: str = ""
    union: int = 0
    fields: tuple[Field, ...] = ()

    @property
    def defaults(self) -> dict[str, float]:
        return {field.name: field.default for field in self.fields if field.is_number}


class Matrix(NamedTuple):
    """Where an operator has weights among its inputs, what they multiply, and their bias; -1: it
    has none."""

    weights: int
    source: int
    bias: int


class Builtin(NamedTuple):
    """An operator that seedlite reads; stage: declared, runtime, folded or border; `folder`: see
    the file."""

    name: str
    stage: str
    code: int
    options: Options
    folder: str
    inputs: int = 1
    activation: int = 0
    in_place: str = ""
    uint8: bool = False
    wide: bool = False
    layer: str = ""
    matrices: Mapping[str, Matrix] = MappingProxyType({})
    constraints: Sequence[str] = ()


def _builtin(name: str, stage: str, entry: dict[str, Any]) -> Builtin:
    options = OPTIONS[entry["options"]] if "options" in entry else Options()
    activation = entry.get("activation", 0)
    matrices = entry.get("matrices", {"": (1, activation, max(1, activation) + 1)})
    made = {m: Matrix(*places) for m, places in matrices.items()}
    fields = {"folder": name.lower()} | entry | {"options": options, "matrices": made}
    return Builtin(name, stage, **fields)


OPTIONS = {
    name: Options(name, table["union"], tuple(map(Field.of, table.get("fields", ()))))
    for name, table in SOURCE["options"].items()
}
OPERATORS = {
    entry["code"]: _builtin(name, stage, entry)
    for stage in STAGES
    for name, entry in SOURCE[stage].items()
}
