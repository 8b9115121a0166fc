"""One module for each operator, found here without a list: its EXAMPLE takes part in every test
that goes through the operators."""

import importlib
import pkgutil

from tests.support.operators.example import Example

EXAMPLES: dict[str, Example] = {
    module.name: importlib.import_module(f"{__name__}.{module.name}").EXAMPLE
    for module in pkgutil.iter_modules(__path__)
    if module.name != "example"
}
OPERATORS = {name: example.model for name, example in EXAMPLES.items()}
