"""A sweep's results as JSON lines: first the settings, then a row for each job."""

import json
from pathlib import Path
from typing import Any

from seedlite.errors import BadInputError, UsageError
from seedlite.execution import DEFAULT
from seedlite.files import check_writable, write_whole
from seedlite.study.sweeping.jobs import ResultRow

HEAD = "sweep"  # the first line's only key


class RowFile:
    """Appends rows as they come: an interruption loses no appended row."""

    def __init__(self, path: Path, rows: list[ResultRow], head: dict[str, Any] | None):
        """head: written before the first row; None if the file has it."""
        self.path, self.rows, self._head = path, rows, head

    @classmethod
    def create(cls, path: Path, head: dict[str, Any], force: bool) -> "RowFile":
        """Returns a file that is created, or overwritten, with the first row."""
        check_writable(path, force)
        return cls(path, [], head)

    @classmethod
    def resume(cls, path: Path, head: dict[str, Any]) -> "RowFile":
        """Continues a file. Raises UsageError if it belongs to another sweep."""
        if not path.exists():
            return cls.create(path, head, force=False)
        known, rows = read_rows(path)
        known = {"metric": DEFAULT, "value": known.get("accuracy")} | known
        different = [key for key in head if known.get(key) != head[key]]
        if different:
            raise UsageError(
                f"{path} belongs to a sweep with other {', '.join(different)}; give `output` "
                "another name to begin anew"
            )
        _drop_cut_line(path)
        return cls(path, rows, None)

    def append(self, row: ResultRow) -> None:
        self.rows.append(row)
        if self._head is not None:
            write_whole(self.path, _line({HEAD: self._head}))
            self._head = None
        try:
            with self.path.open("ab") as file:
                file.write(_line(row))
        except OSError as error:
            raise BadInputError(
                f"cannot write {self.path}: {error.strerror}; go on with `resume` {self.path}"
            ) from error


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def read_rows(path: Path) -> tuple[dict[str, Any], list[ResultRow]]:
    """Returns the settings and the rows; skips a last line that an interruption cut off. Raises
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
