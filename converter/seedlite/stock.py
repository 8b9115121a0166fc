"""The stock int8 model that a centralized file stands for."""

from seedlite._constants import PORTS_NAME
from seedlite.borders.restoring import put_back
from seedlite.expansion import expanded, is_centralized
from seedlite.reading import read_model
from seedlite.strip import strip
from seedlite.tflite import pack


def expand(file: bytes) -> bytes:
    """The stock int8 `.tflite` with the regenerated weights and the borders written back.

    A stock model comes back as it was. Raises BadInputError for a damaged file.
    """
    model = read_model(file)
    if not is_centralized(model) and PORTS_NAME not in model.metadata:
        return file
    return pack(strip(put_back(expanded(file, model)), keep_names=True))
