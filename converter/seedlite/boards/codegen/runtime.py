"""Collects the part of the runtime that generated code needs, by analyzing the sources, and lays
out an exported library: public headers beside the generated files, all others in their own folder,
so that their names are on no include path."""

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping

from seedlite.errors import SeedliteError

PRIVATE = "seedlite"  # the folder
FRONT_END = f"{PRIVATE}/frontend/"
COMMENT = re.compile(r"//[^\n]*")
INCLUDE = re.compile(r'^\s*#\s*include "([^"]+)"', re.MULTILINE)
DECLARATION = re.compile(r"^[a-z][^;{}]*;", re.MULTILINE)  # neither defines nor calls
DEFINITION = re.compile(r"^SL_(?:SHARED|TABLE)\b[^;{([]*?\b(\w+)[([]", re.MULTILINE)
NAME = re.compile(r"\bsl_\w+")
SHARED = re.compile(r"\bsl_(?:\w+(?=\()|table_\w+)")
NO_VERSION = "#define SL_RUNTIME_VERSION 0\n"

Files = Mapping[str, str]  # texts by path


def runtime_files(generated: Files, front_end: bool = False) -> dict[str, str]:
    """Returns the runtime's files that `generated` (texts by path in the library) includes and
    calls, directly or indirectly, and with `front_end` the log-mel front end, by path in the
    library. They compile there with the library's root as the include path, or with none."""
    sources = _sources()
    asked = [path for path in sources if front_end and path.startswith(FRONT_END)]
    wanted = _closure({**sources, **generated}, [*generated, *asked])
    return _laid_out(wanted - generated.keys(), sources)


def all_runtime_files() -> dict[str, str]:
    """Returns all files of the runtime, laid out in the same way: generated code of this version
    compiles beside them."""
    sources = _sources()
    return _laid_out(sources, sources)


def runtime_version() -> str:
    """Returns a C constant of 32 bits that depends on all of the runtime's sources."""
    return _version(_sources())


def _sources() -> dict[str, str]:
    """Returns all files of the runtime, by path in the library."""
    from seedlite.boards.sources import source_root

    root = source_root() / "runtime_c"
    folders = {"include": "", "src": PRIVATE}
    return {
        posixpath.join(place, path.relative_to(root / folder).as_posix()): path.read_text()
        for folder, place in folders.items()
        for path in sorted((root / folder).rglob("*.[ch]"))
    }


def _laid_out(paths: Iterable[str], sources: Files) -> dict[str, str]:
    """Returns files of the runtime, with their version."""
    stamp = f"#define SL_RUNTIME_VERSION {_version(sources)}\n"
    return {
        path: _relative_includes(path, sources).replace(NO_VERSION, stamp) for path in sorted(paths)
    }


def _version(sources: Files) -> str:
    digest = hashlib.sha256(
        "\0".join(f"{path}\0{sources[path]}" for path in sorted(sources)).encode()
    )
    return f"0x{digest.hexdigest()[:8]}"


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
    """Returns functions and tables that files define for others."""
    declarations = [d for text in files.values() for d in DECLARATION.findall(_code(text))]
    return {name for declaration in declarations for name in SHARED.findall(declaration)}


def _definitions(files: Files) -> dict[str, list[str]]:
    """Returns the files that define each shared function or table; several if targets have their
    own."""
    result: dict[str, list[str]] = {}
    for path, text in files.items():
        for name in DEFINITION.findall(_code(text)):
            result.setdefault(name, []).append(path)
    return result


def _included(path: str, name: str, files: Files) -> str:
    """Returns the path of the file that `path` includes as "name"."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    for candidate in (beside, name):
        if candidate in files:
            return candidate
    raise SeedliteError(f"{path} includes {name}, which is no file of the runtime")


def _relative_includes(path: str, files: Files) -> str:
    """Returns the file's text with includes relative to its folder."""

    def relative(match: re.Match[str]) -> str:
        target = _included(path, match[1], files)
        return match[0].replace(match[1], posixpath.relpath(target, posixpath.dirname(path) or "."))

    return INCLUDE.sub(relative, files[path])
