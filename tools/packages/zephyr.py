"""A Zephyr module."""

from tools.packages.parts import MODEL, VERSION, Package, library, model, render, within


def package() -> Package:
    sample = {
        **within("src", {**model(), "main.c": render("main.c", target="zephyr")}),
        "CMakeLists.txt": render("zephyr/sample.cmake"),
        "prj.conf": render("zephyr/prj.conf"),
        "sample.yaml": render("zephyr/sample.yaml"),
    }
    files = {
        **library(),
        **within(f"samples/{MODEL}", sample),
        "zephyr/module.yml": render("zephyr/module.yml"),
        "zephyr/CMakeLists.txt": render("zephyr/CMakeLists.txt"),
        "zephyr/Kconfig": render("zephyr/Kconfig"),
        "README.md": render("README.md", use=render("zephyr/use.md")),
    }
    return Package(f"seedlite-zephyr-{VERSION}.tar.gz", within("seedlite", files))
