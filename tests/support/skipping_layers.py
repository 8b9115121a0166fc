"""Layers at 2 bits that skip zeros: weights that are zero in groups, inputs at their zero point."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from seedlite import convert
from seedlite.boards.board import find_board
from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import QemuResult, run_on_qemu
from seedlite.boards.toolchain.build import build_firmware
from seedlite.compress.pipeline import Conversion
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tests.support.single_layers import Layer

ZERO_WEIGHT_LAYERS = {
    layer.name: layer
    for layer in (
        Layer("fully connected 640x128", 640, 128),
        Layer("3x3 convolution 64x64 on 8x8", 64, 64, 3, (8, 8)),
    )
}
CMSIS_NN = {"fully connected 640x128": 159_744}  # instructions, dense, 1.95 a multiplication
ZERO_INPUT_LAYERS = tuple(
    Layer(f"fully connected {inputs}x{outputs}", inputs, outputs)
    for inputs, outputs in ((640, 128), (128, 128), (256, 32), (1024, 12))
)


def pruned(shape: tuple[int, ...], share: float, group: int, seed: int = 0) -> np.ndarray:
    """Returns Gaussian int8 weights, `share` of the groups of consecutive ones zero, the others
    nonzero."""
    rng = np.random.default_rng(seed)
    weights = np.clip(rng.normal(0, 30, shape).round(), -127, 127)
    weights[weights == 0] = 1
    groups = weights.reshape(-1, group)
    zero = rng.permutation(len(groups))[: round(share * len(groups))]
    groups[zero] = 0
    return weights.astype(np.int8)


def converted(layer: Layer, share: float, group: int, **options: Any) -> Conversion:
    """Converts the layer with `share` of its groups of weights zero, by default at 2 bits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.tflite"
        weights = pruned(layer.weights_shape, share, group)
        path.write_bytes(pack(layer.model(weights)))
        return convert(path, **(options or {"bits": 2}))


def file_of(layer: Layer, skipping: bool) -> bytes:
    """Returns the layer with V = 4, k = 8; `skipping`: in input-major order."""
    form = {"values_per_draw": 4, "bits_per_draw": 8, "input_major": skipping}
    recipe = {"method": "seeded", "layers": {"0 FULLY_CONNECTED": form}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.tflite"
        path.write_bytes(pack(layer.model()))
        return convert(path, recipe=recipe).file


def with_zeros(file: bytes, share: float, seed: int = 0) -> np.ndarray:
    """Returns an int8 input of the file's model, `share` of it at its zero point, the others
    not."""
    model = parse(file)
    source = model.tensors[model.inputs[0]]
    zero_point = source.zero_point
    rng = np.random.default_rng(seed)
    x = rng.integers(-128, 128, source.count).astype(np.int8)
    x[x == zero_point] = zero_point + 1
    x[rng.permutation(x.size)[: round(share * x.size)]] = zero_point
    return x


def run(file: bytes, inputs: np.ndarray, board: str) -> QemuResult:
    """Runs inputs, int8 [n, values], on a board."""
    with tempfile.TemporaryDirectory() as folder:
        firmware = build_firmware(read_program(file), find_board(board), Path(folder))
        return run_on_qemu(firmware, inputs)
