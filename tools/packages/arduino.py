"""An Arduino library."""

from tools.packages.parts import MODEL, VERSION, Package, library, model, render, within

EXAMPLE = MODEL.title()  # a sketch is called like its folder


def package() -> Package:
    files = {
        **library(),
        **within(
            f"examples/{EXAMPLE}", {**model(), f"{EXAMPLE}.ino": render("arduino/sketch.ino")}
        ),
        "library.properties": render("arduino/library.properties"),
        "keywords.txt": render("arduino/keywords.txt"),
        "README.md": render("README.md", use=render("arduino/use.md", example=EXAMPLE)),
    }
    return Package(f"seedlite-arduino-{VERSION}.zip", within("seedlite", files))
