"""A model as a library for the user's own firmware: generated code, the part of the runtime that
runs it, and what the build system wants; with an example."""

import re
from dataclasses import dataclass
from pathlib import Path

from seedlite.codegen import read_program, render, render_header, render_source
from seedlite.codegen.program import GeneratedProgram
from seedlite.codegen.render import check_name
from seedlite.deploy import deployable
from seedlite.errors import UsageError
from seedlite.files import write_folder
from seedlite.firmware.sources import source_root
from seedlite.runtime.host import Port

# Of the runtime: what runs programs, without what loads models.
RUNTIME = (
    "include/*.h",
    "src/sl_bits.h",
    "src/sl_fixedpoint.h",
    "src/sl_generator.h",
    "src/sl_invoke.c",
    "src/sl_program.h",
    "src/sl_requantize.[ch]",
    "src/sl_weights.[ch]",
    "src/kernels/**/*.[ch]",
)


@dataclass(frozen=True)
class Format:
    """Templates by the file that they become, beside src/; `use` is for the README."""

    use: str
    files: dict[str, str]


FORMATS = {
    "c": Format(
        "Compile every .c file of `src/` with `-Isrc`; `example/main.c` is an example.",
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


def export(
    file: bytes,
    format: str,
    out: Path,
    source: str = "a model",
    name: str | None = None,
    force: bool = False,
) -> list[str]:
    """Writes the library into the folder `out`, which must not exist (`force`: is replaced);
    functions are called after `name`, by default after `source`. Returns the files, relative to
    `out`. Raises UsageError, BadInputError."""
    if format not in FORMATS:
        raise UsageError(f"there is no format {format!r}; choose one of: {', '.join(FORMATS)}")
    name = name if name is not None else c_name(source)
    check_name(name)
    program = read_program(deployable(file), source)
    files = {
        f"src/{name}.c": render_source(program, name).encode(),
        f"src/{name}.h": render_header(program, name).encode(),
        **_runtime_files(),
        **_format_files(format, program, name),
    }
    write_folder(out, files, force)
    return sorted(files)


def c_name(source: str) -> str:
    """A name for C functions, made from a file's."""
    name = re.sub(r"[^a-z0-9]+", "_", Path(source).stem.lower()).strip("_")
    return name if name[:1].isalpha() else f"model_{name}".rstrip("_")


def _runtime_files() -> dict[str, bytes]:
    """In one tree, so that a single include path serves."""
    root = source_root() / "runtime_c"
    paths = sorted(path for pattern in RUNTIME for path in root.glob(pattern))
    return {"src/" + "/".join(p.relative_to(root).parts[1:]): p.read_bytes() for p in paths}


def _format_files(format: str, program: GeneratedProgram, name: str) -> dict[str, bytes]:
    chosen = FORMATS[format]
    context = {
        "format": format,
        "use": chosen.use.format(name=name),
        "inputs": _ports(name, "input", program.inputs),
        "outputs": _ports(name, "output", program.outputs),
    }
    templates = {"README.md": "README.md", **chosen.files}
    return {
        target.format(name=name): render(f"export/{template}.j2", program, name, context).encode()
        for target, template in templates.items()
    }


def _ports(name: str, kind: str, ports: list[Port]) -> list[dict[str, str]]:
    """Functions and macros of the generated header."""
    numbers = [str(i) for i in range(len(ports))] if len(ports) > 1 else [""]
    functions = [f"{name}_{kind}{number}" for number in numbers]
    return [{"function": function, "macro": function.upper()} for function in functions]
