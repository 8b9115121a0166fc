"""Bytes and instructions on the Cortex-M4 for our networks and, where the environment variable
SEEDLITE_SHARED names their folder, MLPerf Tiny's; a Markdown table.

Usage: python tools/bench_models.py [--json]
"""

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.command import stored_path  # noqa: E402
from seedlite import convert  # noqa: E402
from seedlite.benchmark import bench  # noqa: E402
from seedlite.keras import quantize  # noqa: E402

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


def sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Names and int8 .tflite files; ours are quantized into `folder`."""
    shared = Path(os.environ.get("SEEDLITE_SHARED", ROOT.parent / "shared")) / "models"
    for name, file in REFERENCES.items():
        if (shared / file).exists():
            yield name, shared / file
    for name in NETWORKS:
        network = importlib.import_module(f"models.{name}")
        path = folder / f"{name}.tflite"
        path.write_bytes(quantize(stored_path(name), network.calibration()))
        yield name, path


def rows() -> Iterator[dict]:
    with tempfile.TemporaryDirectory() as folder:
        for name, path in sources(Path(folder)):
            for form, options in FORMS.items():
                file = convert(path, **options).file if options else path.read_bytes()
                report = bench(file, BOARD)
                yield {"model": name, "form": form, "file_bytes": len(file)} | report


def main() -> None:
    if "--json" in sys.argv:
        print(json.dumps(list(rows()), indent=2))
        return
    print("| model | weights | file bytes | instructions | MACs | code | activations + scratch |")
    print("|---|---|---|---|---|---|---|")
    for row in rows():
        ram = row["ram_bytes"]
        cells = (
            f"{row['file_bytes']:,}",
            f"{row['instructions']:,}",
            f"{row['macs']:,}",
            f"{row['flash_bytes']['code']:,}",
            f"{ram['arena'] + ram['scratch']:,}",
        )
        print(f"| {row['model']} | {row['form']} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
