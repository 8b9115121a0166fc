"""A conversion's source: a Keras model or a SavedModel's signature as a function of ordered inputs,
with the names of all ports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedlite.errors import BadInputError, UnsupportedError
from seedlite.keras.backend import import_keras, quiet
from seedlite.keras.float32 import in_float32
from seedlite.keras.load import first_line, load_model

if TYPE_CHECKING:
    import keras

_SIGNATURE = "serving_default"
_KERAS_FUNCTION = "serve"  # the name that model.export gives it


@dataclass(frozen=True)
class Input:
    """An input as the model declares it. None in `shape` is an open dimension; the first one is the
    batch."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True)
class Source:
    """A function `call` from one tensor per input to one tensor per name in `outputs`. `model` is
    the Keras model, if it is one."""

    inputs: list[Input]
    outputs: list[str]
    call: Callable[[Sequence[Any]], list[Any]] = field(repr=False)
    model: keras.Model | None = None

    @property
    def layers(self) -> list[keras.layers.Layer]:
        """Layers that compute, in the model's order; empty for a SavedModel."""
        kept = [] if self.model is None else self.model.layers
        return [layer for layer in kept if type(layer).__name__ != "InputLayer"]


def open_source(path: Path, outputs: list[str] | None = None) -> Source:
    """Opens the model stored in `path`. outputs: names that a SavedModel's signature lacks. Raises
    the errors of load_model."""
    if path.is_dir():
        source = _of_saved_model(path)
        return source if outputs is None else replace(source, outputs=outputs)
    return of_model(load_model(path), str(path))


def of_model(model: keras.Model, place: str) -> Source:
    """Wraps a Keras model, its layers in float32. Raises UnsupportedError if it declares no
    inputs."""
    import keras

    if not getattr(model, "inputs", None):
        raise UnsupportedError(
            f"{place}: no declared input; build it with keras.Input and the functional or "
            "Sequential API instead of subclassing"
        )
    model = in_float32(model)
    structure = model.inputs[0] if isinstance(model, keras.Sequential) else model.input

    def call(tensors: Sequence[Any]) -> list[Any]:
        packed = keras.tree.pack_sequence_as(structure, list(tensors))
        return keras.tree.flatten(model(packed, training=False))

    inputs = [Input(_layer_name(x), tuple(x.shape), x.dtype) for x in model.inputs]
    return Source(inputs, _output_names(model), call, model)


def until(source: Source, count: int) -> Source:
    """Cuts the model after its first `count` layers (of Source.layers), whose last outputs become
    the model's."""
    import keras

    assert source.model is not None
    outputs = source.layers[count - 1].output
    return of_model(keras.Model(source.model.inputs, outputs), "part of the model")


def listed_outputs(model: keras.Model) -> list[str] | None:
    """Returns the names of outputs that exported models lose; None if they keep them."""
    return None if isinstance(_outputs(model), dict) else _output_names(model)


def _outputs(model: keras.Model) -> Any:
    """Returns the outputs in their structure."""
    import keras

    return model.outputs if isinstance(model, keras.Sequential) else model.output


def _output_names(model: keras.Model) -> list[str]:
    """Returns the keys of outputs in dictionaries, else the layers' names; duplicates are
    numbered."""
    paths: dict[int, list[str]] = {}
    for path, tensor in _leaves(_outputs(model)):
        keyed = any(isinstance(step, str) for step in path)
        name = "/".join(map(str, path)) if keyed else _layer_name(tensor)
        paths.setdefault(id(tensor), []).append(name)
    return _numbered([paths[id(tensor)].pop(0) for tensor in model.outputs])


def _numbered(names: list[str]) -> list[str]:
    """Appends :0, :1 ... to names that occur more than once."""
    counts, seen = Counter(names), Counter[str]()
    result = []
    for name in names:
        result.append(f"{name}:{seen[name]}" if counts[name] > 1 else name)
        seen[name] += 1
    return result


def _leaves(structure: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    if isinstance(structure, dict):
        steps: Any = ((str(key), value) for key, value in sorted(structure.items()))
    elif isinstance(structure, list | tuple):
        steps = enumerate(structure)
    else:
        yield path, structure
        return
    for step, value in steps:
        yield from _leaves(value, (*path, step))


def _layer_name(tensor: Any) -> str:
    return str(tensor._keras_history.operation.name)


def _of_saved_model(path: Path) -> Source:
    """Opens the signature `serving_default`. Signatures are unordered: inputs are in the order of
    Keras's function `serve`, if present, else by name; outputs by name, output_2 before output_10.
    """
    if not (path / "saved_model.pb").is_file():
        raise BadInputError(f"{path}: no saved_model.pb, so this folder is not a SavedModel")
    import_keras()
    import tensorflow as tf

    try:
        with quiet():
            loaded = tf.saved_model.load(str(path))
    except Exception as error:  # the operators' exceptions have no common base class
        raise BadInputError(
            f"{path}: TensorFlow {tf.__version__} cannot load it ({first_line(error)})"
        ) from error
    if _SIGNATURE not in loaded.signatures:
        raise BadInputError(
            f"{path}: no signature {_SIGNATURE!r} among {sorted(loaded.signatures)}; "
            "export the model with model.export(path)"
        )
    signature = loaded.signatures[_SIGNATURE]
    specs = _ordered(signature.structured_input_signature[1], loaded)
    for name, spec in specs.items():
        if spec.shape.rank is None:
            raise UnsupportedError(
                f"{path}: the rank of input {name!r} is unknown; export with a fixed shape"
            )
    outputs = sorted(signature.structured_outputs, key=_in_words)

    def call(tensors: Sequence[Any]) -> list[Any]:
        found = signature(**dict(zip(specs, tensors, strict=True)))
        return [found[name] for name in outputs]

    call.loaded = loaded  # type: ignore[attr-defined] # which owns the variables
    inputs = [Input(name, tuple(spec.shape), spec.dtype.name) for name, spec in specs.items()]
    return Source(inputs, outputs, call)


def _ordered(specs: dict[str, Any], loaded: Any) -> dict[str, Any]:
    import keras

    functions = getattr(getattr(loaded, _KERAS_FUNCTION, None), "concrete_functions", [])
    for function in functions:
        names = [x.name for x in keras.tree.flatten(function.structured_input_signature)]
        if sorted(names) == sorted(specs):
            return {name: specs[name] for name in names}
    return {name: specs[name] for name in sorted(specs, key=_in_words)}


def _in_words(name: str) -> list[tuple[int, str]]:
    """Returns a sort key that compares the numbers in names by value."""
    words = re.split(r"([0-9]+)", name)
    return [(int(word), "") if word.isdecimal() else (0, word) for word in words]
