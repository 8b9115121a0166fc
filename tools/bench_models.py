"""Measures bytes and instructions on the Cortex-M4 of our networks and, if the environment variable
SEEDLITE_SHARED names their folder, of MLPerf Tiny's; then renews the table of docs/measurements.md.
`--random` measures networks of MLPerf Tiny's shapes with random weights (random_networks.py)
instead, at 4, 3, 2 and 1 bits.

Usage: python -m tools.bench_models [--random] [--json]
"""

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models.command import stored_path
from seedlite import convert
from seedlite.boards.benchmark import bench
from seedlite.keras.quantize import quantize
from tools import random_networks
from tools.pages import head, renew, row

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "measurements.md"
BEGIN, END = "<!-- make bench: begin -->\n", "<!-- make bench: end -->\n"
COLUMNS = (
    "model",
    "weights",
    "file bytes",
    "instructions",
    "of it drawing",
    "MACs",
    "code",
    "constants",
    "arena, at least",
    "scratch",
    "stack",
)
BOARD = "mps2-an386"
NETWORKS = ("digits", "mobile_digits", "poker")
REFERENCES = {
    "IC ResNet-8": "ic_resnet8_int8.tflite",
    "AD autoencoder": "ad_autoencoder_int8.tflite",
}
FORMS = {
    "int8": None,
    "batch, B = 50": {"method": "batch", "batch_size": 50},
    "seeded, 4 bits": {"bits": 4},
    "seeded, 2 bits": {"bits": 2},
}
RANDOM_FORMS = {"int8": None} | {f"seeded, {bits} bits": {"bits": bits} for bits in (4, 3, 2, 1)}


def random_sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yields names and int8 .tflite files of random networks, quantized into `folder`."""
    for name in random_networks.NETWORKS:
        path = folder / f"{name}.tflite"
        path.write_bytes(quantize(*random_networks.build(name)))
        yield name, path


def sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yields names and int8 .tflite files; our networks are quantized into `folder`."""
    shared = Path(os.environ.get("SEEDLITE_SHARED", ROOT.parent / "shared")) / "models"
    for name, file in REFERENCES.items():
        if (shared / file).exists():
            yield name, shared / file
    for name in NETWORKS:
        network = importlib.import_module(f"models.{name}")
        path = folder / f"{name}.tflite"
        path.write_bytes(quantize(stored_path(name), network.calibration()))
        yield name, path


def rows(random: bool) -> Iterator[dict]:
    forms, found = (RANDOM_FORMS, random_sources) if random else (FORMS, sources)
    with tempfile.TemporaryDirectory() as folder:
        for name, path in found(Path(folder)):
            for form, options in forms.items():
                file = convert(path, **options).file if options else path.read_bytes()
                report = bench(file, BOARD)
                yield {"model": name, "form": form, "file_bytes": len(file)} | report


def cells(row: dict) -> list[str]:
    flash, ram = row["flash_bytes"], row["ram_bytes"]
    numbers = (
        row["file_bytes"],
        row["instructions"],
        row["regenerating_instructions"],
        row["macs"],
        flash["code"],
        flash["model"],
    )
    arena = f"{ram['arena']:,}, {row['arena_lower_bound']:,}"
    return [
        *(row["model"], row["form"]),
        *(f"{number:,}" for number in numbers),
        *(arena, f"{ram['scratch']:,}", f"{ram['stack']:,}"),
    ]


def main() -> None:
    random = "--random" in sys.argv
    if "--json" in sys.argv:
        print(json.dumps(list(rows(random)), indent=2))
        return
    lines = [head(COLUMNS)]
    print(lines[0], end="", flush=True)
    models = set()
    for found in rows(random):
        models.add(found["model"])
        lines.append(row(cells(found)))
        print(lines[-1], end="", flush=True)
    if models == {*REFERENCES, *NETWORKS}:
        renew(PAGE, BEGIN, END, "".join(lines))


if __name__ == "__main__":
    main()
