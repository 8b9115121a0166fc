"""Exports models as a library for the user's firmware: generated code, the runtime's sources that
it needs unless firmware has them from a package, build files and an example."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedlite.boards.codegen.names import c_name, check_name
from seedlite.boards.codegen.program import GeneratedProgram, read_program
from seedlite.boards.codegen.render import render, render_header, render_source
from seedlite.boards.codegen.runtime import runtime_files
from seedlite.boards.sources import source_root
from seedlite.errors import UsageError
from seedlite.files import write_folder
from seedlite.prepare import deployable


@dataclass(frozen=True)
class Format:
    """Templates by the file that they become, beside src/; `use` goes into the README."""

    use: str
    files: dict[str, str]


FORMATS = {
    "c": Format(
        "Compile every .c file of `src/`, its folders' too, with `-Isrc`; `example/main.c` is an "
        "example.",
        {"example/main.c": "main.c"},
    ),
    "cmake": Format(
        "Add this folder with `add_subdirectory` and link the target `{name}`. The example: "
        "`cmake -B build && cmake --build build --target {name}_example`.",
        {"CMakeLists.txt": "CMakeLists.txt", "example/main.c": "main.c"},
    ),
    "arduino": Format(
        "Copy this folder into your sketchbook's `libraries`; File > Examples has an example.",
        {
            "library.properties": "library.properties",
            "examples/{name}/{name}.ino": "sketch.ino",
        },
    ),
    "platformio": Format(
        "Copy this folder into your project's `lib`. The example: `pio run -d examples/{name}`.",
        {
            "library.json": "library.json",
            "examples/{name}/platformio.ini": "platformio.ini",
            "examples/{name}/src/main.c": "main.c",
        },
    ),
    "zephyr": Format(
        "A Zephyr module: add this folder to `ZEPHYR_EXTRA_MODULES`. The example: "
        "`west build -b BOARD sample`.",
        {
            "zephyr/module.yml": "module.yml",
            "zephyr/CMakeLists.txt": "zephyr.cmake",
            "sample/CMakeLists.txt": "sample.cmake",
            "sample/prj.conf": "prj.conf",
            "sample/src/main.c": "main.c",
        },
    ),
}
GENERATED = re.compile(r"^#define (\w+)|^(?:\w+ )+\*?(\w+)\(|^extern .* (\w+);", re.MULTILINE)


@dataclass(frozen=True)
class Network:
    """A model to export; `name` is the prefix of its files and functions."""

    name: str
    program: GeneratedProgram
    inputs: list[dict[str, str]]
    outputs: list[dict[str, str]]


def read_network(file: bytes, source: str = "a model", name: str | None = None) -> Network:
    """Reads a model's file for export. `source` says where it is from; `name` defaults to a name
    made from it. Raises UsageError for an invalid name, BadInputError."""
    name = name if name is not None else c_name(source)
    check_name(name)
    program = read_program(deployable(file), source)
    return Network(name, program, _ports(program, name, "input"), _ports(program, name, "output"))


def export(
    networks: Sequence[Network],
    format: str,
    out: Path,
    share_arena: bool = False,
    front_end: bool = False,
    force: bool = False,
    runtime: bool = True,
) -> list[str]:
    """Writes one library of all networks into the folder `out`, which must not exist (`force`: is
    replaced), and returns its files relative to `out`. The library is named after its only model
    or, with several, after the folder; `share_arena` gives them one arena, `front_end` adds the
    log-mel front end. Without `runtime` the library needs the runtime's package of the same version
    (docs/packages.md). Raises UsageError, BadInputError."""
    if format not in FORMATS:
        raise UsageError(f"there is no format {format!r}; choose one of: {', '.join(FORMATS)}")
    if front_end and not runtime:
        raise UsageError("the runtime's package has the front end; leave out `front_end`")
    _check_apart(networks)
    shared = max(n.program.arena_bytes for n in networks) if share_arena else 0
    sources = {
        **{f"{n.name}.c": render_source(n.program, n.name, shared) for n in networks},
        **{f"{n.name}.h": render_header(n.program, n.name) for n in networks},
    }
    library = {**runtime_files(sources, front_end), **sources} if runtime else sources
    files = {f"src/{path}": text for path, text in library.items()}
    files |= _format_files(
        FORMATS[format],
        name=_library_name(networks, out),
        networks=networks,
        format=format,
        shared_arena_bytes=shared,
        front_end=front_end,
        runtime=runtime,
    )
    files["LICENSE"] = (source_root() / "LICENSE").read_text()
    write_folder(out, {path: text.encode() for path, text in files.items()}, force)
    return sorted(files)


def _library_name(networks: Sequence[Network], out: Path) -> str:
    if len(networks) == 1:
        return networks[0].name
    name = c_name(out.absolute().name)
    check_name(name, "call the folder (`out`) otherwise")
    return name


def _check_apart(networks: Sequence[Network]) -> None:
    """Raises UsageError if files, functions or macros of two models have the same names."""
    names: Counter[str] = Counter()
    for network in networks:
        header = render_header(network.program, network.name)
        found = [name for names_of in GENERATED.findall(header) for name in names_of if name]
        names.update(dict.fromkeys(found, 1))  # in the header's order
    if twice := [name for name, count in names.items() if count > 1]:
        raise UsageError(
            f"two models would both define {', '.join(twice[:3])}; give each a `name` of its own, "
            "in the order of the files"
        )


def _format_files(
    chosen: Format, name: str, networks: Sequence[Network], **variables: Any
) -> dict[str, str]:
    variables |= {
        "name": name,
        "networks": networks,
        "use": chosen.use.format(name=name),
        "sources": ", ".join(n.program.source for n in networks),
        "floats": any(n.program.has_floats for n in networks),
        "softmax": any(n.program.has_softmax for n in networks),
    }
    return {
        target.format(name=name): render(f"export/{template}.j2", **variables)
        for target, template in {"README.md": "README.md", **chosen.files}.items()
    }


def _ports(program: GeneratedProgram, name: str, kind: str) -> list[dict[str, str]]:
    """Returns types, functions and macros of the generated header."""
    ports = program.inputs if kind == "input" else program.outputs
    functions = [program.function_of(name, kind, number) for number in range(len(ports))]
    return [
        {"type": port.dtype.name, "function": function, "macro": function.upper()}
        for port, function in zip(ports, functions, strict=True)
    ]
