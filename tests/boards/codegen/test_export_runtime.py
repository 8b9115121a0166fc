"""The part of the runtime in an export: complete, no more than is used, of names of its own, and
fit for every standard of C and C++."""

import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from seedlite.boards.codegen import runtime
from seedlite.boards.codegen.headers import runtime_headers
from seedlite.boards.codegen.runtime import runtime_files, runtime_version
from seedlite.boards.library import export, read_network
from seedlite.errors import SeedliteError
from tests.support.exports import DIGITS, NETWORKS, STRICT, export_networks, library_objects

KERNELS = runtime_headers().kernels()
CORES = {
    "host": ("cc",),
    "cortex-m0": ("arm-none-eabi-gcc", "-mcpu=cortex-m0", "-mthumb"),
    "cortex-m4": ("arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb"),
    "cortex-m55": ("arm-none-eabi-gcc", "-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"),
}
C_LIBRARY = {"memcpy", "memmove", "memset", "_GLOBAL_OFFSET_TABLE_"}


def generated(*kernels: str) -> dict[str, str]:
    """Code that names these kernels."""
    includes = [f'#include "seedlite/{KERNELS[kernel].header}"' for kernel in kernels]
    uses = [f"const sl_kernel net_{kernel} = {{ {kernel} }};" for kernel in kernels]
    calls = ["void net_run(const sl_program *p) {", "  sl_input(p, 0);", "  sl_invoke(p);", "}"]
    return {"net.c": "\n".join([*includes, *uses, *calls, ""])}


def write(files: dict[str, str], folder: Path) -> list[Path]:
    """The .c files among them."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return [folder / path for path in files if path.endswith(".c")]


def symbols(object: Path) -> dict[str, str]:
    """nm's letters of the symbols that others can see."""
    lines = subprocess.check_output(["nm", "-P", object], text=True).splitlines()
    found = dict(line.split()[:2] for line in lines)
    return {name: kind for name, kind in found.items() if kind.isupper() or kind in "vw"}


@pytest.fixture(scope="module", params=CORES)
def all_objects(request, tmp_path_factory) -> dict[str, dict[str, str]]:
    """Symbols of every source of the runtime that an export can hold, compiled for a core with no
    include path."""
    compiler, *flags = CORES[request.param]
    if not shutil.which(compiler):
        pytest.skip(f"no {compiler}")
    folder = tmp_path_factory.mktemp("all")
    files = runtime_files(generated(*KERNELS), front_end=True)
    result = {}
    for number, source in enumerate(write(files, folder)):
        object = folder / f"{number}.o"
        command = [compiler, *flags, "-std=c99", "-O1", *STRICT, "-c", source, "-o", object]
        subprocess.run(command, check=True)
        result[source.relative_to(folder).as_posix()] = symbols(object)
    return result


def test_every_kernel_alone_has_all_that_it_calls(all_objects):
    for kernel in KERNELS:
        chosen = [path for path in runtime_files(generated(kernel)) if path in all_objects]
        found = [(name, kind) for path in chosen for name, kind in all_objects[path].items()]
        missing = {n for n, k in found if k == "U"} - {n for n, k in found if k != "U"} - C_LIBRARY
        assert not {name for name in missing if not name.startswith("__")}, kernel
        assert kernel in {name for name, kind in found if kind != "U"}


def test_every_shared_function_is_weak_and_has_the_prefix(all_objects):
    for path, names in all_objects.items():
        for name, kind in names.items():
            if kind not in "Uw":
                assert name.startswith("sl_"), path
                assert kind in "WV", f"{name} in {path} is not defined as SL_SHARED"


def test_export_holds_no_kernel_that_its_model_does_not_use(tmp_path):
    out = export_networks(tmp_path / "poker", "poker")
    names = {path.name for path in out.rglob("*.[ch]")}
    assert any(name.startswith("sl_fully_connected") for name in names)
    assert not {name for name in names if "conv2d" in name or "depthwise" in name}
    public = {path.name for path in (out / "src").iterdir()}
    assert public == {"poker.c", "poker.h", "seedlite", "seedlite.h", "seedlite_format.h"}


def test_export_holds_the_front_end_only_where_asked(tmp_path):
    without = {path.name for path in export_networks(tmp_path / "no", "poker").rglob("*")}
    out = export_networks(tmp_path / "yes", "poker", front_end=True)
    more = {path.name for path in out.rglob("*")} - without
    front_end = {"sl_log_mel.c", "sl_log_mel_tables.h", "sl_spectrum.c", "sl_spectrum.h"}
    assert more == {"frontend", "seedlite_log_mel.h"} | front_end
    assert "seedlite_log_mel.h" in (out / "README.md").read_text()
    objects = library_objects(out)  # alone it is complete
    command = ["nm", "-P", *(o for o in objects if o.stem in ("sl_log_mel", "sl_spectrum"))]
    lines = subprocess.check_output(command, text=True).splitlines()
    missing = {line.split()[0] for line in lines if " U" in line} - C_LIBRARY
    assert missing <= {"sl_spectrum"}


def test_export_of_several_models_holds_the_kernels_of_all(tmp_path):
    both = export_networks(tmp_path / "both", *NETWORKS)
    for name in NETWORKS:
        alone = export_networks(tmp_path / name, name)
        for path in alone.glob("src/**/*.[ch]"):
            assert path.read_bytes() == (both / path.relative_to(alone)).read_bytes()


