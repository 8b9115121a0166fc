"""A CMSIS-Pack."""

from tools.packages.parts import VERSION, Package, library, model, render, within

VENDOR = NAME = "seedlite"


def package() -> Package:
    runtime = library()
    sources = sorted(path for path in runtime if path.endswith(".c"))
    example = within("example", {**model(), "main.c": render("main.c", target="c")})
    facts = {"vendor": VENDOR, "name": NAME, "sources": sources, "example": sorted(example)}
    files = {
        **runtime,
        **example,
        f"{VENDOR}.{NAME}.pdsc": render("cmsis_pack/pack.pdsc", **facts),
        "README.md": render("README.md", use=render("cmsis_pack/use.md", **facts)),
    }
    return Package(f"{VENDOR}.{NAME}.{VERSION}.pack", files)
