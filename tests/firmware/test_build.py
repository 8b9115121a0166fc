"""Firmware built from models, its sizes, and whole models on the emulated board."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from elftools.elf.elffile import ELFFile

from builders import dense_model
from seedlite.deploy import deployable
from seedlite.errors import BadInputError, DoesNotFitError
from seedlite.firmware import (
    build_firmware,
    firmware_sizes,
    firmware_symbols,
    run_on_qemu,
)
from seedlite.runtime import Runtime, verify
from seedlite.tflite import pack

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
    file = dense_file(0)
    return build_firmware(file, board, verify(file), tmp_path)


def test_firmware_dense_model_outputs_equal_host(firmware):
    x = random_inputs(5)
    result = run_on_qemu(firmware, x)
    host = Runtime(dense_file(0))
    assert np.array_equal(host(x), result.outputs)
    assert len(result.instructions) == 5
    assert result.instructions[0] > INPUTS * OUTPUTS / 4  # at most four products an instruction
    assert len(result.operators) == 1
    used = result.activation_bytes + result.scratch_bytes + result.program_bytes
    assert 0 < used <= firmware.arena_bytes
    assert 0 < result.stack_bytes < firmware_sizes(firmware.elf).stack


def test_firmware_run_twice_counts_the_same(firmware):
    x = random_inputs(2)
    first, second = run_on_qemu(firmware, x), run_on_qemu(firmware, x)
    assert first.instructions == second.instructions
    assert first.start_instructions == second.start_instructions
    assert first.operators == second.operators


def test_firmware_without_inputs_loads_only(firmware):
    result = run_on_qemu(firmware, random_inputs(0))
    assert result.outputs.shape == (0, OUTPUTS)
    assert result.instructions == []
    assert result.operators == []
    assert result.start_instructions > 0


def test_firmware_input_of_wrong_width_raises_bad_input(firmware):
    with pytest.raises(BadInputError, match="39 bytes each, but the model takes 40"):
        run_on_qemu(firmware, random_inputs(3)[:, 1:].copy())


def test_firmware_garbage_model_raises_what_the_runtime_says(board, tmp_path):
    firmware = build_firmware(b"garbage!" * 9, board, ARENA_BYTES, tmp_path)
    with pytest.raises(BadInputError, match="E_FORMAT"):
        run_on_qemu(firmware, random_inputs(1))


def test_firmware_arena_too_small_raises_what_the_runtime_says(board, tmp_path):
    firmware = build_firmware(dense_file(0), board, 16, tmp_path)
    with pytest.raises(BadInputError, match="E_ARENA"):
        run_on_qemu(firmware, random_inputs(1))


def test_build_arena_beyond_ram_raises_does_not_fit(board, tmp_path):
    with pytest.raises(DoesNotFitError, match=r"RAM \(4194304 bytes\) is too small by \d+ bytes"):
        build_firmware(dense_file(0), board, board.ram_bytes, tmp_path)


def test_build_model_beyond_flash_raises_does_not_fit(board, tmp_path):
    with pytest.raises(DoesNotFitError, match=r"FLASH \(4194304 bytes\) is too small"):
        build_firmware(bytes(board.flash_bytes), board, ARENA_BYTES, tmp_path)


def test_build_second_model_compiles_nothing_again(cache, firmware, tmp_path, board):
    def objects() -> dict[str, int]:
        paths = (p for p in cache.rglob("*.obj") if p.name != "model.S.obj")
        return {str(path): path.stat().st_mtime_ns for path in paths}

    before = objects()
    assert before
    build_firmware(dense_file(1), board, 2 * ARENA_BYTES, tmp_path / "second")
    assert objects() == before


def test_build_side_by_side_each_has_its_own_model(board, tmp_path):
    def build_and_run(seed: int) -> np.ndarray:
        file = dense_file(seed)
        firmware = build_firmware(file, board, verify(file), tmp_path / str(seed))
        return run_on_qemu(firmware, x).outputs

    x = random_inputs(1)
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(build_and_run, range(4)))
    for seed, output in enumerate(outputs):
        assert np.array_equal(Runtime(dense_file(seed))(x), output)


def test_build_bin_is_what_the_elf_loads(firmware):
    with open(firmware.elf, "rb") as file:
        image = b"".join(
            segment.data()
            for segment in ELFFile(file).iter_segments()
            if segment["p_type"] == "PT_LOAD" and segment["p_filesz"]
        )
    assert len(firmware.bin.read_bytes()) == len(image)
    assert dense_file(0) in firmware.bin.read_bytes()


def test_sizes_parts_add_up(firmware):
    sizes = firmware_sizes(firmware.elf)
    assert sizes.model == len(dense_file(0))
    assert sizes.arena == firmware.arena_bytes
    padding = len(firmware.bin.read_bytes()) - sizes.flash
    assert 0 <= padding < 64  # between sections


def test_sizes_code_has_nothing_of_the_application(firmware):
    symbols = firmware_symbols(firmware.elf)
    code = {symbol.name for symbol in symbols if symbol.section == ".text"}
    app = {symbol.name for symbol in symbols if symbol.section == ".app"}
    assert {"sl_load", "reset_handler"} <= code
    assert {"main", "semihosting_exit"} <= app
    assert not any(name.startswith(("semihosting", "report")) for name in code)


def test_build_for_size_is_smaller(firmware, board, tmp_path):
    small = build_firmware(dense_file(0), board, ARENA_BYTES, tmp_path / "small", "size")
    assert firmware_sizes(small.elf).code < firmware_sizes(firmware.elf).code


def test_firmware_links_no_floating_point_or_64_bit_division(firmware):
    names = [symbol.name for symbol in firmware_symbols(firmware.elf)]
    # such as __udivmoddi4, __mulsf3; the compiler's own names all begin so
    assert [name for name in names if name.startswith("__")] == []
