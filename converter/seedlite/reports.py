"""Results that are typed objects and JSON objects at once."""

from dataclasses import fields
from typing import Any


class Report(dict[str, Any]):
    """Base of the dataclasses that are printed as JSON: report["file_bytes"], json.dumps(report)
    and report.file_bytes agree.

    A field with default None is left out of the JSON object while it is None; all other fields are
    always in it.
    """

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type] # of subclasses, which are dataclasses
            value = getattr(self, field.name)
            if value is not None or field.default is not None:
                self[field.name] = list(value) if isinstance(value, tuple) else value
