"""Models of operators that reduce axes."""

from collections.abc import Sequence

from hypothesis import strategies as st

from seedlite.model.graph import Model
from tests.support import ops
from tests.support.operator_strategies import tensors
from tests.support.ops import Int8


def reduction(
    code: int,
    x: Int8,
    axes: Sequence[int],
    output: tuple[float, int] | None = None,
    keep_dims: bool = False,
) -> Model:
    """Without `output` as x is quantized."""
    kept = [1 if d in axes else e for d, e in enumerate(x.shape)]
    shape = tuple(e for d, e in enumerate(kept) if keep_dims or d not in axes)
    made = Int8(shape, *(output or (x.scale, x.zero_point)))
    return ops.unary(code, x, made, [list(axes)], {"keep_dims": int(keep_dims)})


@st.composite
def reductions(draw: st.DrawFn, code: int, rescaled: bool = False) -> Model:
    x = draw(tensors())
    axes = draw(st.lists(st.integers(0, len(x.shape) - 1), min_size=1, unique=True))
    output = (x.scale * draw(st.sampled_from([0.5, 1, 7.3])), 3) if rescaled else None
    return reduction(code, x, axes, output, draw(st.booleans()))
