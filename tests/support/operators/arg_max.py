"""ARG_MAX."""

from seedlite.format import constants as c
from tests.support.indices import indices, indices_of
from tests.support.operators.example import IMAGE, Example

EXAMPLE = Example(indices_of(c.OP_ARG_MAX, IMAGE, -2), drawn=indices(c.OP_ARG_MAX))
