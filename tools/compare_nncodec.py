"""Compares bytes of weights with those of nncodec, an encoder of the NNC standard (ISO/IEC
15938-17), at equal loss of accuracy.

    python -m tools.compare_nncodec model.tflite --calibration c.npz --test t.npz \
        --nncodec venv/bin/python

c.npz holds x, t.npz x and y. --nncodec: a Python in which `nncodec` is installed (it needs
PyTorch). nncodec codes the weights of the int8 model with dependent quantization: as real numbers,
and as the int8 numbers, whose steps differ by output channel; each with one step size for all
layers, and with step sizes that it chooses for each layer. The decoded weights are made int8 again.
Both sides choose on the test data: nncodec the setting of fewest bytes whose drop is within the
limit, seedlite by `max_drop`. Bytes are those of the weights: nncodec's bit streams, seedlite's
records.
"""

import argparse
import itertools
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from seedlite import convert, evaluate
from seedlite.codec.centralize import channel_scales, editable, store_weights, weight_tensor
from seedlite.compress.source import Source
from seedlite.data.files import read_array
from seedlite.model import Layer, layer_weights, layers, pack
from seedlite.prepare.runnable import deploy
from seedlite.study.requantize import requantize

# Quantization parameters, four for a factor of two: steps of 2^-12 to 1 for real weights, of 2^-2
# to 2^10 for int8 ones.
LIMITS = {False: (-48, 0), True: (-8, 40)}
CODE_AND_DECODE = """
import sys
import numpy as np
from nncodec.nnc import compression
source, target, parameter, chosen = sys.argv[1:]
weights = dict(np.load(source))
stream = bytes(compression.compress(
    weights, qp=int(parameter), use_dq=True, opt_qp=chosen == "True", return_bitstream=True))
with open(target + ".nnc", "wb") as file:
    file.write(stream)
np.savez(target, **compression.decompress(target + ".nnc"))
"""


class Nncodec:
    """A model's weights as nncodec codes them."""

    def __init__(self, python: Path, original: Path, test: Path, folder: Path):
        self._python, self._test, self._folder = python, test, folder
        self._measured: dict[tuple[int, bool, bool], tuple[int, float]] = {}
        self._model = deploy(original.read_bytes()).model
        for integers in (False, True):
            # a name's end tells nncodec what kind of tensor it is
            named = {
                f"{n}.weight": (weight_tensor(self._model, layer).values / units).astype(np.float32)
                for n, (layer, units) in enumerate(self._units(integers))
            }
            np.savez(self._weights(integers), **named)

    def _weights(self, integers: bool) -> Path:
        return self._folder / ("integers.npz" if integers else "real.npz")

    def _units(self, integers: bool) -> list[tuple[Layer, np.ndarray]]:
        """Returns the layers with what their coded weights are multiples of."""
        found = layers(self._model)
        if not integers:
            return [(layer, np.ones(1)) for layer in found]
        return [
            (layer, channel_scales(layer_weights(self._model, layer), layer.channel_axis))
            for layer in found
        ]

    def measure(self, parameter: int, chosen: bool, integers: bool) -> tuple[int, float]:
        """Returns the bit stream's bytes, and the accuracy in percent. chosen: whether nncodec
        chooses step sizes for each layer. integers: whether it codes the int8 numbers."""
        key = parameter, chosen, integers
        if key not in self._measured:
            self._measured[key] = self._measure(*key)
        return self._measured[key]

    def _measure(self, parameter: int, chosen: bool, integers: bool) -> tuple[int, float]:
        target = self._folder / f"{parameter}_{chosen}_{integers}.npz"
        arguments = [self._weights(integers), target, parameter, chosen]
        command = [self._python, "-c", CODE_AND_DECODE, *map(str, arguments)]
        # it leaves a file in the working directory
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
        file = self._folder / "decoded.tflite"
        file.write_bytes(self._decoded(target, integers))
        stream = Path(f"{target}.nnc")
        return stream.stat().st_size, 100 * evaluate(file, self._test).accuracy

    def _decoded(self, target: Path, integers: bool) -> bytes:
        changed = editable(self._model)
        changed.metadata = {}  # an arena plan depends on the number of tensors
        with np.load(target) as decoded:
            for number, (layer, units) in enumerate(self._units(integers)):
                values = decoded[f"{number}.weight"].astype(np.float64) * units
                weights, scales = requantize(self._model, layer, values)
                store_weights(changed, layer, weights, scales, None)
        return pack(changed)

    def fewest_bytes(self, least: float) -> int:
        """Returns the fewest bytes of an accuracy of at least `least` percent: for each setting,
        those of the largest step."""
        found = []
        for chosen, integers in itertools.product((False, True), repeat=2):
            fine, coarse = LIMITS[integers]
            while coarse - fine > 1:
                middle = (fine + coarse) // 2
                if self.measure(middle, chosen, integers)[1] >= least:
                    fine = middle
                else:
                    coarse = middle
            found.append(self.measure(fine, chosen, integers)[0])
        return min(found)


def ours(original: Path, options: argparse.Namespace, drop: float, seed: int) -> tuple[int, float]:
    """Returns the bytes of all weights, records or int8, and the drop in points."""
    conversion = convert(
        original,
        max_drop=drop,
        calibration=read_array(options.calibration, "x"),
        evaluation=options.test,
        seed=seed,
    )
    report = conversion.report
    return round(report.bits_per_weight * report.considered_weights / 8), report.drop


def main() -> None:
    options = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original.tflite"
        calibration = read_array(options.calibration, "x")
        original.write_bytes(Source.of(options.model).int8(calibration))
        accuracy = 100 * evaluate(original, options.test).accuracy
        print(f"{options.model.name}: int8 {accuracy:.2f} %", flush=True)
        nncodec = Nncodec(options.nncodec, original, options.test, Path(folder))
        for drop in options.drops:
            theirs = nncodec.fewest_bytes(accuracy - drop)
            for seed in options.seeds:
                found, lost = ours(original, options, drop, seed)
                print(
                    f"at most {drop:g} points lost: seedlite {found:,} bytes ({lost:.2f} points), "
                    f"nncodec {theirs:,}: {found / theirs:.2f}",
                    flush=True,
                )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--nncodec", type=lambda path: Path(path).absolute(), required=True)
    parser.add_argument("--drops", type=float, nargs="+", default=[0.1, 0.5, 1.0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    return parser.parse_args()


if __name__ == "__main__":
    main()
