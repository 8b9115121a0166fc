"""`make release` refuses what must not be released."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone of the last commit."""
    clone = tmp_path / "checkout"
    subprocess.run(["git", "clone", "-q", "--shared", ROOT, clone], check=True)
    return clone


def refusal(checkout: Path) -> str:
    command = [sys.executable, "-m", "tools.release"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert not (checkout / "dist").exists()
    return done.stderr


@pytest.mark.parametrize("name", ["README.md", "new-file"])
def test_release_of_a_checkout_with_uncommitted_content_is_refused(checkout: Path, name: str):
    with (checkout / name).open("a") as file:
        file.write("changed\n")
    assert "differs from its commit" in (said := refusal(checkout))
    assert name in said


def test_release_of_a_version_without_a_changelog_entry_is_refused(checkout: Path):
    project = checkout / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', 'version = "0.1.77"'))
    author = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    subprocess.run(["git", *author, "commit", "-qam", "x"], cwd=checkout, check=True)
    assert "no entry '## 0.1.77'" in refusal(checkout)


def test_long_description_has_no_relative_links():
    text = (ROOT / "converter" / "README.md").read_text()
    assert "](" not in text
