"""Locates the sources of TensorFlow Lite Micro, which the user provides."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from seedlite.errors import UsageError

VARIABLE = "SEEDLITE_TFLM_CHECKOUTS"
# Folders, named like their repositories, with a file that identifies each.
PARTS = {
    "tflite-micro": "tensorflow/lite/micro/micro_interpreter.h",
    "CMSIS-NN": "Include/arm_nnfunctions.h",
    "CMSIS_5": "CMSIS/Core/Include/cmsis_gcc.h",
    "flatbuffers": "include/flatbuffers/flatbuffers.h",
    "gemmlowp": "fixedpoint/fixedpoint.h",
    "ruy": "ruy/profiler/instrumentation.h",
}


@dataclass(frozen=True)
class Checkouts:
    """A folder that holds PARTS, or links to them."""

    folder: Path

    @property
    def tflm(self) -> Path:
        return self.folder / "tflite-micro"

    @property
    def cmsis_nn(self) -> Path:
        return self.folder / "CMSIS-NN"

    def includes(self) -> list[Path]:
        places = ("tflite-micro", "CMSIS-NN", "CMSIS-NN/Include", "CMSIS_5/CMSIS/Core/Include",
                  "flatbuffers/include", "gemmlowp", "ruy")  # fmt: skip
        return [self.folder / place for place in places]

    def versions(self) -> dict[str, str]:
        """Returns the commits of TFLM and CMSIS-NN, if the folders are Git's."""
        return {
            name: commit
            for name in ("tflite-micro", "CMSIS-NN")
            if (commit := _commit(self.folder / name))
        }


def find_checkouts(folder: str | None) -> Checkouts:
    """Returns the checkouts in a folder, by default the environment's. Raises UsageError if there
    is none, or a part is missing."""
    named = folder or os.environ.get(VARIABLE)
    if not named:
        raise UsageError(
            f"give --checkouts FOLDER, or set {VARIABLE}: a folder with checkouts of, or links to, "
            + ", ".join(PARTS)
        )
    found = Checkouts(Path(named).resolve())
    for part, file in PARTS.items():
        if not (found.folder / part / file).is_file():
            raise UsageError(f"{found.folder / part / file} is missing; check out {part} there")
    return found


def _commit(folder: Path) -> str | None:
    if not (folder / ".git").exists():
        return None
    command = ["git", "-C", str(folder), "rev-parse", "--short=8", "HEAD"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return output if re.fullmatch("[0-9a-f]+", output) else None
