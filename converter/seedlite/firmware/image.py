"""What of an ELF file goes into flash."""

from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from seedlite.errors import BadInputError


def vector_table(elf: Path) -> int:
    """Address of the vector table."""
    with open(elf, "rb") as file:
        section = ELFFile(file).get_section_by_name(".vectors")
        if section is None:
            raise BadInputError(f"{elf} has no vector table; give the firmware.elf of a build")
        return section["sh_addr"]


def loaded_image(elf: Path) -> tuple[int, bytes]:
    """The lowest address that is loaded, and all bytes from there on, gaps as zeros."""
    with open(elf, "rb") as file:
        segments = [
            (segment["p_paddr"], segment.data())
            for segment in ELFFile(file).iter_segments()
            if segment["p_type"] == "PT_LOAD" and segment["p_filesz"]
        ]
    base = min(address for address, _ in segments)
    image = bytearray(max(address + len(data) for address, data in segments) - base)
    for address, data in segments:
        image[address - base : address - base + len(data)] = data
    return base, bytes(image)


def check_elf(elf: Path) -> None:
    """Raises BadInputError unless `elf` is a program for Arm."""
    try:
        with open(elf, "rb") as file:
            machine = ELFFile(file)["e_machine"]
    except OSError as error:
        raise BadInputError(f"cannot read {elf}: {error.strerror}; check the path") from error
    except ELFError as error:
        raise BadInputError(f"{elf} is no ELF file; give the firmware.elf of a build") from error
    if machine != "EM_ARM":
        raise BadInputError(f"{elf} is not for Arm; give the firmware.elf of a build")
