"""Expands a centralized file to the equivalent stock int8 model."""

from seedlite.codec import expanded, is_centralized
from seedlite.format.constants import PORTS_NAME
from seedlite.model import pack, put_back, strip, with_interface
from seedlite.prepare.intermediates import with_intermediates
from seedlite.prepare.portable import is_portable
from seedlite.prepare.read import read_model


def expand(file: bytes) -> bytes:
    """Returns the stock int8 `.tflite` with regenerated weights and borders; a stock model
    unchanged. Raises BadInputError for a damaged file."""
    model = read_model(file)
    if not is_centralized(model) and PORTS_NAME not in model.metadata:
        return file
    portable = is_portable(model)
    stock = with_intermediates(strip(put_back(expanded(file, model)), keep_names=True))
    return pack(with_interface(stock, file) if portable else stock)
