"""Reads the runtime's C headers: their structs as this machine's C compiler lays them out, and
their functions.

Parses the subset of C that declares kernel parameters: fixed-width integers, bool, pointers, arrays
of constant extent, structs, and pointers to functions without result.
"""

import ctypes
import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from seedlite.boards.sources import source_root
from seedlite.errors import SeedliteError

SCALARS: dict[str, Any] = {
    "bool": ctypes.c_bool,
    **{
        f"{sign}int{bits}_t": getattr(ctypes, f"c_{sign}int{bits}")
        for sign in ("", "u")
        for bits in (8, 16, 32, 64)
    },
}
COMMENT = re.compile(r"//[^\n]*")
NUMBER = re.compile(r"^#define (SL_\w+) (\d+)u?$", re.MULTILINE)
STRUCT = re.compile(r"^(?:typedef )?struct ?(\w*) ?\{([^}]*)\} ?(\w*);", re.MULTILINE)
FUNCTION_TYPE = re.compile(r"^typedef void \(\*(\w+)\)\(([^)]*)\);", re.MULTILINE)
FUNCTION = re.compile(r"^void (sl_\w+)\(([^)]*)\);", re.MULTILINE)
FIELD = re.compile(r"(?:const )?(\w+) (.+)")
DECLARATOR = re.compile(r"(\*?)(\w+)(?:\[(\w+)\])?")

Function = ctypes.CFUNCTYPE(None)  # a pointer to any function of the runtime


class CStruct(ctypes.Structure):
    """A struct of the headers; the class has its name."""


class Kernel(NamedTuple):
    """A kernel. `header`: its path in runtime_c/src; `params`: the struct that it takes."""

    header: str
    params: type[CStruct]


class Headers:
    """Structs and functions of some headers: texts by path."""

    def __init__(self, texts: Mapping[str, str]):
        self._texts = {path: COMMENT.sub("", text) for path, text in texts.items()}
        self._types: dict[str, Any] = {**SCALARS}
        self._numbers: dict[str, int] = {}
        self._bodies: dict[str, set[str]] = {}
        self._signatures: dict[str, str] = {}
        for text in self._texts.values():
            self._numbers |= {name: int(number) for name, number in NUMBER.findall(text)}
            for tag, body, name in STRUCT.findall(text):
                self._bodies.setdefault(name or tag, set()).add(body)
            for name, parameters in FUNCTION_TYPE.findall(text):
                self._signatures[name] = _spaced(parameters)
                self._types[name] = Function

    def struct(self, name: str) -> type[CStruct]:
        """Returns the struct called `name`. Raises SeedliteError if it is not in the subset."""
        if name not in self._types:
            # removed, so that a struct inside itself is an error
            bodies = self._bodies.pop(name, set())
            if len(bodies) != 1:
                raise _unreadable(name, f"{len(bodies)} structs have this name, not 1")
            fields = self._fields(name, *bodies)
            self._types[name] = type(name, (CStruct,), {"_fields_": fields})
        if not issubclass(self._types[name], CStruct):
            raise _unreadable(name, "it is no struct")
        return self._types[name]

    def functions(self, type: str) -> dict[str, str]:
        """Returns the header of each function that a pointer of this type can point to."""
        return {
            name: path
            for path, text in self._texts.items()
            for name, parameters in FUNCTION.findall(text)
            if _spaced(parameters) == self._signatures[type]
        }

    def kernels(self) -> dict[str, Kernel]:
        """Returns all kernels by name; each takes the nearest struct sl_..._params above its
        declaration."""
        return {
            name: Kernel(path, self.struct(self._params_above(path, name)))
            for name, path in sorted(self.functions("sl_kernel").items())
        }

    def _params_above(self, path: str, kernel: str) -> str:
        above = self._texts[path].partition(f"void {kernel}(")[0]
        structs = [name for _, _, name in STRUCT.findall(above) if name.endswith("_params")]
        if not structs:
            raise _unreadable(kernel, f"{path} has no struct sl_..._params above it")
        return structs[-1]

    def _fields(self, struct: str, body: str) -> list[tuple[str, Any]]:
        fields = []
        for declaration in filter(None, map(_spaced, body.split(";"))):
            match = FIELD.fullmatch(declaration)
            parts = [DECLARATOR.fullmatch(d.strip()) for d in match[2].split(",")] if match else []
            for part in parts or [None]:
                if match is None or part is None:
                    raise _unreadable(struct, f"'{declaration}' is no field that seedlite knows")
                fields.append((part[2], self._type(struct, match[1], part)))
        return fields

    def _type(self, struct: str, base: str, declarator: re.Match[str]) -> Any:
        pointer, _, extent = declarator.groups()
        if pointer and base == "void" and not extent:
            return ctypes.c_void_p
        kind = self._types[base] if base in self._types else self.struct(base)
        if pointer:
            kind = ctypes.POINTER(kind)
        if not extent:
            return kind
        number = self._numbers.get(extent, extent)
        if not str(number).isdecimal():
            raise _unreadable(struct, f"{extent} is no number")
        return kind * int(number)


@functools.cache
def runtime_headers() -> Headers:
    """Returns the runtime's headers, by path in runtime_c/src or in runtime_c/include."""
    root = source_root() / "runtime_c"
    return Headers(
        {
            path.relative_to(folder).as_posix(): path.read_text()
            for folder in (root / "include", root / "src")
            for path in sorted(folder.rglob("*.h"))
        }
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _unreadable(name: str, why: str) -> SeedliteError:
    return SeedliteError(
        f"the runtime's headers: {name}: {why}; declare it as the other structs are, or extend "
        "seedlite.boards.codegen.headers"
    )
