"""Two models in one firmware: the example of docs/several-models.md, on the emulated Cortex-M4 and
on this machine."""

import ctypes
import re
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import emulate
from seedlite.interpreters.host import Runtime
from tests.support.exports import DIGITS, NETWORKS, POKER, STRICT, export_networks
from tests.support.operators.example import noise
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

DOCUMENT = ROOT / "docs/several-models.md"


@pytest.fixture
def inputs() -> list[np.ndarray]:
    return [noise(read_program(file).inputs[0].bytes) for file in (DIGITS, POKER)]


@pytest.fixture
def example(tmp_path) -> Path:
    (code,) = re.findall(r"```c\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    path = tmp_path / "example.c"
    path.write_text(code)
    return path


def library(how: str, folder: Path) -> list[Path]:
    """Exported folders: one of both models that share an arena, or two."""
    if how == "together":
        return [export_networks(folder / "networks", *NETWORKS, share_arena=True)]
    return [export_networks(folder / name, name) for name in NETWORKS]


def files(outs: list[Path]) -> list[object]:
    """What a compiler gets of exported folders."""
    return [f for out in outs for f in (f"-I{out / 'src'}", *sorted(out.glob("src/**/*.c")))]


def expected(inputs: list[np.ndarray]) -> tuple[list[int], np.ndarray]:
    """What the example finds, and the second network's outputs."""
    outputs = [Runtime(f)([x])[0] for f, x in zip((DIGITS, POKER), inputs, strict=True)]
    return [int(np.argmax(y)) for y in outputs], outputs[1].ravel()


def symbols(elf: Path) -> dict[str, int]:
    """Sizes of functions and variables by name."""
    with open(elf, "rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        found = [s for s in table.iter_symbols() if s["st_size"]]
    counts = Counter(symbol.name for symbol in found)
    shared = re.compile("sl_(?!asm_)")  # assembly is of the file that calls it
    assert not [n for n, count in counts.items() if count > 1 and shared.match(n)]
    return {symbol.name: symbol["st_size"] for symbol in found}


@pytest.mark.qemu
@pytest.mark.parametrize("how", ["together", "apart"])
def test_two_models_in_one_firmware_give_the_hosts_outputs(
    how, compile_program, board, example, inputs, tmp_path
):
    outs = library(how, tmp_path)
    elf = compile_program("several_models", objects=[example, *files(outs)])
    (tmp_path / "input.bin").write_bytes(b"".join(x.tobytes() for x in inputs))
    emulate(elf, board, tmp_path, timeout=PATIENCE)
    result = (tmp_path / "output.bin").read_bytes()
    found, poker = expected(inputs)
    np.testing.assert_array_equal(np.frombuffer(result[:8], np.int32), found)
    np.testing.assert_array_equal(np.frombuffer(result[8:], np.int8), poker)
    arenas = {n: size for n, size in symbols(elf).items() if n.endswith("_arena")}
    assert set(arenas) == ({"sl_shared_arena"} if how == "together" else {"model_arena"})


@pytest.mark.qemu
def test_two_exports_take_no_more_code_than_one_of_both(compile_program, example, tmp_path):
    code = []
    for how in ("together", "apart"):
        (tmp_path / how).mkdir()
        outs = library(how, tmp_path / how)
        elf = compile_program("several_models", objects=[example, *files(outs)])
        code.append(sum(size for name, size in symbols(elf).items() if name.startswith("sl_")))
    arena = read_program(DIGITS).arena_bytes  # a symbol of the first alone
    assert code[0] - arena == code[1]


@pytest.mark.parametrize("how", ["together", "apart"])
def test_example_of_the_document_runs_on_this_machine(how, example, inputs, tmp_path):
    outs, shared = library(how, tmp_path), tmp_path / "example.so"
    flags = ("-std=c99", "-O1", "-shared", "-fPIC", "-Wl,-Bsymbolic", *STRICT)
    subprocess.run(["cc", *flags, example, *files(outs), "-o", shared], check=True)
    digit, hand = ctypes.c_int(), ctypes.c_int()
    pointers = [x.ctypes.data_as(ctypes.c_void_p) for x in inputs]
    ctypes.CDLL(str(shared)).recognize(*pointers, ctypes.byref(digit), ctypes.byref(hand))
    assert [digit.value, hand.value] == expected(inputs)[0]
