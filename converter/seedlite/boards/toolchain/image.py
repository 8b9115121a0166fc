"""Reads the flash image of an ELF file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from seedlite.errors import BadInputError, SeedliteError

GIVE = "give the firmware.elf of a build"


@contextmanager
def reading_elf(elf: Path) -> Iterator[ELFFile]:
    """Opens an ELF file, a program for Arm. Raises BadInputError if it is none or damaged."""
    try:
        with open(elf, "rb") as file:
            image = ELFFile(file)
            if image["e_machine"] != "EM_ARM":
                raise BadInputError(f"{elf} is not for Arm; {GIVE}")
            yield image
    except SeedliteError:
        raise
    except OSError as error:
        raise BadInputError(f"cannot read {elf}: {error.strerror}; check the path") from error
    except ELFError as error:
        raise BadInputError(f"{elf} is no ELF file; {GIVE}") from error
    except Exception as error:  # damaged files raise errors of any kind
        raise BadInputError(f"{elf} is damaged ({error!r}); {GIVE}") from error


def vector_table(elf: Path) -> int:
    """Returns the address of the vector table."""
    with reading_elf(elf) as image:
        section = image.get_section_by_name(".vectors")
        if section is None:
            raise BadInputError(f"{elf} has no vector table; {GIVE}")
        return section["sh_addr"]


def loaded_image(elf: Path) -> tuple[int, bytes]:
    """Returns the lowest loaded address and all bytes from there on, gaps filled with zeros."""
    with reading_elf(elf) as image:
        segments = [
            (segment["p_paddr"], segment.data())
            for segment in image.iter_segments()
            if segment["p_type"] == "PT_LOAD" and segment["p_filesz"]
        ]
        if not segments:
            raise BadInputError(f"{elf} has nothing to load; {GIVE}")
    base = min(address for address, _ in segments)
    loaded = bytearray(max(address + len(data) for address, data in segments) - base)
    for address, data in segments:
        loaded[address - base : address - base + len(data)] = data
    return base, bytes(loaded)
