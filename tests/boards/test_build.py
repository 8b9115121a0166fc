"""Firmware built from models, its sizes, and whole models on the emulated board."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from seedlite.boards.codegen.program import read_program
from seedlite.boards.emulator.qemu import run_on_qemu
from seedlite.boards.toolchain.build import Firmware, build_firmware, build_loader
from seedlite.boards.toolchain.sizes import firmware_sizes, firmware_symbols
from seedlite.errors import BadInputError, DoesNotFitError
from seedlite.interpreters.host import Runtime
from seedlite.model.pack import pack
from seedlite.prepare.runnable import deployable
from tests.support.builders import dense_model

pytestmark = pytest.mark.qemu
INPUTS, OUTPUTS = 40, 10
ARENA_BYTES = 4096


def dense_file(seed: int) -> bytes:
    return deployable(pack(dense_model(OUTPUTS, INPUTS, seed)))


def random_inputs(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(-128, 128, (count, INPUTS), np.int8)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """A build cache of this module's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture
def firmware(board, tmp_path):
    return build_firmware(read_program(dense_file(0)), board, tmp_path)


@pytest.fixture
def loader(board, tmp_path):
    return build_loader(dense_file(0), ARENA_BYTES, board, tmp_path / "loader")


def test_firmware_dense_model_outputs_equal_host(firmware):
    x = random_inputs(5)
    result = run_on_qemu(firmware, x)
    host = Runtime(dense_file(0))
    assert np.array_equal(host(x), result.outputs)
    assert len(result.instructions) == 5
    assert result.instructions[0] > INPUTS * OUTPUTS / 4  # at most four products an instruction
    assert len(result.operators) == 1
    assert result.program_bytes == 0
    assert result.activation_bytes + result.scratch_bytes == firmware_sizes(firmware.elf).arena
    assert 0 < result.stack_bytes < firmware_sizes(firmware.elf).stack


def test_firmware_run_twice_counts_the_same(firmware):
    x = random_inputs(2)
    first, second = run_on_qemu(firmware, x), run_on_qemu(firmware, x)
    assert first.instructions == second.instructions
    assert first.start_instructions == second.start_instructions
    assert first.operators == second.operators


def test_firmware_loaded_outputs_and_counts_equal_generated(firmware, loader):
    x = random_inputs(3)
    generated, loaded = run_on_qemu(firmware, x), run_on_qemu(loader, x)
    assert np.array_equal(generated.outputs, loaded.outputs)
    assert generated.instructions == loaded.instructions
    assert 0 < generated.start_instructions < 20 < loaded.start_instructions
    used = loaded.activation_bytes + loaded.scratch_bytes + loaded.program_bytes
    assert 0 < used <= ARENA_BYTES


def test_firmware_without_inputs_loads_only(loader):
    result = run_on_qemu(loader, random_inputs(0))
    assert result.outputs.shape == (0, OUTPUTS)
    assert result.instructions == []
    assert result.operators == []
    assert result.start_instructions > 0


def test_firmware_input_of_wrong_width_raises_bad_input(firmware):
    with pytest.raises(BadInputError, match="39 bytes each, but the model takes 40"):
        run_on_qemu(firmware, random_inputs(3)[:, 1:].copy())


def test_firmware_garbage_model_raises_what_the_runtime_says(board, tmp_path):
    firmware = build_loader(b"garbage!" * 9, ARENA_BYTES, board, tmp_path)
    with pytest.raises(BadInputError, match="E_FORMAT"):
        run_on_qemu(firmware, random_inputs(1))


def test_firmware_arena_too_small_raises_what_the_runtime_says(board, tmp_path):
    firmware = build_loader(dense_file(0), 16, board, tmp_path)
    with pytest.raises(BadInputError, match="E_ARENA"):
        run_on_qemu(firmware, random_inputs(1))


def test_build_arena_beyond_ram_raises_does_not_fit(board, tmp_path):
    with pytest.raises(DoesNotFitError, match=r"RAM \(4194304 bytes\) is too small by \d+ bytes"):
        build_loader(dense_file(0), board.ram_bytes, board, tmp_path)


def test_build_model_beyond_flash_raises_does_not_fit(board, tmp_path):
    with pytest.raises(DoesNotFitError, match=r"FLASH \(4194304 bytes\) is too small"):
        build_loader(bytes(board.flash_bytes), ARENA_BYTES, board, tmp_path)


def test_build_second_model_compiles_nothing_again(cache, firmware, tmp_path, board):
    def objects() -> dict[str, int]:
        paths = (p for p in cache.rglob("*.obj") if p.name != "model.c.obj")
        return {str(path): path.stat().st_mtime_ns for path in paths}

    before = objects()
    assert before
    build_firmware(read_program(dense_file(1)), board, tmp_path / "second")
    assert objects() == before


def test_build_side_by_side_each_has_its_own_model(board, tmp_path):
    def build_and_run(seed: int) -> np.ndarray:
        firmware = build_firmware(read_program(dense_file(seed)), board, tmp_path / str(seed))
        return run_on_qemu(firmware, x).outputs

    x = random_inputs(1)
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(build_and_run, range(4)))
    for seed, output in enumerate(outputs):
        assert np.array_equal(Runtime(dense_file(seed))(x), output)


def test_build_bin_is_what_the_elf_loads(loader):
    with open(loader.elf, "rb") as file:
        image = b"".join(
            segment.data()
            for segment in ELFFile(file).iter_segments()
            if segment["p_type"] == "PT_LOAD" and segment["p_filesz"]
        )
    assert len(loader.bin.read_bytes()) == len(image)
    assert dense_file(0) in loader.bin.read_bytes()


def test_sizes_parts_add_up(loader):
    sizes = firmware_sizes(loader.elf)
    assert sizes.model == len(dense_file(0))
    assert sizes.arena == ARENA_BYTES
    padding = len(loader.bin.read_bytes()) - sizes.flash
    assert 0 <= padding < 64  # between sections


def test_sizes_code_has_nothing_of_the_application(firmware):
    symbols = firmware_symbols(firmware.elf)
    code = {symbol.name for symbol in symbols if symbol.section == ".text"}
    app = {symbol.name for symbol in symbols if symbol.section == ".app"}
    assert {"sl_fully_connected_s8", "reset_handler"} <= code
    assert {"main", "semihosting_exit"} <= app
    assert not any(name.startswith(("semihosting", "report")) for name in code)


def test_build_generated_links_no_loader_and_no_other_kernel(firmware, loader):
    def names(built: Firmware) -> set[str]:
        return {symbol.name for symbol in firmware_symbols(built.elf)}

    assert {"sl_load", "sl_conv2d_s8", "sl_softmax_s8"} <= names(loader)
    assert not {"sl_load", "sl_conv2d_s8", "sl_softmax_s8"} & names(firmware)
    assert firmware_sizes(firmware.elf).code < firmware_sizes(loader.elf).code / 4


def test_build_for_size_is_smaller(firmware, board, tmp_path):
    small = build_firmware(read_program(dense_file(0)), board, tmp_path / "small", optimize="size")
    assert firmware_sizes(small.elf).code < firmware_sizes(firmware.elf).code


def test_firmware_links_no_floating_point_or_64_bit_division(loader):
    names = [symbol.name for symbol in firmware_symbols(loader.elf)]
    # such as __udivmoddi4, __mulsf3; the compiler's own names all begin so
    assert [name for name in names if name.startswith("__")] == []
