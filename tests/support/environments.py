"""Environments of their own with the wheel as it is released."""

import platform
import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT


def make_environment(folder: Path, *requirements: str) -> Path:
    """Creates an environment in `folder` and installs the wheel and `requirements`: the folder of
    its programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    wheels = [sys.executable, "-m", "tools.wheels", f"linux-{platform.machine()}", "-o", folder]
    subprocess.run(wheels, cwd=ROOT, check=True)
    (wheel,) = folder.glob("seedlite-*-py3-none-*.whl")
    install = [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*install, *requirements, wheel], check=True)
    return folder / "bin"