def test_export_with_everything_is_larger_than_any(tmp_path):
    assert len(runtime_files(generated(*KERNELS))) > len(runtime_files(generated("sl_add_s8")))


@pytest.mark.parametrize("compiler", [c for c in CORES.values() if c != ("cc",)], ids=str)
def test_external_symbols_of_a_model_begin_with_its_name(compiler, tmp_path):
    if not shutil.which(compiler[0]):
        pytest.skip(f"no {compiler[0]}")
    out = export_networks(tmp_path / "net", "digits")
    object = tmp_path / "digits.o"
    command = [*compiler, "-O2", f"-I{out / 'src'}", "-c", out / "src/digits.c", "-o", object]
    subprocess.run(command, check=True)
    defined = {name for name, kind in symbols(object).items() if kind not in "Uw"}
    own = {"digits_input", "digits_output", "digits_invoke", "digits_program"}
    assert defined - own == {"sl_two_versions_of_the_seedlite_runtime_export_all_models_again"}


def test_kernel_that_no_file_defines_is_an_error():
    code = {"net.c": '#include "seedlite.h"\nvoid f(void) {\n  sl_load(0, 0, 0, 0, 0, 0);\n}\n'}
    with pytest.raises(SeedliteError, match=r"net\.c calls sl_load"):
        runtime_files(code)


def test_include_that_is_no_file_is_an_error():
    with pytest.raises(SeedliteError, match=r"net\.c includes seedlite/sl_gone\.h"):
        runtime_files({"net.c": '#include "seedlite/sl_gone.h"\n'})


def test_version_follows_the_sources_and_is_in_the_export(monkeypatch, tmp_path):
    before, sources = runtime_version(), runtime._sources()
    shared = runtime_files(generated("sl_add_s8"))["seedlite/target/sl_shared.h"]
    assert f"#define SL_RUNTIME_VERSION {before}\n" in shared
    changed = {**sources, "seedlite/run/sl_invoke.c": sources["seedlite/run/sl_invoke.c"] + "\n"}
    monkeypatch.setattr(runtime, "_sources", lambda: changed)
    assert runtime_version() != before


@pytest.mark.parametrize("standard", ["c99", "c11", "c17", "gnu17"])
def test_exported_sources_compile_without_warnings(standard, tmp_path):
    """With no include path: as where only the including file's folder is searched."""
    sources = write(runtime_files(generated(*KERNELS), front_end=True), tmp_path / "all")
    out = export_networks(tmp_path / "net", "digits")
    command = ["cc", f"-std={standard}", *STRICT, "-fsyntax-only", *sources]
    subprocess.run(
        [*command, out / "src/digits.c", out / "example/main.c", f"-I{out / 'src'}"], check=True
    )
    subprocess.run([*command, out / "src/digits.c"], check=True)


@pytest.mark.parametrize("standard", [11, 14, 17, 20])
def test_generated_header_serves_cpp(standard, tmp_path):
    out = export_networks(tmp_path / "net", *NETWORKS, front_end=True)
    main = tmp_path / "main.cpp"
    main.write_text(
        '#include "digits.h"\n#include "poker.h"\n#include "seedlite_log_mel.h"\n'
        "static const sl_log_mel_scale scale =\n"
        "    SL_LOG_MEL_SCALE(DIGITS_INPUT_SCALE, DIGITS_INPUT_ZERO_POINT);\n"
        "int main() {\n"
        "  int8_t quantized[SL_LOG_MEL_BANDS];\n"
        "  sl_log_mel_work work;\n"
        "  int16_t samples[SL_LOG_MEL_SAMPLES] = {}, features[SL_LOG_MEL_BANDS];\n"
        "  sl_log_mel(samples, &work, features);\n"
        "  sl_log_mel_quantize(features, &scale, quantized);\n"
        "  digits_input()[0] = DIGITS_INPUT_ZERO_POINT;\n"
        "  poker_invoke();\n"
        "  return static_cast<int>(DIGITS_INPUT_SCALE + poker_output()[0]);\n"
        "}\n"
    )
    flags = (f"-std=c++{standard}", *STRICT, "-Wold-style-cast", f"-I{out / 'src'}")
    subprocess.run(["c++", *flags, "-fsyntax-only", main], check=True)


def test_int_of_16_bits_is_refused_with_the_reason(tmp_path):
    pytest.importorskip("ziglang", reason="no compiler for AVR")
    export([read_network(DIGITS, "net")], "c", tmp_path / "net")
    command = [sys.executable, "-m", "ziglang", "cc", "-target", "avr-freestanding-none"]
    source = tmp_path / "net/src/net.c"
    done = subprocess.run(
        [*command, "-fsyntax-only", source], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "int of 32 bits" in done.stderr


def test_symbols_are_found_by_nm(tmp_path):
    """The tests above would pass on an empty list."""
    (tmp_path / "a.c").write_text("int seen;\nstatic int hidden;\nint f(void) { return hidden; }\n")
    subprocess.run(["cc", "-c", "a.c"], cwd=tmp_path, check=True)
    found = defaultdict(str, symbols(tmp_path / "a.o"))
    assert found["seen"]
    assert found["f"] == "T"
    assert "hidden" not in found
