"""What compilers need that are neither GCC nor clang: C99 and nothing else, where assembly is off.
GCC plays one: without its macros, and with its extensions undefined."""

import subprocess
from pathlib import Path

import pytest

from tests.support.compilers import RUNTIME, sources

# What the runtime takes from a C library; other headers are the compiler's own.
LIMITS_H = "#define INT_MAX 2147483647\n"
STRING_H = """
#include <stddef.h>
void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);
int memcmp(const void *, const void *, size_t);
size_t strlen(const char *);
"""
MATH_H = "float expf(float);\nfloat logf(float);\n"
EXTENSIONS = ("__attribute__(x)", "__asm__(x)", "__asm(x)", "__builtin_assume_aligned(x, n)")


@pytest.fixture
def compile_c99(tmp_path):
    """Compiles sources in the stranger's way; gives what it says."""
    (tmp_path / "limits.h").write_text(LIMITS_H)
    (tmp_path / "string.h").write_text(STRING_H)
    (tmp_path / "math.h").write_text(MATH_H)
    own = subprocess.check_output(["cc", "-print-file-name=include"], text=True).strip()

    def run(*paths: Path) -> str:
        command = [
            *("cc", "-std=c99", "-pedantic-errors", "-Wall", "-Wextra", "-Werror"),
            *("-ffreestanding", "-nostdinc", "-isystem", tmp_path, "-isystem", own),
            *("-DSL_NO_ASSEMBLY", "-U__GNUC__", "-U__ELF__", "-fsyntax-only"),
            *(f"-D{extension}=no C99" for extension in EXTENSIONS),
            f"-I{RUNTIME / 'include'}",
        ]
        done = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
        return done.stderr

    return run


def test_runtime_without_assembly_is_c99_and_nothing_else(compile_c99):
    assert compile_c99(*sources()) == ""


def test_float_ports_are_c99_and_nothing_else(compile_c99, tmp_path):
    source = tmp_path / "ports.c"
    source.write_text('#include "seedlite_float.h"\n#include "seedlite_float_softmax.h"\n')
    assert compile_c99(source) == ""


@pytest.mark.parametrize(
    "text",
    [
        "int f(void) __attribute__((weak));",
        '__asm__("nop");',
        "int f(int x) { return ({ x; }); }",
        "const void *f(const void *x) { return __builtin_assume_aligned(x, 4); }",
    ],
)
def test_stranger_refuses_what_is_no_c99(compile_c99, tmp_path, text):
    source = tmp_path / "extended.c"
    source.write_text(f"{text}\n")
    assert "error" in compile_c99(source)
