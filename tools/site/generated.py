"""The files that are generated, by their place in the site."""

from tools.site.c_api import c_api
from tools.site.command_line import command_line
from tools.site.json_fields import json_fields
from tools.site.palette import style_sheet

GENERATED = {
    "command-line.md": command_line,
    "c-api.md": c_api,
    "json.md": json_fields,
    "assets/palette.css": style_sheet,
}
