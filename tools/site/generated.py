"""The files that are generated, by their place in the site."""

from functools import partial
from pathlib import Path

from models.study.page import study_page
from tools.site.c_api import c_api
from tools.site.command_line import command_line
from tools.site.json_fields import json_fields
from tools.site.palette import style_sheet

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {
    "command-line.md": command_line,
    "c-api.md": c_api,
    "json.md": json_fields,
    "study-report.html": partial(study_page, ROOT / "docs" / "study"),
    "assets/palette.css": style_sheet,
}
