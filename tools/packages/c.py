"""Plain C, with a Makefile, and with a CMakeLists.txt for find_package and FetchContent."""

from tools.packages.parts import VERSION, Package, library, model, render, within

FOLDER = f"seedlite-runtime-{VERSION}"


def package() -> Package:
    example = {
        **model(),
        "main.c": render("main.c", target="c"),
        "CMakeLists.txt": render("c/example.cmake", archive=f"{FOLDER}.tar.gz"),
        "mps2-an386/start.c": render("c/start.c"),
        "mps2-an386/memory.ld": render("c/memory.ld"),
    }
    files = {
        **library(),
        **within("example", example),
        "CMakeLists.txt": render("c/CMakeLists.txt"),
        "Makefile": render("c/Makefile"),
        "README.md": render("README.md", use=render("c/use.md")),
    }
    return Package(f"{FOLDER}.tar.gz", within(FOLDER, files))
