"""An ESP-IDF component."""

from tools.packages.parts import MODEL, VERSION, Package, library, model, render, within


def package() -> Package:
    main = {
        **model(),
        "main.c": render("main.c", target="esp-idf"),
        "CMakeLists.txt": render("esp_idf/main.cmake"),
        "idf_component.yml": render("esp_idf/main.yml"),
    }
    example = {"CMakeLists.txt": render("esp_idf/example.cmake"), **within("main", main)}
    files = {
        **library(),
        **within(f"examples/{MODEL}", example),
        "CMakeLists.txt": render("esp_idf/CMakeLists.txt"),
        "idf_component.yml": render("esp_idf/idf_component.yml"),
        "README.md": render("README.md", use=render("esp_idf/use.md")),
    }
    return Package(f"seedlite-esp-idf-{VERSION}.tar.gz", within("seedlite", files))
