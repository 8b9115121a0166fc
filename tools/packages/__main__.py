"""Makes packages of the C runtime for the build systems that people have (docs/packages.md).

Usage: python -m tools.packages [NAME...] [-o FOLDER]
"""

import argparse
from pathlib import Path

from seedlite.files import make_folder, write_together
from tools.packages import arduino, c, cmsis_pack, esp_idf, platformio, zephyr
from tools.packages.archive import pack

PACKAGES = {
    "c": c.package,
    "arduino": arduino.package,
    "platformio": platformio.package,
    "zephyr": zephyr.package,
    "esp-idf": esp_idf.package,
    "cmsis-pack": cmsis_pack.package,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.packages", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PACKAGES)}")
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), help="folder: dist")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - PACKAGES.keys():
        parser.error(f"no package {', '.join(sorted(unknown))}; choose of {', '.join(PACKAGES)}")
    made = [PACKAGES[name]() for name in dict.fromkeys(arguments.names or PACKAGES)]
    make_folder(arguments.output)
    write_together({arguments.output / p.archive: pack(p.archive, p.files) for p in made})
    for package in made:
        print(arguments.output / package.archive)


if __name__ == "__main__":
    main()
