"""A PlatformIO library."""

from tools.packages.parts import MODEL, VERSION, Package, library, model, render, within


def package() -> Package:
    example = {
        **within("src", {**model(), "main.c": render("main.c", target="platformio")}),
        "platformio.ini": render("platformio/platformio.ini"),
    }
    files = {
        **library(),
        **within(f"examples/{MODEL}", example),
        "library.json": render("platformio/library.json"),
        "README.md": render("README.md", use=render("platformio/use.md")),
    }
    return Package(f"seedlite-platformio-{VERSION}.tar.gz", files)
