"""All models of the suite, by name."""

from tests.parity.keras_models import (
    activations,
    convolutions,
    dense,
    joins,
    networks,
    pooling,
    sequences,
    shapes,
)
from tests.parity.keras_models.cases import Case

_PARTS = (activations, convolutions, dense, joins, networks, pooling, sequences, shapes)
CASES: dict[str, Case] = {name: case for part in _PARTS for name, case in part.CASES.items()}
assert len(CASES) == sum(len(part.CASES) for part in _PARTS)
