"""Recipes: how each layer is stored, as JSON that a person can edit.

    {"recipe": {"method": "seeded", "layers": {
        "0 CONV_2D": {"values_per_draw": 1, "bits_per_draw": 4},
        "1 DEPTHWISE_CONV_2D": "stored"}}}

With method "batch" a layer has {"batch_size": B}. Layers that are not named stay stored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedlite.codec import CentralizedLayer, Record
from seedlite.errors import BadInputError
from seedlite.files import read_file
from seedlite.format.constants import MAX_BITS_PER_DRAW, MAX_VALUES_PER_DRAW
from seedlite.format.layout import RECORD
from seedlite.model import Layer, Model, layers, select_layers
from seedlite.reports import Report

STORED = "stored"
INPUT_MAJOR = "input_major"  # dense layers that skip inputs at their zero point
# Each method's required numbers with their ranges.
NUMBERS = {
    "seeded": {
        "values_per_draw": (1, MAX_VALUES_PER_DRAW),
        "bits_per_draw": (1, MAX_BITS_PER_DRAW),
    },
    "batch": {"batch_size": (1, RECORD.fields["batch_size"].high)},
}
OPTIONAL_NUMBERS = {"seeded": {"mask_group": (0, RECORD.fields["mask_group"].high)}, "batch": {}}
OPTIONAL_SWITCHES = {"seeded": ("row_codes", INPUT_MAJOR), "batch": ()}
REMEDY = "give what `seedlite convert --json` printed, or the part of it named recipe"


@dataclass(frozen=True, kw_only=True, eq=False)
class Form(Report):
    """How a layer with a record is stored. The batch method has `batch_size`, weights that share a
    mean and a spread; seed bits have all other fields:

    values_per_draw, bits_per_draw: weights per draw, and its seed bits.
    row_codes: whether each output channel has a scale (default: yes).
    mask_group: weights per bit of the zero mask, 0 for no mask (default: chosen).
    input_major: whether a dense layer skips inputs at their zero point (default: no).
    """

    batch_size: int | None = None
    values_per_draw: int | None = None
    bits_per_draw: int | None = None
    row_codes: bool | None = None
    mask_group: int | None = None
    input_major: bool | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class RecipeReport(Report):
    """Reproduces a file's layers, by name; 'stored' for those that stay int8."""

    method: str
    layers: dict[str, Form | str]


def form_of(record: Record) -> Form:
    """Returns a record's form in a recipe."""
    if not record.bits_per_draw:
        return Form(batch_size=record.batch_size)
    return Form(
        values_per_draw=record.values_per_draw,
        bits_per_draw=record.bits_per_draw,
        row_codes=record.row_scaled,
        mask_group=record.mask_group,
        input_major=record.input_major or None,
    )


def recipe_of(model: Model, method: str, parts: list[CentralizedLayer]) -> RecipeReport:
    """Returns the recipe that reproduces these parts."""
    forms = {part.layer.place: form_of(part.encoded.record) for part in parts}
    named = {layer.name: forms.get(layer.place, STORED) for layer in layers(model)}
    return RecipeReport(method=method, layers=named)


@dataclass(frozen=True)
class Recipe:
    """A parsed recipe. `forms` holds the centralized layers by name."""

    method: str
    forms: dict[str, Form]
    place: str

    @classmethod
    def read(cls, source: str | Path | Mapping[str, Any]) -> "Recipe":
        """Reads a JSON file or its parsed content. Raises BadInputError."""
        if isinstance(source, Mapping):
            return cls._parse(source, "recipe")
        try:
            value = json.loads(read_file(Path(source)))
        except (ValueError, RecursionError) as error:
            raise BadInputError(f"{source} is no JSON ({error}); {REMEDY}") from error
        return cls._parse(value, str(source))

    @classmethod
    def _parse(cls, value: Any, place: str) -> "Recipe":
        if isinstance(value, Mapping) and "recipe" in value:
            value = value["recipe"]
        if not isinstance(value, Mapping) or not {"method", "layers"} <= value.keys():
            raise BadInputError(f"{place}: no recipe with a method and layers; {REMEDY}")
        method, named = value["method"], value["layers"]
        if not isinstance(method, str) or method not in NUMBERS:
            raise BadInputError(
                f"{place}: method {json.dumps(method)}: a recipe is for one of {', '.join(NUMBERS)}"
            )
        if not isinstance(named, Mapping):
            raise BadInputError(f"{place}: layers is no object of layer names; {REMEDY}")
        for name, form in named.items():
            if form != STORED:
                _check_form(method, form, f"{place}: layer '{name}'")
        return cls(method, {n: Form(**f) for n, f in named.items() if f != STORED}, place)

    def select(self, model: Model) -> list[Layer]:
        """Returns the layers to centralize, in the graph's order. Raises BadInputError."""
        known = {layer.name: layer for layer in layers(model)}
        able = {layer.name for layer in select_layers(model, "")}
        for name, form in self.forms.items():
            if name not in known:
                raise BadInputError(
                    f"{self.place}: the model has no layer '{name}'; it has {_listed(known)}"
                )
            if name not in able:
                raise BadInputError(
                    f"{self.place}: layer '{name}' shares its weights or computes them, and can "
                    f'only be "{STORED}"'
                )
            if form.input_major and known[name].kind != "dense":
                raise BadInputError(
                    f"{self.place}: layer '{name}' is no dense layer, which alone can be "
                    f"{INPUT_MAJOR}; leave that out"
                )
        if not self.forms:
            raise BadInputError(
                f'{self.place}: every layer is "{STORED}": nothing to convert; give one of '
                f"{_listed(able)} a form"
            )
        return [layer for name, layer in known.items() if name in self.forms]


def _check_form(method: str, form: Any, place: str) -> None:
    needed, numbers = NUMBERS[method], NUMBERS[method] | OPTIONAL_NUMBERS[method]
    switches = OPTIONAL_SWITCHES[method]
    if not isinstance(form, Mapping):
        raise BadInputError(
            f'{place} is {json.dumps(form)}; give "{STORED}" or an object with {_listed(needed)}'
        )
    for name in needed.keys() - form.keys():
        raise BadInputError(f"{place} lacks {name}; method {method} needs {_listed(needed)}")
    for name, value in form.items():
        if name in switches:
            if not isinstance(value, bool):
                raise BadInputError(f"{place}: {name} is {json.dumps(value)}; give true or false")
        elif name not in numbers:
            raise BadInputError(
                f"{place}: {name} means nothing with method {method}; it knows "
                f"{_listed([*numbers, *switches])}"
            )
        else:
            _check_number(name, value, *numbers[name], place)


def _check_number(name: str, value: Any, low: int, high: int, place: str) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise BadInputError(
            f"{place}: {name} is {json.dumps(value)}; give a whole number from {low} to {high}"
        )


def _listed(names: Any) -> str:
    return ", ".join(f"'{name}'" for name in names)
