"""The part of the runtime that generated code needs, found in the sources themselves, and how it
lies in an exported library: the public headers beside the generated files, all others in a folder
of their own, so that their names are on nobody's include path."""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping

from seedlite.errors import SeedliteError

PRIVATE = "seedlite"  # the folder
COMMENT = re.compile(r"//[^\n]*")
INCLUDE = re.compile(r'^\s*#\s*include "([^"]+)"', re.MULTILINE)
DECLARATION = re.compile(r"^[a-z][^;{}]*;", re.MULTILINE)  # neither defines nor calls
DEFINITION = re.compile(r"^SL_(?:SHARED|TABLE)\b[^;{([]*?\b(\w+)[([]", re.MULTILINE)
NAME = re.compile(r"\bsl_\w+")
SHARED = re.compile(r"\bsl_(?:\w+(?=\()|table_\w+)")
NO_VERSION = "#define SL_RUNTIME_VERSION 0\n"

Files = Mapping[str, str]  # texts by path


def runtime_files(generated: Files) -> dict[str, str]:
    """What `generated` (texts by their path in the library) includes and calls of the runtime, and
    what that includes and calls, by path in the library, ready to be compiled there with no include
    path but the library's root, or with none."""
    sources = _sources()
    version = _version(sources)
    wanted = _closure({**sources, **generated}, generated)
    return {
        path: _stamped(_relative_includes(path, sources), version)
        for path in sorted(wanted - generated.keys())
    }


def runtime_version() -> str:
    """A C constant of 32 bits that differs wherever the runtime's sources differ."""
    return _version(_sources())


def _sources() -> dict[str, str]:
    """All of the runtime, by path in the library."""
    from seedlite.boards.sources import source_root

    root = source_root() / "runtime_c"
    folders = {"include": "", "src": PRIVATE}
    return {
        posixpath.join(place, path.relative_to(root / folder).as_posix()): path.read_text()
        for folder, place in folders.items()
        for path in sorted((root / folder).rglob("*.[ch]"))
    }


def _version(sources: Files) -> str:
    digest = hashlib.sha256(
        "\0".join(f"{path}\0{sources[path]}" for path in sorted(sources)).encode()
    )
    return f"0x{digest.hexdigest()[:8]}"


def _stamped(text: str, version: str) -> str:
    return text.replace(NO_VERSION, f"#define SL_RUNTIME_VERSION {version}\n")


def _closure(files: Files, start: Iterable[str]) -> set[str]:
    definitions, declared = _definitions(files), _declared(files)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += [_included(path, name, files) for name in INCLUDE.findall(files[path])]
        for name in declared.intersection(NAME.findall(DECLARATION.sub("", _code(files[path])))):
            if name not in definitions:
                raise SeedliteError(
                    f"{path} calls {name}, which no file defines as SL_SHARED or SL_TABLE"
                )
            waiting += definitions[name]
    return found


def _code(text: str) -> str:
    return COMMENT.sub("", text)


def _declared(files: Files) -> set[str]:
    """Functions and tables that one file defines for others."""
    declarations = [d for text in files.values() for d in DECLARATION.findall(_code(text))]
    return {name for declaration in declarations for name in SHARED.findall(declaration)}


def _definitions(files: Files) -> dict[str, list[str]]:
    """Files that define each shared function or table: several where targets have their own."""
    result: dict[str, list[str]] = {}
    for path, text in files.items():
        for name in DEFINITION.findall(_code(text)):
            result.setdefault(name, []).append(path)
    return result


def _included(path: str, name: str, files: Files) -> str:
    """The file that `path` means by #include "name"."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    for candidate in (beside, name):
        if candidate in files:
            return candidate
    raise SeedliteError(f"{path} includes {name}, which is no file of the runtime")


def _relative_includes(path: str, files: Files) -> str:
    """The file's text, whose includes are found from the file's own folder."""

    def relative(match: re.Match[str]) -> str:
        target = _included(path, match[1], files)
        return match[0].replace(match[1], posixpath.relpath(target, posixpath.dirname(path) or "."))

    return INCLUDE.sub(relative, files[path])
