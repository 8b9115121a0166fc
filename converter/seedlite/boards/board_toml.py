"""Reads board.toml and checks every key."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedlite.errors import BadInputError

BOARD_TOML = "board.toml"
NAMES = {str: "text in quotes", int: "a whole number", dict: "a table"}


@dataclass(frozen=True)
class Key:
    """Constraints of a key's value: type, a pattern for text, a maximum for numbers."""

    kind: type
    required: bool = False
    pattern: str = r".*\S.*"
    example: str = ""
    most: int = 0


KEYS = {
    "title": Key(str, required=True),
    "core": Key(str, required=True, pattern=r"[a-z0-9._+-]+", example="cortex-m4"),
    "float_abi": Key(str, pattern="soft|softfp", example="soft or softfp"),
    "family": Key(str),
    "serial": Key(str, required=True),
    "qemu": Key(dict),
    "flash": Key(dict),
}
QEMU_KEYS = {
    "machine": Key(str, required=True, pattern=r"[\w.-]+", example="mps2-an386"),
    "icount_shift": Key(int, most=10),
}
FLASH_KEYS = {
    "pyocd": Key(str),
    "openocd": Key(str),
    "usb": Key(str, pattern=r"[0-9a-f]{4}:[0-9a-f]{4}", example="0483:374b"),
    "uf2_family": Key(int, most=0xFFFFFFFF),
}


def read_board_toml(path: Path) -> dict[str, Any]:
    """Returns the file's keys, including [qemu] and [flash]. Raises BadInputError, naming file and
    key, for missing or unknown keys and wrong values."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:  # invalid UTF-8 or TOML, with line and column
        raise BadInputError(f"{path} is no TOML: {error}") from error
    _check_keys(path, "", values, KEYS)
    for table, keys in (("qemu", QEMU_KEYS), ("flash", FLASH_KEYS)):
        if table in values:
            _check_keys(path, f"[{table}] ", values[table], keys)
    return values


def _check_keys(path: Path, place: str, values: dict[str, Any], keys: dict[str, Key]) -> None:
    for name, key in keys.items():
        if key.required and name not in values:
            raise BadInputError(f"{path}: {place}{name} is missing; give {_wanted(key)}")
    for name, value in values.items():
        if name not in keys:
            raise BadInputError(f"{path}: {place}{name} is unknown; the keys are {', '.join(keys)}")
        if not _is(keys[name], value):
            raise BadInputError(f"{path}: {place}{name} is {value!r}; give {_wanted(keys[name])}")


def _is(key: Key, value: Any) -> bool:
    if isinstance(value, str):
        return key.kind is str and re.fullmatch(key.pattern, value) is not None
    if isinstance(value, int) and not isinstance(value, bool):
        return key.kind is int and 0 <= value <= key.most
    return key.kind is dict and isinstance(value, dict)


def _wanted(key: Key) -> str:
    if key.kind is int:
        return f"a whole number from 0 to {key.most}"
    return NAMES[key.kind] + (f", such as {key.example}" if key.example else "")
