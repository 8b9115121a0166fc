"""Builds all that a release consists of into dist/: wheels, the source archive and the packages of
the C runtime, with SHA256SUMS. From a committed state alone, which is checked out apart; every
artefact is built twice and must come out the same. Nothing is uploaded. docs/releases.md.

Usage: python -m tools.release
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from seedlite.files import make_folder, write_together
from tools.wheels import PLATFORMS, ROOT, build_source, build_wheel

DIST = ROOT / "dist"
SUMS = "SHA256SUMS"


def git(*arguments: str) -> str:
    command = ["git", "-C", ROOT, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def check_clean() -> None:
    if changed := git("status", "--porcelain"):
        sys.exit(f"the checkout differs from its commit; commit or remove:\n{changed}")


def check_changelog() -> str:
    """Returns the version, of which CHANGELOG.md has an entry."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    if not any(version in re.split(r"[\s:,()]+", heading) for heading in headings):
        sys.exit(f"CHANGELOG.md has no entry '## {version}'; write what changes for users")
    return version


def build(folder: Path) -> dict[str, bytes]:
    """Builds the artefacts from the commit in `folder`; returns them by name."""
    source, out = folder / "source", folder / "dist"
    source.mkdir()
    archive = subprocess.Popen(["git", "-C", ROOT, "archive", "HEAD"], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", source], stdin=archive.stdout, check=True)
    assert archive.wait() == 0
    out.mkdir()
    build_source(source, out)
    for platform in PLATFORMS:
        build_wheel(source, out, platform)
    packages = [sys.executable, "-m", "tools.packages", "-o", out]
    subprocess.run(packages, cwd=source, check=True, stdout=subprocess.DEVNULL)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def build_twice() -> dict[str, bytes]:
    """Builds in two places; exits, naming the artefact, if the bytes differ."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        made, again = build(Path(one)), build(Path(other))
    if differing := [
        name for name in made.keys() | again.keys() if made.get(name) != again.get(name)
    ]:
        sys.exit(f"two builds of one commit differ: {', '.join(sorted(differing))}")
    return made


def main() -> None:
    check_clean()
    version = check_changelog()
    os.environ["SOURCE_DATE_EPOCH"] = git("log", "-1", "--format=%ct")
    made = build_twice()
    sums = "".join(f"{hashlib.sha256(made[name]).hexdigest()}  {name}\n" for name in sorted(made))
    make_folder(DIST)
    for old in DIST.iterdir():
        old.unlink()
    write_together({DIST / name: data for name, data in (made | {SUMS: sums.encode()}).items()})
    print(
        f"seedlite {version}: {len(made)} artefacts in {DIST}, twice the same bytes\n{sums}", end=""
    )


if __name__ == "__main__":
    main()
