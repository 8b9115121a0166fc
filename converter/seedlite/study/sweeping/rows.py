"""A sweep's results on disk: JSON lines, first what was swept, then a row for each job."""

import json
from pathlib import Path
from typing import Any

from seedlite.errors import BadInputError, UsageError
from seedlite.files import check_writable
from seedlite.study.sweeping.task import Row

HEAD = "sweep"  # the first line's only key


class RowFile:
    """Appends rows as they come: an interruption loses none that were appended."""

    def __init__(self, path: Path, rows: list[Row]):
        self.path, self.rows = path, rows

    @classmethod
    def create(cls, path: Path, head: dict[str, Any], force: bool) -> "RowFile":
        check_writable(path, force)
        path.write_text(json.dumps({HEAD: head}) + "\n")
        return cls(path, [])

    @classmethod
    def resume(cls, path: Path, head: dict[str, Any]) -> "RowFile":
        """Goes on with a file; raises UsageError where it belongs to another sweep."""
        if not path.exists():
            return cls.create(path, head, force=False)
        known, rows = read_rows(path)
        different = [key for key in head if known.get(key) != head[key]]
        if different:
            raise UsageError(
                f"{path} belongs to a sweep with other {', '.join(different)}; give -o another "
                "name to begin anew"
            )
        _drop_cut_line(path)
        return cls(path, rows)

    def append(self, row: Row) -> None:
        self.rows.append(row)
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")


def read_rows(path: Path) -> tuple[dict[str, Any], list[Row]]:
    """What was swept, and the rows; a last line that an interruption cut off is left out. Raises
    BadInputError."""
    try:
        lines = _whole(path.read_bytes()).decode().splitlines()
        head, *rows = [json.loads(line) for line in lines]
        return head[HEAD], rows
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}; check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"{path} holds no results of a sweep ({error}); give what `seedlite sweep -o` wrote"
        ) from error


def _whole(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _drop_cut_line(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(len(_whole(file.read())))
