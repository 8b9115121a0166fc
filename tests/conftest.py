"""Fixtures that more than one folder uses."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the reference models and data that some tests measure on."""
    folder = Path(os.environ.get("SEEDLITE_SHARED", ROOT.parent / "shared"))
    if not (folder / "models").is_dir():
        pytest.skip(f"no reference models: {folder}/models is missing; set SEEDLITE_SHARED")
    return folder


@pytest.fixture(scope="session", params=["ic_resnet8", "ad_autoencoder"])
def reference_model(request: pytest.FixtureRequest, shared: Path) -> Path:
    """An int8 .tflite of MLPerf Tiny."""
    return shared / "models" / f"{request.param}_int8.tflite"
