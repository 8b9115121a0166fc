"""`make docs` builds the site without a warning, and its generated pages leave nothing out."""

import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import typer

import seedlite
from models.study.plans import PLANS
from seedlite.cli.app import app
from seedlite.compress.report import ConversionReport
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.slow
DECLARED = re.compile(r"^[a-z][\w *]*?\b((?:sl|slots)_\w+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_command_line_page_has_every_command_and_option(site):
    text = (site / "command-line.html").read_text()
    for name, command in typer.main.get_group(app).commands.items():
        assert f'id="seedlite-{name}"' in text
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert f"<code>{parameter.opts[0]}</code>" in text


def test_c_page_has_every_function_of_the_public_headers(site):
    text = (site / "c-api.html").read_text()
    headers = ROOT / "runtime_c" / "include"
    functions = [
        name
        for header in (*headers.glob("*.h"), ROOT / "firmware" / "slots" / "slots.h")
        for name in DECLARED.findall(header.read_text())
    ]
    assert {"sl_load", "sl_invoke", "sl_log_mel", "slots_finish"} <= set(functions)
    assert [name for name in functions if name not in text] == []


def test_python_page_has_all_that_is_public(site):
    text = (site / "python.html").read_text()
    errors = {name for name in seedlite.__all__ if name.endswith(("Error", "Warning"))}
    listed = (site / "errors.html").read_text()
    assert [name for name in sorted(errors) if name not in listed] == []
    public = set(seedlite.__all__) - errors - {"__version__", "litert"}
    assert 'id="seedlite.litert.delegate"' in text
    assert [name for name in sorted(public) if f'id="seedlite.api.{name}"' not in text] == []


def test_json_page_has_the_fields_of_a_conversion(site):
    text = (site / "json.html").read_text()
    for field in fields(ConversionReport):
        assert f"<code>{field.name}</code>" in text


def test_studys_report_has_all_rows_that_are_committed(site):
    text = (site / "study-report.html").read_text()
    for plan in PLANS:
        rows, *others = (path for path in plan.results(ROOT / "docs" / "study") if path.exists())
        accuracy = json.loads(rows.read_text().splitlines()[0])["sweep"]["accuracy"]
        assert f"int8 original: accuracy {accuracy:.2%}".replace("%", " %") in text
        assert all(path.name in text for path in (rows, *others))
